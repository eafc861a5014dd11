// Package store: the type is here, its uses are elsewhere.
package store

import "sync"

type Store struct {
	Labels map[string]string
	mu     sync.Mutex
	m      map[string]int
}

func New() *Store {
	return &Store{Labels: map[string]string{}, m: map[string]int{}}
}

// Fill writes into a map that is the caller's.
func Fill(m map[string]int, k string) {
	m[k] = 1 // want CTD006 high meets itself
}
