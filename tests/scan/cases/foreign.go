// Locks and calls of packages that are not in sight.
package foreign

import (
	"context"
	"net/http"

	"example.org/locks"
	"github.com/sasha-s/go-deadlock"
	"golang.org/x/sync/semaphore"
	"mine/guard"
)

type server struct {
	mu deadlock.RWMutex
	m  map[string]int
}

func (s *server) set(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m["x"]++
}

func (s *server) get(w http.ResponseWriter, r *http.Request) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	println(s.m["x"])
}

var mu locks.M
var own guard.Mutex
var a, b, c, d, e, f = map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}

func typed() {
	mu.Lock()
	defer mu.Unlock()
	a["x"]++
}

func typedOfMine() {
	own.Lock()
	defer own.Unlock()
	b["x"]++
}

func ofPackage() {
	locks.Lock()
	defer locks.Unlock()
	c["x"]++
}

// Perhaps it holds a lock meanwhile.
func within() {
	locks.With("k", func() {
		d["x"]++ // want CTD006 low meets itself
	})
	e["x"]++ // want CTD006 high meets itself
}

var sem = semaphore.NewWeighted(1)

func weighted(ctx context.Context) {
	if sem.Acquire(ctx, 1) != nil {
		return
	}
	defer sem.Release(1)
	f["x"]++ // want CTD006 low meets itself
}

func run(ctx context.Context) {
	for {
		go typed()
		go typedOfMine()
		go ofPackage()
		go within()
		go weighted(ctx)
	}
}
