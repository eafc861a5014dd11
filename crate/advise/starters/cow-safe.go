// Package store is an immutable map that readers share and wait for nothing; each write puts a changed copy in
// its place, and waits for other writers no longer than a context lasts.
//
// What is refused has not happened and never will; who has the lock goes through, however late.
package store

import (
	"context"
	"maps"
	"sync/atomic"
)

type Map struct {
	// Room for one token, of the writer whose turn it is.
	turn chan struct{}
	data atomic.Pointer[map[string]int]
}

func New() *Map {
	m := &Map{turn: make(chan struct{}, 1)}
	m.data.Store(&map[string]int{})
	return m
}

// change copies the whole map, so that nobody sees one that is being changed, and gives up once the context is
// over before its turn has come.
func (m *Map) change(ctx context.Context, change func(data map[string]int)) error {
	select {
	case m.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-m.turn }()
	next := maps.Clone(*m.data.Load())
	change(next)
	m.data.Store(&next)
	return nil
}

func (m *Map) Load(_ context.Context, key string) (value int, ok bool, err error) {
	value, ok = (*m.data.Load())[key]
	return
}

func (m *Map) Store(ctx context.Context, key string, value int) error {
	return m.change(ctx, func(data map[string]int) { data[key] = value })
}

func (m *Map) Delete(ctx context.Context, key string) error {
	return m.change(ctx, func(data map[string]int) { delete(data, key) })
}

// Update reads and writes in one step: no other goroutine comes between. If change panics nothing is changed.
func (m *Map) Update(ctx context.Context, key string, change func(value int) int) (value int, err error) {
	err = m.change(ctx, func(data map[string]int) {
		value = change(data[key])
		data[key] = value
	})
	return
}

// Range shows one instant, and nobody waits.
func (m *Map) Range(_ context.Context, visit func(key string, value int) bool) error {
	for key, value := range *m.data.Load() {
		if !visit(key, value) {
			break
		}
	}
	return nil
}
