// Locks that are held as a flag says.
package flags

import "sync"

var mu sync.Mutex
var m, n, o = map[string]int{}, map[string]int{}, map[string]int{}

func reset(hard bool) {
	mu.Lock()
	if hard {
		mu.Unlock()
	}
	clear(n) // want CTD006 high meets itself
	if !hard {
		mu.Unlock()
	}
}

// Whatever the flag was, nothing is held any more.
func after() {
	reset(true)
	m["x"]++ // want CTD006 high meets itself
}

func afters() {
	for {
		go after()
	}
}

func perhaps(lock bool) {
	if lock {
		mu.Lock()
	}
	if lock {
		o["x"]++
		mu.Unlock()
	}
}

func all() {
	for {
		go perhaps(true)
	}
}
