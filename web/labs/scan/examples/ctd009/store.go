package store

import "sync"

type Store struct {
	mu   sync.Mutex
	data map[string]int
}

func (s *Store) Set(key string, value int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data[key] = value
}

func (s *Store) All() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.data
}
