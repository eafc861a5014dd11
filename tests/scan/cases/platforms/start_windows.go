package platforms

func start() {
	for {
		go set("x")
	}
}
