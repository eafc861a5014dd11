// Goroutines started in a loop, which meet themselves.
package cases

import (
	"maps"
	"strconv"
	"sync"
)

func loopOfSpawns(names []string) {
	seen := map[string]bool{}
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			seen[name] = true // want CTD006 high meets itself
		}()
	}
	wg.Wait()
	println(len(seen))
}

func loopWithArgument(names []string) map[string]int {
	sizes := make(map[string]int)
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func(name string) {
			defer wg.Done()
			sizes[name] = len(name) // want CTD006 high meets itself
		}(name)
	}
	wg.Wait()
	return sizes
}

func loopOfCalls(n int) {
	m := map[int]int{}
	for i := 0; i < n; i++ {
		go store(m, i)
	}
}

func store(m map[int]int, i int) {
	m[i] = i // want CTD006 high meets itself
}

func readsInLoop(n int) {
	m := map[int]int{1: 1}
	for i := 0; i < n; i++ {
		go func() { println(m[i]) }()
	}
}

func ownMapEach(n int) {
	for i := 0; i < n; i++ {
		m := map[int]int{}
		go func() {
			m[i] = i
		}()
	}
}

func copyEach(n int, base map[int]int) {
	for i := 0; i < n; i++ {
		m := maps.Clone(base)
		go func() {
			m[i] = i
		}()
	}
}

func shardEach() {
	shards := make([]map[string]int, 8)
	for i := range shards {
		shards[i] = map[string]int{}
		go func() {
			shards[i]["a"] = 1
		}()
	}
}

func valueEach(shards []map[string]int) {
	for _, shard := range shards {
		go func() {
			shard["a"] = 1
		}()
	}
}

func sameShard(n int) {
	shards := make([]map[string]int, 8)
	for i := 0; i < n; i++ {
		go func() {
			shards[0]["a"] = 1 // want CTD006 high meets itself
		}()
	}
}

func twoShards() {
	shards := []map[string]int{{}, {}}
	go func() {
		shards[0]["a"] = 1
	}()
	shards[1]["a"] = 1
}

func lockedInLoop(names []string) {
	seen := map[string]bool{}
	var mu sync.Mutex
	for _, name := range names {
		go func() {
			mu.Lock()
			defer mu.Unlock()
			seen[name] = true
		}()
	}
}

// Each goroutine locks a mutex of its own.
func ownLockEach(names []string) {
	seen := map[string]bool{}
	for _, name := range names {
		var mu sync.Mutex
		go func() {
			mu.Lock()
			defer mu.Unlock()
			seen[name] = true // want CTD004 high meets itself
		}()
	}
}

func nestedLoops(n int) {
	grid := map[string]int{}
	for y := 0; y < n; y++ {
		for x := 0; x < n; x++ {
			go func() {
				grid[strconv.Itoa(x)] = y // want CTD006 high meets itself
			}()
		}
	}
}

func spawnerToo(names []string) {
	seen := map[string]bool{}
	for _, name := range names {
		if seen[name] { // at l1
			continue
		}
		go func() {
			seen[name] = true // want CTD006 high meets itself
		}()
	}
}

// Only one goroutine, but the loop goes on.
func writesOnInLoop(names []string) {
	seen := map[string]int{}
	for i, name := range names {
		seen[name] = i // want CTD001 high meets l2
		if i == 0 {
			go func() {
				println(seen["x"]) // at l2
			}()
		}
	}
}

type job struct{ id int }

func workers(jobs chan job) map[int]bool {
	done := map[int]bool{}
	var wg sync.WaitGroup
	for w := 0; w < 4; w++ {
		wg.Add(1)
		go worker(jobs, done, &wg)
	}
	wg.Wait()
	return done
}

func worker(jobs <-chan job, done map[int]bool, wg *sync.WaitGroup) {
	defer wg.Done()
	for j := range jobs {
		done[j.id] = true // want CTD006 high meets itself
	}
}

func oneWorker(jobs chan job) map[int]bool {
	done := map[int]bool{}
	var wg sync.WaitGroup
	wg.Add(1)
	go soleWorker(jobs, done, &wg)
	wg.Wait()
	return done
}

func soleWorker(jobs <-chan job, done map[int]bool, wg *sync.WaitGroup) {
	defer wg.Done()
	for j := range jobs {
		done[j.id] = true
	}
}

func resultsBySlice(names []string) map[string]int {
	sizes := make([]int, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sizes[i] = len(name)
		}()
	}
	wg.Wait()
	all := map[string]int{}
	for i, name := range names {
		all[name] = sizes[i]
	}
	return all
}
