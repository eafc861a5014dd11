// Assignment to a nil map panics, and recover catches it.
package main

import "fmt"

func main() {
	defer func() {
		fmt.Println("recovered:", recover())
	}()
	var m map[string]int
	m["key"] = 1
	fmt.Println("not reached")
}
