package source

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// minPiece is the least text that is parsed at once. hcl keeps the tokens of a
// text in one slice, some hundred bytes for each: those of a small text grow in
// the allocator's cheap sizes, those of a whole file are copied and cleared
// again and again.
const minPiece = 1_000

// readHCL reads native syntax. A file with a syntax error gives no blocks: what
// can be made of the rest may lack an argument that decides.
func readHCL(name string, text []byte) ([]*block, error) {
	return readPieces(name, text, minPiece)
}

// readPieces parses a file in pieces of at least so many bytes, and gives what
// hcl gives of the whole.
//
// Where a piece ends is a guess, which parsing proves. hcl reads from left to
// right; so if a text that ends with a newline is a body without errors, then
// no string, comment or bracket is open at its end, and the file's first tokens
// are those of the text, whatever follows. After a wrong guess the rest of the
// file is one piece. So it is from the first argument outside of all blocks on,
// which must not be set twice. Of text that is not UTF-8 hcl does not count the
// lines as they are.
func readPieces(name string, text []byte, least int) ([]*block, error) {
	if !utf8.Valid(text) {
		least = len(text)
	}
	var blocks []*block
	at := hcl.InitialPos
	for at.Byte < len(text) {
		rest := text[at.Byte:]
		piece := rest[:pieceEnd(rest, least)]
		body, err := parseBody(name, piece, at)
		if len(piece) < len(rest) && (err != nil || len(body.Attributes) > 0) {
			piece = rest
			body, err = parseBody(name, piece, at)
		}
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, nativeBlocks(body)...)
		at.Byte += len(piece)
		at.Line += bytes.Count(piece, []byte{'\n'})
	}
	return blocks, nil
}

// pieceEnd guesses where a block ends: with a brace at the start of a line that
// an empty line follows. After a document in a heredoc none does.
func pieceEnd(text []byte, least int) int {
	for end := min(least, len(text)); ; {
		i := bytes.Index(text[end:], []byte("\n}"))
		if i < 0 {
			return len(text)
		}
		end += i + len("\n}")
		for _, empty := range []string{"\n\n", "\r\n\r\n"} {
			rest, ok := bytes.CutPrefix(text[end:], []byte(empty))
			if ok && !bytes.HasPrefix(rest, byteOrderMark) {
				return end + len(empty)
			}
		}
	}
}

// byteOrderMark is what hcl skips at the start of a text, and nowhere else.
var byteOrderMark = []byte("\uFEFF")

func parseBody(name string, text []byte, start hcl.Pos) (*hclsyntax.Body, error) {
	file, diags := hclsyntax.ParseConfig(text, name, start)
	if diags.HasErrors() {
		return nil, diags
	}
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok {
		return nil, fmt.Errorf("not native syntax")
	}
	return body, nil
}
