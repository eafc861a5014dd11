// What atomic values and sync.Map hold is shared by all who load it.
package published

import (
	"sync"
	"sync/atomic"
)

type flags struct {
	cur atomic.Pointer[map[string]bool]
	mu  sync.Mutex
}

func (f *flags) enabled(name string) bool { return (*f.cur.Load())[name] }

func (f *flags) set(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	next := map[string]bool{}
	for k, v := range *f.cur.Load() {
		next[k] = v
	}
	next[name] = true
	f.cur.Store(&next)
}

// The map that others are reading, instead of a copy.
func (f *flags) toggle(name string) {
	m := *f.cur.Load()
	m[name] = !m[name] // want CTD006 high meets itself
}

func toggles(f *flags) {
	for range 4 {
		go f.toggle("x")
	}
}

func copies(f *flags) {
	for range 4 {
		go f.set("x")
		go f.enabled("x")
	}
}

type untyped struct{ cur atomic.Value }

func (u *untyped) write(name string) {
	u.cur.Load().(map[string]bool)[name] = true // want CTD006 high meets itself
}

func writes(u *untyped) {
	for range 4 {
		go u.write("x")
	}
}

var table atomic.Pointer[map[string]int]

func reader() int { return (*table.Load())["a"] } // at table-read

func writer() {
	n := map[string]int{"b": 1}
	n["a"] = 1
	table.Store(&n)
	n["c"] = 2 // want CTD011 high meets table-read
}

func both() {
	for {
		go reader()
		go writer()
	}
}

var sessions sync.Map

func count() {
	for {
		go func() {
			v, _ := sessions.Load("a")
			v.(map[string]int)["x"]++ // want CTD006 high meets itself
		}()
	}
}

type session struct {
	mu   sync.Mutex
	hits map[string]int
}

func hit(key string) {
	v, _ := sessions.LoadOrStore(key, &session{hits: map[string]int{}})
	s := v.(*session)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hits["x"]++
}

func hits() {
	for {
		go hit("a")
	}
}

var (
	mu    sync.Mutex
	ready atomic.Bool
	made  map[string]int
)

// Asked again under the lock, and published by the flag.
func checked() {
	if !ready.Load() {
		mu.Lock()
		if !ready.Load() {
			made = map[string]int{"a": 1} // at made
			ready.Store(true)
		}
		mu.Unlock()
	}
	println(made["a"]) // want CTD003 medium meets made
}

func checks() {
	for {
		go checked()
	}
}
