// Goroutines that outlive the function that starts them, against the methods of their type.
package cases

import (
	"sync"
	"time"
)

type Poller struct {
	seen map[string]bool
	stop chan struct{}
}

func NewPoller() *Poller {
	p := &Poller{seen: map[string]bool{}, stop: make(chan struct{})}
	p.seen["start"] = true
	go p.loop()
	return p
}

func (p *Poller) loop() {
	for {
		select {
		case <-p.stop:
			return
		case <-time.After(time.Second):
			p.seen["tick"] = true // want CTD001 high meets c1
		}
	}
}

func (p *Poller) Seen(k string) bool {
	return p.seen[k] // at c1
}

type SafePoller struct {
	mu   sync.Mutex
	seen map[string]bool
}

func NewSafePoller() *SafePoller {
	p := &SafePoller{seen: map[string]bool{}}
	go p.loop()
	return p
}

func (p *SafePoller) loop() {
	for {
		p.mu.Lock()
		p.seen["tick"] = true
		p.mu.Unlock()
	}
}

func (p *SafePoller) Seen(k string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen[k]
}

// Only the loop touches the map; everyone else asks it.
type Actor struct {
	state map[string]int
	ask   chan func(map[string]int)
}

func NewActor() *Actor {
	a := &Actor{state: map[string]int{}, ask: make(chan func(map[string]int))}
	go a.loop()
	return a
}

func (a *Actor) loop() {
	for f := range a.ask {
		f(a.state)
		a.state["n"]++
	}
}

func (a *Actor) Get(k string) int {
	reply := make(chan int)
	a.ask <- func(m map[string]int) { reply <- m[k] }
	return <-reply
}

// The goroutine is joined before the map is read.
type Batch struct {
	wg     sync.WaitGroup
	result map[string]int
}

func (b *Batch) Start() {
	b.wg.Add(1)
	go func() {
		defer b.wg.Done()
		b.result["a"] = 1
	}()
}

func (b *Batch) Result() map[string]int {
	b.wg.Wait()
	println(b.result["a"])
	return b.result
}

type Hasty struct {
	wg     sync.WaitGroup
	result map[string]int
}

func (h *Hasty) Start() {
	h.wg.Add(1)
	go func() {
		defer h.wg.Done()
		h.result["a"] = 1 // want CTD001 high meets c2
	}()
}

func (h *Hasty) Result() int {
	return h.result["a"] // at c2
}

// Every call starts a goroutine.
type Recorder struct{ events map[string]int }

func (r *Recorder) Record(k string) {
	go func() {
		r.events[k]++ // want CTD006 high meets itself
	}()
}

// Closing the channel ends the goroutine, and closing done says so.
type Drained struct {
	in   chan string
	done chan struct{}
	seen map[string]int
}

func (d *Drained) Start() {
	go func() {
		defer close(d.done)
		for k := range d.in {
			d.seen[k]++
		}
	}()
}

func (d *Drained) Finish() map[string]int {
	close(d.in)
	<-d.done
	d.seen["end"] = 1
	return d.seen
}

// Package variables.
var (
	statsMu sync.Mutex
	stats   = map[string]int{}
)

func AddStat(k string) {
	statsMu.Lock()
	defer statsMu.Unlock()
	stats[k]++ // at c3
}

func Stat(k string) int {
	return stats[k] // want CTD003 high meets c3
}

var registry = map[string]func(){}

// Register is what init functions call; there is no lock anywhere.
func Register(name string, f func()) { registry[name] = f }
func Lookup(name string) func()      { return registry[name] }

var prices = map[string]int{}

func init() {
	go func() {
		for range time.Tick(time.Second) {
			prices["a"]++ // want CTD001 high meets c4
		}
	}()
}

func Price(k string) int {
	return prices[k] // at c4
}

var fixedTable = map[string]int{"a": 1}

func init() {
	fixedTable["b"] = 2
}

func Fixedly(k string) int {
	go func() { println(fixedTable[k]) }()
	return fixedTable[k]
}

// A ticker that is handed the map of its owner.
type Metrics struct{ values map[string]float64 }

func (m *Metrics) Run() {
	go report(m.values)
}

func report(values map[string]float64) {
	for {
		for k, v := range values { // at c5
			println(k, v)
		}
	}
}

func (m *Metrics) Observe(k string, v float64) {
	m.values[k] = v // want CTD005 meets c5
}

// Concurrent use of an object that has no lock, in sight.
type Basket struct{ items map[string]int }

func (b *Basket) Add(k string) {
	b.items[k]++ // want CTD006 high meets itself
}

func fillBasket(names []string) {
	b := &Basket{items: map[string]int{}}
	for _, name := range names {
		go b.Add(name)
	}
}

type Tray struct{ items map[string]int }

func (t *Tray) Add(k string) { t.items[k]++ }

func fillTrays(names []string) {
	for _, name := range names {
		t := &Tray{items: map[string]int{}}
		go t.Add(name)
	}
	t := &Tray{items: map[string]int{}}
	t.Add("a")
}
