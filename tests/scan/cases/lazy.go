// Maps that are made when they are first needed.
package lazy

import "sync"

// Index makes its map under the lock, once; whoever has been through that may read without.
type Index struct {
	mu    sync.Mutex
	lines map[string]int
	text  []string
}

func (x *Index) Find(word string) int {
	x.prepare()
	return x.lines[word]
}

func (x *Index) prepare() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.lines != nil {
		return
	}
	lines := make(map[string]int)
	for number, word := range x.text {
		lines[word] = number
	}
	x.lines = lines
}

// Names does the same in one function.
type Names struct {
	mu    sync.Mutex
	known map[string]bool
}

func (n *Names) Has(name string) bool {
	n.mu.Lock()
	if n.known == nil {
		n.known = map[string]bool{"all": true}
	}
	n.mu.Unlock()
	return n.known[name]
}

// Twice asks before it locks, so what it reads may be half seen.
type Twice struct {
	mu    sync.Mutex
	known map[string]bool
}

func (t *Twice) Has(name string) bool {
	if t.known == nil {
		t.mu.Lock()
		if t.known == nil {
			t.known = map[string]bool{"all": true} // at twice-made
		}
		t.mu.Unlock()
	}
	return t.known[name] // want CTD003 high meets twice-made
}

// Forgets what it made, under the eyes of those that read.
type Forgets struct {
	mu    sync.Mutex
	known map[string]bool
}

func (f *Forgets) Has(name string) bool {
	f.mu.Lock()
	if f.known == nil {
		f.known = map[string]bool{"all": true}
	}
	f.mu.Unlock()
	return f.known[name] // want CTD003 high meets forgets
}

func (f *Forgets) Drop() {
	f.mu.Lock()
	f.known = nil // at forgets
	f.mu.Unlock()
}

// Skips what makes the map on one of its ways.
type Skips struct {
	mu    sync.Mutex
	known map[string]bool
}

func (s *Skips) Has(name string, ready bool) bool {
	if !ready {
		s.mu.Lock()
		if s.known == nil {
			s.known = map[string]bool{"all": true} // at skips
		}
		s.mu.Unlock()
	}
	return s.known[name] // want CTD003 meets skips
}

// One goroutine in four branches and five calls: perhaps nobody goes that way.
func far(kinds map[string]int, name string, deep, late, odd bool) {
	for range 4 {
		go func() { farther(kinds, name, deep, late, odd) }()
	}
}

func farther(kinds map[string]int, name string, deep, late, odd bool) {
	if deep {
		farthest(kinds, name, late, odd)
	}
}

func farthest(kinds map[string]int, name string, late, odd bool) {
	if late {
		note(kinds, name, odd)
	}
}

func note(kinds map[string]int, name string, odd bool) {
	if odd {
		count(kinds, name)
	}
}

func count(kinds map[string]int, name string) {
	if name != "" {
		kinds[name]++ // want CTD006 medium
	}
}
