// Makes mutex.pprof and bench.txt, with Go 1.27:
//
//	cp contended_test.go DIR && cd DIR && go mod init contended
//	go test -run none -bench . -benchtime 20ms -cpu 1,2,4 -count 2 -mutexprofile mutex.pprof > bench.txt
package contended

import (
	"strconv"
	"sync"
	"testing"
)

type counters struct {
	mu   sync.Mutex
	data map[string]int
}

func (c *counters) add(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.data[key]++
	for i := 0; i < 50; i++ {
		c.data[key] += i & 1
	}
}

var keys = func() (all [64]string) {
	for i := range all {
		all[i] = strconv.Itoa(i)
	}
	return
}()

func BenchmarkMutex(b *testing.B) {
	c := &counters{data: map[string]int{}}
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			c.add(keys[i%len(keys)])
		}
	})
}

func BenchmarkSyncMap(b *testing.B) {
	var m sync.Map
	for i, key := range keys {
		m.Store(key, i)
	}
	b.Run("hits", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for i := 0; pb.Next(); i++ {
				m.Load(keys[i%len(keys)])
			}
		})
	})
}
