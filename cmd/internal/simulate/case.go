package simulate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// testCase is one case as it is read; members that are not named here are
// passed over.
type testCase struct {
	ID      string `json:"id"`
	Request struct {
		Principal        string            `json:"principal"`
		PrincipalAccount string            `json:"principal_account"`
		Action           string            `json:"action"`
		Resource         string            `json:"resource"`
		ResourceAccount  string            `json:"resource_account"`
		Context          map[string]values `json:"context"`
		// Bucket is the bucket or object behind an access point that Resource
		// names.
		Bucket             string `json:"bucket"`
		AccessPointAccount string `json:"access_point_account"`
	} `json:"request"`
	Policies struct {
		Identity []document      `json:"identity"`
		Resource json.RawMessage `json:"resource"`
		Boundary []document      `json:"boundary"`
		Session  json.RawMessage `json:"session"`
		SCPs     [][]document    `json:"scps"`
		RCPs     [][]document    `json:"rcps"`
		Endpoint []document      `json:"vpc_endpoint"`
		// AccessPoint is the policy of the access point, if Bucket is set.
		AccessPoint json.RawMessage `json:"access_point"`
	} `json:"policies"`
	Settings struct {
		RestrictPublicBuckets bool `json:"s3_restrict_public_buckets"`
		// Granted: a KMS grant gives the caller the operation.
		Granted bool `json:"kms_grant"`
	} `json:"settings"`
}

// document is a policy with a name.
type document struct {
	Name     string          `json:"name"`
	Document json.RawMessage `json:"document"`
}

// values are the values of a condition key: a string is single-valued, an
// array multivalued.
type values struct {
	texts []policy.Text
	multi bool
}

func (v *values) UnmarshalJSON(b []byte) error {
	var one scalar
	if len(b) > 0 && b[0] == '[' {
		var many []scalar
		if err := json.Unmarshal(b, &many); err != nil {
			return err
		}
		v.multi, v.texts = true, []policy.Text{}
		for _, s := range many {
			v.texts = append(v.texts, policy.Literal(string(s)))
		}
		return nil
	}
	if err := json.Unmarshal(b, &one); err != nil {
		return err
	}
	v.texts = []policy.Text{policy.Literal(string(one))}
	return nil
}

// scalar is a string, or a number or boolean as its text.
type scalar string

func (s *scalar) UnmarshalJSON(b []byte) error {
	switch {
	case len(b) > 0 && b[0] == '"':
		var t string
		if err := json.Unmarshal(b, &t); err != nil {
			return err
		}
		*s = scalar(t)
		return nil
	case len(b) > 0 && (b[0] == '{' || b[0] == '[' || bytes.Equal(b, []byte("null"))):
		return errors.New("a context value is a string or an array of strings")
	}
	*s = scalar(b)
	return nil
}

// decode reads a case. The error names it by its id where that can be read.
func decode(text []byte) (*testCase, error) {
	var c testCase
	if err := json.Unmarshal(text, &c); err != nil {
		var id struct {
			ID any `json:"id"`
		}
		if json.Unmarshal(text, &id) == nil && id.ID != nil {
			c.ID = fmt.Sprint(id.ID)
		}
		return &c, plainError(err)
	}
	switch {
	case c.ID == "":
		return &c, errors.New(`the case has no "id"`)
	case c.Request.Principal == "":
		return &c, errors.New(`"request" has no "principal"`)
	case c.Request.Action == "":
		return &c, errors.New(`"request" has no "action"`)
	case c.Request.Resource == "":
		return &c, errors.New(`"request" has no "resource"`)
	}
	return &c, nil
}

// plainError says a decoding error in the words of the case, not of Go.
func plainError(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fmt.Errorf("%q cannot be a %s", wrong.Field, wrong.Value)
	}
	return errors.New(strings.TrimPrefix(err.Error(), "json: "))
}
