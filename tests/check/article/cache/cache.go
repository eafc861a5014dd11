// +build race

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
