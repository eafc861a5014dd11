// Comments that silence a finding, and those that do not.
package cases

func onTheLine() {
	m := map[string]int{}
	go func() {
		m["a"] = 1 //contend:ignore CTD001 only one of them runs, by configuration
	}()
	m["b"] = 1
}

func above() {
	m := map[string]int{}
	go func() {
		//contend:ignore CTD001 only one of them runs, by configuration
		m["a"] = 1
	}()
	m["b"] = 1
}

func ofAnotherRule() {
	m := map[string]int{}
	go func() {
		//contend:ignore CTD005 it is not iterated at all  // want CTD091
		m["a"] = 1 // want CTD001 meets d1
	}()
	m["b"] = 1 // at d1
}

func withoutReason() {
	m := map[string]int{}
	go func() {
		//contend:ignore CTD001  // want CTD090
		m["a"] = 1 // want CTD001 meets d2
	}()
	m["b"] = 1 // at d2
}

func ofNothing() {
	//contend:ignore CTD001 there is nothing here  // want CTD091
	println("x")
}

func nolint() {
	m := map[string]int{}
	go func() {
		m["a"] = 1 //nolint:contend // only one of them runs
	}()
	m["b"] = 1
}

func nolintAmongOthers() {
	m := map[string]int{}
	go func() {
		m["a"] = 1 //nolint:errcheck,contend // only one of them runs
	}()
	m["b"] = 1
}

func nolintWithoutReason() {
	m := map[string]int{}
	go func() {
		m["a"] = 1 //nolint:contend // want CTD001 ; want CTD090
	}()
	m["b"] = 1
}

func nolintOfOthers() {
	m := map[string]int{}
	go func() {
		m["a"] = 1 //nolint:errcheck // want CTD001
	}()
	m["b"] = 1
}

func severalRules() {
	m := map[string]int{}
	go func() {
		m["a"] = 1 //contend:ignore CTD001,CTD005 only one of them runs
	}()
	m["b"] = 1
}

func inAString() string {
	return "//contend:ignore CTD001"
}

//contend:ignore CTD999 there is no such rule  // want CTD091
func unknownRule() {}

//contend:ignore  // want CTD090
func namesNothing() {}

var guarded = map[string]int{}

//go:raceignore // want CTD091 high
func raceignore() {
	guarded["a"] = 1
}

//go:raceignores is another comment
func raceignores() {}
