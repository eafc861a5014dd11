package store

func (s *Store) Put(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[k] = 1 // at put
}

func (s *Store) Get(k string) int {
	return s.m[k] // want CTD003 high meets put
}
