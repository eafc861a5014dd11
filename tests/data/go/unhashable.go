// A key that cannot be hashed panics, and recover catches it.
package main

import "fmt"

func main() {
	defer func() {
		fmt.Println("recovered:", recover())
	}()
	m := make(map[interface{}]int)
	m[[]int{1, 2}] = 1
	fmt.Println("not reached")
}
