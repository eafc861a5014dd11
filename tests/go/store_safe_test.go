package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"
)

// What every starter with a deadline must do, whatever it is made of.

var forever = context.Background()

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func contents(t *testing.T, m *Map) map[string]int {
	t.Helper()
	all := map[string]int{}
	must(t, m.Range(forever, func(key string, value int) bool {
		all[key] = value
		return true
	}))
	return all
}

func TestAsAMap(t *testing.T) {
	m, model := New(), map[string]int{}
	for step := 0; step < 5000; step++ {
		key := fmt.Sprint("k", step*7919%61)
		switch step % 5 {
		case 0, 1:
			must(t, m.Store(forever, key, step))
			model[key] = step
		case 2:
			must(t, m.Delete(forever, key))
			delete(model, key)
		case 3:
			model[key] += step
			sum, err := m.Update(forever, key, func(value int) int { return value + step })
			must(t, err)
			if sum != model[key] {
				t.Fatalf("step %d: the sum of %s is %d, not %d", step, key, sum, model[key])
			}
		}
		value, ok, err := m.Load(forever, key)
		must(t, err)
		wanted, known := model[key]
		if value != wanted || ok != known {
			t.Fatalf("step %d: %s is %d, %t, not %d, %t", step, key, value, ok, wanted, known)
		}
	}
	if found := contents(t, m); fmt.Sprint(found) != fmt.Sprint(model) {
		t.Fatalf("a walk shows %v, not %v", found, model)
	}
	visited := 0
	must(t, m.Range(forever, func(string, int) bool {
		visited++
		return visited < 3
	}))
	if visited != 3 {
		t.Fatalf("a walk that was to end after 3 met %d", visited)
	}
}

func TestByMany(t *testing.T) {
	const goroutines, times, keys = 8, 500, 7
	m := New()
	var wait sync.WaitGroup
	for g := 0; g < goroutines; g++ {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := 0; i < times; i++ {
				if _, err := m.Update(forever, fmt.Sprint("shared", i%keys), func(value int) int { return value + 1 }); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	wait.Wait()
	sum := 0
	for _, value := range contents(t, m) {
		sum += value
	}
	if sum != goroutines*times {
		t.Fatalf("%d increments came to %d", goroutines*times, sum)
	}
}

// One sits in an update until everybody else has an answer, so what is asserted is an order and no time.
func TestWhoWaitsIsRefused(t *testing.T) {
	const callers = 8
	m := New()
	must(t, m.Store(forever, "key", 1))
	inside, answered := make(chan struct{}), make(chan error, callers)
	left := make(chan error, 1)
	go func() {
		_, err := m.Update(forever, "key", func(value int) int {
			close(inside)
			for i := 0; i < callers; i++ {
				if err := <-answered; !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("a write was answered with %v while somebody sat in the map", err)
				}
			}
			return value + 1
		})
		left <- err
	}()
	<-inside
	for i := 0; i < callers; i++ {
		go func() {
			ctx, cancel := context.WithTimeout(forever, 20*time.Millisecond)
			defer cancel()
			answered <- m.Store(ctx, "key", 100+i)
		}()
	}
	must(t, <-left)
	if value, _, err := m.Load(forever, "key"); err != nil || value != 2 {
		t.Fatalf("the key is %d (%v): what was refused has happened", value, err)
	}
	must(t, m.Store(forever, "key", 3))
}

func TestAPanicChangesNothing(t *testing.T) {
	m := New()
	must(t, m.Store(forever, "key", 1))
	func() {
		defer func() { _ = recover() }()
		_, _ = m.Update(forever, "key", func(int) int { panic("blown") })
	}()
	if value, _, err := m.Load(forever, "key"); err != nil || value != 1 {
		t.Fatalf("the key is %d (%v)", value, err)
	}
	must(t, m.Store(forever, "key", 2))
}
