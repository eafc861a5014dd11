// Goroutines of one go statement that take work from a channel and put some back.
package workers

type job struct{ id, tries int }

var seen = map[string]int{}

// requeue sends to the channel that all of them receive from: that orders nothing among them.
func requeue(jobs chan int) {
	for j := range jobs {
		seen["x"]++ // want CTD006 high meets itself
		if j > 1 {
			jobs <- j - 1
		}
	}
}

func startsRequeue(jobs chan int) {
	for range 8 {
		go requeue(jobs)
	}
}

type queue struct {
	jobs chan job
	done map[int]bool
}

func (q *queue) worker(quit chan struct{}) {
	for {
		select {
		case <-quit:
			return
		case j := <-q.jobs:
			if j.tries < 3 {
				j.tries++
				q.jobs <- j
				continue
			}
			q.done[j.id] = true // want CTD006 high meets itself
		}
	}
}

func run(q *queue, quit chan struct{}) {
	for range 8 {
		go q.worker(quit)
	}
}

// Two different goroutines that wait for each other in every turn never run at once.
func turnAbout(ping, pong chan int) {
	turns := map[string]int{}
	go func() {
		for {
			<-ping
			turns["a"]++
			pong <- 1
		}
	}()
	for {
		<-pong
		turns["b"]++
		ping <- 1
	}
}

// With one ball they do not either, but nothing says that there is one.
func playBall(ball chan int) {
	hits := map[string]int{}
	go func() {
		for {
			n := <-ball
			hits["a"]++ // want CTD001 medium
			ball <- n
		}
	}()
	for {
		n := <-ball
		hits["b"]++
		ball <- n
	}
}

type parcel struct{ labels map[string]int }

// Each receives parcels of its own, as far as one can see.
func unpack(parcels chan *parcel) {
	for p := range parcels {
		p.labels["seen"]++ // want CTD006 medium meets itself
	}
}

func startsUnpack(parcels chan *parcel) {
	for range 4 {
		go unpack(parcels)
	}
}
