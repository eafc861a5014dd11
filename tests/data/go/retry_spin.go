// A write that always panics is recovered and tried again without a limit: nothing is ever written, and the processors
// are busy with panics.
package main

import (
	"fmt"
	"sync/atomic"
	"time"
)

var cache map[string]int

func write(recovered *atomic.Int64) (done bool) {
	defer func() {
		if recover() != nil {
			recovered.Add(1)
		}
	}()
	cache["order"] = 7
	return true
}

func main() {
	var recovered, written atomic.Int64
	for i := 0; i < 4; i++ {
		go func() {
			for !write(&recovered) {
			}
			written.Add(1)
		}()
	}
	time.Sleep(500 * time.Millisecond)
	fmt.Println("panics recovered, more than 10,000:", recovered.Load() > 10_000)
	fmt.Println("written:", written.Load())
}
