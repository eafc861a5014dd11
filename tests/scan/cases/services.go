// Methods that servers of remote calls run in a goroutine for each call.
package services

import (
	"context"
	"net/rpc"

	pb "example.org/greeter"
)

type greeter struct {
	pb.UnimplementedGreeterServer
	m map[string]int
}

func (g *greeter) SayHello(ctx context.Context, in *pb.HelloRequest) (*pb.HelloReply, error) {
	g.m[in.Name]++ // want CTD007 high meets itself
	return nil, nil
}

type arithmetic struct{ m map[int]int }

func (a *arithmetic) Multiply(x *int, y *int) error {
	a.m[*x]++ // want CTD007 medium meets itself
	return nil
}

func main() {
	rpc.Register(&arithmetic{m: map[int]int{}})
}
