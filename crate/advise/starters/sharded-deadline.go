// Package store is sixteen maps chosen by the key's hash, each behind a lock of its own that nobody waits
// for longer than their context lasts.
//
// A sync.RWMutex cannot be given up on, so a lock is a channel with room for one token: whoever has put it in
// holds the lock. The context bounds the wait, not the work: whoever is inside for long makes others late.
package store

import (
	"context"
	"hash/maphash"
)

const shards = 16

type shard struct {
	lock chan struct{}
	data map[string]int
}

type Map struct {
	seed   maphash.Seed
	shards [shards]shard
}

func New() *Map {
	m := &Map{seed: maphash.MakeSeed()}
	for i := range m.shards {
		m.shards[i] = shard{lock: make(chan struct{}, 1), data: map[string]int{}}
	}
	return m
}

func (m *Map) shard(key string) *shard {
	return &m.shards[maphash.String(m.seed, key)%shards]
}

// acquire takes the lock, or says why ctx is over; then nothing was read or written.
func (s *shard) acquire(ctx context.Context) error {
	// Of two cases that are ready a select takes any.
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case s.lock <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *shard) release() { <-s.lock }

func (m *Map) Load(ctx context.Context, key string) (value int, ok bool, err error) {
	s := m.shard(key)
	if err = s.acquire(ctx); err != nil {
		return
	}
	defer s.release()
	value, ok = s.data[key]
	return
}

func (m *Map) Store(ctx context.Context, key string, value int) error {
	s := m.shard(key)
	if err := s.acquire(ctx); err != nil {
		return err
	}
	defer s.release()
	s.data[key] = value
	return nil
}

func (m *Map) Delete(ctx context.Context, key string) error {
	s := m.shard(key)
	if err := s.acquire(ctx); err != nil {
		return err
	}
	defer s.release()
	delete(s.data, key)
	return nil
}

// Add reads and writes in one step: no other goroutine comes between.
func (m *Map) Add(ctx context.Context, key string, by int) (int, error) {
	s := m.shard(key)
	if err := s.acquire(ctx); err != nil {
		return 0, err
	}
	defer s.release()
	s.data[key] += by
	return s.data[key], nil
}

// Range goes shard by shard, so it does not show one instant; visit must not call the map. When ctx is over
// it says so, with some shards visited.
func (m *Map) Range(ctx context.Context, visit func(key string, value int) bool) error {
	for i := range m.shards {
		if more, err := m.shards[i].visit(ctx, visit); err != nil || !more {
			return err
		}
	}
	return nil
}

func (s *shard) visit(ctx context.Context, visit func(key string, value int) bool) (bool, error) {
	if err := s.acquire(ctx); err != nil {
		return false, err
	}
	defer s.release()
	for key, value := range s.data {
		if !visit(key, value) {
			return false, nil
		}
	}
	return true, nil
}
