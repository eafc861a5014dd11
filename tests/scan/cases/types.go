// Types that keep a map beside a lock, used by whoever has one.
package cases

import (
	"maps"
	"sync"
)

type Cache struct {
	mu   sync.RWMutex
	data map[string]int
}

func NewCache() *Cache {
	c := &Cache{data: make(map[string]int)}
	c.data["start"] = 1
	return c
}

func (c *Cache) Set(k string, v int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.data[k] = v // at t1
}

func (c *Cache) Get(k string) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.data[k]
}

func (c *Cache) Peek(k string) int {
	return c.data[k] // want CTD003 high meets t1
}

func (c *Cache) Len() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.data)
}

func (c *Cache) Touch(k string) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.data[k]++ // want CTD002 high
}

func (c *Cache) All() map[string]int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.data // want CTD009 meets t1
}

func (c *Cache) Snapshot() map[string]int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return maps.Clone(c.data)
}

// The helper is called with the lock held, everywhere.
func (c *Cache) Rename(from, to string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v := c.take(from)
	c.data[to] = v
}

func (c *Cache) take(k string) int {
	v := c.data[k]
	delete(c.data, k)
	return v
}

// setLocked: c.mu must be held.
func (c *Cache) setLocked(k string, v int) { c.data[k] = v }

// Drop removes an entry. The caller must hold c.mu.
func (c *Cache) Drop(k string) { delete(c.data, k) }

func (c *Cache) Lookup(k string) int {
	if v, ok := c.data[k]; ok { // want CTD003 high meets t1
		return v
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.data[k] = 1
	return 1
}

func (c *Cache) Swap() map[string]int {
	c.mu.Lock()
	old := c.data
	c.data = make(map[string]int)
	c.mu.Unlock()
	for k := range old {
		println(k)
	}
	return old
}

// Embedded locks.
type Counter struct {
	sync.Mutex
	counts map[string]int
}

func (c *Counter) Inc(k string) {
	c.Lock()
	c.counts[k]++ // at t2
	c.Unlock()
}

func (c *Counter) Read(k string) int {
	c.Lock()
	defer c.Unlock()
	return c.counts[k]
}

func (c *Counter) ReadMutex(k string) int {
	c.Mutex.Lock()
	defer c.Mutex.Unlock()
	return c.counts[k]
}

func (c *Counter) Forget(k string) {
	delete(c.counts, k) // want CTD003 high meets t2
}

type ByPointer struct {
	*sync.RWMutex
	m map[string]int
}

func (b ByPointer) Put(k string) {
	b.Lock()
	defer b.Unlock()
	b.m[k] = 1 // at t3
}

func (b ByPointer) Get(k string) int {
	b.RLock()
	defer b.RUnlock()
	return b.m[k]
}

func (b ByPointer) Bare(k string) int {
	return b.m[k] // want CTD003 high meets t3
}

// A value receiver locks a copy.
type Copied struct {
	mu sync.Mutex
	m  map[string]int
}

func (c Copied) Set(k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[k] = 1 // want CTD012 high
}

func (c *Copied) Get(k string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.m[k]
}

// Two locks of one struct, for the same map.
type Split struct {
	readMu  sync.Mutex
	writeMu sync.Mutex
	m       map[string]int
}

func (s *Split) Put(k string) {
	s.writeMu.Lock()
	defer s.writeMu.Unlock()
	s.m[k] = 1 // want CTD004 high meets t4
}

func (s *Split) Get(k string) int {
	s.readMu.Lock()
	defer s.readMu.Unlock()
	return s.m[k] // at t4
}

// Each map has its own lock.
type Pair struct {
	aMu, bMu sync.Mutex
	a, b     map[string]int
}

func (p *Pair) A(k string) {
	p.aMu.Lock()
	defer p.aMu.Unlock()
	p.a[k] = 1
}

func (p *Pair) B(k string) {
	p.bMu.Lock()
	defer p.bMu.Unlock()
	p.b[k] = 1
}

// Read by everyone, written by nobody but its maker.
type Fixed struct {
	mu    sync.Mutex
	names map[string]int
	n     int
}

func NewFixed(names []string) *Fixed {
	f := &Fixed{names: map[string]int{}}
	for i, name := range names {
		f.names[name] = i
	}
	return f
}

func (f *Fixed) Index(name string) int { return f.names[name] }

func (f *Fixed) Count(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n += f.names[name]
}

// Not meant for several goroutines: no lock anywhere, no goroutine anywhere.
type Plain struct{ m map[string]int }

func (p *Plain) Set(k string)     { p.m[k] = 1 }
func (p *Plain) Get(k string) int { return p.m[k] }

// A lock that wraps itself.
type Guarded struct {
	mu sync.Mutex
	m  map[string]int
}

func (g *Guarded) lock()   { g.mu.Lock() }
func (g *Guarded) unlock() { g.mu.Unlock() }

func (g *Guarded) Set(k string) {
	g.lock()
	defer g.unlock()
	g.m[k] = 1
}

func (g *Guarded) Get(k string) int {
	g.lock()
	defer g.unlock()
	return g.m[k]
}

func (g *Guarded) with(f func(m map[string]int)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f(g.m)
}

func (g *Guarded) Bump(k string) {
	g.with(func(m map[string]int) { m[k]++ })
}

func (g *Guarded) Each(f func(k string)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for k := range g.m {
		f(k)
	}
}

// Lazily made, with and without the lock.
type Lazy struct {
	mu sync.Mutex
	m  map[string]int
}

func (l *Lazy) Set(k string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.m == nil {
		l.m = make(map[string]int)
	}
	l.m[k] = 1 // at t5
}

func (l *Lazy) Reset() {
	l.m = nil // want CTD003 meets t5
}

// Copy on write: what was read under the lock never changes again.
type CopyOnWrite struct {
	mu sync.Mutex
	m  map[string]int
}

func (c *CopyOnWrite) Set(k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	next := make(map[string]int, len(c.m)+1)
	for k, v := range c.m {
		next[k] = v
	}
	next[k] = 1
	c.m = next
}

func (c *CopyOnWrite) Get(k string) int {
	c.mu.Lock()
	m := c.m
	c.mu.Unlock()
	return m[k]
}

// The alias is taken under the lock and used after it.
type Leaky struct {
	mu sync.Mutex
	m  map[string]int
}

func (l *Leaky) Set(k string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.m[k] = 1 // at t6
}

func (l *Leaky) Keys() (keys []string) {
	l.mu.Lock()
	m := l.m
	l.mu.Unlock()
	for k := range m { // want CTD003 high meets t6
		keys = append(keys, k)
	}
	return keys
}

// Shards, each behind its own lock.
type shard struct {
	mu sync.RWMutex
	m  map[string]int
}

type Sharded struct{ shards [16]*shard }

func (s *Sharded) of(k string) *shard { return s.shards[len(k)%16] }

func (s *Sharded) Set(k string) {
	sh := s.of(k)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.m[k] = 1
}

func (s *Sharded) Get(k string) int {
	sh := s.shards[len(k)%16]
	sh.mu.RLock()
	defer sh.mu.RUnlock()
	return sh.m[k]
}

func (s *Sharded) Size() (n int) {
	for _, sh := range s.shards {
		sh.mu.RLock()
		n += len(sh.m)
		sh.mu.RUnlock()
	}
	return n
}

type Bare struct{ shards [16]*shard }

func (s *Bare) Set(k string) {
	sh := s.shards[len(k)%16]
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.m[k] = 1 // at t7
}

func (s *Bare) Get(k string) int {
	return s.shards[len(k)%16].m[k] // want CTD003 high meets t7
}

// The owner's lock guards what it owns.

type struct1 struct{ m map[string]int }

func (s *struct1) put(k string)      { s.m[k] = 1 }
func (s *struct1) Get(k string) int  { return s.m[k] }

type Owner struct {
	mu sync.Mutex
	s  *struct1
}

func (o *Owner) Put(k string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.s.put(k)
}

func (o *Owner) Get(k string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.s.Get(k)
}
