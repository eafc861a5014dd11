package payment

import "net/http"

type Order struct{ ID string }

// The flow chart of the article: an HTTP handler calls updateOrder.
func handle(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("id")
	updateOrder(id, &Order{ID: id})
}

func main() {
	http.HandleFunc("/order", handle)
	http.ListenAndServe(":8080", nil)
}
