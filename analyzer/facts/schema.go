package facts

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/access"
	"github.com/tfaccess/tfaccess/analyzer/eval"
)

// Schema is the JSON Schema of a Document, made from its types.
func Schema() []byte {
	defs := map[string]any{}
	root := object(reflect.TypeFor[Document](), defs)
	root["$schema"] = "http://json-schema.org/draft-07/schema#"
	root["$id"] = Version
	root["title"] = "What tfaccess rules see"
	root["definitions"] = defs
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(root); err != nil {
		panic(err) // maps, slices and strings only
	}
	return out.Bytes()
}

func object(t reflect.Type, defs map[string]any) map[string]any {
	properties := map[string]any{}
	required := []string{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" {
			continue
		}
		properties[name] = schema(f.Type, f.Tag.Get("enum"), defs)
		if options != "omitempty" {
			required = append(required, name)
		}
	}
	return map[string]any{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

func schema(t reflect.Type, enum string, defs map[string]any) any {
	switch t.Kind() {
	case reflect.Pointer:
		return schema(t.Elem(), enum, defs)
	case reflect.Slice:
		return map[string]any{"type": "array", "items": schema(t.Elem(), enum, defs)}
	case reflect.Struct:
		if _, done := defs[t.Name()]; !done {
			defs[t.Name()] = nil // no type here holds itself
			defs[t.Name()] = object(t, defs)
		}
		return map[string]any{"$ref": "#/definitions/" + t.Name()}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int:
		return map[string]any{"type": "integer"}
	}
	s := map[string]any{"type": "string"}
	if enum != "" {
		s["enum"] = words(enum)
	}
	return s
}

// words are the values of an enum tag: a list, or the name of one.
func words(enum string) []string {
	switch enum {
	case "layer":
		var out []string
		for _, k := range eval.LayerKinds() {
			out = append(out, k.String())
		}
		return out
	case "evidence":
		return access.EvidenceNames()
	case "family":
		return families
	}
	return strings.Split(enum, ",")
}
