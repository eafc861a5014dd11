package main

import (
	"fmt"
	"time"
)

func load() map[string]string {
	return map[string]string{"level": "info"}
}

func main() {
	config := load()
	go func() {
		for {
			time.Sleep(time.Minute)
			config = load()
		}
	}()
	for {
		fmt.Println(config["level"])
	}
}
