// Copies of a struct: its maps are those of the original until they are replaced.
package clones

import (
	"maps"
	"sync"
	"sync/atomic"
)

type state struct {
	m     map[string]int
	inner inner
	n     int
}

type inner struct{ labels map[string]string }

type config struct{ p atomic.Pointer[state] }

func (c *config) get(k string) int {
	s := c.p.Load()
	return s.m[k] + len(s.inner.labels["x"])
}

func (c *config) cloned(k string) {
	old := c.p.Load()
	next := *old
	next.m = maps.Clone(old.m)
	next.m[k] = 1
	c.p.Store(&next)
}

func (c *config) byHand(k string) {
	old := c.p.Load()
	next := *old
	next.m = make(map[string]int, len(old.m)+1)
	for k, v := range old.m {
		next.m[k] = v
	}
	next.m[k] = 1
	c.p.Store(&next)
}

func (c *config) swapped(k string) {
	for {
		old := c.p.Load()
		next := *old
		next.m = maps.Clone(next.m)
		next.m[k]++
		if c.p.CompareAndSwap(old, &next) {
			return
		}
	}
}

func (c *config) literal(k string) {
	old := c.p.Load()
	next := &state{n: old.n + 1, m: make(map[string]int, len(old.m)), inner: old.inner}
	for k, v := range old.m {
		next.m[k] = v
	}
	delete(next.m, k)
	c.p.Store(next)
}

func (c *config) declared(k string) {
	var next state
	next = *c.p.Load()
	next.m = maps.Clone(next.m)
	next.m[k] = 1
	c.p.Store(&next)
}

func (c *config) nested(k string) {
	next := *c.p.Load()
	next.inner.labels = maps.Clone(next.inner.labels)
	next.inner.labels[k] = "a"
	c.p.Store(&next)
}

func (c *config) separately(k string) {
	old := c.p.Load()
	m := maps.Clone(old.m)
	m[k] = 1
	next := *old
	next.m = m
	c.p.Store(&next)
}

func (s state) with(k string) state {
	s.m = maps.Clone(s.m)
	s.m[k] = 1
	return s
}

func (s *state) clone() *state {
	c := *s
	c.m = make(map[string]int, len(s.m))
	for k, v := range s.m {
		c.m[k] = v
	}
	return &c
}

func (c *config) byMethods(k string) {
	next := c.p.Load().with(k)
	c.p.Store(&next)
	other := c.p.Load().clone()
	other.m[k] = 2
	c.p.Store(other)
}

func (c *config) given(k string) {
	next := filled(*c.p.Load(), k)
	c.p.Store(&next)
}

func filled(s state, k string) state {
	s.m = maps.Clone(s.m)
	s.m[k] = 1
	return s
}

// The struct is a copy, its map is not.
func (c *config) forgets(k string) {
	old := c.p.Load()
	next := *old
	next.n++
	next.m[k] = 1 // want CTD006 high meets itself
	c.p.Store(&next)
}

// A copy of one map, and a write to the other.
func (c *config) half(k string) {
	next := *c.p.Load()
	next.m = maps.Clone(next.m)
	next.inner.labels[k] = "a" // want CTD005 high
	c.p.Store(&next)
}

func run(c *config) {
	for range 4 {
		go c.get("a")
		go c.cloned("a")
		go c.byHand("a")
		go c.swapped("a")
		go c.literal("a")
		go c.declared("a")
		go c.nested("a")
		go c.separately("a")
		go c.byMethods("a")
		go c.given("a")
		go c.forgets("a")
	}
	go c.half("a")
}

// Nobody starts a goroutine here, but the atomic value says that there are some.
type Limits struct{ p atomic.Pointer[state] }

func (l *Limits) Get(k string) int { return l.p.Load().m[k] }

func (l *Limits) Set(k string) {
	next := *l.p.Load()
	next.m[k] = 1 // want CTD001 high
	l.p.Store(&next)
}

func (l *Limits) SetRight(k string) {
	next := *l.p.Load()
	next.m = maps.Clone(next.m)
	next.m[k] = 1
	l.p.Store(&next)
}

// Guarded by a lock rather than an atomic value.
type guarded struct {
	mu  sync.RWMutex
	cur state
}

func (g *guarded) Snapshot() state {
	g.mu.RLock()
	defer g.mu.RUnlock()
	s := g.cur
	s.m = maps.Clone(g.cur.m)
	return s
}

func (g *guarded) Set(k string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.cur.m[k] = 1 // at clones-set
}

func (g *guarded) Peek(k string) int {
	g.mu.RLock()
	s := g.cur
	g.mu.RUnlock()
	return s.m[k] // want CTD003 medium meets clones-set
}

// The copy's lock is another lock.
type locked struct {
	mu sync.Mutex
	m  map[string]int
}

func copiesLock() {
	l := &locked{m: map[string]int{}}
	for range 4 {
		go func() {
			mine := *l
			mine.mu.Lock()
			mine.m["a"]++ // want CTD004 high meets itself
			mine.mu.Unlock()
		}()
	}
}

func sharesCopy(from locked) {
	l := from
	for range 4 {
		go func() {
			l.mu.Lock()
			l.m["a"]++
			l.mu.Unlock()
		}()
	}
}
