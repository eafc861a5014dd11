// Type parameters, promoted methods, interfaces.
package cases

import (
	"maps"
	"sync"
)

type Set[K comparable] map[K]struct{}

func (s Set[K]) Add(k K) {
	s[k] = struct{}{} // want CTD006 high meets itself
}

func (s Set[K]) Has(k K) bool {
	_, ok := s[k]
	return ok
}

func fillSet(names []string) Set[string] {
	s := Set[string]{}
	for _, name := range names {
		go s.Add(name)
	}
	return s
}

type Table[K comparable, V any] struct {
	mu sync.RWMutex
	m  map[K]V
}

func NewTable[K comparable, V any]() *Table[K, V] {
	return &Table[K, V]{m: make(map[K]V)}
}

func (t *Table[K, V]) Put(k K, v V) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.m[k] = v // at g1
}

func (t *Table[K, V]) Get(k K) (V, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	v, ok := t.m[k]
	return v, ok
}

func (t *Table[K, V]) Bare(k K) V {
	return t.m[k] // want CTD003 high meets g1
}

func useTable() {
	t := NewTable[string, int]()
	for range 4 {
		go t.Put("a", 1)
	}
	println(t.Get("a"))
}

func put[M ~map[K]V, K comparable, V any](m M, k K, v V) {
	m[k] = v // want CTD001 high meets g2
}

func usePut() {
	m := map[string]int{}
	go put(m, "a", 1)
	println(m["a"]) // at g2
}

func updateAll[K comparable, V any](m map[K]V, f func(V) V) {
	for k, v := range m {
		m[k] = f(v) // want CTD001 high meets g3
	}
}

func useUpdateAll() {
	m := map[string]int{}
	go updateAll(m, func(v int) int { return v + 1 })
	println(m["a"]) // at g3
}

// Promoted methods.
type base struct{ m map[string]int }

func (b *base) set(k string) {
	b.m[k] = 1 // want CTD001 high meets g4
}

type derived struct{ base }

func useDerived() {
	d := &derived{base{map[string]int{}}}
	go d.set("a")
	println(d.m["a"]) // at g4
}

type lockedBase struct {
	sync.Mutex
	m map[string]int
}

type outer struct {
	*lockedBase
	name string
}

func useOuter() {
	o := outer{lockedBase: &lockedBase{m: map[string]int{}}}
	for range 4 {
		go func() {
			o.Lock()
			defer o.Unlock()
			o.m["a"] = 1
		}()
	}
}

// An interface with one implementation in sight.
type sink interface{ record(k string) }

type mapSink struct{ m map[string]int }

func (s *mapSink) record(k string) {
	s.m[k]++ // want CTD006 meets itself
}

func useSink(names []string) {
	var s sink = &mapSink{m: map[string]int{}}
	for _, name := range names {
		go s.record(name)
	}
}

func throughParameter(s sink, names []string) {
	for _, name := range names {
		s.record(name)
	}
}

type named map[string]int

func useNamed() {
	m := named{}
	go func() {
		m["a"] = 1 // want CTD001 high meets g5
	}()
	println(m["a"]) // at g5
}

type aliased = map[string]int

func useAliased() {
	m := aliased{}
	go func() {
		m["a"] = 1 // want CTD001 high meets g6
	}()
	println(m["a"]) // at g6
}

func mapOfFunctions() {
	m := map[string]func(){}
	go func() {
		m["a"] = func() {} // want CTD001 high meets g7
	}()
	m["a"]() // at g7
}

type node struct {
	children map[string]*node
}

func (n *node) child(k string) *node {
	c := n.children[k]
	if c == nil {
		c = &node{children: map[string]*node{}}
		n.children[k] = c // want CTD006 high meets itself
	}
	return c
}

func useNode(paths []string) {
	root := &node{children: map[string]*node{}}
	for _, p := range paths {
		go root.child(p)
	}
}

func cloneEach[K comparable](m map[K]int, ks []K) {
	for _, k := range ks {
		mine := maps.Clone(m)
		go func() { mine[k] = 1 }()
	}
}

func safeSyncMap(names []string) {
	var m sync.Map
	for _, name := range names {
		go func() {
			m.Store(name, 1)
			m.Delete(name)
		}()
	}
	m.Range(func(k, v any) bool { return true })
}

func sliceParameter[S ~[]E, E any](s S, e E) {
	go func() { s[0] = e }()
	s[1] = e
}
