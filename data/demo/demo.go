// Package demo fills an empty data folder with the history of an invented shop,
// to look around in and to measure pages with.
//
// Nothing is written past the rules: everybody in it signs in, reads, answers,
// marks, signs and disputes through the services, on a clock that runs through
// the days and with entropy that comes from a seed. The same seed, size and end
// give the same shop, ids, keys and ledger included. That makes its keys
// guessable and its passphrases are printed, so the shop is marked as a
// demonstration for ever.
package demo

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	"shifu/data"
	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/training/staff"
)

// What everybody in the shop signs in and signs with: it is a shop to try things
// in, and whoever does should not have to look anything up. The passphrase is
// written alike in simplified and traditional characters.
const (
	PIN        staff.Secret = "830275"
	Passphrase staff.Secret = "春山有雨小河月明人家"
)

// The limits of Options.
const (
	MostPeople = 500
	MostDays   = 180
)

// Options say what shop to make.
type Options struct {
	// Dir is a data folder that is new or empty.
	Dir string
	// People in the shop, the owner and those who left included: 1..MostPeople.
	// From 12 on every state of the house occurs: see Fill.
	People int
	// Days of history, 1..MostDays. Some certificates are older than that. From
	// 20 on there is time for everything to happen.
	Days int
	Seed uint64
	// Language is the shop's and that of its notes; simplified Chinese when empty.
	Language lang.Tag
	// Until is a moment of the last day, at whose evening the history ends. Let
	// it be yesterday, or what was done is younger than those who look at it.
	Until time.Time
	Probe data.Probe
	Log   *slog.Logger
	// Progress hears of each day that is done; may be nil.
	Progress func(day, of int)
}

// Account is a person of the shop with what it takes to be that person.
type Account struct {
	Person staff.Person
	// PIN and Passphrase are empty for who has not claimed the tile yet: those
	// have a claim code.
	PIN, Passphrase, ClaimCode staff.Secret
}

// Shop is what was made.
type Shop struct {
	Shop         staff.Shop
	RecoveryCode staff.Secret
	Accounts     []Account // in the order in which they joined
	From, To     time.Time // the first and the last moment of the history
	Counts       Counts
}

// Counts says how much happened.
type Counts struct {
	Attempts     int `json:"attempts"`
	Answers      int `json:"answers"`
	Exams        int `json:"exams"`
	Failed       int `json:"exams_failed"`
	Marked       int `json:"replies_marked"`
	Inquiries    int `json:"inquiries"`
	SignOffs     int `json:"sign_offs"`
	Disputes     int `json:"disputes"`
	Certificates int `json:"certificates"`
}

// Fill makes the shop and closes the folder. With 12 people and 20 days or more
// it holds at the end: pairs and a hand-over; exams passed and failed; free
// replies that wait and that are marked; modules that wait for the mentor, for
// the apprentice, that are locked, in dispute and ruled; certificates that are
// valid, about to expire, expired and revoked; people who have not claimed their
// tile; and one apprentice in the middle of an exam. A folder that is not empty
// is refused (fault.demo.not_empty); what cannot be finished leaves nothing.
func Fill(ctx context.Context, o Options) (out Shop, err error) {
	defer func() { err = fault.In("demo.Fill", err) }()
	if o.People < 1 || o.People > MostPeople {
		return out, fault.New(fault.Invalid, "fault.demo.people", "Most", MostPeople)
	}
	if o.Days < 1 || o.Days > MostDays {
		return out, fault.New(fault.Invalid, "fault.demo.days", "Most", MostDays)
	}
	entries, err := os.ReadDir(o.Dir)
	made := errors.Is(err, os.ErrNotExist)
	if errors.Is(err, syscall.ENOTDIR) {
		return out, fault.Wrap(err, fault.Invalid, "fault.data.not_a_folder", "Name", o.Dir)
	}
	if err != nil && !made {
		return out, fault.Wrap(err, fault.Unavailable, "fault.data.disk")
	}
	if len(entries) > 0 {
		return out, fault.New(fault.Conflict, "fault.demo.not_empty", "Folder", o.Dir)
	}
	defer func() {
		if err != nil {
			clean(o.Dir, made)
		}
	}()
	// Filling makes much garbage and keeps little: collecting it less often is
	// worth the memory.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	w, err := open(ctx, o)
	if err != nil {
		return out, err
	}
	if err = w.live(); err == nil {
		out, err = w.shop()
	}
	w.close()
	return out, errors.Join(err, w.db.Close())
}

// clean takes away what a failed Fill left in a folder that was empty before.
func clean(dir string, made bool) {
	if made {
		_ = os.RemoveAll(dir)
		return
	}
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		_ = os.RemoveAll(filepath.Join(dir, e.Name()))
	}
}
