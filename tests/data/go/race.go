// Goroutines on one unguarded map until the runtime throws or the time is over.
//
// What each has done and when they were let go stands in a file mapped into memory, because a
// thrown fatal error ends the process at once: what was written there outlives it.
//
//	race -load writers|readers|iterators|churn|growth -goroutines G -keys K -ms T FILE
package main

import (
	"encoding/binary"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

// A counter has a cache line pair to itself. The first line holds the start, in Unix nanoseconds.
const line = 128

func main() {
	load := flag.String("load", "writers", "what the goroutines do")
	goroutines := flag.Int("goroutines", 2, "how many")
	keys := flag.Int("keys", 100, "keys in the map; of growth, keys to insert")
	ms := flag.Int("ms", 1000, "time after which it is over")
	flag.Parse()
	counters := share(flag.Arg(0), *goroutines)

	m := make(map[int]int)
	if *load != "growth" {
		for k := 0; k < *keys; k++ {
			m[k] = 100 * k
		}
	}
	var over, ready, here int32
	body := bodyOf(*load, *goroutines, *keys)
	done := make(chan bool)
	for g := 0; g < *goroutines; g++ {
		count := (*uint64)(unsafe.Pointer(&counters[(1+g)*line]))
		go func(g int) {
			atomic.AddInt32(&here, 1)
			for atomic.LoadInt32(&ready) == 0 {
				runtime.Gosched()
			}
			for i := 0; atomic.LoadInt32(&over) == 0 && body(m, g, i); i++ {
				atomic.StoreUint64(count, uint64(i+1))
			}
			done <- true
		}(g)
	}
	for atomic.LoadInt32(&here) < int32(*goroutines) {
		runtime.Gosched()
	}
	binary.LittleEndian.PutUint64(counters, uint64(time.Now().UnixNano()))
	atomic.StoreInt32(&ready, 1)
	time.AfterFunc(time.Duration(*ms)*time.Millisecond, func() { atomic.StoreInt32(&over, 1) })
	for g := 0; g < *goroutines; g++ {
		<-done
	}
	fmt.Fprintln(os.Stderr, "over: "+strconv.Itoa(len(m))+" keys")
}

// One operation of goroutine g, its i-th; false: it has nothing more to do.
func bodyOf(load string, goroutines, keys int) func(m map[int]int, g, i int) bool {
	write := func(m map[int]int, g, i int) bool {
		m[(i*7+g)%keys] = i
		return true
	}
	read := func(m map[int]int, g, i int) bool {
		sink = m[(i*7+g)%keys]
		return true
	}
	iterate := func(m map[int]int, g, i int) bool {
		for _, v := range m {
			sink = v
		}
		return true
	}
	switch load {
	case "writers":
		return write
	case "readers":
		return func(m map[int]int, g, i int) bool {
			if g == 0 {
				return write(m, g, i)
			}
			return read(m, g, i)
		}
	case "iterators":
		return func(m map[int]int, g, i int) bool {
			if g == 0 {
				return write(m, g, i)
			}
			return iterate(m, g, i)
		}
	case "churn":
		return func(m map[int]int, g, i int) bool {
			if i%2 == 0 {
				m[(i*7+g)%keys] = i
			} else {
				delete(m, (i*7+g+keys/2)%keys)
			}
			return true
		}
	case "growth":
		return func(m map[int]int, g, i int) bool {
			m[i*goroutines+g] = i
			return (i+1)*goroutines < keys
		}
	}
	panic("no such load: " + load)
}

var sink int

func share(path string, goroutines int) []byte {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	check(err)
	size := (1 + goroutines) * line
	check(file.Truncate(int64(size)))
	bytes, err := syscall.Mmap(int(file.Fd()), 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	check(err)
	return bytes
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
