package cli

import "testing"

func TestReadable(t *testing.T) {
	tests := []struct {
		name, why, page string
		width           int
		want            string
	}{
		{"a long paragraph", "a narrow terminal breaks words", "one two three four five", 10, "one two\nthree four\nfive"},
		{"a long item", "what follows belongs to the item", "- one two three", 9, "- one two\n  three"},
		{"lines of one paragraph", "they are broken for a page that is wider", "one two\nthree\n\nfour", 20, "one two three\n\nfour"},
		{"code", "AWS's message is there to be searched for", "```\none two three four five\n```", 10, "```\none two three four five\n```"},
		{"a link to a file", "a terminal has no folder that it is relative to", "see [fixtures/x](../../fixtures/x)", 0, "see fixtures/x"},
		{"a link to a page", "it can be followed", "[S3](https://docs.aws.amazon.com/)", 0, "[S3](https://docs.aws.amazon.com/)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := readable(tt.page, tt.width); got != tt.want {
				t.Errorf("got %q, want %q (%s)", got, tt.want, tt.why)
			}
		})
	}
}
