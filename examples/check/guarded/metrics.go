package guarded

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

const (
	callGet = iota
	callInsert
	calls
)

const (
	outcomeHit = iota
	outcomeMiss
	outcomeDone
	outcomeTimeout
	outcomePanic
	outcomes
)

var (
	callNames    = [calls]string{"get", "insert"}
	outcomeNames = [outcomes]string{"hit", "miss", "done", "timeout", "panic"}
	bounds       = [...]time.Duration{
		time.Microsecond, 10 * time.Microsecond, 100 * time.Microsecond, time.Millisecond,
		10 * time.Millisecond, 100 * time.Millisecond, time.Second,
	}
)

type durations struct {
	buckets [len(bounds) + 1]atomic.Uint64
	nanos   atomic.Int64
}

func (d *durations) add(took time.Duration) {
	place := 0
	for place < len(bounds) && took > bounds[place] {
		place++
	}
	d.buckets[place].Add(1)
	d.nanos.Add(int64(took))
}

func seconds(d time.Duration) string {
	text := strconv.FormatFloat(d.Seconds(), 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}

// WriteMetrics writes what was counted as Prometheus reads it, in its text format 0.0.4.
func (m *Map[K, V]) WriteMetrics(w io.Writer) error {
	page := &strings.Builder{}
	family := func(name, kind, help string) {
		fmt.Fprintf(page, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
	}
	family("map_operations_total", "counter", "Operations by what was asked and what came of it.")
	var panics uint64
	for call := range m.operations {
		for outcome := range m.operations[call] {
			count := m.operations[call][outcome].Load()
			fmt.Fprintf(page, "map_operations_total{map=%q,op=%q,outcome=%q} %d\n",
				m.name, callNames[call], outcomeNames[outcome], count)
			if outcome == outcomePanic {
				panics += count
			}
		}
	}
	single := func(name, help string, count uint64) {
		family(name, "counter", help)
		fmt.Fprintf(page, "%s{map=%q} %d\n", name, m.name, count)
	}
	gets := &m.operations[callGet]
	single("map_hit_total", "Gets that found their key.", gets[outcomeHit].Load())
	single("map_miss_total", "Gets that did not find their key.", gets[outcomeMiss].Load())
	single("map_get_timeout_total", "Gets that were refused at their deadline.", gets[outcomeTimeout].Load())
	single("map_panic_total", "Operations that code of their key or value panicked in.", panics)
	family("map_entries", "gauge", "Entries of the map at the time of the scrape.")
	fmt.Fprintf(page, "map_entries{map=%q} %d\n", m.name, m.Len())
	m.gets.write(page, "map_get_duration_seconds", "How long gets took.", m.name)
	m.writes.write(page, "map_write_duration_seconds", "How long writes took.", m.name)
	_, err := io.WriteString(w, page.String())
	return err
}

func (d *durations) write(page *strings.Builder, name, help, label string) {
	fmt.Fprintf(page, "# HELP %s %s\n# TYPE %s histogram\n", name, help, name)
	var count uint64
	for place := range d.buckets {
		count += d.buckets[place].Load()
		bound := "+Inf"
		if place < len(bounds) {
			bound = seconds(bounds[place])
		}
		fmt.Fprintf(page, "%s_bucket{map=%q,le=%q} %d\n", name, label, bound, count)
	}
	fmt.Fprintf(page, "%s_sum{map=%q} %s\n", name, label, seconds(time.Duration(d.nanos.Load())))
	fmt.Fprintf(page, "%s_count{map=%q} %d\n", name, label, count)
}
