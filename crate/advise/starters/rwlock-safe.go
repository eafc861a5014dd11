// Package store is a map behind one sync.RWMutex that nobody waits for longer than a context lasts.
//
// What is refused has not happened and never will; who has the lock goes through, however late. Who waits
// tries again and again, and holds no reader back meanwhile, so readers that never stop can keep a writer out
// until its context is over.
package store

import (
	"context"
	"sync"
	"time"
)

type Map struct {
	mu   sync.RWMutex
	data map[string]int
}

func New() *Map { return &Map{data: map[string]int{}} }

// acquire tries ever less often, and gives up once the context is over.
func acquire(ctx context.Context, try func() bool) error {
	for pause := 50 * time.Microsecond; !try(); pause = min(2*pause, time.Millisecond) {
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (m *Map) Load(ctx context.Context, key string) (value int, ok bool, err error) {
	if err = acquire(ctx, m.mu.TryRLock); err != nil {
		return
	}
	defer m.mu.RUnlock()
	value, ok = m.data[key]
	return
}

func (m *Map) Store(ctx context.Context, key string, value int) error {
	if err := acquire(ctx, m.mu.TryLock); err != nil {
		return err
	}
	defer m.mu.Unlock()
	m.data[key] = value
	return nil
}

func (m *Map) Delete(ctx context.Context, key string) error {
	if err := acquire(ctx, m.mu.TryLock); err != nil {
		return err
	}
	defer m.mu.Unlock()
	delete(m.data, key)
	return nil
}

// Update reads and writes in one step: no other goroutine comes between. If change panics nothing is changed,
// and the lock is free again.
func (m *Map) Update(ctx context.Context, key string, change func(value int) int) (value int, err error) {
	if err = acquire(ctx, m.mu.TryLock); err != nil {
		return
	}
	defer m.mu.Unlock()
	value = change(m.data[key])
	m.data[key] = value
	return
}

// Range shows one instant; writers wait meanwhile, so visit must not call the map.
func (m *Map) Range(ctx context.Context, visit func(key string, value int) bool) error {
	if err := acquire(ctx, m.mu.TryRLock); err != nil {
		return err
	}
	defer m.mu.RUnlock()
	for key, value := range m.data {
		if !visit(key, value) {
			break
		}
	}
	return nil
}
