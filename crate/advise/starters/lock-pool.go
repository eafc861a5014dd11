// Package store has a lock for each key in use, made when it is first wanted and dropped by the last who
// used it: no key waits for another one's lock, however long it is held.
package store

import "sync"

type keyLock struct {
	mu    sync.Mutex
	users int
}

type Map struct {
	poolMu sync.Mutex
	pool   map[string]*keyLock
	// Only ever held for one step.
	mu   sync.RWMutex
	data map[string]int
}

func New() *Map { return &Map{pool: map[string]*keyLock{}, data: map[string]int{}} }

// With makes one operation of all that work does with the key.
func (m *Map) With(key string, work func()) {
	lock := m.acquire(key)
	defer m.release(key, lock)
	work()
}

func (m *Map) acquire(key string) *keyLock {
	m.poolMu.Lock()
	lock := m.pool[key]
	if lock == nil {
		lock = &keyLock{}
		m.pool[key] = lock
	}
	lock.users++
	m.poolMu.Unlock()
	lock.mu.Lock()
	return lock
}

func (m *Map) release(key string, lock *keyLock) {
	lock.mu.Unlock()
	m.poolMu.Lock()
	defer m.poolMu.Unlock()
	lock.users--
	if lock.users == 0 {
		delete(m.pool, key)
	}
}

func (m *Map) get(key string) (value int, ok bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	value, ok = m.data[key]
	return
}

func (m *Map) set(key string, value int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.data[key] = value
}

func (m *Map) Load(key string) (value int, ok bool) {
	m.With(key, func() { value, ok = m.get(key) })
	return
}

func (m *Map) Store(key string, value int) {
	m.With(key, func() { m.set(key, value) })
}

func (m *Map) Delete(key string) {
	m.With(key, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.data, key)
	})
}

// Add is two steps, which the key's lock makes one.
func (m *Map) Add(key string, by int) (sum int) {
	m.With(key, func() {
		old, _ := m.get(key)
		sum = old + by
		m.set(key, sum)
	})
	return
}

// Range shows one instant of the map, in which an operation of several steps may be half done; visit must
// not call the map.
func (m *Map) Range(visit func(key string, value int) bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	for key, value := range m.data {
		if !visit(key, value) {
			return
		}
	}
}
