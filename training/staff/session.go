package staff

import (
	"context"
	"encoding/hex"
	"time"

	"shifu/internal/fault"
)

// live is a session while the program runs. Sessions do not outlive it.
type live struct {
	session Session
	touched time.Duration // monotonic
	locked  bool
}

// begin opens a session for a person who has just proved who they are.
func (s *Service) begin(p Person) (Session, error) {
	id, err := random(s.Entropy, 16)
	if err != nil {
		return Session{}, err
	}
	session := Session{ID: hex.EncodeToString(id), Actor: p.Actor(), Person: p, StartedAt: s.Clock.Now(), IdleAfter: s.IdleAfter}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[session.ID] = &live{session: session, touched: s.Clock.Monotonic()}
	return session, nil
}

// at finds a session and locks it when its time is over; the caller holds mu.
func (s *Service) at(id string) (*live, error) {
	l := s.sessions[id]
	if l == nil {
		return nil, fault.New(fault.Forbidden, "fault.staff.session_over")
	}
	if s.Clock.Monotonic()-l.touched >= s.IdleAfter {
		l.locked = true
	}
	if l.locked {
		return l, fault.New(fault.Expired, "fault.staff.session_locked")
	}
	return l, nil
}

// Session answers a session with the person as they are now. Faults:
// fault.staff.session_over, fault.staff.session_locked (expired), has_left.
func (s *Service) Session(ctx context.Context, id string) (Session, error) {
	s.mu.Lock()
	l, err := s.at(id)
	var session Session
	if l != nil {
		session = l.session
	}
	s.mu.Unlock()
	if err != nil {
		return Session{}, fault.In("staff.Session", err)
	}
	err = s.Store.View(ctx, func(tx Tx) error {
		a, err := tx.Account(ctx, session.Person.ID)
		if err != nil {
			return err
		}
		if err := a.enterable(); err != nil {
			return err
		}
		session.Person, err = tx.Person(ctx, session.Person.ID)
		return err
	})
	session.Actor = session.Person.Actor()
	return session, fault.In("staff.Session", err)
}

// Touch says that the person is there: a key, a click, the heartbeat of an
// exam. It does not open what is locked; the faults of Session.
func (s *Service) Touch(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, err := s.at(id)
	if err == nil {
		l.touched = s.Clock.Monotonic()
	}
	return fault.In("staff.Touch", err)
}

// Lock locks a session at once. Resume opens it again.
func (s *Service) Lock(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.sessions[id]
	if l == nil {
		return fault.In("staff.Lock", fault.New(fault.Forbidden, "fault.staff.session_over"))
	}
	l.locked = true
	return nil
}

// Resume opens a locked session with the PIN or passphrase of its person; the
// faults of SignIn.
func (s *Service) Resume(ctx context.Context, id string, cmd SignIn) (Session, error) {
	s.mu.Lock()
	l := s.sessions[id]
	if l != nil {
		cmd.PersonID = l.session.Person.ID // whose session it is is not up to the caller
	}
	s.mu.Unlock()
	if l == nil {
		return Session{}, fault.In("staff.Resume", fault.New(fault.Forbidden, "fault.staff.session_over"))
	}
	p, err := s.prove(ctx, cmd)
	if err != nil {
		return Session{}, fault.In("staff.Resume", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sessions[id] != l { // signed out meanwhile
		return Session{}, fault.In("staff.Resume", fault.New(fault.Forbidden, "fault.staff.session_over"))
	}
	l.locked, l.touched = false, s.Clock.Monotonic()
	l.session.Person, l.session.Actor = p, p.Actor()
	return l.session, nil
}

// SignOut ends a session. Ending it again is no fault.
func (s *Service) SignOut(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, id)
	return nil
}

// dismiss ends every session of a person.
func (s *Service) dismiss(person string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, l := range s.sessions {
		if l.session.Person.ID == person {
			delete(s.sessions, id)
		}
	}
}
