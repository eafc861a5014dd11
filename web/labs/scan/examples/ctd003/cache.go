package cache

import "sync"

type Cache struct {
	mu   sync.Mutex
	data map[string]int
}

func New() *Cache {
	return &Cache{data: map[string]int{}}
}

func (c *Cache) Set(key string, value int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.data[key] = value
}
