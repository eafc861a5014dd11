// A timeout wrapped around a call that has none: the caller returns in time, and the goroutine that makes the call stays.
package main

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"
)

var (
	mu    sync.Mutex
	cache = make(map[string]int)
)

func update(id string, total int) error {
	done := make(chan bool, 1)
	go func() {
		mu.Lock()
		defer mu.Unlock()
		cache[id] = total
		done <- true
	}()
	select {
	case <-done:
		return nil
	case <-time.After(20 * time.Millisecond):
		return errors.New("timed out")
	}
}

func main() {
	mu.Lock()
	refused := 0
	for i := 1; i <= 20; i++ {
		if update("order", i) != nil {
			refused++
		}
	}
	fmt.Println("refused:", refused, "of 20")
	fmt.Println("goroutines left behind:", runtime.NumGoroutine()-1)
	mu.Unlock()
	time.Sleep(100 * time.Millisecond)
	mu.Lock()
	fmt.Println("once the lock was free, a refused write was done after all:", cache["order"] != 0)
}
