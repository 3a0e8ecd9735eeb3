package simulate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
)

const simple = `{"id": "%s", "request": {"principal": "arn:aws:iam::111111111111:role/app", "action": "%s", "resource": "arn:aws:s3:::b/k",
  "resource_account": "111111111111", "context": {"aws:SecureTransport": "false"}},
 "policies": {"identity": [{"name": "app", "document": {"Statement": [{"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}}],
  "resource": {"Statement": [{"Sid": "Tls", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}}}`

// run returns what simulate prints.
func run(t *testing.T, in string, o Options) (out, errOut string, status int) {
	t.Helper()
	var b, e bytes.Buffer
	status, err := Run(strings.NewReader(in), &b, &e, o)
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), e.String(), status
}

func TestJSONNamesTheDecidingStatements(t *testing.T) {
	out, _, _ := run(t, fmt.Sprintf(simple, "a", "s3:PutObject"), Options{})
	want := `{"id":"a","decision":"ExplicitlyDenied","layers":[{"layer":"identity_policy","verdict":"denied","denies_alone":true},` +
		`{"layer":"bucket_policy","verdict":"denied","explicit":true,"denies_alone":true,"statements":[{"index":0,"sid":"Tls","effect":"Deny"}]}]}` + "\n"
	if out != want {
		t.Errorf("got  %s\nwant %s", out, want)
	}
}

func TestTextIsForPeople(t *testing.T) {
	out, _, _ := run(t, fmt.Sprintf(simple, "reads", "s3:GetObject")+fmt.Sprintf(simple, "writes", "s3:PutObject"), Options{Text: true})
	want := `reads: allowed
  identity_policy      allowed by Allow statement 0 (Read) of app
  bucket_policy        allowed
writes: denied explicitly
  identity_policy      denied: no statement allows it
  bucket_policy        denied by Deny statement 0 (Tls)
`
	if out != want {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
}

func TestArrayAndLinesAreTheSame(t *testing.T) {
	a, b := fmt.Sprintf(simple, "a", "s3:GetObject"), fmt.Sprintf(simple, "b", "s3:PutObject")
	lines, _, _ := run(t, a+"\n"+b+"\n", Options{})
	array, _, _ := run(t, "\ufeff [ "+a+" ,\n"+b+" ] \n", Options{})
	if lines != array || strings.Count(lines, "\n") != 2 {
		t.Errorf("lines\n%s\narray\n%s", lines, array)
	}
}

func TestOrderIsKept(t *testing.T) {
	var in strings.Builder
	const n = 1000
	for i := range n {
		fmt.Fprintf(&in, simple+"\n", fmt.Sprint(i), "s3:GetObject")
	}
	out, _, _ := run(t, in.String(), Options{Workers: 7})
	dec := json.NewDecoder(strings.NewReader(out))
	for i := range n {
		var r result
		if err := dec.Decode(&r); err != nil || r.ID != fmt.Sprint(i) {
			t.Fatalf("result %d is %q (%v)", i, r.ID, err)
		}
	}
}

func TestUnreadableCasesAreNamed(t *testing.T) {
	with := func(old, new string) string {
		return strings.Replace(fmt.Sprintf(simple, "bad", "s3:GetObject"), old, new, 1)
	}
	for _, tt := range []struct{ name, in, want string }{
		{"no id", with(`"id": "bad"`, `"id": ""`), `case at line 2: the case has no "id"`},
		{"no action", with(`"action": "s3:GetObject", `, ``), `case "bad" at line 2: "request" has no "action"`},
		{"a number for a principal", with(`"arn:aws:iam::111111111111:role/app"`, `7`), `case "bad" at line 2: "request.principal" cannot be a number`},
		{"not a principal", with(`:role/app`, `:group/g`), `case "bad" at line 2: principal "arn:aws:iam::111111111111:group/g" is not a user, role, session or root user`},
		{"a word for a principal", with(`"arn:aws:iam::111111111111:role/app"`, `"jane"`), `case "bad" at line 2: principal "jane" is no ARN`},
		{"an object in the context", with(`"false"`, `{}`), `case "bad" at line 2: a context value is a string or an array of strings`},
		{"a broken policy", with(`"Effect": "Allow"`, `"Effect": "Maybe"`), `case "bad" at line 2: identity policy "app": line 1, column 42: Statement[0].Effect: Effect is Allow or Deny`},
		{"a policy that is no policy", with(`{"Statement": [{"Sid": "Tls"`, `{"Statement": [7, {"Sid": "Tls"`), `case "bad" at line 2: resource policy "": line 1, column 16: Statement[0]`},
		{"broken JSON", `{"id": "bad", "request": nope}`, `case at line 2: invalid character`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			good := strings.ReplaceAll(fmt.Sprintf(simple, "good", "s3:GetObject"), "\n", " ")
			out, errOut, status := run(t, good+"\n"+tt.in+"\n"+good, Options{})
			if status != StatusUnreadable || !strings.Contains(errOut, tt.want) {
				t.Errorf("status %d: %s\nwant %s", status, errOut, tt.want)
			}
			if strings.Count(out, `"id":"good"`) != 2 {
				t.Errorf("the other cases were not decided: %s", out)
			}
		})
	}
}

func TestUnreadableInputIsSaid(t *testing.T) {
	a := fmt.Sprintf(simple, "a", "s3:GetObject")
	for _, tt := range []struct{ name, in, want string }{
		{"text", "hello", "line 1: not a JSON array or sequence of objects"},
		{"an array without end", "[" + a, "the array has no end"},
		{"a case without end", a[:len(a)-3], "line 1: the case has no end"},
		{"text after a case", a + " x", "line 4: not a JSON array"},
		{"a case after an array", "[]" + a, "line 1: not a JSON array"},
		{"half a byte order mark", "\xef" + a, "line 1: not a JSON array"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, errOut, status := run(t, tt.in, Options{})
			if status != StatusUnreadable || !strings.Contains(errOut, tt.want) {
				t.Errorf("status %d: %s\nwant %s", status, errOut, tt.want)
			}
		})
	}
}

func TestNoCasesAreNoError(t *testing.T) {
	for _, in := range []string{"", " \n", "[]", "[ ]\n"} {
		if out, errOut, status := run(t, in, Options{}); out != "" || errOut != "" || status != StatusOK {
			t.Errorf("%q: %q, %q, status %d", in, out, errOut, status)
		}
	}
}

type failing struct{ after int }

func (f *failing) Write(p []byte) (int, error) {
	if f.after--; f.after < 0 {
		return 0, errors.New("disk full")
	}
	return len(p), nil
}

func TestFailedWritesStop(t *testing.T) {
	in := strings.Repeat(fmt.Sprintf(simple, "a", "s3:GetObject")+"\n", 5000)
	if _, err := Run(strings.NewReader(in), &failing{after: 2}, &bytes.Buffer{}, Options{}); err == nil || err.Error() != "disk full" {
		t.Errorf("the error is %v", err)
	}
}

func TestSplitterKeepsEscapesAcrossChunks(t *testing.T) {
	// The reader's buffer is 1 MiB: an escaped quote stands on its edge.
	for shift := range 4 {
		id := strings.Repeat("x", 1<<20-10-shift) + `\"}{`
		s := newSplitter(strings.NewReader(`{"id": "` + id + `"} {"id": "b"}`))
		var got []string
		for {
			text, _, err := s.next()
			if err != nil {
				break
			}
			var v struct{ ID string }
			if err := json.Unmarshal(text, &v); err != nil {
				t.Fatal(err)
			}
			got = append(got, v.ID[max(0, len(v.ID)-3):])
		}
		if len(got) != 2 || got[0] != `"}{` || got[1] != "b" {
			t.Errorf("shift %d: %q", shift, got)
		}
	}
}

// FuzzRun: whatever comes in, one line of JSON comes out for a case, or an
// error that says what is wrong.
func FuzzRun(f *testing.F) {
	f.Add([]byte(fmt.Sprintf(simple, "a", "s3:GetObject")))
	f.Add([]byte("[" + fmt.Sprintf(simple, "a", "kms:Decrypt") + ",{}]"))
	f.Add([]byte(`[{"id": 1, "policies": {"scps": [[]], "rcps": [null], "session": "x", "identity": null}}]`))
	f.Fuzz(func(t *testing.T, in []byte) {
		var out, errOut bytes.Buffer
		status, err := Run(bytes.NewReader(in), &out, &errOut, Options{Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		if (status == StatusOK) != (errOut.Len() == 0) {
			t.Errorf("status %d with %q", status, errOut.String())
		}
		for line := range strings.Lines(out.String()) {
			var r result
			if err := json.Unmarshal([]byte(line), &r); err != nil || r.Decision == "" {
				t.Errorf("%v in %q", err, line)
			}
		}
	})
}

func BenchmarkRun(b *testing.B) {
	in := []byte(strings.Repeat(fmt.Sprintf(simple, "a", "s3:GetObject")+"\n", 10_000))
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		var out, errOut bytes.Buffer
		if status, err := Run(bytes.NewReader(in), &out, &errOut, Options{}); status != StatusOK || err != nil {
			b.Fatal(status, err)
		}
	}
}
