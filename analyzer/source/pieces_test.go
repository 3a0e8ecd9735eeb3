package source

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
)

// TestPieces parses files in pieces as small as can be: it must be what hcl
// makes of the whole file.
func TestPieces(t *testing.T) {
	const b, c = "resource \"x\" \"b\" {\n  é = \"${a[\"}\"]}\" # é\n}\n", "resource \"x\" \"c\" {\n  a = [1]\n}\n"
	for _, tt := range []struct {
		name, text string
		blocks     int // 0 if the file has an error
		why        string
	}{
		{"blocks with empty lines between them", b + "\n" + c + "\n" + b, 3, "each ends where it seems to end"},
		{"blocks without empty lines between them", b + c + b, 3, "they are one piece"},
		{"lines that end as on Windows", strings.ReplaceAll(b+"\n"+c, "\n", "\r\n"), 2, "they count as one character"},
		{"a comment between blocks", b + "\n# }\n/* { */\n" + c, 2, "a comment belongs to the piece that follows"},
		{"a byte order mark at the start", "\uFEFF" + b + "\n" + c, 2, "hcl skips it"},
		{"a byte order mark between blocks", b + "\n\uFEFF" + c, 0, "hcl skips it only at the start"},
		{"a comment that is not UTF-8", "# \xeb\xeb\n" + b + "\n" + c + "\n" + b, 3, "hcl takes its last bytes and the newline for one character"},
		{"a document in a heredoc", "resource \"x\" \"b\" {\n  a = <<EOT\n{\n}\nEOT\n}\n\n" + c, 2, "no empty line follows its brace"},
		{"two functions in a heredoc", "resource \"x\" \"b\" {\n  a = <<EOT\nf() {\n}\n\ng() {\n}\nEOT\n}\n\n" + c, 2, "the heredoc is open after the first"},
		{"a block in a comment", c + "\n/*\n" + b + "\n" + c + "*/\n" + c, 2, "the comment is open after it"},
		{"a block that is not indented", "locals {\na = {\n}\n\nb = 1\n}\n", 1, "its own brace is still open"},
		{"a quote that is not closed", b + "\n" + strings.Replace(c, "[1]", "\"", 1), 0, "the file has a syntax error"},
		{"an argument outside of blocks", "a = 1\n\n" + b, 1, "hcl knows no schema"},
		{"an argument outside of blocks twice", c + "\na = 1\n\n" + b + "\na = 1\n", 0, "an argument is set once"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if n := samePieces(t, []byte(tt.text)); n != tt.blocks {
				t.Errorf("it has %d blocks, want %d: %s", n, tt.blocks, tt.why)
			}
		})
	}
}

// samePieces compares the blocks of the pieces with those of the whole: types,
// labels, arguments, expressions and ranges. It returns how many there are.
func samePieces(t *testing.T, text []byte) int {
	t.Helper()
	got, err := readPieces("main.tf", text, 0)
	body, wantErr := parseBody("main.tf", text, hcl.InitialPos)
	if err != nil || wantErr != nil {
		if err == nil || wantErr == nil || err.Error() != wantErr.Error() {
			t.Errorf("the error is %v in pieces, %v in the whole", err, wantErr)
		}
		return 0
	}
	want := nativeBlocks(body)
	if len(got) != len(want) {
		t.Fatalf("%d blocks in pieces, %d in the whole", len(got), len(want))
	}
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("block %d is %+v in pieces, %+v in the whole", i, got[i], want[i])
		}
	}
	return len(got)
}

// FuzzPieces holds what is parsed in pieces against hcl's parse of the whole.
func FuzzPieces(f *testing.F) {
	files, err := filepath.Glob("../../fixtures/*/main.tf")
	if err != nil || len(files) == 0 {
		f.Fatal("no seeds", err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte("a {\n x = <<E\n${b(\"}\n\n\")}\nE\n}\n\nb {\n}\n"))
	f.Add([]byte("a {\n}\r\n\r\nb \"c\" {\n x = \"%{if a}b%{endif}\" /* }\n}\n\n */\n}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if shallow(text) == nil {
			samePieces(t, text)
		}
	})
}
