package plan_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/plan/plantest"
)

// BenchmarkRead shows growth, and encoding/json on the same bytes as a measure
// of what merely decoding costs.
func BenchmarkRead(b *testing.B) {
	for _, create := range []bool{false, true} {
		for _, n := range []int{100, 1_000, 10_000} {
			data := plantest.Plan(plantest.Options{Resources: n, Create: create})
			b.Run(fmt.Sprintf("create=%t/%d", create, n), func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(int64(len(data)))
				for b.Loop() {
					if _, err := plan.Read("lab", "plan.json", data); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkStandardLibrary(b *testing.B) {
	data := plantest.Plan(plantest.Options{Resources: 1_000})
	b.ReportAllocs()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		var v any
		if err := json.Unmarshal(data, &v); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAttr(b *testing.B) {
	data := plantest.Plan(plantest.Options{Resources: 10_000, Create: true})
	p, err := plan.Read("lab", "plan.json", data)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p.Resources[i%len(p.Resources)].Attr(plan.Planned, "policy")
	}
}
