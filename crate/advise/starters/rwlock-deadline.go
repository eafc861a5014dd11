// Package store is a map for which nobody waits longer than their context lasts: readers side by side,
// writers alone.
//
// A sync.RWMutex cannot be given up on, so whoever wants it first takes a turn, a token in a channel that a
// select can wait for. A writer keeps its turn until it is done: readers with a turn never wait, and none
// comes in before a writer that waits for those inside. The context bounds the wait, not the work.
package store

import (
	"context"
	"sync"
	"time"
)

type Map struct {
	turn chan struct{}
	mu   sync.RWMutex
	data map[string]int
}

func New() *Map { return &Map{turn: make(chan struct{}, 1), data: map[string]int{}} }

// take has the turn, or says why ctx is over; then nothing was read or written.
func (m *Map) take(ctx context.Context) error {
	// Of two cases that are ready a select takes any.
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case m.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (m *Map) rlock(ctx context.Context) error {
	if err := m.take(ctx); err != nil {
		return err
	}
	// At once: who writes has the turn.
	m.mu.RLock()
	<-m.turn
	return nil
}

func (m *Map) lock(ctx context.Context) error {
	if err := m.take(ctx); err != nil {
		return err
	}
	for pause := time.Microsecond; !m.mu.TryLock(); pause = min(2*pause, time.Millisecond) {
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			<-m.turn
			return ctx.Err()
		}
	}
	return nil
}

func (m *Map) unlock() {
	m.mu.Unlock()
	<-m.turn
}

func (m *Map) Load(ctx context.Context, key string) (value int, ok bool, err error) {
	if err = m.rlock(ctx); err != nil {
		return
	}
	defer m.mu.RUnlock()
	value, ok = m.data[key]
	return
}

func (m *Map) Store(ctx context.Context, key string, value int) error {
	if err := m.lock(ctx); err != nil {
		return err
	}
	defer m.unlock()
	m.data[key] = value
	return nil
}

func (m *Map) Delete(ctx context.Context, key string) error {
	if err := m.lock(ctx); err != nil {
		return err
	}
	defer m.unlock()
	delete(m.data, key)
	return nil
}

// Add reads and writes in one step: no other goroutine comes between.
func (m *Map) Add(ctx context.Context, key string, by int) (int, error) {
	if err := m.lock(ctx); err != nil {
		return 0, err
	}
	defer m.unlock()
	m.data[key] += by
	return m.data[key], nil
}

// Range shows one instant; writers wait meanwhile, other readers do not. visit must not call the map.
func (m *Map) Range(ctx context.Context, visit func(key string, value int) bool) error {
	if err := m.rlock(ctx); err != nil {
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
