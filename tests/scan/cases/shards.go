// Locks that belong to one of many.
package shards

import "sync"

type shard struct {
	sync.Mutex
	m map[string]int
}

type store struct{ list [16]shard }

func (s *store) of(k string) *shard {
	hash := 0
	for _, sign := range k {
		hash = 31*hash + int(sign)
	}
	return &s.list[hash%16]
}

func (s *store) good(k string) {
	sh := s.of(k)
	sh.Lock()
	sh.m[k]++ // want CTD004 medium
	sh.Unlock()
}

// The lock of the first, whichever has the key.
func (s *store) bad(k string) {
	s.list[0].Lock()
	defer s.list[0].Unlock()
	delete(s.of(k).m, k)
}

func run(s *store) {
	for {
		go s.good("x")
		go s.bad("x")
	}
}
