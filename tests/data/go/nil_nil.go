// Get as the article has it: a recovered panic leaves its unnamed results at their zero values, nil and nil, which is
// what success without an error looks like.
package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

type safeMap struct {
	mu   sync.RWMutex
	data map[any]any
}

func (s *safeMap) Get(ctx context.Context, key any) (any, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	default:
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	defer func() {
		if caught := recover(); caught != nil {
			fmt.Println("recovered:", caught)
		}
	}()
	if value, ok := s.data[key]; ok {
		return value, nil
	}
	return nil, errors.New("key not found")
}

func main() {
	s := &safeMap{data: map[any]any{"order": 7}}
	for _, key := range []any{"order", "other", []int{1}} {
		value, err := s.Get(context.Background(), key)
		fmt.Printf("Get(%v): value %v, error %v\n", key, value, err)
	}
}
