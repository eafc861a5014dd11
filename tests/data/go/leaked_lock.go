// A panic between Lock and an Unlock that is not deferred is recovered, but the lock stays locked: every later caller
// waits for ever.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
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
	cache[id] = order.total
	mu.Unlock()
}

func main() {
	updateOrder("good", &Order{total: 7})
	fmt.Println("stored:", cache["good"])
	updateOrder("bad", nil)
	const callers = 100
	returned := make(chan bool, callers)
	for i := 0; i < callers; i++ {
		go func() {
			updateOrder("good", &Order{total: 8})
			returned <- true
		}()
	}
	time.Sleep(time.Second)
	fmt.Println("a second later, callers that returned:", len(returned), "of", callers)
	fmt.Println("goroutines:", runtime.NumGoroutine())
	fmt.Println("the lock is free:", mu.TryLock())
}
