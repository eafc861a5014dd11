// Functions that start goroutines of themselves.
package recursion

import "sync"

var seen, visited = map[string]bool{}, map[string]bool{}

func crawl(u string) {
	seen[u] = true // want CTD006 high meets itself
	go crawl(u + "a")
	go crawl(u + "b")
}

func startsCrawl() { crawl("a") }

// The write is in a function of its own.
func walk(u string) {
	visit(u)
	for range 3 {
		go walk(u + "a")
	}
}

func visit(u string) {
	visited[u] = true // want CTD006 high meets itself
}

// The goroutine is a literal around the call.
func follow(u string, links map[string]bool) {
	links[u] = true // want CTD006 high meets itself
	for range 3 {
		go func() { follow(u+"a", links) }()
	}
}

func startsFollow() { follow("a", map[string]bool{}) }

func closure(links func(string) []string) {
	found := map[string]bool{}
	var wg sync.WaitGroup
	var visit func(u string)
	visit = func(u string) {
		defer wg.Done()
		found[u] = true // want CTD006 high meets itself
		for _, l := range links(u) {
			wg.Add(1)
			go visit(l)
		}
	}
	wg.Add(1)
	visit("a")
	wg.Wait()
	println(len(found))
}

// One after the other: each writes before it starts the next.
func chain(u string, last map[string]bool) {
	last[u] = true
	go chain(u+"a", last)
}

func guarded(u string, mu *sync.Mutex, known map[string]bool) {
	mu.Lock()
	known[u] = true
	mu.Unlock()
	for range 3 {
		go guarded(u+"a", mu, known)
	}
}
