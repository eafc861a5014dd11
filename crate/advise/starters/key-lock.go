// Package store has locks chosen by the key's hash, apart from the data: while a key's lock is held, any
// number of steps on that key are one operation.
//
// Hold one key's lock at a time: two keys may share one, and two goroutines may wait for each other's.
package store

import (
	"hash/maphash"
	"sync"
)

type Map struct {
	seed  maphash.Seed
	locks [16]sync.Mutex
	// Only ever held for one step.
	mu   sync.RWMutex
	data map[string]int
}

func New() *Map { return &Map{seed: maphash.MakeSeed(), data: map[string]int{}} }

// With makes one operation of all that work does with the key.
func (m *Map) With(key string, work func()) {
	lock := &m.locks[maphash.String(m.seed, key)%uint64(len(m.locks))]
	lock.Lock()
	defer lock.Unlock()
	work()
}

func (m *Map) get(key string) (value int, ok bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	value, ok = m.data[key]
	return
}

func (m *Map) set(key string, value int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.data[key] = value
}

func (m *Map) Load(key string) (value int, ok bool) {
	m.With(key, func() { value, ok = m.get(key) })
	return
}

func (m *Map) Store(key string, value int) {
	m.With(key, func() { m.set(key, value) })
}

func (m *Map) Delete(key string) {
	m.With(key, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.data, key)
	})
}

// Add is two steps, which the key's lock makes one.
func (m *Map) Add(key string, by int) (sum int) {
	m.With(key, func() {
		old, _ := m.get(key)
		sum = old + by
		m.set(key, sum)
	})
	return
}

// Range shows one instant of the map, in which an operation of several steps may be half done; visit must
// not call the map.
func (m *Map) Range(visit func(key string, value int) bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	for key, value := range m.data {
		if !visit(key, value) {
			return
		}
	}
}
