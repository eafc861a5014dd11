// Package store is a sync.Map with types: a hash trie from Go 1.24 on, a read and a dirty table before.
package store

import "sync"

type Map struct {
	data sync.Map // of string to int
}

func New() *Map { return &Map{} }

func (m *Map) Load(key string) (int, bool) {
	value, ok := m.data.Load(key)
	if !ok {
		return 0, false
	}
	return value.(int), true
}

func (m *Map) Store(key string, value int) { m.data.Store(key, value) }

func (m *Map) Delete(key string) { m.data.Delete(key) }

// Add tries until no other goroutine came between its read and its write.
func (m *Map) Add(key string, by int) int {
	for {
		old, ok := m.data.LoadOrStore(key, by)
		if !ok {
			return by
		}
		sum := old.(int) + by
		if m.data.CompareAndSwap(key, old, sum) {
			return sum
		}
	}
}

// Range meets each key that is there throughout once; it does not show one instant.
func (m *Map) Range(visit func(key string, value int) bool) {
	m.data.Range(func(key, value any) bool { return visit(key.(string), value.(int)) })
}
