package analyzer

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/plan/plantest"
)

// BenchmarkCheck is the whole job on plans that change nothing, at three sizes
// to show growth, beside reading alone: a check costs at most a small multiple
// of that.
func BenchmarkCheck(b *testing.B) {
	for _, resources := range []int{100, 1_000, 10_000} {
		data := plantest.Plan(plantest.Options{Resources: resources, Faulty: 3})
		b.Run(fmt.Sprintf("read/%d", resources), func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				p, err := plan.Read("x", "plan.json", data)
				if err != nil {
					b.Fatal(err)
				}
				for _, r := range p.Resources {
					r.Value(plan.Planned) // attributes are decoded when they are asked for
				}
			}
		})
		b.Run(fmt.Sprintf("check/%d", resources), func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				a, err := Load(context.Background(), Options{
					Inputs: []Input{{File: "plan.json", Data: data}}, NoSource: true, Now: time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC),
				})
				if err != nil {
					b.Fatal(err)
				}
				r, err := a.Check(context.Background())
				if err != nil {
					b.Fatal(err)
				}
				if len(r.Findings) == 0 {
					b.Fatal("the faulty services are not found")
				}
			}
		})
	}
}
