//go:build linux

package platforms

import "sync"

var mu sync.Mutex

func put(k string) {
	mu.Lock()
	m[k]++
	mu.Unlock()
}
