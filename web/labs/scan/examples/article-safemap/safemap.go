package cache

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

type safeMap struct {
	mu      sync.RWMutex
	data    map[interface{}]interface{}
	metrics metrics
	logger  logger
}

func (s *safeMap) Get(ctx context.Context, key interface{}) (interface{}, error) {
	select {
	case <-ctx.Done():
		s.metrics.IncGetTimeout()
		return nil, ctx.Err()
	default:
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	defer func() {
		if r := recover(); r != nil {
			s.metrics.IncGetPanic()
			s.logger.Warn("key comparison panicked", "key", fmt.Sprintf("%v", key))
		}
	}()
	if val, ok := s.data[key]; ok {
		s.metrics.IncHit()
		return val, nil
	}
	s.metrics.IncMiss()
	return nil, errors.New("key not found")
}
