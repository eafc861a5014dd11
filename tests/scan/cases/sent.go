// Maps that change hands through a channel.
package cases

type message struct {
	labels map[string]string
}

func keepsWriting(out chan map[string]int) {
	m := map[string]int{}
	go func() {
		got := <-out
		println(got["a"]) // at s1
	}()
	out <- m
	m["a"] = 1 // want CTD011 meets s1
}

func handsOver(out chan map[string]int) {
	go func() {
		got := <-out
		got["b"] = 1
	}()
	m := map[string]int{}
	m["a"] = 1
	out <- m
}

func newOneEach(out chan map[string]int) {
	go func() {
		for m := range out {
			m["seen"] = 1
		}
	}()
	for i := range 10 {
		m := map[string]int{}
		m["i"] = i
		out <- m
	}
}

func sameOneEach(out chan map[string]int) {
	go func() {
		for m := range out {
			println(m["i"]) // at s2
		}
	}()
	m := map[string]int{}
	for i := range 10 {
		m["i"] = i // want CTD011 meets s2
		out <- m
	}
}

func sentInside(out chan message) {
	go func() {
		for msg := range out {
			println(msg.labels["a"]) // at s3
		}
	}()
	msg := message{labels: map[string]string{}}
	out <- msg
	msg.labels["a"] = "b" // want CTD011 meets s3
}

func replaced(out chan map[string]int) {
	go func() {
		for m := range out {
			m["seen"] = 1
		}
	}()
	m := map[string]int{}
	for i := range 10 {
		m["i"] = i
		out <- m
		m = map[string]int{}
	}
}
