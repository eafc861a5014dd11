// The lock of a condition variable, and locks that are reached through pointers.
package conditions

import "sync"

type queue struct {
	mu   sync.Mutex
	cond *sync.Cond
	m    map[string]int
}

func newQueue() *queue {
	q := &queue{m: map[string]int{}}
	q.cond = sync.NewCond(&q.mu)
	return q
}

func (q *queue) put(k string) {
	q.cond.L.Lock()
	q.m[k]++
	q.cond.L.Unlock()
	q.cond.Signal()
}

func (q *queue) get(k string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.m[k] == 0 {
		q.cond.Wait()
	}
	q.m[k]--
}

func made() {
	q := newQueue()
	for {
		go q.put("x")
		go q.get("x")
	}
}

func given(q *queue) {
	for {
		go q.put("x")
		go q.get("x")
	}
}

type embedded struct {
	sync.Mutex
	cond sync.Cond
	m    map[string]int
}

func itself() {
	q := &embedded{m: map[string]int{}}
	q.cond.L = q
	for {
		go func() {
			q.cond.L.Lock()
			q.m["x"]++
			q.cond.L.Unlock()
		}()
		go func() {
			q.Lock()
			q.m["x"]++
			q.Unlock()
		}()
	}
}

func local() {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	n := map[string]int{}
	for {
		go func() {
			c.L.Lock()
			n["x"]++
			c.L.Unlock()
		}()
		go func() {
			mu.Lock()
			n["x"]++
			mu.Unlock()
		}()
	}
}

type inner struct {
	mu *sync.Mutex
	m  map[string]int
}

type outer struct {
	mu sync.Mutex
	in *inner
}

func newOuter() *outer {
	o := &outer{}
	o.in = &inner{mu: &o.mu, m: map[string]int{}}
	return o
}

func (i *inner) put() {
	i.mu.Lock()
	i.m["x"]++ // want CTD004 medium
	i.mu.Unlock()
}

func (o *outer) put() {
	o.mu.Lock()
	o.in.m["x"]++
	o.mu.Unlock()
}

func lent() {
	o := newOuter()
	for {
		go o.put()
		go o.in.put()
	}
}

// Whether the one lock is the other nobody says.
func lentByOthers(o *outer) {
	for {
		go o.put()
		go o.in.put()
	}
}

type runs struct {
	mu   sync.Mutex
	idle *sync.Cond
	on   map[string]bool
	last map[string]int
}

// Who finds nobody running does not wait.
func (r *runs) run(k string) {
	r.mu.Lock()
	for r.on[k] {
		r.idle.Wait()
	}
	r.on[k] = true
	r.mu.Unlock()
	r.last[k]++ // want CTD006 high meets itself
	r.mu.Lock()
	delete(r.on, k)
	r.mu.Unlock()
	r.idle.Broadcast()
}

func startsRuns(r *runs) {
	for {
		go r.run("a")
	}
}
