// HTTP handlers: the server calls them in a goroutine for each request.
package cases

import (
	"net/http"
	"sync"
)

var hitsByPath = map[string]int{}

func serve() {
	http.HandleFunc("/count", func(w http.ResponseWriter, r *http.Request) {
		hitsByPath[r.URL.Path]++ // want CTD007 high meets itself
	})
	http.ListenAndServe(":8080", nil)
}

func serveLocal() {
	visits := make(map[string]int)
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		visits[r.RemoteAddr]++ // want CTD007 high meets itself
	})
	http.ListenAndServe(":8080", nil)
}

func serveLocked() {
	visits := make(map[string]int)
	var mu sync.Mutex
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		visits[r.RemoteAddr]++
	})
	http.ListenAndServe(":8080", nil)
}

func serveFixed() {
	routes := map[string]string{}
	routes["/"] = "index"
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte(routes[r.URL.Path]))
	})
	routes["/about"] = "about"
	http.ListenAndServe(":8080", nil)
}

func serveTwo() {
	users := make(map[string]string)
	http.HandleFunc("/add", func(w http.ResponseWriter, r *http.Request) {
		users[r.FormValue("id")] = r.FormValue("name") // want CTD007 high meets h1
	})
	http.HandleFunc("/show", func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte(users[r.FormValue("id")])) // at h1
	})
	http.ListenAndServe(":8080", nil)
}

func serveOwn() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		seen := map[string]bool{}
		seen[r.URL.Path] = true
		r.Header["X"] = nil
		w.Header()["Y"] = nil
	})
}

type Server struct {
	sessions map[string]int
	limits   map[string]int
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.sessions[r.RemoteAddr]++ // want CTD007 high meets itself
	println(s.limits[r.RemoteAddr])
}

type SafeServer struct {
	mu       sync.Mutex
	sessions map[string]int
}

func (s *SafeServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.sessions[r.RemoteAddr]++
	s.mu.Unlock()
}

type API struct {
	users map[string]string
	mux   *http.ServeMux
}

func (a *API) routes() {
	a.mux.HandleFunc("/add", a.add)
	a.mux.HandleFunc("/list", a.list)
}

func (a *API) add(w http.ResponseWriter, r *http.Request) {
	a.users[r.FormValue("id")] = "x" // want CTD007 high meets h2
}

func (a *API) list(w http.ResponseWriter, r *http.Request) {
	for id := range a.users { // at h2
		w.Write([]byte(id))
	}
}

func makeHandler() http.HandlerFunc {
	cache := map[string]string{}
	return func(w http.ResponseWriter, r *http.Request) {
		if _, ok := cache[r.URL.Path]; !ok {
			cache[r.URL.Path] = "page" // want CTD007 high meets itself
		}
	}
}

func middleware(next http.Handler) http.Handler {
	var mu sync.RWMutex
	seen := map[string]bool{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.RLock()
		seen[r.URL.Path] = true // want CTD002 high meets itself
		mu.RUnlock()
		next.ServeHTTP(w, r)
	})
}

func refresher() {
	table := map[string]string{}
	go func() {
		for {
			table["a"] = "b" // want CTD001 high meets h3
		}
	}()
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte(table["a"])) // at h3
	})
	http.ListenAndServe(":8080", nil)
}

// The handler's helper is where the write is.
var pageViews = map[string]int{}

func viewHandler(w http.ResponseWriter, r *http.Request) {
	countView(r.URL.Path)
}

func countView(path string) {
	pageViews[path]++ // want CTD007 high meets itself
}

func init() {
	pageViews["/"] = 0
	http.HandleFunc("/view", viewHandler)
}

type visitors struct {
	last map[string]string
	pool map[string]int
}

func (v *visitors) show(w http.ResponseWriter, r *http.Request) {
	v.last[r.URL.Path] = r.RemoteAddr // want CTD007 meets itself
}

func (v *visitors) expire() {
	for {
		delete(v.last, "/old") // want CTD001 high
	}
}

func servesAndExpires() {
	v := &visitors{last: map[string]string{}, pool: map[string]int{}}
	v.pool["a"] = 1
	go v.expire()
	http.HandleFunc("/", v.show)
	http.ListenAndServe(":8080", nil)
}
