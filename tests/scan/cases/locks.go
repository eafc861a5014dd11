// Locks: which one, how it is held, and where it is not.
package cases

import "sync"

func bothLocked() {
	m := map[string]int{}
	var mu sync.Mutex
	go func() {
		mu.Lock()
		m["a"] = 1
		mu.Unlock()
	}()
	mu.Lock()
	defer mu.Unlock()
	m["b"] = 2
}

func goroutineForgets() {
	m := map[string]int{}
	var mu sync.Mutex
	go func() {
		m["a"] = 1 // want CTD003 high meets k1
	}()
	mu.Lock()
	m["b"] = 2 // at k1
	mu.Unlock()
}

func spawnerForgets() int {
	m := map[string]int{}
	var mu sync.Mutex
	go func() {
		mu.Lock()
		defer mu.Unlock()
		m["a"] = 1 // at k2
	}()
	return m["a"] // want CTD003 high meets k2
}

func twoMutexes() {
	m := map[string]int{}
	var mu, mu2 sync.Mutex
	go func() {
		mu.Lock()
		m["a"] = 1 // want CTD004 high meets k3
		mu.Unlock()
	}()
	mu2.Lock()
	m["b"] = 2 // at k3
	mu2.Unlock()
}

func unlockedEarly() {
	m := map[string]int{}
	var mu sync.Mutex
	go func() {
		mu.Lock()
		n := m["a"]
		mu.Unlock()
		m["a"] = n + 1 // want CTD003 high meets k4
	}()
	mu.Lock()
	m["b"] = 2 // at k4
	mu.Unlock()
}

func unlockedOnOnePath(stop bool) {
	m := map[string]int{}
	var mu sync.Mutex
	go func() {
		mu.Lock()
		if stop {
			mu.Unlock()
			return
		}
		m["a"] = 1
		mu.Unlock()
	}()
	mu.Lock()
	m["b"] = 2
	mu.Unlock()
}

func writeUnderRead() {
	m := map[string]int{}
	var mu sync.RWMutex
	for range 4 {
		go func() {
			mu.RLock()
			m["a"]++ // want CTD002 high meets itself
			mu.RUnlock()
		}()
	}
}

func writeUnderReadAgainstReader() {
	m := map[string]int{}
	var mu sync.RWMutex
	go func() {
		mu.RLock()
		defer mu.RUnlock()
		m["a"] = 1 // want CTD002 high meets k5
	}()
	mu.RLock()
	println(m["a"]) // at k5
	mu.RUnlock()
}

// One writer with the read lock, all others with the write lock: it is safe, if odd.
func readLockAgainstWriteLock() {
	m := map[string]int{}
	var mu sync.RWMutex
	go func() {
		mu.RLock()
		m["a"] = 1
		mu.RUnlock()
	}()
	mu.Lock()
	m["b"] = 1
	mu.Unlock()
}

func readersAndWriter() {
	m := map[string]int{}
	var mu sync.RWMutex
	for range 4 {
		go func() {
			mu.RLock()
			defer mu.RUnlock()
			println(m["a"])
		}()
	}
	mu.Lock()
	m["a"] = 1
	mu.Unlock()
}

func upgraded() {
	m := map[string]int{}
	var mu sync.RWMutex
	for range 4 {
		go func() {
			mu.RLock()
			_, ok := m["a"]
			mu.RUnlock()
			if !ok {
				mu.Lock()
				m["a"] = 1
				mu.Unlock()
			}
		}()
	}
}

func deferredInClosure() {
	m := map[string]int{}
	var mu sync.Mutex
	for range 4 {
		go func() {
			mu.Lock()
			defer func() {
				mu.Unlock()
			}()
			m["a"] = 1
		}()
	}
}

func underTheLock(mu *sync.Mutex, f func()) {
	mu.Lock()
	defer mu.Unlock()
	f()
}

func closureUnderLock() {
	m := map[string]int{}
	var mu sync.Mutex
	for range 4 {
		go underTheLock(&mu, func() { m["a"] = 1 })
	}
	underTheLock(&mu, func() { m["b"] = 1 })
}

func closureBesideLock() {
	m := map[string]int{}
	var mu sync.Mutex
	go underTheLock(&mu, func() { m["a"] = 1 }) // at k6
	m["b"] = 1                                  // want CTD003 high meets k6
}

func tryLock() {
	m := map[string]int{}
	var mu sync.Mutex
	for range 4 {
		go func() {
			if !mu.TryLock() {
				return
			}
			defer mu.Unlock()
			m["a"] = 1
		}()
	}
}

func tryLockPositive() {
	m := map[string]int{}
	var mu sync.Mutex
	for range 4 {
		go func() {
			if mu.TryLock() {
				m["a"] = 1
				mu.Unlock()
			}
		}()
	}
}

func lockOnEachIteration(keys []string) {
	m := map[string]int{}
	var mu sync.Mutex
	go func() {
		for _, k := range keys {
			mu.Lock()
			m[k]++
			mu.Unlock()
		}
	}()
	for _, k := range keys {
		mu.Lock()
		println(m[k])
		mu.Unlock()
	}
}

func iterationAfterUnlock(keys []string) {
	m := map[string]int{}
	var mu sync.Mutex
	go func() {
		for _, k := range keys {
			mu.Lock()
			m[k]++ // at k7
			mu.Unlock()
		}
	}()
	mu.Lock()
	n := m["a"]
	mu.Unlock()
	for k := range m { // want CTD003 high meets k7
		println(k, n)
	}
}

var registryMu sync.Mutex

func locker() sync.Locker { return &registryMu }

func lockerInterface(l sync.Locker) {
	m := map[string]int{}
	for range 4 {
		go func() {
			l.Lock()
			defer l.Unlock()
			m["a"] = 1
		}()
	}
}

func condition() {
	m := map[string]int{}
	cond := sync.NewCond(&sync.Mutex{})
	go func() {
		cond.L.Lock()
		m["a"] = 1
		cond.L.Unlock()
		cond.Signal()
	}()
	cond.L.Lock()
	for m["a"] == 0 {
		cond.Wait()
	}
	cond.L.Unlock()
}

func channelAsMutex() {
	m := map[string]int{}
	sem := make(chan struct{}, 1)
	for range 4 {
		go func() {
			sem <- struct{}{}
			m["a"] = 1
			<-sem
		}()
	}
}

func channelAsMutexDeferred() {
	m := map[string]int{}
	sem := make(chan struct{}, 1)
	for range 4 {
		go func() {
			sem <- struct{}{}
			defer func() { <-sem }()
			m["a"] = 1
		}()
	}
}

// Four may be inside at once.
func semaphore() {
	m := map[string]int{}
	sem := make(chan struct{}, 4)
	for i := range 100 {
		sem <- struct{}{}
		go func() {
			defer func() { <-sem }()
			m["a"] = i // want CTD006 high meets itself
		}()
	}
}

func lockedHelper() {
	m := map[string]int{}
	var mu sync.Mutex
	for range 4 {
		go func() {
			mu.Lock()
			defer mu.Unlock()
			bump(m)
		}()
	}
}

func bump(m map[string]int) { m["n"]++ }

func lockedByHelper() {
	m := map[string]int{}
	var mu sync.Mutex
	for range 4 {
		go func() {
			enter(&mu)
			m["a"] = 1
			leave(&mu)
		}()
	}
}

func enter(mu *sync.Mutex) { mu.Lock() }
func leave(mu *sync.Mutex) { mu.Unlock() }

func lockedOnSomePaths(safe bool) {
	m := map[string]int{}
	var mu sync.Mutex
	for range 4 {
		go func() {
			if safe {
				mu.Lock()
				defer mu.Unlock()
			}
			m["a"] = 1 // want CTD003 low
		}()
	}
}

type box struct {
	mu sync.Mutex
	m  map[string]int
}

func (b *box) hold() func() {
	b.mu.Lock()
	return b.mu.Unlock
}

func unlockFunction() {
	b := &box{m: map[string]int{}}
	for range 4 {
		go func() {
			defer b.hold()()
			b.m["a"] = 1
		}()
		go func() {
			release := b.hold()
			b.m["b"] = 1
			release()
		}()
	}
}

func unlockFunctionTooEarly() {
	b := &box{m: map[string]int{}}
	for range 4 {
		go func() {
			release := b.hold()
			b.m["a"] = 1 // at k8
			release()
			b.m["b"] = 1 // want CTD006 high meets itself
		}()
	}
}
