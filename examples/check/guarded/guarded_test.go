package guarded

import (
	"context"
	"strings"
	"sync"
	"testing"
)

func TestByMany(t *testing.T) {
	m := New[int, int]("orders")
	ctx := context.Background()
	var group sync.WaitGroup
	for worker := 0; worker < 8; worker++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for key := 0; key < 1000; key++ {
				if err := m.Put(ctx, key, worker); err != nil {
					t.Errorf("put %d: %v", key, err)
				}
				if _, found, err := m.Get(ctx, key); err != nil || !found {
					t.Errorf("get %d: %v, %v", key, found, err)
				}
			}
		}()
	}
	group.Wait()
	if m.Len() != 1000 {
		t.Errorf("%d keys, not 1000", m.Len())
	}
	page := &strings.Builder{}
	if err := m.WriteMetrics(page); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"map_hit_total{map=\"orders\"} 8000\n",
		"map_entries{map=\"orders\"} 1000\n",
		"map_get_duration_seconds_bucket{map=\"orders\",le=\"+Inf\"} 8000\n",
	} {
		if !strings.Contains(page.String(), line) {
			t.Errorf("%s is not in:\n%s", line, page)
		}
	}
}

func TestRefused(t *testing.T) {
	m := New[string, int]("orders")
	over, cancel := context.WithCancel(context.Background())
	cancel()
	if err := m.Put(over, "a", 1); err == nil {
		t.Error("a put was not refused although its context is over")
	}
	if _, _, err := m.Get(over, "a"); err == nil {
		t.Error("a get was not refused although its context is over")
	}
	if m.Len() != 0 {
		t.Error("what was refused has had an effect")
	}
}
