// Accesses in a goroutine against accesses of whoever started it, with no lock anywhere.
package cases

import (
	"maps"
	"sync"
)

func writeAgainstWrite() {
	hits := make(map[string]int)
	go func() {
		hits["a"] = 1 // want CTD001 high meets w1
	}()
	hits["b"] = 2 // at w1
}

func writeAgainstRead() int {
	hits := map[string]int{"a": 0}
	go func() {
		hits["a"]++ // want CTD001 high meets r1
	}()
	return hits["a"] // at r1
}

func readInGoroutine() {
	limits := map[string]int{}
	go func() {
		if limits["x"] > 3 { // at r2
			println("many")
		}
	}()
	limits["x"] = 4 // want CTD001 high meets r2
}

func opAssign() {
	var sums = make(map[string]float64)
	go func() { sums["a"] += 1.5 }() // want CTD001 high meets w2
	sums["a"] -= 1.5                 // at w2
}

func decrement() {
	left := make(map[int]int)
	go func() {
		left[1]-- // want CTD001 high meets r3
	}()
	if n, ok := left[1]; ok { // at r3
		println(n)
	}
}

func deletes() {
	open := map[string]bool{"a": true}
	go func() {
		delete(open, "a") // want CTD001 high meets r4
	}()
	println(open["a"]) // at r4
}

func clears() {
	open := map[string]bool{"a": true}
	go func() {
		clear(open) // want CTD001 high meets w3
	}()
	open["b"] = true // at w3
}

func multipleAssignment() {
	m := map[string]int{}
	var n int
	go func() {
		n, m["a"] = 1, 2 // want CTD001 high meets r5
	}()
	println(m["a"]) // at r5
}

func rangeInto(names []string) {
	seen := map[int]string{}
	go func() {
		var k int
		for k, seen[k] = range names { // want CTD001 high meets r6
		}
	}()
	println(seen[0]) // at r6
}

func copiesInto(from map[string]int) {
	m := map[string]int{}
	go func() {
		maps.Copy(m, from) // want CTD001 high meets r7
	}()
	println(m["a"]) // at r7
}

func deletesByFunction() {
	m := map[string]int{}
	go func() {
		maps.DeleteFunc(m, func(k string, v int) bool { return v == 0 }) // want CTD001 high meets r8
	}()
	println(m["a"]) // at r8
}

func twoGoroutines() {
	m := map[string]int{}
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		m["a"] = 1 // want CTD001 high meets w4
	}()
	go func() {
		defer wg.Done()
		m["b"] = 2 // at w4
	}()
	wg.Wait()
}

func goroutineInGoroutine() {
	m := map[string]int{}
	go func() {
		go func() {
			m["inner"] = 1 // want CTD001 high meets w5
		}()
		m["outer"] = 2 // at w5
	}()
}

func nestedAgainstTop() {
	m := map[string]int{}
	go func() {
		go func() {
			m["inner"] = 1 // want CTD001 high meets r9
		}()
	}()
	println(m["inner"]) // at r9
}

// The inner map is what is written.
func mapOfMaps() {
	m := map[string]map[string]int{"a": {}}
	go func() {
		m["a"]["x"] = 1 // want CTD001 high meets r10
	}()
	println(m["a"]["x"]) // at r10
}

func namedFunction() {
	m := map[string]int{}
	go fill(m)
	println(m["a"]) // at r11
}

func fill(m map[string]int) {
	m["a"] = 1 // want CTD001 high meets r11
}

func functionValue() {
	m := map[string]int{}
	work := func() {
		m["a"] = 1 // want CTD001 high meets r12
	}
	go work()
	println(m["a"]) // at r12
}

func parameterOfLiteral() {
	m := map[string]int{}
	go func(mine map[string]int) {
		mine["a"] = 1 // want CTD001 high meets r13
	}(m)
	println(m["a"]) // at r13
}

func alias() {
	m := map[string]int{}
	same := m
	go func() {
		same["a"] = 1 // want CTD001 high meets r14
	}()
	println(m["a"]) // at r14
}

func throughPointer() {
	m := map[string]int{}
	p := &m
	go func() {
		(*p)["a"] = 1 // want CTD001 high meets r15
	}()
	println(m["a"]) // at r15
}

func writesBeforeOnly() {
	m := map[string]int{}
	m["a"] = 1
	delete(m, "b")
	go func() {
		println(m["a"])
	}()
}

func readsOnBothSides() {
	m := map[string]int{"a": 1}
	go func() {
		println(m["a"])
	}()
	for k := range m {
		println(k)
	}
}

func twoMaps() {
	mine := map[string]int{}
	theirs := map[string]int{}
	go func() {
		theirs["a"] = 1
	}()
	mine["a"] = 1
}

func ownMap() {
	go func() {
		m := map[string]int{}
		m["a"] = 1
	}()
	m := map[string]int{}
	m["a"] = 1
}

func copied() {
	m := map[string]int{"a": 1}
	snapshot := maps.Clone(m)
	go func() {
		println(snapshot["a"])
	}()
	m["a"] = 2
}

func copiedByHand() {
	m := map[string]int{"a": 1}
	mine := make(map[string]int, len(m))
	for k, v := range m {
		mine[k] = v
	}
	go func() {
		mine["b"] = 1
	}()
	m["a"] = 2
}

// Neither writes the map: one goes through a pointer, the other into a slice.
type entry struct{ n int }

func throughValues() {
	m := map[string]*entry{"a": {}}
	s := map[string][]int{"a": {0}}
	go func() {
		m["a"].n = 1
		s["a"][0] = 1
	}()
	println(m["a"], s["a"])
}

func slicesAreNotMaps() {
	s := make([]int, 8)
	go func() {
		s[0] = 1
	}()
	s[1] = 2
}

func shadowed() {
	m := map[string]int{}
	go func() {
		m := map[string]int{}
		m["a"] = 1
	}()
	m["a"] = 2
}

func exclusiveArms(async bool) {
	m := map[string]int{}
	if async {
		go func() { m["a"] = 1 }()
	} else {
		m["a"] = 2
	}
}

func neverCalledTogether(kind int) {
	m := map[string]int{}
	switch kind {
	case 1:
		go func() { m["a"] = 1 }()
	case 2:
		m["b"] = 1
	}
}

func returnsFirst(async bool) {
	m := map[string]int{}
	if async {
		go func() { m["a"] = 1 }()
		return
	}
	m["b"] = 1
}

func synchronousClosure() {
	m := map[string]int{}
	set := func(k string) { m[k] = 1 }
	set("a")
	set("b")
	func() { m["c"] = 1 }()
}
