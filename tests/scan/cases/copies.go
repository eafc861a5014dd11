// Locks that are passed by value, and methods as functions.
package copies

import "sync"

var m, n = map[string]int{}, map[string]int{}

func byValue(mu sync.Mutex) {
	mu.Lock()
	m["x"]++ // want CTD012 high meets itself
	mu.Unlock()
}

func copies() {
	var mu sync.Mutex
	for {
		go byValue(mu)
	}
}

func literal() {
	var mu sync.Mutex
	k := map[string]int{}
	for {
		go func(mu sync.Mutex) {
			mu.Lock()
			k["x"]++ // want CTD012 high meets itself
			mu.Unlock()
		}(mu)
	}
}

func byPointer(mu *sync.Mutex) {
	mu.Lock()
	n["x"]++
	mu.Unlock()
}

func shares() {
	var mu sync.Mutex
	for {
		go byPointer(&mu)
	}
}

type table map[string]int

func (t table) inc() {
	t["x"]++ // want CTD006 high meets itself
}

func expression() {
	t := table{}
	inc := table.inc
	for {
		go inc(t)
	}
}

type counter struct{ m map[string]int }

func (c *counter) inc() {
	c.m["x"]++ // want CTD006 high meets itself
}

func pointerExpression(c *counter) {
	for {
		go (*counter).inc(c)
	}
}
