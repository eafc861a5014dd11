// Where the types are not in sight: an incomplete paste.
package cases

import "example.org/elsewhere"

func stringKey() {
	go func() {
		elsewhere.Counts["a"] = 1 // want CTD001 low meets u1
	}()
	println(elsewhere.Counts["a"]) // at u1
}

func deleted(x elsewhere.Thing) {
	go func() {
		delete(x.Open, 1) // want CTD001 meets u2
	}()
	println(x.Open[2]) // at u2
}

func commaOk(x elsewhere.Thing) {
	go func() {
		x.Seen[1] = true // want CTD001 low meets u3
	}()
	if _, ok := x.Seen[2]; ok { // at u3
		println("seen")
	}
}

// It may as well be a slice.
func integerKey(x elsewhere.Thing) {
	go func() {
		x.Items[1] = 2
	}()
	println(x.Items[2])
}

func unknownCall(m map[string]int) {
	elsewhere.Do(func() { m["a"] = 1 })
	m["b"] = 1
}

func unknownArgument() {
	m := map[string]int{}
	elsewhere.Fill(m)
	go elsewhere.Fill(m)
	println(m["a"])
}
