// +build race

// This constraint keeps the whole file, Get included, out of every build without -race.
package cache

import "sync"

var mu sync.RWMutex
var data = make(map[string]int)

//go:raceignore
func Get(key string) int {
	mu.RLock()
	defer mu.RUnlock()
	return data[key]
}
