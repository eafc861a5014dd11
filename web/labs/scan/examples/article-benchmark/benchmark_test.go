package race

import (
	"sync"
	"testing"
)

func BenchmarkNativeMapRace(b *testing.B) {
	m := make(map[int]int)
	var wg sync.WaitGroup
	for i := 0; i < b.N; i++ {
		wg.Add(2)
		go func() { defer wg.Done(); m[i] = i }()
		go func() { defer wg.Done(); _ = m[i] }()
	}
	wg.Wait()
}
