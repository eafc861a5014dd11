// Who is waited for had waited for another.
package chains

import (
	"sync"
	"time"
)

func waitThenClose() {
	m := map[string]int{}
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		m["x"]++
	}()
	done := make(chan struct{})
	go func() {
		wg.Wait()
		close(done)
	}()
	<-done
	m["y"]++
}

func waitThenSend() {
	m := map[string]int{}
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		m["x"]++
	}()
	done := make(chan bool)
	go func() {
		wg.Wait()
		done <- true
	}()
	<-done
	m["y"]++
}

func waitUntil() {
	m := map[string]int{}
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		m["x"]++ // want CTD001 high
	}()
	done := make(chan struct{})
	go func() {
		wg.Wait()
		close(done)
	}()
	select {
	case <-done:
		m["y"]++
	case <-time.After(time.Second):
		m["z"]++
	}
}

func threeInARow() {
	m := map[string]int{}
	a, b := make(chan int), make(chan int)
	go func() {
		m["x"]++
		close(a)
	}()
	go func() {
		<-a
		m["y"]++
		close(b)
	}()
	<-b
	m["z"]++
}

// The one in the middle lets go before it has waited.
func theWrongWayRound() {
	m := map[string]int{}
	a, b := make(chan int), make(chan int)
	go func() {
		m["x"]++ // want CTD001 high
		close(a)
	}()
	go func() {
		close(b)
		<-a
	}()
	<-b
	m["z"]++
}
