package platforms

func set(k string) { m[k]++ }
