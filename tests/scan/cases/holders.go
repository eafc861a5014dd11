// Maps that are reached through something: found under a lock and used after it, made where there was none,
// in a struct in a struct, from a constructor or a getter.
package holders

import "sync"

type bucket struct {
	mu    sync.Mutex
	hits  map[string]int
	known map[string]bool
}

type Store struct {
	mu      sync.Mutex
	maps    map[string]map[string]int
	buckets map[string]*bucket
	fixed   map[string]map[string]int
	jobs    map[string]map[string]int
}

// The set that a name has, made if there is none.
func (s *Store) of(name string) map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, ok := s.maps[name]
	if !ok {
		m = make(map[string]int)
		s.maps[name] = m
	}
	return m
}

func (s *Store) Count(name, k string) {
	s.of(name)[k]++ // want CTD003 high meets itself
}

func (s *Store) bucket(name string) *bucket {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.buckets[name]
	if b == nil {
		b = &bucket{hits: map[string]int{}, known: map[string]bool{}}
		b.known["first"] = true
		s.buckets[name] = b
	}
	return b
}

func (s *Store) Hit(name, k string) {
	b := s.bucket(name)
	b.hits[k]++ // want CTD003 high meets itself
}

func (s *Store) Know(name, k string) {
	b := s.bucket(name)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.known[k] = true // at holders-know
}

func (s *Store) Knows(name, k string) bool {
	s.mu.Lock()
	b := s.buckets[name]
	s.mu.Unlock()
	return b.known[k] // want CTD003 high meets holders-know
}

// All of it under the lock.
func (s *Store) Add(name, k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.fixed[name]
	if m == nil {
		m = map[string]int{}
		s.fixed[name] = m
	}
	m[k]++
}

func (s *Store) Fixed(name, k string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fixed[name][k]
}

// Whoever takes it out has it to himself.
func (s *Store) Take(name string) map[string]int {
	s.mu.Lock()
	m := s.jobs[name]
	delete(s.jobs, name)
	s.mu.Unlock()
	m["taken"] = 1
	return m
}

func (s *Store) Give(name string) {
	m := map[string]int{"given": 1}
	m["ready"] = 1
	s.mu.Lock()
	s.jobs[name] = m
	s.mu.Unlock()
}

// In goroutines of one function, with the map of maps beside them.
func local(names []string) {
	var mu sync.Mutex
	all := map[string]map[string]int{}
	for _, name := range names {
		go func() {
			mu.Lock()
			m := all["x"]
			if m == nil {
				m = map[string]int{}
				all["x"] = m
			}
			mu.Unlock()
			m[name]++ // want CTD006 high meets itself
		}()
	}
}

// What is put there is used by others from then on.
func published(names []string) {
	var mu sync.Mutex
	all := map[string]*bucket{}
	for _, name := range names {
		go func() {
			b := &bucket{hits: map[string]int{}}
			b.hits["before"] = 1
			mu.Lock()
			all["x"] = b
			mu.Unlock()
		}()
		go func() {
			mu.Lock()
			defer mu.Unlock()
			if b := all["x"]; b != nil {
				println(b.hits[name])
			}
		}()
	}
}

// A lock of its own, in whatever holds it.
type Counter struct {
	mu sync.Mutex
	m  map[string]int
}

func NewCounter() *Counter { return &Counter{m: map[string]int{}} }

func (c *Counter) Inc(k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[k]++ // at holders-inc
}

type Server struct {
	counter *Counter
	name    string
}

func (s *Server) Wipe() {
	clear(s.counter.m) // want CTD003 high meets holders-total
}

func (s *Server) Total() (n int) {
	c := s.counter
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, v := range c.m { // at holders-total
		n += v
	}
	return n
}

// The holder's own lock is not the counter's.
type Panel struct {
	mu      sync.Mutex
	counter *Counter
}

func (p *Panel) Read(k string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.counter.m[k] // want CTD004 medium meets holders-inc
}

func (p *Panel) Inc(k string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counter.Inc(k)
}

// A getter with a lock and a condition.
type table struct{ m map[string]int }

var (
	tableMu sync.Mutex
	theOne  *table
)

func instance() *table {
	tableMu.Lock()
	defer tableMu.Unlock()
	if theOne == nil {
		theOne = &table{m: map[string]int{}}
	}
	return theOne
}

func uses() {
	for range 4 {
		go func() {
			t := instance()
			t.m["a"]++ // want CTD006 high meets itself
		}()
	}
}

// What a constructor is given is what it keeps.
type refresher struct {
	t     *table
	names []string
	every int
}

func newRefresher(t *table, names []string) *refresher {
	r := &refresher{t: t}
	r.names = append(r.names, names...)
	if len(names) == 0 {
		r.names = []string{"all"}
	}
	r.every = 10
	return r
}

func (r *refresher) run() {
	for _, name := range r.names {
		r.t.m[name] = r.every // want CTD001 high meets holders-read
	}
}

func refreshes() {
	t := &table{m: map[string]int{}}
	r := newRefresher(t, []string{"a"})
	go r.run()
	println(t.m["a"]) // at holders-read
}

func refreshesApart() {
	t := &table{m: map[string]int{}}
	r := newRefresher(&table{m: map[string]int{}}, nil)
	go r.run()
	println(t.m["a"])
}

// Structs that have no name.
var settings = struct {
	sync.RWMutex
	byName map[string]int
}{byName: map[string]int{}}

func Setting(k string) int {
	return settings.byName[k] // want CTD003 high meets holders-setting
}

func SetSetting(k string) {
	settings.Lock()
	defer settings.Unlock()
	settings.byName[k] = 1 // at holders-setting
}

type Nested struct {
	mu    sync.Mutex
	parts struct{ sent map[string]int }
	log   logbook
}

func (n *Nested) Sent(k string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.parts.sent[k] // at holders-sent
}

func (n *Nested) Send(k string) {
	n.log.add(k)
	n.parts.sent[k]++ // want CTD003 high meets holders-sent
}

// A struct in a struct, with a lock of its own.
type logbook struct {
	lock sync.Mutex
	last map[string]int
}

func (l *logbook) add(k string) {
	l.lock.Lock()
	defer l.lock.Unlock()
	l.last[k]++ // want CTD004 high meets holders-last
}

func (n *Nested) Last(k string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.log.last[k] // at holders-last
}

// What the constructor has made, and a goroutine that goes through it.
type presence struct {
	mu   sync.Mutex
	seen map[string]int
}

func newPresence() *presence {
	p := &presence{seen: map[string]int{}}
	return p
}

type Hub struct{ presence *presence }

func NewHub() *Hub {
	h := &Hub{presence: newPresence()}
	go h.sweep()
	return h
}

func (h *Hub) sweep() {
	for {
		for k := range h.presence.seen { // want CTD003 medium meets holders-touch
			println(k)
		}
	}
}

func (h *Hub) Touch(k string) {
	h.presence.mu.Lock()
	defer h.presence.mu.Unlock()
	h.presence.seen[k]++ // at holders-touch
}

// A method value, kept in a variable and in a field.
type handlerOf struct{ on func(string) }

func (t *table) add(k string) {
	t.m[k]++ // want CTD006 high meets itself
}

func methodValues() {
	t := &table{m: map[string]int{}}
	add := t.add
	h := handlerOf{on: add}
	for range 4 {
		go add("a")
		go h.on("b")
	}
}
