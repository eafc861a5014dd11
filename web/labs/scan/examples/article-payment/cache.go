package payment

var cache = make(map[string]*Order)

func updateOrder(id string, order *Order) {
	cache[id] = order
}
