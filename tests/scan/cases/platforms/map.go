// Files that are never built together.
package platforms

var m = map[string]int{}

func main() { start() }

func putAll() {
	for {
		go put("x")
	}
}
