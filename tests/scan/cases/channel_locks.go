// Channels, flags and limits that let one goroutine in at a time.
package channels

import (
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/singleflight"
)

type limiter struct {
	sem  chan struct{}
	hits map[string]int
}

func newLimiter() *limiter {
	return &limiter{sem: make(chan struct{}, 1), hits: map[string]int{}}
}

func (l *limiter) allow(ip string) {
	l.sem <- struct{}{}
	defer func() { <-l.sem }()
	l.hits[ip]++
}

func limits(l *limiter) {
	for {
		go l.allow("a")
	}
}

func limitsNew() {
	l := newLimiter()
	for {
		go l.allow("a")
	}
}

type wide struct {
	slots chan struct{}
	hits  map[string]int
}

func newWide() *wide {
	w := &wide{hits: map[string]int{}}
	w.slots = make(chan struct{}, 8)
	return w
}

// Room for eight is no lock.
func (w *wide) allow(ip string) {
	w.slots <- struct{}{}
	defer func() { <-w.slots }()
	w.hits[ip]++ // want CTD006 high meets itself
}

func widens(w *wide) {
	for {
		go w.allow("a")
	}
}

// Nobody says how much room it has.
func add(sem chan struct{}, m map[string]int) {
	sem <- struct{}{}
	defer func() { <-sem }()
	m["k"]++ // want CTD006 medium meets itself
}

func adds(sem chan struct{}) {
	m := map[string]int{}
	for range 4 {
		go add(sem, m)
	}
}

// A token that is put in once, and taken by whoever may go on.
type tokens struct {
	lock chan struct{}
	m    map[string]int
}

func newTokens() *tokens {
	t := &tokens{lock: make(chan struct{}, 1), m: map[string]int{}}
	t.lock <- struct{}{}
	return t
}

func (t *tokens) add(k string) {
	<-t.lock
	t.m[k]++
	t.lock <- struct{}{}
}

func takes() {
	t := newTokens()
	for {
		go t.add("x")
	}
}

var after = map[string]int{}

// The lock is given back before the write.
func (t *tokens) bad(k string) {
	t.add(k)
	after[k]++ // want CTD006 high meets itself
}

func takesBadly(t *tokens) {
	for {
		go t.bad("x")
	}
}

// A map that lives in a channel.
type inside chan map[string]int

func (c inside) add(k string) {
	m := <-c
	m[k]++
	c <- m
}

func puts() {
	c := make(inside, 1)
	c <- map[string]int{}
	for {
		go c.add("x")
	}
}

var busy int32
var spun = map[string]int{}

func spin() {
	for !atomic.CompareAndSwapInt32(&busy, 0, 1) {
		runtime.Gosched()
	}
	spun["k"]++
	atomic.StoreInt32(&busy, 0)
}

type spinner struct {
	busy atomic.Bool
	m    map[string]int
}

func (s *spinner) add(k string) {
	for !s.busy.CompareAndSwap(false, true) {
		runtime.Gosched()
	}
	s.m[k]++
	s.busy.Store(false)
}

func (s *spinner) tries(k string) {
	if !s.busy.CompareAndSwap(false, true) {
		return
	}
	defer s.busy.Store(false)
	s.m[k]++
}

func spins(s *spinner) {
	for {
		go spin()
		go s.add("x")
		go s.tries("x")
	}
}

func limited() {
	m, n := map[int]int{}, map[int]int{}
	one := new(errgroup.Group)
	one.SetLimit(1)
	four := new(errgroup.Group)
	four.SetLimit(4)
	for i := range 8 {
		one.Go(func() error {
			m[i]++
			return nil
		})
		four.Go(func() error {
			n[i]++ // want CTD006 high meets itself
			return nil
		})
	}
	one.Wait()
	four.Wait()
}

var flights singleflight.Group
var fetched = map[string]int{}

func fetch() {
	flights.Do("all", func() (any, error) {
		fetched["k"]++
		return nil, nil
	})
}

func fetches() {
	for {
		go fetch()
	}
}

// One goroutine more or less: what is in the channel is for whoever has taken it.
type state struct{ conns map[string]bool }

type pool struct{ s chan *state }

func newPool() *pool {
	p := &pool{s: make(chan *state, 1)}
	p.s <- &state{conns: map[string]bool{}}
	s := <-p.s
	s.conns["first"] = true
	p.s <- s
	return p
}

func (p *pool) enter(k string) {
	s := <-p.s
	s.conns[k] = true
	go p.leave(k)
	p.s <- s
}

func (p *pool) leave(k string) {
	s := <-p.s
	delete(s.conns, k)
	p.s <- s
}

func enters() {
	p := newPool()
	for {
		go p.enter("a")
		p.enter("b")
	}
}
