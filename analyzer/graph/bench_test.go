package graph

import (
	"fmt"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/plan/plantest"
	"github.com/tfaccess/tfaccess/analyzer/source"
)

var sizes = []int{100, 1_000, 10_000}

func generated(b testing.TB, resources int) *plan.Plan {
	b.Helper()
	p, err := plan.Read("bench", "bench.json", plantest.Plan(plantest.Options{Resources: resources, Create: true}))
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// BenchmarkFromPlan includes what the resolver computes on demand.
func BenchmarkFromPlan(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := generated(b, n)
			b.ReportAllocs()
			for b.Loop() {
				FromPlan(source.NewResolver(p, plan.Planned, nil, Predictor), p, plan.Planned)
			}
		})
	}
}

func BenchmarkJoin(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := generated(b, n)
			f := FromPlan(source.NewResolver(p, plan.Planned, nil, Predictor), p, plan.Planned)
			b.ReportAllocs()
			for b.Loop() {
				Join([]*Fragment{f})
			}
		})
	}
}

// BenchmarkRead is the yardstick: a check costs at most a small multiple of it.
func BenchmarkRead(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			data := plantest.Plan(plantest.Options{Resources: n, Create: true})
			b.ReportAllocs()
			for b.Loop() {
				if _, err := plan.Read("bench", "bench.json", data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
