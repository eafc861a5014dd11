// Iterating while another goroutine writes.
package cases

import (
	"encoding/json"
	"fmt"
	"maps"
	"sync"
)

func rangeAgainstWrite() {
	m := map[string]int{}
	go func() {
		for k, v := range m { // at i1
			println(k, v)
		}
	}()
	m["a"] = 1 // want CTD005 high meets i1
}

func writeAgainstRange() {
	m := map[string]int{}
	go func() {
		m["a"] = 1 // want CTD005 high meets i2
	}()
	for range m { // at i2
	}
}

func deleteAgainstRange() {
	m := map[string]int{}
	go func() {
		delete(m, "a") // want CTD005 high meets i3
	}()
	for k := range m { // at i3
		println(k)
	}
}

func clonedWhileWritten() {
	m := map[string]int{}
	go func() {
		m["a"] = 1 // want CTD005 high meets i4
	}()
	println(maps.Clone(m)) // at i4
}

func keysWhileWritten() {
	m := map[string]int{}
	go func() {
		m["a"] = 1 // want CTD005 high meets i5
	}()
	for k := range maps.Keys(m) { // at i5
		println(k)
	}
}

func printedWhileWritten() {
	m := map[string]int{}
	go func() {
		m["a"] = 1 // want CTD005 high meets i6
	}()
	fmt.Println(m) // at i6
}

func marshalledWhileWritten() []byte {
	m := map[string]int{}
	go func() {
		m["a"] = 1 // want CTD005 high meets i7
	}()
	out, _ := json.Marshal(m) // at i7
	return out
}

func unmarshalledInto(data []byte) {
	m := map[string]int{}
	go func() {
		json.Unmarshal(data, &m) // want CTD001 high meets i8
	}()
	println(m["a"]) // at i8
}

func copiedFrom() map[string]int {
	m := map[string]int{}
	to := map[string]int{}
	go func() {
		m["a"] = 1 // want CTD005 high meets i9
	}()
	maps.Copy(to, m) // at i9
	return to
}

func lengthWhileWritten() int {
	m := map[string]int{}
	go func() {
		m["a"] = 1 // want CTD001 medium meets i10
	}()
	return len(m) // at i10
}

func rangeUnderLock() {
	m := map[string]int{}
	var mu sync.Mutex
	go func() {
		mu.Lock()
		m["a"] = 1
		mu.Unlock()
	}()
	mu.Lock()
	for k := range m {
		println(k)
	}
	mu.Unlock()
}

// Deleting while ranging is fine on one goroutine.
func deletesWhileRanging() {
	m := map[string]int{"a": 1}
	for k := range m {
		delete(m, k)
	}
}

func replacedWhileRead() {
	m := map[string]int{}
	go func() {
		m = map[string]int{} // want CTD008 high meets i11
	}()
	println(m["a"]) // at i11
}

func replacedBySpawner() {
	m := map[string]int{}
	go func() {
		println(m["a"]) // at i12
	}()
	m = nil // want CTD008 high meets i12
}

func replacedBefore() {
	m := map[string]int{}
	m = map[string]int{"a": 1}
	go func() {
		println(m["a"])
	}()
}

func otherVariableReplaced() {
	m := map[string]int{}
	mine := m
	go func() {
		println(mine["a"])
	}()
	m = map[string]int{}
	m["a"] = 1
}

type Config struct {
	mu     sync.Mutex
	values map[string]string
}

func (c *Config) Watch() {
	go func() {
		for {
			c.values = load() // want CTD008 high meets i13
		}
	}()
}

func load() map[string]string { return map[string]string{} }

func (c *Config) Value(k string) string {
	return c.values[k] // at i13
}
