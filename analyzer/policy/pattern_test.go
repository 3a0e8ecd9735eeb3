package policy

import (
	"testing"
	"unicode/utf8"
)

// patternTests compare an element of Resource with a request's resource.
var patternTests = []struct {
	name, why       string
	pattern, target Text
	want            Tri
}{
	{"equal", "the same text", "arn:aws:s3:::b/k", "arn:aws:s3:::b/k", Yes},
	{"other", "another text", "arn:aws:s3:::b/k", "arn:aws:s3:::b/l", No},
	{"star at the end", "* is any text", "arn:aws:s3:::b/*", "arn:aws:s3:::b/x/y", Yes},
	{"star and the bucket", "the slash is missing", "arn:aws:s3:::b/*", "arn:aws:s3:::b", No},
	{"star in the middle", "* crosses slashes", "arn:aws:s3:::b/*/z", "arn:aws:s3:::b/x/y/z", Yes},
	{"two stars", "the first takes as little as it can", "*a*ab", "xaab", Yes},
	{"star beyond a colon", "at the end of a segment", "arn:aws:sqs:us-east-1*:q", "arn:aws:sqs:us-east-1:1:q", Yes},
	{"star within a segment", "not at its end", "arn:aws:sqs:us-*-1:q", "arn:aws:sqs:us-east-1:1:q", No},
	{"question mark and a colon", "? stays in its segment", "arn:aws:s3??b", "arn:aws:s3:::b", No},
	{"short ARN", "AWS completes it", "arn:aws:s3", "arn:aws:s3:::b", Yes},
	{"short ARN with a region", "AWS completes it", "arn:aws:sqs:us-east-1", "arn:aws:sqs:us-east-1:1:q", Yes},
	{"short ARN with another region", "AWS completes it", "arn:aws:sqs:us-west-2", "arn:aws:sqs:us-east-1:1:q", No},
	{"short ARN and a set", "AWS completes it", "arn:aws:sqs:us-east-1", "arn:aws:sqs:us-east-1:1:*", Yes},
	{"short ARN and a symbol", "AWS completes it", "arn:aws:kms:⟨in:region⟩", "arn:aws:kms:⟨in:region⟩:1:key/k", Yes},
	{"everything", "* is all", "*", "arn:aws:s3:::b/⟨~in:k⟩", Yes},

	{"all keys of a prefix are in all keys", "containment", "arn:aws:s3:::b/*", "arn:aws:s3:::b/in/*", Yes},
	{"all keys are not in a prefix", "a part of them is", "arn:aws:s3:::b/in/*", "arn:aws:s3:::b/*", Maybe},
	{"two prefixes that exclude each other", "no key is in both", "arn:aws:s3:::b/in/*", "arn:aws:s3:::b/out/*", No},
	{"a suffix and a prefix overlap", "in/x.csv is in both", "arn:aws:s3:::b/*.csv", "arn:aws:s3:::b/in/*", Maybe},
	{"one key of all", "the key is in all keys", "arn:aws:s3:::b/k", "arn:aws:s3:::b/*", Maybe},
	{"all objects of another bucket", "buckets differ", "arn:aws:s3:::c/*", "arn:aws:s3:::b/*", No},
	{"question marks against a star", "some keys have three characters", "arn:aws:s3:::b/???", "arn:aws:s3:::b/*", Maybe},
	{"stars and question marks in another order", "?* and *? are the same", "arn:aws:s3:::b/*?", "arn:aws:s3:::b/?*", Yes},
	{"a longer set of question marks", "??* has no single character", "arn:aws:s3:::b/??*", "arn:aws:s3:::b/?*", Maybe},

	{"one symbol", "equal names are equal values", "arn:aws:s3:::⟨in:b.id⟩/*", "arn:aws:s3:::⟨in:b.id⟩/k", Yes},
	{"one symbol with an instance key", "brackets belong to the name", `⟨in:m["a"].b[0].id⟩/*`, `⟨in:m["a"].b[0].id⟩/k`, Yes},
	{"two symbols", "they may be equal", "arn:aws:s3:::⟨in:b.id⟩/*", "arn:aws:s3:::⟨in:c.id⟩/k", Maybe},
	{"a word and a text", "it may be that text", "arn:aws:s3:::⟨in:b.id⟩/*", "arn:aws:s3:::b/k", Maybe},
	{"a word and a text with a slash", "a word has none", "arn:aws:s3:::⟨in:b.id⟩", "arn:aws:s3:::b/k", No},
	{"a word is not empty", "buckets have names", "arn:aws:s3:::⟨in:b.id⟩/*", "arn:aws:s3:::/k", No},
	{"a word and another shape", "a role is no bucket", "arn:aws:iam::⟨in:a⟩:role/r", "arn:aws:s3:::b", No},
	{"a word and another suffix", "what follows differs", "arn:aws:s3:::⟨in:b.id⟩/in/k", "arn:aws:s3:::b/out/k", No},
	{"a fresh word and a text", "nobody could have written it", "arn:aws:kms:us-east-1:2:key/⟨!in:aws_kms_key.k.key_id⟩", "arn:aws:kms:us-east-1:2:key/1234", No},
	{"a fresh word and a pattern", "patterns cover what is not yet there", "arn:aws:kms:us-east-1:2:key/*", "arn:aws:kms:us-east-1:2:key/⟨!in:aws_kms_key.k.key_id⟩", Yes},
	{"a fresh word and part of a pattern", "AWS may invent an a", "key/a*", "key/⟨!in:aws_kms_key.k.key_id⟩", Maybe},
	{"a fresh word and itself", "equal names are equal values", "key/⟨!in:aws_kms_key.k.key_id⟩", "key/⟨!in:aws_kms_key.k.key_id⟩", Yes},
	{"fresh words of two resources", "AWS invents them apart", "key/⟨!in:aws_kms_key.a.key_id⟩", "key/⟨!in:aws_kms_key.b.key_id⟩", No},
	{"fresh words of two instances", "AWS invents them apart", `key/⟨!in:m.aws_kms_key.a["x.y"].id⟩`, `key/⟨!in:m.aws_kms_key.a["z"].id⟩`, No},
	{"fresh words of two attributes", "id and key_id of one key are the same", "key/⟨!in:aws_kms_key.a.id⟩", "key/⟨!in:aws_kms_key.a.key_id⟩", Maybe},
	{"fresh words of two types", "an alias has its key's id", "key/⟨!in:aws_kms_key.a.key_id⟩", "key/⟨!in:aws_kms_alias.a.key_id⟩", Maybe},
	{"fresh words of two replicas", "they have their primary's id", "key/⟨!in:aws_kms_replica_key.a.key_id⟩", "key/⟨!in:aws_kms_replica_key.b.key_id⟩", Maybe},
	{"a fresh word and a word", "the word may be read from it", "key/⟨!in:aws_kms_key.a.key_id⟩", "key/⟨in:data.aws_kms_alias.a.target_key_id⟩", Maybe},
	{"an opaque value", "any text", "⟨~in:x⟩", "arn:aws:s3:::b/k", Maybe},
	{"an opaque value may be empty", "b is b and nothing", "arn:aws:s3:::b⟨~in:x⟩", "arn:aws:s3:::b", Maybe},
	{"an opaque value may have wildcards", "* matches", "arn:aws:s3:::⟨~in:x⟩/k", "arn:aws:s3:::b/in/k", Maybe},
	{"an opaque suffix of a known bucket", "the rest is not known, the bucket is", "arn:aws:s3:::b/⟨~in:x⟩", "arn:aws:s3:::c/k", No},
	{"an opaque key under a star", "whatever the key is", "arn:aws:s3:::b/*", "arn:aws:s3:::b/⟨~in:x⟩", Yes},
	{"the same opaque value", "equal names are equal values", "b/⟨~in:x⟩", "b/⟨~in:x⟩", Yes},
	{"the same opaque value and other ends", "with a wildcard in it the ends may meet", "⟨~in:x⟩/b", "⟨~in:x⟩/a/b", Maybe},
	{"a literal angle bracket", "⟨⟩ is ⟨", "a⟨⟩b", "a⟨⟩b", Yes},
	{"variables without a context", "their values are not known", "arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/jane/k", Maybe},
	{"variables and another bucket", "whatever the value is", "arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::c/jane/k", No},
}

func TestResourcePatterns(t *testing.T) {
	seen := map[string]bool{}
	for _, tt := range patternTests {
		if seen[tt.name] || tt.why == "" {
			t.Fatalf("%q: a case has a name of its own and a reason", tt.name)
		}
		seen[tt.name] = true
		t.Run(tt.name, func(t *testing.T) {
			p := compileResourceElement(tt.pattern, true).completed(true, true)
			if got := p.Match(CompileResource(tt.target)); got != tt.want {
				t.Errorf("%q of %q: %v, want %v: %s", tt.pattern, tt.target, got, tt.want, tt.why)
			}
		})
	}
}

func TestEqual(t *testing.T) {
	for _, tt := range []struct {
		a, b Text
		want Tri
	}{
		{"a", "a", Yes}, {"a", "b", No}, {"*", "x", No}, {"?", "?", Yes},
		{"⟨in:a⟩", "⟨in:a⟩", Yes}, {"⟨in:a⟩", "x", Maybe}, {"⟨in:a⟩", "x:y", No}, {"⟨!in:a.b.c⟩", "x", No},
		{"⟨~in:a⟩", "x:y", Maybe}, {"a⟨in:a⟩", "b⟨in:a⟩", No}, {"⟨⟩", "⟨", Yes}, {"⟨⟩x", "⟨⟩x", Yes},
	} {
		if got := Equal(tt.a, tt.b); got != tt.want {
			t.Errorf("Equal(%q, %q) is %v, want %v", tt.a, tt.b, got, tt.want)
		}
		if got := Equal(tt.b, tt.a); got != tt.want {
			t.Errorf("Equal(%q, %q) is %v, want %v", tt.b, tt.a, got, tt.want)
		}
	}
}

// slowMatch matches '*' and '?' by trying every split: the oracle.
func slowMatch(pattern, s string) bool {
	if pattern == "" {
		return s == ""
	}
	switch pattern[0] {
	case '*':
		for i := range len(s) + 1 {
			if (i == len(s) || utf8.RuneStart(s[i])) && slowMatch(pattern[1:], s[i:]) {
				return true
			}
		}
		return false
	case '?':
		if s == "" {
			return false
		}
		_, n := utf8.DecodeRuneInString(s)
		return slowMatch(pattern[1:], s[n:])
	}
	return s != "" && s[0] == pattern[0] && slowMatch(pattern[1:], s[1:])
}

// slowNarrow is slowMatch with tokens of which some do not stand for a colon.
func slowNarrow(tokens []token, s string) bool {
	if len(tokens) == 0 {
		return s == ""
	}
	t := tokens[0]
	switch t.kind {
	case tokenStar:
		for i := range len(s) + 1 {
			if (i == len(s) || utf8.RuneStart(s[i])) && slowNarrow(tokens[1:], s[i:]) {
				return true
			}
			if i < len(s) && t.narrow && s[i] == ':' {
				return false
			}
		}
		return false
	case tokenOne:
		n := fits(&t, s)
		return n > 0 && slowNarrow(tokens[1:], s[n:])
	}
	n := fits(&t, s)
	return n >= 0 && slowNarrow(tokens[1:], s[n:])
}

// FuzzMatch compares the matcher with slow ones, and the matcher of sets with
// the matcher of single texts.
func FuzzMatch(f *testing.F) {
	for _, tt := range patternTests {
		f.Add(string(tt.pattern), string(tt.target))
	}
	f.Add("*:*a:*", "x:y:a:")
	f.Fuzz(func(t *testing.T, pattern, s string) {
		if len(pattern) > 24 || len(s) > 24 || !utf8.ValidString(pattern) || !utf8.ValidString(s) {
			return
		}
		p, q := Literal(pattern), Literal(s)
		want := Of(slowMatch(pattern, s))
		if got := Compile(p).MatchText(q); got != want {
			t.Errorf("%q of %q: %v, want %v", pattern, s, got, want)
		}
		narrow := compile(p, resourceRules, false)
		want = Of(slowNarrow(narrow.tokens, s))
		if got := Of(glob(narrow.tokens, s)); got != want {
			t.Errorf("%q of %q as resource: %v, want %v", pattern, s, got, want)
		}
		set, literal := Compile(q), CompileLiteral(q)
		if got := matchTokens(narrow.tokens, literal.tokens); got != want {
			t.Errorf("%q of %q by tokens: %v, want %v", pattern, s, got, want)
		}
		// What a set answers for certain holds for its members: its own text is one.
		if got := narrow.Match(set); got != Maybe && got != want {
			t.Errorf("%q of the set %q: %v, but %v of its member", pattern, s, got, want)
		}
	})
}

// FuzzSymbols replaces symbols in two texts and compares the answers.
func FuzzSymbols(f *testing.F) {
	for _, tt := range patternTests {
		f.Add(string(tt.pattern), string(tt.target), "b", "k*")
	}
	f.Fuzz(func(t *testing.T, pattern, target, word, opaque string) {
		if len(pattern)+len(target)+len(word)+len(opaque) > 80 || word == "" {
			return
		}
		for _, c := range word {
			if c == ':' || c == '/' || c == '*' || c == '?' || c == '⟨' || c == '⟩' || c == utf8.RuneError {
				return
			}
		}
		// Fresh words stand for texts that are nowhere else.
		fill := func(s string, wild bool) Text {
			var b []byte
			for p := range Text(s).parts() {
				switch p.symbol.Kind {
				case 0:
					b = append(b, Literal(p.literal)...)
				case WordSymbol:
					b = append(b, word...)
				case FreshSymbol:
					return ""
				default:
					b = append(b, Literal(opaque)...)
				}
			}
			return Text(b)
		}
		p, q := fill(pattern, true), fill(target, false)
		if p == "" || q == "" || !utf8.ValidString(string(p)+string(q)) {
			return
		}
		before := Compile(Text(pattern)).Match(CompileLiteral(Text(target)))
		after := Compile(p).Match(CompileLiteral(q))
		if before != Maybe && before != after {
			t.Errorf("%q of %q is %v, but %q of %q is %v", pattern, target, before, p, q, after)
		}
	})
}

func TestSqueezed(t *testing.T) {
	tests := []struct {
		name      string
		text, out Text
		why       string
	}{
		{"no wildcard", "arn:aws:s3:::b/k", "arn:aws:s3:::b/k", "nothing to do"},
		{"a run at the end", "arn:aws:s3:::b/***", "arn:aws:s3:::b/*", "it stands for what one stands for"},
		{"two apart", "arn:aws:s3:::*/*", "arn:aws:s3:::*/*", "they are no run"},
		{"in a symbol's name", `⟨~x:aws_x.a["**"].id⟩/**`, `⟨~x:aws_x.a["**"].id⟩/*`, "a name is no pattern"},
		{"beside an escaped one", "⟨⟩**", "⟨⟩*", "a literal bracket stays one"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.text.Squeezed(); got != tt.out {
				t.Errorf("%q, want %q: %s", got, tt.out, tt.why)
			}
		})
	}
}
