package analyzer

import (
	"fmt"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

func TestFindingOfBeforeIsStillThere(t *testing.T) {
	about := func(fingerprint, layer, principal, resource string) finding.Finding {
		return finding.Finding{Fingerprint: fingerprint, Layer: layer, Principal: finding.Party{ARN: principal}, Resource: finding.Party{ARN: resource}}
	}
	now := newFoundNow([]finding.Finding{about("1", "scp", "role/a", "bucket/a")})
	tests := []struct {
		name, why string
		before    finding.Finding
		want      bool
	}{
		{"the same finding", "the fingerprint outlives a move of the bucket", about("1", "scp", "role/a", "bucket/b"), true},
		{"another rule about the same layer", "the access is denied there as before", about("2", "scp", "role/a", "bucket/a"), true},
		{"another layer", "the one that was denied may be open now", about("2", "rcp", "role/a", "bucket/a"), false},
		{"another principal", "it is another access", about("2", "scp", "role/b", "bucket/a"), false},
		{"another bucket", "it is another access", about("2", "scp", "role/a", "bucket/b"), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := now.has(&tt.before); got != tt.want {
				t.Errorf("got %t (%s)", got, tt.why)
			}
		})
	}
}

// BenchmarkFixed looks for n findings of the world before among n of now.
func BenchmarkFixed(b *testing.B) {
	for _, n := range []int{100, 1_000, 10_000} {
		before, now := make([]finding.Finding, n), make([]finding.Finding, n)
		for i := range n {
			who := finding.Party{ARN: fmt.Sprintf("arn:aws:iam::111111111111:role/r%d", i)}
			before[i] = finding.Finding{Fingerprint: fmt.Sprintf("%016x", i), Layer: "scp", Principal: who}
			now[i] = finding.Finding{Fingerprint: fmt.Sprintf("%016x", n+i), Layer: "rcp", Principal: who}
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				found := newFoundNow(now)
				for i := range before {
					if found.has(&before[i]) {
						b.Fatal("nothing of before is there")
					}
				}
			}
		})
	}
}
