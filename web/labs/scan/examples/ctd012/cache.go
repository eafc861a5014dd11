package cache

import "sync"

type Cache struct {
	mu sync.Mutex
	m  map[string]int
}

func (c Cache) Set(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[key] = 1
}
