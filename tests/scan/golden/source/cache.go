package cache

import "sync"

type Cache struct {
	mu   sync.RWMutex
	data map[string]int
}

func (c *Cache) Set(k string, v int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.data[k] = v
}

func (c *Cache) Peek(k string) int {
	return c.data[k]
}

func (c *Cache) All() map[string]int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.data
}
