package snapshot_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/snapshot"
	"github.com/tfaccess/tfaccess/analyzer/source"
)

var update = flag.Bool("update", false, "rewrite golden files")

// schemaFile describes every resource type of the AWS provider.
const schemaFile = "../../../shared/planlab/data/schema.json.gz"

type schemas struct {
	Resources map[string]struct{ Block schemaBlock } `json:"resource_schemas"`
	Data      map[string]struct{ Block schemaBlock } `json:"data_source_schemas"`
}

type schemaBlock struct {
	Attributes map[string]struct{ Type any }
	Blocks     map[string]struct {
		Block schemaBlock
	} `json:"block_types"`
}

func readSchemas(t *testing.T) schemas {
	t.Helper()
	packed, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Skip("../shared/planlab is not there")
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	var s schemas
	if err := json.NewDecoder(r).Decode(&s); err != nil {
		t.Fatal(err)
	}
	return s
}

// bird makes a value that is found again wherever it comes out. Some attributes
// need a form, or the adapter would not look at the rest.
func bird(typ, path string) string {
	name := strings.NewReplacer(".", "-", "_", "-").Replace("canary-" + typ + "-" + path)
	switch last := path[strings.LastIndexByte(path, '.')+1:]; last {
	case "policy", "assume_role_policy", "content", "inline_policy", "json":
		return `{"Version":"2012-10-17","Statement":[{"Sid":"` + name + `","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}]}`
	case "log_destination", "destination_arn", "bucket_arn", "s3_bucket_arn", "log_destination_configs", "source_bucket_arn":
		return "arn:aws:s3:::" + name
	case "status":
		return "Enabled"
	case "domain_name":
		return name + ".s3.us-east-1.amazonaws.com"
	}
	return name
}

func plant(typ, path string, of any) any {
	switch t := of.(type) {
	case string:
		switch t {
		case "string":
			return bird(typ, path)
		case "bool":
			return true
		}
	case []any:
		switch t[0] {
		case "map":
			return map[string]any{"key-" + bird(typ, path): bird(typ, path)}
		case "list", "set":
			return []any{plant(typ, path, t[1])}
		case "object":
			out := map[string]any{}
			for k, v := range t[1].(map[string]any) {
				out[k] = plant(typ, path+"."+k, v)
			}
			return out
		}
	}
	return nil
}

func (b schemaBlock) plant(typ, path string, depth int) map[string]any {
	out := map[string]any{}
	for name, a := range b.Attributes {
		out[name] = plant(typ, strings.TrimPrefix(path+"."+name, "."), a.Type)
	}
	if depth < 8 {
		for name, n := range b.Blocks {
			out[name] = []any{n.Block.plant(typ, strings.TrimPrefix(path+"."+name, "."), depth+1)}
		}
	}
	return out
}

// planted is a state with one resource of every type that the graph reads, each
// of whose attributes holds a canary.
func planted(t *testing.T, s schemas, sensitive bool) *plan.Plan {
	t.Helper()
	var resources []any
	for _, a := range graph.Adapters() {
		typ, data := strings.CutPrefix(a.Type, "data.")
		block, ok := s.Resources[typ]
		mode := "managed"
		if data {
			block, ok = s.Data[typ]
			mode = "data"
		}
		if !ok {
			continue // newer than the schema
		}
		values := block.Block.plant(a.Type, "", 0)
		address := typ + ".x"
		if data {
			address = "data." + address
		}
		r := map[string]any{
			"address": address, "mode": mode, "type": typ, "name": "x",
			"provider_name": "registry.terraform.io/hashicorp/aws", "schema_version": 0, "values": values,
		}
		if sensitive {
			marks := map[string]any{}
			for k := range values {
				marks[k] = true
			}
			r["sensitive_values"] = marks
		}
		resources = append(resources, r)
	}
	if len(resources) < 50 {
		t.Fatalf("only %d types planted", len(resources))
	}
	data, err := json.Marshal(map[string]any{
		"format_version": "1.0", "terraform_version": "1.11.0",
		"values": map[string]any{"root_module": map[string]any{"resources": resources}},
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Read("app", "state.json", data)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func snapshotOf(t *testing.T, p *plan.Plan) []byte {
	t.Helper()
	f := graph.FromPlan(source.NewResolver(p, plan.Planned, nil, graph.Predictor), p, plan.Planned)
	var out bytes.Buffer
	if err := snapshot.Write(&out, []*graph.Fragment{f}, snapshot.Options{}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var song = regexp.MustCompile(`canary-[a-zA-Z0-9-]+`)

// TestSnapshotTellsOnlyWhatIsListed: testdata/public.txt lists every attribute
// whose value a snapshot may hold. A line more is a decision.
func TestSnapshotTellsOnlyWhatIsListed(t *testing.T) {
	s := readSchemas(t)
	found := map[string]bool{}
	for _, c := range song.FindAllString(string(snapshotOf(t, planted(t, s, false))), -1) {
		found[c] = true
	}
	names := slices.Sorted(maps.Keys(found))
	got := strings.Join(names, "\n") + "\n"
	if *update {
		if err := os.WriteFile("testdata/public.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/public.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("what a snapshot tells has changed; look at each line, then run: go test ./analyzer/snapshot -update\n%s", diff(string(want), got))
	}
}

// private are words in the names of attributes that hold what is nobody's business.
var private = regexp.MustCompile(`user-data|password|secret|environment-variables|container-definitions|description|comment|token|email|cidr|-ip-|tags|certificate|private-key`)

func TestPublicAttributesAreNoSecrets(t *testing.T) {
	list, err := os.ReadFile("testdata/public.txt")
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 1000 {
		t.Fatal("testdata/public.txt is all but empty")
	}
	for line := range strings.Lines(string(list)) {
		if m := private.FindString(line); m != "" {
			t.Errorf("%q should be in no snapshot", strings.TrimSpace(line))
		}
	}
}

func TestSnapshotTellsNothingSensitive(t *testing.T) {
	s := readSchemas(t)
	c := song.FindAllString(string(snapshotOf(t, planted(t, s, true))), -1)
	// The region that a provider configuration works in is no secret, whoever marks it.
	c = slices.DeleteFunc(c, func(s string) bool { return s == "canary-data-aws-region-name" })
	if len(c) > 0 {
		slices.Sort(c)
		t.Errorf("sensitive values come out: %v", slices.Compact(c))
	}
}

func diff(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	var out strings.Builder
	for _, l := range a {
		if !slices.Contains(b, l) {
			fmt.Fprintf(&out, "- %s\n", l)
		}
	}
	for _, l := range b {
		if !slices.Contains(a, l) {
			fmt.Fprintf(&out, "+ %s\n", l)
		}
	}
	return out.String()
}
