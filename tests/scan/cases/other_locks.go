// Locks that are not the one: of the call, of the key, of somebody else.
package otherlocks

import (
	"net/http"
	"sync"
)

type Own struct{ m map[string]int }

func (o *Own) Set(k string) {
	var mu sync.Mutex
	mu.Lock()
	defer mu.Unlock()
	o.m[k] = 1 // want CTD004 high meets itself
}

type OwnHandler struct{ m map[string]int }

func (o *OwnHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	mu := &sync.Mutex{}
	mu.Lock()
	o.m[r.URL.Path]++ // want CTD004 high meets itself
	mu.Unlock()
}

// The lock is for the goroutines of the call, which waits for them.
type Joined struct{ m map[string]int }

func (j *Joined) Fill(keys []string) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			j.m[k] = 1
		}()
	}
	wg.Wait()
}

type Striped struct {
	locks [16]sync.Mutex
	m     map[string]int
}

func (s *Striped) Add(k string) {
	l := &s.locks[len(k)%16]
	l.Lock()
	defer l.Unlock()
	s.m[k]++ // want CTD004 high meets other-get
}

func (s *Striped) Get(k string) int {
	s.locks[len(k)%16].Lock()
	defer s.locks[len(k)%16].Unlock()
	return s.m[k] // at other-get
}

// A map for each lock, and always the first of the locks.
type Parallel struct {
	locks [16]sync.Mutex
	maps  [16]map[string]int
	one   map[string]int
}

func (p *Parallel) Add(k string) {
	i := len(k) % 16
	p.locks[i].Lock()
	defer p.locks[i].Unlock()
	p.maps[i][k]++
}

func (p *Parallel) Get(k string) int {
	i := len(k) % 16
	p.locks[i].Lock()
	defer p.locks[i].Unlock()
	return p.maps[i][k]
}

func (p *Parallel) First(k string) {
	p.locks[0].Lock()
	defer p.locks[0].Unlock()
	p.one[k]++
}

// A lock for each key, all in front of one map.
type ByKey struct {
	mu    sync.Mutex
	locks map[string]*sync.Mutex
	data  map[string]string
}

func (b *ByKey) lock(k string) *sync.Mutex {
	b.mu.Lock()
	defer b.mu.Unlock()
	l, ok := b.locks[k]
	if !ok {
		l = new(sync.Mutex)
		b.locks[k] = l
	}
	return l
}

func (b *ByKey) Put(k, v string) {
	l := b.lock(k)
	l.Lock()
	defer l.Unlock()
	b.data[k] = v // want CTD004 high meets itself
}

// One lock for the readers and another for the writers, of a package variable.
var (
	readMu, writeMu sync.Mutex
	settings        = map[string]string{}
)

func Setting(k string) string {
	readMu.Lock()
	defer readMu.Unlock()
	return settings[k] // at other-setting
}

func SetSetting(k, v string) {
	writeMu.Lock()
	defer writeMu.Unlock()
	settings[k] = v // want CTD004 high meets other-setting
}
