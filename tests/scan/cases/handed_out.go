// A guarded map that leaves the method, and copies that may.
package handed

import (
	"iter"
	"maps"
	"slices"
	"sync"
)

type Cache struct {
	mu    sync.RWMutex
	data  map[string]int
	sets  map[string]map[string]bool
	other map[string]int
	whole map[string]int
}

func (c *Cache) Set(k string, v int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.data[k] = v // at handed-set
	c.other[k] = v // at handed-other
}

func (c *Cache) Join(set, k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sets[set] == nil {
		c.sets[set] = map[string]bool{}
	}
	c.sets[set][k] = true // at handed-join
}

func (c *Cache) Alias() map[string]int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	m := c.data
	return m // want CTD009 medium meets handed-set
}

func (c *Cache) Released() map[string]int {
	c.mu.RLock()
	m := c.data
	c.mu.RUnlock()
	return m // want CTD009 medium meets handed-set
}

func (c *Cache) Bare() map[string]int {
	return c.data // want CTD009 medium meets handed-set
}

func (c *Cache) Named() (m map[string]int) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	m = c.data
	return // want CTD009 medium meets handed-set
}

func (c *Cache) Members(set string) map[string]bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.sets[set] // want CTD009 medium meets handed-join
}

func (c *Cache) Found(set string) (map[string]bool, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	m, ok := c.sets[set]
	return m, ok // want CTD009 medium meets handed-join
}

type View struct {
	Data map[string]int
	Size int
}

func (c *Cache) View() View {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return View{Data: c.data, Size: len(c.data)} // want CTD009 medium meets handed-set
}

func (c *Cache) ViewPointer() *View {
	c.mu.RLock()
	defer c.mu.RUnlock()
	v := &View{Data: c.other}
	v.Size = len(c.other)
	return v // want CTD009 medium meets handed-other
}

func (c *Cache) Keys() iter.Seq[string] {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return maps.Keys(c.data) // want CTD009 medium meets handed-set
}

// Copies, and what is walked under the lock.
func (c *Cache) Clone() map[string]int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return maps.Clone(c.data)
}

func (c *Cache) Copied() map[string]int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	m := make(map[string]int, len(c.data))
	for k, v := range c.data {
		m[k] = v
	}
	return m
}

func (c *Cache) ViewOfCopy() View {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return View{Data: maps.Clone(c.data)}
}

func (c *Cache) Sorted() []string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return slices.Sorted(maps.Keys(c.data))
}

// Drain gives the old map to its caller, who then has it alone.
func (c *Cache) Drain() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	m := c.whole
	c.whole = map[string]int{}
	return m
}

func (c *Cache) Whole(k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.whole[k]++
}

// Data gives the map. The caller must hold c.mu.
func (c *Cache) Data() map[string]int { return c.data }

// Package variables.
var (
	registryMu sync.Mutex
	registry   = map[string]int{}
)

func Register(k string) {
	registryMu.Lock()
	defer registryMu.Unlock()
	registry[k] = 1 // at handed-register
}

func Registry() map[string]int {
	registryMu.Lock()
	defer registryMu.Unlock()
	return registry // want CTD009 medium meets handed-register
}

// Replaced as a whole and never written: whoever has it may read it.
type Swapped struct {
	mu  sync.Mutex
	cur map[string]int
}

func (s *Swapped) Set(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := maps.Clone(s.cur)
	next[k] = 1
	s.cur = next
}

func (s *Swapped) Cur() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cur
}

// No lock anywhere: nothing says that anyone else is there.
type Plain struct{ m map[string]int }

func (p *Plain) Add(k string)        { p.m[k] = 1 }
func (p *Plain) All() map[string]int { return p.m }

// Walked by a function that is returned: under the lock, and without.
func (c *Cache) All() iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		c.mu.RLock()
		defer c.mu.RUnlock()
		for k, v := range c.data {
			if !yield(k, v) {
				return
			}
		}
	}
}

func (c *Cache) Sum() (n int) {
	for _, v := range c.All() {
		n += v
	}
	return n
}

func (c *Cache) each() iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for k, v := range c.data { // want CTD003 high meets handed-set
			if !yield(k, v) {
				return
			}
		}
	}
}

func (c *Cache) Most() (n int) {
	for _, v := range c.each() {
		n = max(n, v)
	}
	return n
}
