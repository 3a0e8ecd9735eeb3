package graph

import (
	"reflect"
	"testing"
)

// TestOriginsReachEveryRecord: a list of records that is left out would not be
// marked as context, and a snapshot would hold as much as the plan itself.
func TestOriginsReachEveryRecord(t *testing.T) {
	var f Fragment
	v := reflect.ValueOf(&f).Elem()
	for i := range v.NumField() {
		field := v.Field(i)
		if field.Kind() != reflect.Slice || field.Type().Elem().Kind() != reflect.Struct {
			continue
		}
		field.Set(reflect.MakeSlice(field.Type(), 1, 1))
		name := v.Type().Field(i).Name
		t.Run(name, func(t *testing.T) {
			reached := 0
			f.Origins(func(*Origin) { reached++ })
			if reached != 1 {
				t.Errorf("Origins reaches %d origins of Fragment.%s with one record", reached, name)
			}
		})
		field.SetZero()
	}
}
