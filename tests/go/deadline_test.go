package store

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"
)

// A starter with deadlines as the tests of all others call it: nobody is in a hurry.
type tested struct{ *Map }

func wrap(m *Map) tested { return tested{m} }

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func (m tested) Load(key string) (int, bool) {
	value, ok, err := m.Map.Load(context.Background(), key)
	must(err)
	return value, ok
}

func (m tested) Store(key string, value int) {
	must(m.Map.Store(context.Background(), key, value))
}

func (m tested) Delete(key string) { must(m.Map.Delete(context.Background(), key)) }

func (m tested) Add(key string, by int) int {
	sum, err := m.Map.Add(context.Background(), key, by)
	must(err)
	return sum
}

func (m tested) Range(visit func(string, int) bool) {
	must(m.Map.Range(context.Background(), visit))
}

// Who gives up has done nothing and leaves nothing behind, whoever is inside.
func TestGivesUp(t *testing.T) {
	m := open(t)
	m.Store("kept", 1)
	over, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := m.Map.Load(over, "kept"); !errors.Is(err, context.Canceled) {
		t.Fatalf("with a context that is over: %v", err)
	}
	m.Range(func(string, int) bool {
		for name, write := range map[string]func(context.Context) error{
			"store":  func(ctx context.Context) error { return m.Map.Store(ctx, "kept", 2) },
			"delete": func(ctx context.Context) error { return m.Map.Delete(ctx, "kept") },
			"add":    func(ctx context.Context) error { _, err := m.Map.Add(ctx, "kept", 1); return err },
		} {
			begun := time.Now()
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
			if err := write(ctx); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s, while somebody is inside: %v", name, err)
			}
			cancel()
			if time.Since(begun) < 20*time.Millisecond {
				t.Errorf("%s did not wait for its deadline", name)
			}
		}
		return false
	})
	if value, ok := m.Load("kept"); value != 1 || !ok {
		t.Fatalf("what was given up on was done: %d, %t", value, ok)
	}
	if sum := m.Add("kept", 1); sum != 2 {
		t.Fatal(fmt.Sprint("afterwards the sum is ", sum))
	}
}
