// Tests that run side by side.
package cases

import (
	"sync"
	"testing"
)

func TestParallelSubtests(t *testing.T) {
	results := map[string]int{}
	for _, name := range []string{"a", "b"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			results[name] = 1 // want CTD010 high meets itself
		})
	}
}

func TestSerialSubtests(t *testing.T) {
	results := map[string]int{}
	for _, name := range []string{"a", "b"} {
		t.Run(name, func(t *testing.T) {
			results[name] = 1
		})
	}
}

func TestParallelReads(t *testing.T) {
	wants := map[string]int{}
	for _, name := range []string{"a", "b"} {
		wants[name] = 1
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if wants[name] != 1 {
				t.Fatal("no")
			}
		})
	}
}

func TestParallelLocked(t *testing.T) {
	results := map[string]int{}
	var mu sync.Mutex
	for _, name := range []string{"a", "b"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mu.Lock()
			defer mu.Unlock()
			results[name] = 1
		})
	}
}

func TestTwoParallel(t *testing.T) {
	m := map[string]int{}
	t.Run("writer", func(t *testing.T) {
		t.Parallel()
		m["a"] = 1 // want CTD010 high meets p1
	})
	t.Run("reader", func(t *testing.T) {
		t.Parallel()
		println(m["a"]) // at p1
	})
}

var shared = map[string]int{}

func TestGlobalA(t *testing.T) {
	t.Parallel()
	shared["a"] = 1 // want CTD010 meets p2
}

func TestGlobalB(t *testing.T) {
	t.Parallel()
	println(shared["b"]) // at p2
}

var alone = map[string]int{}

func TestSerialA(t *testing.T) { alone["a"] = 1 }
func TestSerialB(t *testing.T) { alone["b"] = 1 }

func BenchmarkParallel(b *testing.B) {
	m := map[int]int{}
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			m[1]++ // want CTD006 high meets itself
		}
	})
}
