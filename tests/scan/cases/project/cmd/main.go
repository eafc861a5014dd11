package main

import "example.org/project/store"

func main() {
	s := store.New()
	go func() {
		s.Labels["a"] = "b" // want CTD001 high meets read
	}()
	println(s.Labels["a"]) // at read

	counts := map[string]int{}
	for _, name := range []string{"a", "b"} {
		go store.Fill(counts, name)
	}
	for range 4 {
		go s.Put("x")
	}
}
