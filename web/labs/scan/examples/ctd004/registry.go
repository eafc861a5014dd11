package registry

import "sync"

type Registry struct {
	readMu  sync.Mutex
	writeMu sync.Mutex
	names   map[int]string
}

func (r *Registry) Add(id int, name string) {
	r.writeMu.Lock()
	defer r.writeMu.Unlock()
	r.names[id] = name
}

func (r *Registry) Name(id int) string {
	r.readMu.Lock()
	defer r.readMu.Unlock()
	return r.names[id]
}
