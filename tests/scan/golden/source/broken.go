package cache

func broken() { x := }

func sound() {
	m := map[string]int{}
	go func() { m["a"] = 1 }()
	println(len(m))
}
