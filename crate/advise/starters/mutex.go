// Package store is a map behind one sync.Mutex.
package store

import "sync"

type Map struct {
	mu   sync.Mutex
	data map[string]int
}

func New() *Map { return &Map{data: map[string]int{}} }

func (m *Map) Load(key string) (value int, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	value, ok = m.data[key]
	return
}

func (m *Map) Store(key string, value int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.data[key] = value
}

func (m *Map) Delete(key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.data, key)
}

// Add reads and writes in one step: no other goroutine comes between.
func (m *Map) Add(key string, by int) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.data[key] += by
	return m.data[key]
}

// Range shows one instant; everyone else waits meanwhile, so visit must not call the map.
func (m *Map) Range(visit func(key string, value int) bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for key, value := range m.data {
		if !visit(key, value) {
			return
		}
	}
}
