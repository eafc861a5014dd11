// Package store is an immutable map that readers share; each write puts a changed copy in its place.
package store

import (
	"maps"
	"sync"
	"sync/atomic"
)

type Map struct {
	// Of writers, which take turns.
	mu   sync.Mutex
	data atomic.Pointer[map[string]int]
}

func New() *Map {
	m := &Map{}
	m.data.Store(&map[string]int{})
	return m
}

// change copies the whole map, so that nobody sees one that is being changed.
func (m *Map) change(change func(data map[string]int)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	next := maps.Clone(*m.data.Load())
	change(next)
	m.data.Store(&next)
}

func (m *Map) Load(key string) (value int, ok bool) {
	value, ok = (*m.data.Load())[key]
	return
}

func (m *Map) Store(key string, value int) {
	m.change(func(data map[string]int) { data[key] = value })
}

func (m *Map) Delete(key string) {
	m.change(func(data map[string]int) { delete(data, key) })
}

func (m *Map) Add(key string, by int) (sum int) {
	m.change(func(data map[string]int) {
		data[key] += by
		sum = data[key]
	})
	return
}

// Range shows one instant, and nobody waits.
func (m *Map) Range(visit func(key string, value int) bool) {
	for key, value := range *m.data.Load() {
		if !visit(key, value) {
			return
		}
	}
}
