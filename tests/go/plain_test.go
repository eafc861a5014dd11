package store

// A starter as the tests call it.
type tested = *Map

func wrap(m *Map) tested { return m }
