package snapshot

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tfaccess/tfaccess/analyzer/graph"
)

// Schema names the version of the format that Write writes. Within a version
// fields are added, never changed; Read reads every version there ever was.
const Schema = "tfaccess.snapshot/v1"

const version = 1

// Meta is what a snapshot says of itself.
type Meta struct {
	// Version of tfaccess that wrote it.
	Version string `json:"version,omitempty"`
	// Taken is when; the zero time where the caller wants equal bytes for equal inputs.
	Taken time.Time `json:"taken,omitzero"`
}

// Options are what Write needs beyond the fragments.
type Options struct {
	Meta
	// Tags are tag keys to keep although no condition in the fragments asks for
	// them: neighbours' policies may.
	Tags []string
}

// file is the format.
type file struct {
	Schema string `json:"schema"`
	Meta
	Fragments []*graph.Fragment `json:"fragments"`
}

// Write writes the planned world of some inputs. The fragments are not changed.
func Write(w io.Writer, fragments []*graph.Fragment, o Options) error {
	out := file{Schema: Schema, Meta: o.Meta, Fragments: make([]*graph.Fragment, len(fragments))}
	keep := tagKeys(fragments, o.Tags)
	for i, f := range fragments {
		out.Fragments[i] = public(f, keep)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if err := e.Encode(out); err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	return nil
}

var schemaForm = regexp.MustCompile(`^tfaccess\.snapshot/v([0-9]+)$`)

// Read reads a snapshot of any version.
func Read(data []byte) ([]*graph.Fragment, Meta, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if err := readable(data); err != nil {
		return nil, Meta{}, fmt.Errorf("snapshot: %w", err)
	}
	var in file
	if err := json.Unmarshal(data, &in); err != nil {
		return nil, Meta{}, fmt.Errorf("snapshot: %w", jsonError(data, err))
	}
	fragments := in.Fragments[:0]
	for _, f := range in.Fragments {
		if f != nil {
			f.Origins(func(o *graph.Origin) { o.Context = false })
			fragments = append(fragments, f)
		}
	}
	return fragments, in.Meta, nil
}

// readable reports why a file is no snapshot that this version reads. The
// schema stands first in what Write writes, so that the file need not be
// decoded for it.
func readable(data []byte) error {
	if bytes.HasPrefix(data, []byte(`{"schema":"`+Schema+`"`)) {
		return nil
	}
	var head struct {
		Schema string `json:"schema"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return jsonError(data, err)
	}
	m := schemaForm.FindStringSubmatch(head.Schema)
	if m == nil {
		return fmt.Errorf("schema %q is none of tfaccess", head.Schema)
	}
	if n, err := strconv.Atoi(m[1]); err != nil || n > version || n < 1 {
		return fmt.Errorf("%s was written by a newer tfaccess; this one reads up to %s", head.Schema, Schema)
	}
	return nil
}

// jsonError says where in the file the JSON is wrong.
func jsonError(data []byte, err error) error {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		line := 1 + bytes.Count(data[:min(len(data), int(syntax.Offset))], []byte("\n"))
		return fmt.Errorf("line %d: %s", line, syntax.Error())
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("%s is a %s, not a %s", wrong.Field, wrong.Value, wrong.Type)
	}
	return err
}

// Age is how old a snapshot is; false if it does not tell.
func (m Meta) Age(now time.Time) (time.Duration, bool) {
	if m.Taken.IsZero() {
		return 0, false
	}
	return now.Sub(m.Taken), true
}

// ParseAge reads "30d" or "12h".
func ParseAge(s string) (time.Duration, error) {
	unit := time.Hour
	number, days := strings.CutSuffix(s, "d")
	if days {
		unit = 24 * time.Hour
	} else if number, days = strings.CutSuffix(s, "h"); !days {
		return 0, fmt.Errorf("%q is not an age such as 30d or 12h", s)
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%q is not an age such as 30d or 12h", s)
	}
	return time.Duration(n) * unit, nil
}
