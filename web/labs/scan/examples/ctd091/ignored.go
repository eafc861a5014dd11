package main

import "fmt"

func main() {
	hits := map[string]int{}
	//contend:ignore CTD001 the importer runs before the server starts
	hits["a"]++
	fmt.Println(hits["a"])
}
