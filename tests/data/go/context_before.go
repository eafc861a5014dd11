// Get as the article has it looks at its context before it takes the lock and not again: while somebody holds the lock,
// its deadline bounds nothing.
package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

type safeMap struct {
	mu   sync.RWMutex
	data map[string]int
}

func (s *safeMap) Get(ctx context.Context, key string) (int, error) {
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	default:
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.data[key], nil
}

func main() {
	s := &safeMap{data: map[string]int{"order": 7}}
	s.mu.Lock()
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	returned := make(chan error)
	go func() {
		_, err := s.Get(ctx, "order")
		returned <- err
	}()
	select {
	case err := <-returned:
		fmt.Println("returned:", err)
	case <-time.After(time.Second):
		fmt.Println("the deadline of 50 ms is over:", ctx.Err())
		fmt.Println("Get has not returned after a second")
	}
	s.mu.Unlock()
	fmt.Println("once the lock was free it returned, with the error:", <-returned)
}
