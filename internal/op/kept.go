package op

import "sync"

// Stamp is a number that grows with every committed change of some tables: what
// was read under a stamp holds for as long as the stamp does.
type Stamp struct {
	Number int64
	// Fresh says that the transaction that asks has changed the tables itself.
	// It may yet be undone, so nothing that it reads of them is kept.
	Fresh bool
}

// Kept holds what was made of some tables the last time that they changed, so
// that reads need not make it again. The value is shared: nobody changes it.
// The zero Kept is empty and ready.
type Kept[V any] struct {
	mu    sync.Mutex
	full  bool
	stamp int64
	value V
}

// At answers the value under a stamp, made by read when another or none is kept.
func (k *Kept[V]) At(stamp Stamp, read func() (V, error)) (V, error) {
	if stamp.Fresh {
		return read()
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.full && k.stamp == stamp.Number {
		return k.value, nil
	}
	value, err := read()
	if err == nil {
		k.full, k.stamp, k.value = true, stamp.Number, value
	}
	return value, err
}
