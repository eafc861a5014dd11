package main

import (
	"fmt"
	"net/http"
)

var visits = map[string]int{}

func count(w http.ResponseWriter, r *http.Request) {
	visits[r.URL.Path]++
	fmt.Fprintln(w, visits[r.URL.Path])
}

func main() {
	http.HandleFunc("/", count)
	http.ListenAndServe(":8080", nil)
}
