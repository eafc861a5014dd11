// Calls are followed eight deep (what is that far is less sure), and so are helpers that lock and wait.
package deep

import "sync"

var far, locked = map[string]int{}, map[string]int{}

func startsFar() {
	for {
		go f1("x")
	}
}

func f1(k string) { f2(k) }
func f2(k string) { f3(k) }
func f3(k string) { f4(k) }
func f4(k string) { f5(k) }
func f5(k string) { f6(k) }
func f6(k string) { f7(k) }
func f7(k string) { f8(k) }
func f8(k string) {
	far[k]++ // want CTD006 medium meets itself
}

func given() {
	m := map[string]int{}
	for {
		go g1(m)
	}
}

func g1(m map[string]int) { g2(m) }
func g2(m map[string]int) { g3(m) }
func g3(m map[string]int) { g4(m) }
func g4(m map[string]int) { g5(m) }
func g5(m map[string]int) { g6(m) }
func g6(m map[string]int) { g7(m) }
func g7(m map[string]int) { g8(m) }
func g8(m map[string]int) {
	m["x"]++ // want CTD006 medium meets itself
}

var mu sync.Mutex

func lock0()   { lock1() }
func lock1()   { lock2() }
func lock2()   { lock3() }
func lock3()   { mu.Lock() }
func unlock0() { unlock1() }
func unlock1() { unlock2() }
func unlock2() { unlock3() }
func unlock3() { mu.Unlock() }

func add() {
	lock0()
	locked["x"]++
	unlock0()
}

func adds() {
	for {
		go add()
	}
}

func wait0(wg *sync.WaitGroup) { wait1(wg) }
func wait1(wg *sync.WaitGroup) { wait2(wg) }
func wait2(wg *sync.WaitGroup) { wait3(wg) }
func wait3(wg *sync.WaitGroup) { wg.Wait() }

func waits() {
	m := map[string]int{}
	wg := &sync.WaitGroup{}
	wg.Add(1)
	go func() {
		defer wg.Done()
		m["x"]++
	}()
	wait0(wg)
	m["y"]++
}
