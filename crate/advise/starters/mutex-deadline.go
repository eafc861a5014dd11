// Package store is a map behind one lock that nobody waits for longer than their context lasts.
//
// A sync.Mutex cannot be given up on, so the lock is a channel with room for one token: whoever has put it
// in holds the lock. The context bounds the wait, not the work: whoever is inside for long makes others late.
package store

import "context"

type Map struct {
	lock chan struct{}
	data map[string]int
}

func New() *Map { return &Map{lock: make(chan struct{}, 1), data: map[string]int{}} }

// acquire takes the lock, or says why ctx is over; then nothing was read or written.
func (m *Map) acquire(ctx context.Context) error {
	// Of two cases that are ready a select takes any.
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case m.lock <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (m *Map) release() { <-m.lock }

func (m *Map) Load(ctx context.Context, key string) (value int, ok bool, err error) {
	if err = m.acquire(ctx); err != nil {
		return
	}
	defer m.release()
	value, ok = m.data[key]
	return
}

func (m *Map) Store(ctx context.Context, key string, value int) error {
	if err := m.acquire(ctx); err != nil {
		return err
	}
	defer m.release()
	m.data[key] = value
	return nil
}

func (m *Map) Delete(ctx context.Context, key string) error {
	if err := m.acquire(ctx); err != nil {
		return err
	}
	defer m.release()
	delete(m.data, key)
	return nil
}

// Add reads and writes in one step: no other goroutine comes between.
func (m *Map) Add(ctx context.Context, key string, by int) (int, error) {
	if err := m.acquire(ctx); err != nil {
		return 0, err
	}
	defer m.release()
	m.data[key] += by
	return m.data[key], nil
}

// Range shows one instant; everyone else waits meanwhile, so visit must not call the map.
func (m *Map) Range(ctx context.Context, visit func(key string, value int) bool) error {
	if err := m.acquire(ctx); err != nil {
		return err
	}
	defer m.release()
	for key, value := range m.data {
		if !visit(key, value) {
			break
		}
	}
	return nil
}
