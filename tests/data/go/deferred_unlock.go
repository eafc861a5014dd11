// The same panic with Unlock deferred: recovered, the lock released, and every later caller is served.
package main

import (
	"fmt"
	"sync"
)

type Order struct{ total int }

var (
	mu    sync.Mutex
	cache = make(map[string]int)
)

func updateOrder(id string, order *Order) {
	defer func() {
		if caught := recover(); caught != nil {
			fmt.Println("recovered:", caught)
		}
	}()
	mu.Lock()
	defer mu.Unlock()
	cache[id] = order.total
}

func main() {
	updateOrder("bad", nil)
	const callers = 100
	var all sync.WaitGroup
	for i := 0; i < callers; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			updateOrder("good", &Order{total: 8})
		}()
	}
	all.Wait()
	fmt.Println("all", callers, "later callers returned; stored:", cache["good"])
	fmt.Println("the lock is free:", mu.TryLock())
}
