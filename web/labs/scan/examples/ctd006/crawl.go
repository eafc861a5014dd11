package main

import (
	"fmt"
	"net/http"
	"sync"
)

func main() {
	status := map[string]int{}
	var wg sync.WaitGroup
	for _, url := range []string{"https://go.dev", "https://pkg.go.dev"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if response, err := http.Get(url); err == nil {
				status[url] = response.StatusCode
			}
		}()
	}
	wg.Wait()
	fmt.Println(status)
}
