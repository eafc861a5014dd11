// Package store is a map that one goroutine owns; everyone else sends it work.
package store

type Map struct {
	work chan func(data map[string]int)
}

func New() *Map {
	m := &Map{work: make(chan func(map[string]int), 64)}
	go func() {
		data := map[string]int{}
		for work := range m.work {
			work(data)
		}
	}()
	return m
}

// Close ends the owner. Nobody may ask for anything from then on.
func (m *Map) Close() { close(m.work) }

// Do runs any number of steps as one operation and waits until they are done.
func (m *Map) Do(work func(data map[string]int)) {
	done := make(chan struct{})
	m.work <- func(data map[string]int) {
		defer close(done)
		work(data)
	}
	<-done
}

func (m *Map) Load(key string) (value int, ok bool) {
	m.Do(func(data map[string]int) { value, ok = data[key] })
	return
}

func (m *Map) Store(key string, value int) {
	m.Do(func(data map[string]int) { data[key] = value })
}

func (m *Map) Delete(key string) {
	m.Do(func(data map[string]int) { delete(data, key) })
}

func (m *Map) Add(key string, by int) (sum int) {
	m.Do(func(data map[string]int) {
		data[key] += by
		sum = data[key]
	})
	return
}

// Range shows one instant; everyone else waits meanwhile, so visit must not call the map.
func (m *Map) Range(visit func(key string, value int) bool) {
	m.Do(func(data map[string]int) {
		for key, value := range data {
			if !visit(key, value) {
				return
			}
		}
	})
}
