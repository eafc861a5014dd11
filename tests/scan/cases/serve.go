// What is given to a server as a handler runs in a goroutine for each request.
package serve

import (
	"log"
	"net/http"
	"sync"
	"time"
)

type page struct {
	hits map[string]int
	last map[string]time.Time
}

func (p *page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.hits[r.URL.Path]++ // want CTD001 high meets serve-clear
	p.last[r.URL.Path] = time.Now() // want CTD007 high meets itself
}

func served() {
	p := &page{hits: map[string]int{}, last: map[string]time.Time{}}
	http.Handle("/", p)
	go http.ListenAndServe(":8080", nil)
	for {
		clear(p.hits) // at serve-clear
	}
}

type counts struct{ seen map[string]int }

func (c *counts) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	println(c.seen[r.URL.Path]) // at serve-counts
}

func servedByStruct() {
	c := &counts{seen: map[string]int{}}
	c.seen["before"] = 1
	s := &http.Server{Addr: ":8080", Handler: c}
	go func() {
		log.Fatal(s.ListenAndServe())
	}()
	c.seen["after"] = 1 // want CTD001 high meets serve-counts
}

type clock struct{ seen map[string]int }

func (c *clock) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	println(c.seen[r.URL.Path]) // at serve-clock
}

func servedInTheEnd() error {
	c := &clock{seen: map[string]int{}}
	c.seen["before"] = 1
	go func() {
		for range time.Tick(time.Second) {
			c.seen["ticks"]++ // want CTD001 high meets serve-clock
		}
	}()
	return http.ListenAndServe(":8080", c)
}

type funcs struct{ seen map[string]int }

func (f *funcs) show(w http.ResponseWriter, r *http.Request) {
	println(f.seen[r.URL.Path]) // at serve-show
}

func servedByFunc(mux *http.ServeMux) {
	f := &funcs{seen: map[string]int{}}
	mux.Handle("/", http.HandlerFunc(f.show))
	go http.ListenAndServe(":8080", mux)
	f.seen["after"] = 1 // want CTD001 high meets serve-show
}

// Through a function that wraps handlers.
type wrapped struct{ seen map[string]int }

func (x *wrapped) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x.seen[r.URL.Path]++ // want CTD007 high meets itself
}

func logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		log.Print(r.URL)
		next.ServeHTTP(w, r)
	})
}

func servedWrapped() {
	http.ListenAndServe(":8080", logged(&wrapped{seen: map[string]int{}}))
}

// With what a router has found in the path.
type params []string

type routes struct{ seen map[string]int }

func (x *routes) show(w http.ResponseWriter, r *http.Request, p params) {
	x.seen[p[0]]++ // want CTD007 high meets itself
}

// Everything under the lock.
type safe struct {
	mu   sync.Mutex
	hits map[string]int
}

func (s *safe) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hits[r.URL.Path]++
}

func servedSafely() {
	s := &safe{hits: map[string]int{}}
	s.hits["start"] = 1
	srv := http.Server{Handler: s}
	go srv.ListenAndServe()
	s.mu.Lock()
	s.hits["after"] = 1
	s.mu.Unlock()
}

// Filled before it is served, and only read from then on.
type fixed struct{ routes map[string]string }

func (f fixed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Write([]byte(f.routes[r.URL.Path]))
}

func servedFixed() {
	f := fixed{routes: map[string]string{}}
	f.routes["/"] = "index"
	http.Handle("/", f)
	f.routes["/about"] = "about"
	log.Fatal(http.ListenAndServe(":8080", nil))
}

// A type that looks like a handler and is handed to nobody's server.
type recorder struct{ header http.Header }

func (r *recorder) Serve(w http.ResponseWriter, n int) { r.header["X"] = nil }

func recorded(w http.ResponseWriter) {
	r := &recorder{header: http.Header{}}
	r.Serve(w, 1)
}
