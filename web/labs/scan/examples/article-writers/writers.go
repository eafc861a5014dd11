package main

import "fmt"

var unsafeMap = make(map[string]int)

func main() {
	// The article starts eight of these and more.
	for g := 0; g < 8; g++ {
		go func() {
			for i := 0; i < 1e4; i++ {
				unsafeMap[fmt.Sprintf("k%d", i%100)] = i
			}
		}()
	}
	select {}
}
