package cache

import "sync"

type Cache struct {
	mu   sync.RWMutex
	hits map[string]int
}

func (c *Cache) Get(key string) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.hits[key]++
	return c.hits[key]
}

func (c *Cache) Reset(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.hits, key)
}
