package main

import "fmt"

func main() {
	totals := map[string]int{"a": 1, "b": 2}
	go func() {
		totals["c"] = 3
	}()
	for name, total := range totals {
		fmt.Println(name, total)
	}
}
