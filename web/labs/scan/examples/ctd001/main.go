package main

import "fmt"

func main() {
	hits := map[string]int{}
	go func() {
		hits["a"]++
	}()
	// Nothing waits for the goroutine.
	fmt.Println(hits["a"])
}
