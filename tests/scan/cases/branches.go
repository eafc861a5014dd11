// Starts and accesses that conditions keep apart, or do not.
package cases

import "sync"

func eitherOr(apart bool) {
	m := map[string]int{}
	var wg sync.WaitGroup
	if apart {
		wg.Add(1)
		go func() {
			defer wg.Done()
			m["a"] = 1
		}()
	}
	if !apart {
		m["a"] = 2
	}
	wg.Wait()
}

func elseStarts(first, more bool) {
	m := map[string]int{}
	if first {
		m["a"] = 0
	} else {
		go func() { m["a"] = 1 }()
	}
	if first && more {
		go func() { m["a"] = 2 }()
	}
}

func both(apart bool) {
	m := map[string]int{}
	if apart {
		go func() {
			m["a"] = 1 // want CTD001 high meets both
		}()
	}
	if apart {
		m["a"] = 2 // at both
	}
}

func changesItsMind(apart bool) {
	m := map[string]int{}
	if apart {
		go func() {
			m["a"] = 1 // want CTD001 high meets changed
		}()
		apart = false
	}
	if !apart {
		m["a"] = 2 // at changed
	}
}

func othersChangeIt(flip func(*bool)) {
	m := map[string]int{}
	apart := true
	if apart {
		go func() {
			m["a"] = 1 // want CTD001 high meets flipped
		}()
	}
	flip(&apart)
	if !apart {
		m["a"] = 2 // at flipped
	}
}

func oneOfTwoConditions(apart, more bool) {
	m := map[string]int{}
	if apart && more {
		go func() {
			m["a"] = 1 // want CTD001 high meets other-one
		}()
	} else {
		m["b"] = 1
	}
	if !more || !apart {
		m["b"] = 2 // at other-one
	}
}

// Only one of the starts comes about.
func onceInALoop(events chan bool, wait bool) {
	m := map[string]int{}
	started := false
	if !wait {
		started = true
		go func() { m["a"] = 1 }()
	}
	for event := range events {
		if event && !started {
			started = true
			go func() { m["a"] = 2 }()
			continue
		}
		if event {
			return
		}
	}
}

func againInALoop(events chan bool) {
	m := map[string]int{}
	started := false
	for event := range events {
		if event && !started {
			started = true
			go func() {
				m["a"] = 1 // want CTD006 high
			}()
		}
		started = false
	}
}

func startedBeforeItWasSet(wait bool) {
	m := map[string]int{}
	started := false
	if !started {
		go func() {
			m["a"] = 1 // want CTD001 high meets set-later
		}()
	}
	started = true
	if started {
		m["a"] = 2 // at set-later
	}
}
