package main

import "fmt"

func main() {
	jobs := make(chan map[string]int)
	go func() {
		for job := range jobs {
			fmt.Println(job["retries"])
		}
	}()
	job := map[string]int{}
	jobs <- job
	job["retries"] = 1
	close(jobs)
}
