package cache

func spawn(names []string) {
	// é😀 and <b> & "quotes", so that every format has to mind its own signs.
	seen := map[string]bool{}
	for _, name := range names {
		go func() {
			/* é😀 */ seen["<&\"'>"+name] = true
		}()
	}
}

func silenced() {
	m := map[string]int{}
	go func() { m["a"] = 1 }() //contend:ignore CTD001 only one of the two runs
	m["b"] = 2
}
