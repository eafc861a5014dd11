// Package store is a map behind one sync.RWMutex: readers side by side, writers alone.
package store

import "sync"

type Map struct {
	mu   sync.RWMutex
	data map[string]int
}

func New() *Map { return &Map{data: map[string]int{}} }

func (m *Map) Load(key string) (value int, ok bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
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

// Add reads and writes in one step, under the writer's lock: a reader's cannot be made one.
func (m *Map) Add(key string, by int) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.data[key] += by
	return m.data[key]
}

// Range shows one instant. Writers wait meanwhile, and visit must not call the map: a second RLock with
// a writer waiting between the two never ends.
func (m *Map) Range(visit func(key string, value int) bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	for key, value := range m.data {
		if !visit(key, value) {
			return
		}
	}
}
