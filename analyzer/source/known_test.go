package source

import (
	"encoding/json"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/zclconf/go-cty/cty"
)

// TestKnownValuesAreEvaluatedAlike evaluates the configuration of what the
// plan knows anyway. The two must agree, or what is evaluated in place of an
// unknown value cannot be trusted.
func TestKnownValuesAreEvaluatedAlike(t *testing.T) {
	agreed, undecidedCount := 0, 0
	for _, name := range scenarioInputs(t) {
		p := readPlan(t, name)
		if p.IsState {
			continue
		}
		c, err := Open(p, filepath.Dir(name))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, m := range c.Mismatches() {
			t.Errorf("%s: %+v", name, m)
		}
		s := NewResolver(p, plan.Planned, c, nil)
		for _, r := range p.Resources {
			if r.Config == nil {
				continue
			}
			for attr := range r.Config.Arguments {
				want, state := r.Attr(plan.Planned, attr)
				if state != plan.Known {
					continue
				}
				got, ok := s.recover(r, attr, cty.DynamicVal, Result{})
				switch {
				case !ok:
					t.Errorf("%s: %s.%s: not evaluated: %v", name, r.Address, attr, got.Missing)
				case !got.Value.IsWhollyKnown() || symbolic(got.Value):
					undecidedCount++
				case !alike(want, got.Value):
					t.Errorf("%s: %s.%s: evaluated %#v, planned %#v", name, r.Address, attr, got.Value, want)
				default:
					agreed++
				}
			}
		}
	}
	if agreed == 0 {
		t.Fatal("nothing was compared")
	}
	t.Logf("%d values agree, %d are not decided without predictions", agreed, undecidedCount)
}

// alike compares a planned value with an evaluated one as providers do: JSON by
// content.
func alike(planned, evaluated cty.Value) bool {
	if planned.Type() == cty.String && evaluated.Type() == cty.String {
		var a, b any
		if json.Unmarshal([]byte(planned.AsString()), &a) == nil && json.Unmarshal([]byte(evaluated.AsString()), &b) == nil {
			return reflect.DeepEqual(a, b)
		}
	}
	_, agrees := overlay(planned, evaluated)
	return agrees
}
