// errgroup, pools and other things with a method Go.
package cases

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

func fetchAll(urls []string) (map[string]string, error) {
	pages := make(map[string]string)
	var g errgroup.Group
	for _, url := range urls {
		g.Go(func() error {
			pages[url] = get(url) // want CTD006 high meets itself
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return pages, nil
}

func get(url string) string { return url }

func fetchLocked(ctx context.Context, urls []string) (map[string]string, error) {
	pages := make(map[string]string)
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	for _, url := range urls {
		g.Go(func() error {
			page := get(url)
			mu.Lock()
			defer mu.Unlock()
			pages[url] = page
			return ctx.Err()
		})
	}
	return pages, g.Wait()
}

func readBeforeWait(ctx context.Context) error {
	pages := make(map[string]string)
	g, _ := errgroup.WithContext(ctx)
	g.Go(func() error {
		pages["a"] = "1" // want CTD001 high meets e1
		return nil
	})
	println(pages["a"]) // at e1
	return g.Wait()
}

func readAfterWait(ctx context.Context) error {
	pages := make(map[string]string)
	g, _ := errgroup.WithContext(ctx)
	g.Go(func() error {
		pages["a"] = "1"
		return nil
	})
	if err := g.Wait(); err != nil {
		return err
	}
	println(pages["a"])
	return nil
}

func tryGo() error {
	pages := make(map[string]string)
	g := new(errgroup.Group)
	g.TryGo(func() error {
		pages["a"] = "1" // want CTD001 high meets e2
		return nil
	})
	g.Go(func() error {
		pages["b"] = "1" // at e2
		return nil
	})
	return g.Wait()
}

func twoGroups() error {
	pages := make(map[string]string)
	var first, second errgroup.Group
	first.Go(func() error {
		pages["a"] = "1" // want CTD001 high meets e3
		return nil
	})
	if err := second.Wait(); err != nil {
		return err
	}
	println(pages["a"]) // at e3
	return first.Wait()
}

func phases() error {
	pages := make(map[string]string)
	var g errgroup.Group
	g.Go(func() error {
		pages["a"] = "1"
		return nil
	})
	if err := g.Wait(); err != nil {
		return err
	}
	var h errgroup.Group
	h.Go(func() error {
		pages["b"] = "1"
		return nil
	})
	return h.Wait()
}

func methodValue(urls []string) error {
	f := &fetcher{pages: map[string]string{}}
	var g errgroup.Group
	for range urls {
		g.Go(f.fetch)
	}
	return g.Wait()
}

type fetcher struct{ pages map[string]string }

func (f *fetcher) fetch() error {
	f.pages["a"] = "1" // want CTD006 high meets itself
	return nil
}

func ownFetcherEach(urls []string) error {
	var g errgroup.Group
	for range urls {
		f := &quiet{pages: map[string]string{}}
		g.Go(f.fetch)
	}
	return g.Wait()
}

type quiet struct{ pages map[string]string }

func (q *quiet) fetch() error {
	q.pages["a"] = "1"
	return nil
}

// Nobody knows what this pool is, but its method is called Go.
func somePool(pool interface{ Go(func()) }) {
	m := map[string]int{}
	pool.Go(func() {
		m["a"] = 1 // want CTD001 medium meets e4
	})
	m["b"] = 1 // at e4
}
