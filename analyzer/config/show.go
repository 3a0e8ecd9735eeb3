package config

import (
	"fmt"
	"io"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// show is a value as the file could have it, on one line. A policy document is
// told by its length: it stands in a file of its own.
func show(v cty.Value) string {
	switch t := v.Type(); {
	case v.IsNull():
		return "null"
	case t == cty.String:
		if s := v.AsString(); len(s) > 120 || strings.Contains(s, "\n") {
			return fmt.Sprintf("(%d characters)", len([]rune(s)))
		}
		return fmt.Sprintf("%q", v.AsString())
	case t == cty.Bool:
		return fmt.Sprint(v.True())
	case t == cty.Number:
		return v.AsBigFloat().Text('f', -1)
	case t.IsMapType() || t.IsObjectType():
		var parts []string
		for it := v.ElementIterator(); it.Next(); {
			k, e := it.Element()
			parts = append(parts, fmt.Sprintf("%s = %s", k.AsString(), show(e)))
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	}
	var parts []string
	for it := v.ElementIterator(); it.Next(); {
		_, e := it.Element()
		parts = append(parts, show(e))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// Show prints each value of the file with its place.
func (c *Config) Show(w io.Writer) error {
	for _, v := range c.values {
		if _, err := fmt.Fprintf(w, "%s = %s  # %s:%d\n", v.Path, v.Text, v.Location.File, v.Location.Line); err != nil {
			return err
		}
	}
	return nil
}
