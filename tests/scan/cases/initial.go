// What init starts runs beside main.
package main

import "sync"

var a, b, c = map[string]int{}, map[string]int{}, map[string]int{}
var mu sync.Mutex

func init() {
	a["first"] = 1
	c["first"] = 1
	go func() {
		for {
			a["x"]++ // want CTD001 high meets main-writes
		}
	}()
	go func() {
		mu.Lock()
		b["x"]++
		mu.Unlock()
	}()
}

func main() {
	a["y"]++ // at main-writes
	mu.Lock()
	b["y"]++
	mu.Unlock()
	c["y"]++
}
