// Package store is sixteen maps chosen by the key's hash, each behind a lock that nobody waits for longer than a
// context lasts.
//
// What is refused has not happened and never will; who has the lock goes through, however late.
package store

import (
	"context"
	"hash/maphash"
)

const shards = 16

type shard struct {
	// Room for one token: who has put one there has the lock.
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

// acquire gives up once the context is over.
func (s *shard) acquire(ctx context.Context) error {
	select {
	case s.lock <- struct{}{}:
		return nil
	default:
	}
	select {
	case s.lock <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *shard) release() { <-s.lock }

func (m *Map) shard(ctx context.Context, key string) (*shard, error) {
	s := &m.shards[maphash.String(m.seed, key)%shards]
	return s, s.acquire(ctx)
}

func (m *Map) Load(ctx context.Context, key string) (value int, ok bool, err error) {
	s, err := m.shard(ctx, key)
	if err != nil {
		return 0, false, err
	}
	defer s.release()
	value, ok = s.data[key]
	return value, ok, nil
}

func (m *Map) Store(ctx context.Context, key string, value int) error {
	s, err := m.shard(ctx, key)
	if err != nil {
		return err
	}
	defer s.release()
	s.data[key] = value
	return nil
}

func (m *Map) Delete(ctx context.Context, key string) error {
	s, err := m.shard(ctx, key)
	if err != nil {
		return err
	}
	defer s.release()
	delete(s.data, key)
	return nil
}

// Update reads and writes in one step: no other goroutine comes between. If change panics nothing is changed,
// and the lock is free again.
func (m *Map) Update(ctx context.Context, key string, change func(value int) int) (int, error) {
	s, err := m.shard(ctx, key)
	if err != nil {
		return 0, err
	}
	defer s.release()
	value := change(s.data[key])
	s.data[key] = value
	return value, nil
}

// Range goes shard by shard, so it does not show one instant, and what it has visited before it is refused it
// has visited; visit must not call the map.
func (m *Map) Range(ctx context.Context, visit func(key string, value int) bool) error {
	for i := range m.shards {
		if goesOn, err := m.shards[i].visit(ctx, visit); err != nil || !goesOn {
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
