// sync.Map since Go 1.24: comparing two values that cannot be compared panics inside CompareAndDelete, which has locked a
// node of its hash trie by then. The panic is recovered and the node stays locked: writers wait for ever, readers do not.
package main

import (
	"fmt"
	"sync"
	"time"
)

func within(body func()) bool {
	done := make(chan bool)
	go func() {
		body()
		close(done)
	}()
	select {
	case <-done:
		return true
	case <-time.After(time.Second):
		return false
	}
}

func main() {
	var m sync.Map
	m.Store("order", []int{1})
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		m.CompareAndDelete("order", []int{1})
	}()
	fmt.Println("Load returned within a second:", within(func() { m.Load("order") }))
	fmt.Println("Store returned within a second:", within(func() { m.Store("order", 2) }))
	fmt.Println("Delete returned within a second:", within(func() { m.Delete("order") }))
}
