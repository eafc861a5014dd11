package cache

import (
	"hash/fnv"
	"sync"
)

type ShardedMap struct {
	shards    []*shard
	numShards int
}

type shard struct {
	mu   sync.RWMutex
	data map[string]interface{}
}

func (m *ShardedMap) Get(key string) interface{} {
	idx := hash(key) % m.numShards
	m.shards[idx].mu.RLock()
	defer m.shards[idx].mu.RUnlock()
	return m.shards[idx].data[key]
}

func hash(key string) int {
	sum := fnv.New32a()
	sum.Write([]byte(key))
	return int(sum.Sum32())
}
