// Package guarded has a map for many goroutines that counts what came of its operations, under the names that
// Contend's own guard has (contend guard --metrics). An operation whose context is over is refused before it begins
// and has done nothing.
package guarded

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Map is made by New. Its methods may be called by any number of goroutines.
type Map[K comparable, V any] struct {
	name string

	mu   sync.RWMutex
	data map[K]V

	operations [calls][outcomes]atomic.Uint64
	gets       durations
	writes     durations
}

// New returns an empty map of that name.
func New[K comparable, V any](name string) *Map[K, V] {
	return &Map[K, V]{name: name, data: make(map[K]V)}
}

// Get returns the value of a key, and whether there is one. The error is the context's.
func (m *Map[K, V]) Get(ctx context.Context, key K) (V, bool, error) {
	began := time.Now()
	defer func() { m.gets.add(time.Since(began)) }()
	if err := ctx.Err(); err != nil {
		m.count(callGet, outcomeTimeout)
		var none V
		return none, false, err
	}
	m.mu.RLock()
	value, found := m.data[key]
	m.mu.RUnlock()
	if found {
		m.count(callGet, outcomeHit)
	} else {
		m.count(callGet, outcomeMiss)
	}
	return value, found, nil
}

// Put gives a key a value. The error is the context's.
func (m *Map[K, V]) Put(ctx context.Context, key K, value V) error {
	began := time.Now()
	defer func() { m.writes.add(time.Since(began)) }()
	if err := ctx.Err(); err != nil {
		m.count(callInsert, outcomeTimeout)
		return err
	}
	m.mu.Lock()
	m.data[key] = value
	m.mu.Unlock()
	m.count(callInsert, outcomeDone)
	return nil
}

// Len returns how many keys there are.
func (m *Map[K, V]) Len() int {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return len(m.data)
}

func (m *Map[K, V]) count(call, outcome int) {
	m.operations[call][outcome].Add(1)
}
