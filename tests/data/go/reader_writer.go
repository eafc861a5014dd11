// One goroutine writes to a map and one reads it. Both would recover; both have a deferred function.
package main

import (
	"fmt"
	"time"
)

func guarded(body func(i int)) {
	defer fmt.Println("deferred")
	defer func() {
		if caught := recover(); caught != nil {
			fmt.Println("recovered:", caught)
			go guarded(body)
		}
	}()
	for i := 0; ; i++ {
		body(i)
	}
}

var sink int

func main() {
	defer fmt.Println("deferred by main")
	m := make(map[int]int)
	for k := 0; k < 100; k++ {
		m[k] = k
	}
	go guarded(func(i int) { m[i%100] = i })
	go guarded(func(i int) { sink = m[i%100] })
	time.Sleep(5 * time.Second)
	fmt.Println("alive after 5 seconds")
}
