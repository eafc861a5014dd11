package main

import "fmt"

func main() {
	hits := map[string]int{}
	go func() {
		hits["a"]++ //contend:ignore CTD001
	}()
	fmt.Println(hits["a"])
}
