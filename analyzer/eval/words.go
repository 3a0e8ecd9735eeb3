package eval

import (
	"fmt"
	"slices"
)

// The words of reports, rules and scripts (DESIGN: Words). Positions are the
// constants' values; the zero value has no word and is refused both ways.
var (
	verdictWords = []string{"", "allowed", "denied", "conditional", "unresolved", "not_applicable"}
	layerWords   = []string{
		"", "identity_policy", "permissions_boundary", "session_policy", "scp", "rcp",
		"vpc_endpoint_policy", "bucket_policy", "access_point_policy", "public_access_block",
		"object_ownership", "requester_pays", "kms_key_policy", "kms_identity_policy",
		"kms_managed_key", "trust_policy", "service_delivery",
	}
	needWords = []string{"", "request", "apply", "document"}
	pathWords = []string{"unknown", "public", "endpoint", "internal"}
)

// LayerKinds lists every layer in the order of reports.
func LayerKinds() []LayerKind {
	kinds := make([]LayerKind, 0, len(layerWords)-1)
	for k := IdentityPolicy; int(k) < len(layerWords); k++ {
		kinds = append(kinds, k)
	}
	return kinds
}

// String is the verdict's word, or "invalid".
func (v Verdict) String() string { return word(verdictWords, int(v)) }

// MarshalText refuses the zero value.
func (v Verdict) MarshalText() ([]byte, error) { return marshalWord("verdict", verdictWords, int(v)) }

// UnmarshalText refuses what is no verdict.
func (v *Verdict) UnmarshalText(text []byte) error {
	i, err := unmarshalWord("verdict", verdictWords, text)
	if err == nil {
		*v = Verdict(i)
	}
	return err
}

// String is the layer's word, or "invalid".
func (k LayerKind) String() string { return word(layerWords, int(k)) }

// MarshalText refuses the zero value.
func (k LayerKind) MarshalText() ([]byte, error) { return marshalWord("layer", layerWords, int(k)) }

// UnmarshalText refuses what is no layer.
func (k *LayerKind) UnmarshalText(text []byte) error {
	i, err := unmarshalWord("layer", layerWords, text)
	if err == nil {
		*k = LayerKind(i)
	}
	return err
}

// String is the need's word, or "invalid".
func (k NeedKind) String() string { return word(needWords, int(k)) }

// MarshalText refuses the zero value.
func (k NeedKind) MarshalText() ([]byte, error) { return marshalWord("need", needWords, int(k)) }

// UnmarshalText refuses what is no kind of need.
func (k *NeedKind) UnmarshalText(text []byte) error {
	i, err := unmarshalWord("need", needWords, text)
	if err == nil {
		*k = NeedKind(i)
	}
	return err
}

// String is the path's word.
func (k PathKind) String() string { return word(pathWords, int(k)) }

// MarshalText refuses what is no kind of path.
func (k PathKind) MarshalText() ([]byte, error) {
	if int(k) < 0 || int(k) >= len(pathWords) {
		return nil, fmt.Errorf("path kind %d has no word", k)
	}
	return []byte(pathWords[k]), nil
}

// UnmarshalText refuses what is no kind of path.
func (k *PathKind) UnmarshalText(text []byte) error {
	i := slices.Index(pathWords, string(text))
	if i < 0 {
		return fmt.Errorf("unknown path kind %q", text)
	}
	*k = PathKind(i)
	return nil
}

func word(words []string, i int) string {
	if i <= 0 && words[0] == "" || i < 0 || i >= len(words) {
		return "invalid"
	}
	return words[i]
}

func marshalWord(what string, words []string, i int) ([]byte, error) {
	if i <= 0 || i >= len(words) {
		return nil, fmt.Errorf("%s %d has no word", what, i)
	}
	return []byte(words[i]), nil
}

func unmarshalWord(what string, words []string, text []byte) (int, error) {
	i := slices.Index(words, string(text))
	if i <= 0 {
		return 0, fmt.Errorf("unknown %s %q", what, text)
	}
	return i, nil
}
