// Package store is a map behind one lock that nobody waits for longer than a context lasts.
//
// What is refused has not happened and never will; who has the lock goes through, however late.
package store

import "context"

type Map struct {
	// Room for one token: who has put one there has the lock.
	lock chan struct{}
	data map[string]int
}

func New() *Map { return &Map{lock: make(chan struct{}, 1), data: map[string]int{}} }

// acquire gives up once the context is over.
func (m *Map) acquire(ctx context.Context) error {
	select {
	case m.lock <- struct{}{}:
		return nil
	default:
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

// Update reads and writes in one step: no other goroutine comes between. If change panics nothing is changed,
// and the lock is free again.
func (m *Map) Update(ctx context.Context, key string, change func(value int) int) (value int, err error) {
	if err = m.acquire(ctx); err != nil {
		return
	}
	defer m.release()
	value = change(m.data[key])
	m.data[key] = value
	return
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
