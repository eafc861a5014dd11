// Package store is sixteen maps, each behind its own sync.RWMutex, chosen by the key's hash.
package store

import (
	"hash/maphash"
	"sync"
)

const shards = 16

type shard struct {
	mu   sync.RWMutex
	data map[string]int
	// So that two locks never share a cache line.
	_ [64]byte
}

type Map struct {
	seed   maphash.Seed
	shards [shards]shard
}

func New() *Map {
	m := &Map{seed: maphash.MakeSeed()}
	for i := range m.shards {
		m.shards[i].data = map[string]int{}
	}
	return m
}

func (m *Map) shard(key string) *shard {
	return &m.shards[maphash.String(m.seed, key)%shards]
}

func (m *Map) Load(key string) (value int, ok bool) {
	s := m.shard(key)
	s.mu.RLock()
	defer s.mu.RUnlock()
	value, ok = s.data[key]
	return
}

func (m *Map) Store(key string, value int) {
	s := m.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data[key] = value
}

func (m *Map) Delete(key string) {
	s := m.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.data, key)
}

// Add reads and writes in one step: no other goroutine comes between.
func (m *Map) Add(key string, by int) int {
	s := m.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data[key] += by
	return s.data[key]
}

// Range goes shard by shard, so it does not show one instant; visit must not call the map.
func (m *Map) Range(visit func(key string, value int) bool) {
	for i := range m.shards {
		if !m.shards[i].visit(visit) {
			return
		}
	}
}

func (s *shard) visit(visit func(key string, value int) bool) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for key, value := range s.data {
		if !visit(key, value) {
			return false
		}
	}
	return true
}
