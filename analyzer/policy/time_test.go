package policy

import (
	"testing"
	"time"
)

// TestTimeOfRequest is what conditions say of a request that is made some time
// after a plan: the key is always there, and never before that.
func TestTimeOfRequest(t *testing.T) {
	since := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		name, condition string
		want            Tri
		why             string
	}{
		{"an end that is over", `{"DateLessThan":{"aws:CurrentTime":"2026-06-30T23:59:59Z"}}`, No, "no request is made before it any more"},
		{"an end to come", `{"DateLessThan":{"aws:CurrentTime":"2027-06-30T23:59:59Z"}}`, Maybe, "requests are made before it and after it"},
		{"a beginning that is over", `{"DateGreaterThan":{"aws:CurrentTime":"2026-06-30"}}`, Yes, "every request is made after it"},
		{"a beginning to come", `{"DateGreaterThan":{"aws:CurrentTime":"2027"}}`, Maybe, "one may wait for it"},
		{"the very moment, as an end", `{"DateLessThan":{"aws:CurrentTime":"2026-11-01T00:00:00Z"}}`, No, "the earliest request is not before it"},
		{"the very moment, included", `{"DateLessThanEquals":{"aws:CurrentTime":"2026-11-01T00:00:00Z"}}`, Maybe, "the earliest request is made at it"},
		{"the very moment, as a beginning", `{"DateGreaterThanEquals":{"aws:CurrentTime":"2026-11-01T00:00:00Z"}}`, Yes, "no request is made before it"},
		{"a day that is over", `{"DateEquals":{"aws:CurrentTime":"2026-06-30T12:00:00Z"}}`, No, "it does not come again"},
		{"any time but one that is over", `{"DateNotEquals":{"aws:CurrentTime":"2026-06-30T12:00:00Z"}}`, Yes, "it does not come again"},
		{"one of two ends", `{"DateLessThan":{"aws:CurrentTime":["2020-01-01T00:00:00Z","2030-01-01T00:00:00Z"]}}`, Maybe, "values are alternatives"},
		{"an end in seconds", `{"NumericLessThan":{"aws:EpochTime":"1700000000"}}`, No, "that was in 2023"},
		{"no date", `{"DateLessThan":{"aws:CurrentTime":"tomorrow"}}`, No, "what is no date compares with none"},
		{"a date that is not known", `{"DateLessThan":{"aws:CurrentTime":"⟨~p:time_static.end.rfc3339⟩"}}`, Maybe, "it may be over or not"},
		{"the key is absent", `{"Null":{"aws:CurrentTime":"true"}}`, No, "every request has it"},
		{"the key is there", `{"Null":{"aws:CurrentTime":"false"}}`, Yes, "every request has it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := MustParse(Text(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":` + tt.condition + `}}`))
			at := Value{State: Unknown, Source: FromRequest, Since: since}
			r := &Request{Action: CompileAction("s3:GetObject"), Context: &Context{Values: map[string]Value{"aws:currenttime": at, "aws:epochtime": at}}}
			if got := d.Statements[0].ConditionHolds(0, r); got != tt.want {
				t.Errorf("%v, want %v: %s", got, tt.want, tt.why)
			}
		})
	}
}
