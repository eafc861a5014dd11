// Two goroutines write to one map. Each would recover and go on; each has a deferred function.
package main

import (
	"fmt"
	"time"
)

func write(m map[int]int) {
	defer fmt.Println("deferred")
	defer func() {
		if caught := recover(); caught != nil {
			fmt.Println("recovered:", caught)
			go write(m)
		}
	}()
	for i := 0; ; i++ {
		m[i%100] = i
	}
}

func main() {
	defer fmt.Println("deferred by main")
	m := make(map[int]int)
	go write(m)
	go write(m)
	time.Sleep(5 * time.Second)
	fmt.Println("alive after 5 seconds")
}
