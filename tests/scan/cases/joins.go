// What makes two accesses follow one another: waits, channels, Once, contexts.
package cases

import (
	"context"
	"sync"
	"time"
)

func waited() int {
	m := map[string]int{}
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		m["a"] = 1
	}()
	wg.Wait()
	return m["a"]
}

func touchedBeforeWait() int {
	m := map[string]int{}
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		m["a"] = 1 // want CTD001 high meets j1
	}()
	n := m["a"] // at j1
	wg.Wait()
	return n + m["a"]
}

func waitedForAnother() int {
	m := map[string]int{}
	var wg, other sync.WaitGroup
	wg.Add(1)
	other.Add(1)
	go func() {
		defer wg.Done()
		m["a"] = 1 // want CTD001 high meets j2
	}()
	go func() {
		defer other.Done()
	}()
	other.Wait()
	n := m["a"] // at j2
	wg.Wait()
	return n
}

func wroteAfterDone() int {
	m := map[string]int{}
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		wg.Done()
		m["a"] = 1 // want CTD001 high meets j3
	}()
	wg.Wait()
	return m["a"] // at j3
}

func waitGroupGo() int {
	m := map[string]int{}
	var wg sync.WaitGroup
	wg.Go(func() {
		m["a"] = 1
	})
	wg.Wait()
	return m["a"]
}

func waitGroupGoTwice() {
	m := map[string]int{}
	var wg sync.WaitGroup
	wg.Go(func() {
		m["a"] = 1 // want CTD001 high meets j4
	})
	wg.Go(func() {
		m["b"] = 1 // at j4
	})
	wg.Wait()
}

func waitGroupPassed() int {
	m := map[string]int{}
	wg := &sync.WaitGroup{}
	wg.Add(1)
	go passed(m, wg)
	wg.Wait()
	return m["a"]
}

func passed(m map[string]int, wg *sync.WaitGroup) {
	defer wg.Done()
	m["a"] = 1
}

func deferredWait() {
	m := map[string]int{}
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Add(1)
	go func() {
		defer wg.Done()
		m["a"] = 1 // want CTD001 high meets j5
	}()
	m["b"] = 2 // at j5
}

func closedChannel() int {
	m := map[string]int{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		m["a"] = 1
	}()
	<-done
	return m["a"]
}

func sentOnChannel() int {
	m := map[string]int{}
	done := make(chan bool)
	go func() {
		m["a"] = 1
		done <- true
	}()
	<-done
	return m["a"]
}

func wroteAfterSend() int {
	m := map[string]int{}
	done := make(chan bool, 1)
	go func() {
		done <- true
		m["a"] = 1 // want CTD001 high meets j6
	}()
	<-done
	return m["a"] // at j6
}

func anotherChannel() int {
	m := map[string]int{}
	done := make(chan bool)
	ready := make(chan bool)
	go func() {
		ready <- true
		m["a"] = 1 // want CTD001 high meets j7
		done <- true
	}()
	<-ready
	n := m["a"] // at j7
	<-done
	return n
}

func oneOfMany() {
	m := map[string]int{}
	done := make(chan bool)
	var mu sync.Mutex
	for i := 0; i < 4; i++ {
		go func() {
			mu.Lock()
			m["a"]++ // at j8
			mu.Unlock()
			done <- true
		}()
	}
	<-done
	println(m["a"]) // want CTD003 high meets j8
}

func allOfMany() {
	m := map[string]int{}
	done := make(chan bool)
	var mu sync.Mutex
	for i := 0; i < 4; i++ {
		go func() {
			mu.Lock()
			m["a"]++
			mu.Unlock()
			done <- true
		}()
	}
	for i := 0; i < 4; i++ {
		<-done
	}
	println(m["a"])
}

func drained() {
	m := map[int]int{}
	results := make(chan int)
	go func() {
		defer close(results)
		for i := range 10 {
			m[i] = i
			results <- i
		}
	}()
	for r := range results {
		println(r)
	}
	println(len(m), m[3])
}

func touchedWhileDraining() {
	m := map[int]int{}
	results := make(chan int)
	go func() {
		defer close(results)
		for i := range 10 {
			m[i] = i // want CTD001 high meets j9
			results <- i
		}
	}()
	for r := range results {
		println(m[r]) // at j9
	}
}

func collector() map[int]int {
	results := make(chan int)
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results <- i
		}()
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	all := map[int]int{}
	for r := range results {
		all[r]++
	}
	return all
}

func collectorInGoroutine() map[int]int {
	results := make(chan int)
	all := map[int]int{}
	done := make(chan struct{})
	go func() {
		for r := range results {
			all[r]++
		}
		close(done)
	}()
	for i := 0; i < 4; i++ {
		results <- i
	}
	close(results)
	<-done
	return all
}

func collectorNotAwaited() map[int]int {
	results := make(chan int)
	all := map[int]int{}
	go func() {
		for r := range results {
			all[r]++ // want CTD001 high meets j10
		}
	}()
	for i := 0; i < 4; i++ {
		results <- i
	}
	close(results)
	println(all[0]) // at j10
	return nil
}

func started() {
	m := map[string]int{}
	start := make(chan struct{})
	go func() {
		<-start
		println(m["a"])
	}()
	m["a"] = 1
	close(start)
}

func startedTooEarly() {
	m := map[string]int{}
	start := make(chan struct{})
	go func() {
		<-start
		println(m["a"]) // at j11
	}()
	close(start)
	m["a"] = 1 // want CTD001 high meets j11
}

func requestAndReply() {
	m := map[string]int{}
	requests := make(chan string)
	replies := make(chan int)
	go func() {
		for k := range requests {
			m[k]++
			replies <- m[k]
		}
	}()
	for _, k := range []string{"a", "b"} {
		requests <- k
		<-replies
		println(m[k])
	}
}

func timesOut() {
	m := map[string]int{}
	done := make(chan struct{})
	go func() {
		m["a"] = 1 // want CTD001 meets j12
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(time.Second):
	}
	println(m["a"]) // at j12
}

func timesOutAndLeaves() {
	m := map[string]int{}
	done := make(chan struct{})
	go func() {
		m["a"] = 1
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(time.Second):
		return
	}
	println(m["a"])
}

func sleepIsNoJoin() {
	m := map[string]int{}
	go func() {
		m["a"] = 1 // want CTD001 high meets j13
	}()
	time.Sleep(time.Second)
	println(m["a"]) // at j13
}

func joinedByContext() {
	m := map[string]int{}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		defer cancel()
		m["a"] = 1
	}()
	<-ctx.Done()
	println(m["a"])
}

func once() {
	var m map[string]int
	var load sync.Once
	get := func() map[string]int {
		load.Do(func() {
			m = map[string]int{"a": 1}
			m["b"] = 2
		})
		return m
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			println(get()["a"])
		}()
	}
	wg.Wait()
}

func writtenAfterOnce() {
	m := map[string]int{}
	var load sync.Once
	for range 4 {
		go func() {
			load.Do(func() { m["a"] = 1 })
			m["b"] = 2 // want CTD006 high meets itself
		}()
	}
}

func oneAfterAnother() {
	m := map[string]int{}
	for i := 0; i < 4; i++ {
		done := make(chan struct{})
		go func() {
			defer close(done)
			m["a"]++
		}()
		<-done
	}
	println(m["a"])
}

func waitInsideLoop() {
	m := map[string]int{}
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			m["a"]++
		}()
		wg.Wait()
	}
	println(m["a"])
}

func timer() {
	m := map[string]int{}
	time.AfterFunc(time.Second, func() {
		m["a"] = 1 // want CTD001 high meets j14
	})
	println(m["a"]) // at j14
}

func handedBack() {
	out := make(chan map[string]int)
	go func() {
		m := map[string]int{}
		m["a"] = 1
		out <- m
	}()
	m := <-out
	m["b"] = 2
}

// Waits for the one in any case, and on one path for another by the same channel.
func waitsAgain(more bool) int {
	m := map[string]int{}
	done := make(chan bool)
	go func() {
		m["a"] = 1
		done <- true
	}()
	<-done
	if more {
		go func() { done <- true }()
		<-done
	}
	return m["a"]
}

func waitsForTheSecondOnly(more bool) int {
	m := map[string]int{}
	done := make(chan bool)
	go func() { done <- true }()
	<-done
	go func() {
		m["a"] = 1 // want CTD001 medium meets again
		done <- true
	}()
	if more {
		<-done
	}
	return m["a"] // at again
}
