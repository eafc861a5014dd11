package cache

import "testing"

func TestCache(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range []string{"first", "second"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen[name] = true
		})
	}
}
