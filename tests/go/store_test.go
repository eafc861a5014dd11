package store

import (
	"fmt"
	"sync"
	"testing"
)

// What every starter must do, whatever it is made of.

func open(t *testing.T) tested {
	m := wrap(New())
	if closer, ok := any(m).(interface{ Close() }); ok {
		t.Cleanup(closer.Close)
	}
	return m
}

func contents(m tested) map[string]int {
	all := map[string]int{}
	m.Range(func(key string, value int) bool {
		all[key] = value
		return true
	})
	return all
}

func TestAsAMap(t *testing.T) {
	m, model := open(t), map[string]int{}
	for step := 0; step < 5000; step++ {
		key := fmt.Sprint("k", step*7919%61)
		switch step % 5 {
		case 0, 1:
			m.Store(key, step)
			model[key] = step
		case 2:
			m.Delete(key)
			delete(model, key)
		case 3:
			model[key] += step
			if sum := m.Add(key, step); sum != model[key] {
				t.Fatalf("step %d: the sum of %s is %d, not %d", step, key, sum, model[key])
			}
		}
		value, ok := m.Load(key)
		wanted, known := model[key]
		if value != wanted || ok != known {
			t.Fatalf("step %d: %s is %d, %t, not %d, %t", step, key, value, ok, wanted, known)
		}
	}
	if found := contents(m); fmt.Sprint(found) != fmt.Sprint(model) {
		t.Fatalf("a walk shows %v, not %v", found, model)
	}
	visited := 0
	m.Range(func(string, int) bool {
		visited++
		return visited < 3
	})
	if visited != 3 {
		t.Fatalf("a walk that was to end after 3 met %d", visited)
	}
}

func TestByMany(t *testing.T) {
	const goroutines, times, keys = 8, 500, 7
	m := open(t)
	var wait sync.WaitGroup
	for g := 0; g < goroutines; g++ {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := 0; i < times; i++ {
				m.Add(fmt.Sprint("shared", i%keys), 1)
				own := fmt.Sprint("own", g)
				m.Store(own, i)
				if value, ok := m.Load(own); !ok || value != i {
					t.Errorf("%s is %d, %t, not %d", own, value, ok, i)
				}
				if i%100 == 99 {
					m.Range(func(string, int) bool { return true })
					m.Delete(own)
				}
			}
		}()
	}
	wait.Wait()
	sum := 0
	for _, value := range contents(m) {
		sum += value
	}
	if sum != goroutines*times || len(contents(m)) != keys {
		t.Fatalf("%d increments came to %d over %d keys", goroutines*times, sum, len(contents(m)))
	}
}
