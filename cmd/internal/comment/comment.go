package comment

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Forge is what the bot needs of GitHub, GitLab or another forge, for one pull
// request.
type Forge interface {
	// List returns all comments, oldest first, all pages.
	List(ctx context.Context) ([]Comment, error)
	Create(ctx context.Context, body string) (Comment, error)
	Update(ctx context.Context, id int64, body string) (Comment, error)
	Delete(ctx context.Context, id int64) error
}

// Comment is one comment on a pull request.
type Comment struct {
	ID   int64
	Body string
	Mine bool // its author is who we are
	URL  string
}

// Errors that a Forge returns, wrapped, for what the bot acts on.
var (
	// ErrForbidden: the token may not comment (fork pull requests), or the pull
	// request is not there for it.
	ErrForbidden = errors.New("not permitted")
	// ErrTooLong: the forge refuses the body (422).
	ErrTooLong = errors.New("refused by the forge")
	// ErrTemporary: worth another try, after looking again.
	ErrTemporary = errors.New("temporary failure")
)

// Post is a comment to publish.
type Post struct {
	Key   string // one comment a key: the stack's label
	Run   Run
	Clean bool // nothing to report: no comment if there is none
	// Body makes the Markdown within a number of bytes; Summary is a few lines.
	Body    func(maxBytes int) string
	Summary func() string
	// Verdict is one line for the history: "❌ 2 errors".
	Verdict string
	Head    string // commit that was checked
	DryRun  bool
	// Sleep waits between tries; nil: time.Sleep, stopped by the context.
	Sleep func(context.Context, time.Duration) error
}

// Run orders runs of a pipeline: a later run has a greater ID, a repeated one
// the same ID and a greater attempt. The zero value is not known.
type Run struct{ ID, Attempt int64 }

// Older reports whether r is known to be before q.
func (r Run) Older(q Run) bool {
	if r.ID == 0 || q.ID == 0 {
		return false
	}
	return r.ID < q.ID || r.ID == q.ID && r.Attempt < q.Attempt
}

// Action says what was done, or would be.
type Action string

// Actions.
const (
	Created   Action = "created"
	Updated   Action = "updated"
	Unchanged Action = "unchanged"
	Nothing   Action = "nothing to say"
	Newer     Action = "left to a newer run"
)

// Result is what Publish did.
type Result struct {
	Action  Action
	URL     string
	Removed int    // duplicates of ours
	Body    string // as published
}

// tries is how often a creation is attempted, looking again in between.
const tries = 4

// Publish brings the pull request's comment up to date.
func Publish(ctx context.Context, f Forge, p Post) (Result, error) {
	if p.Sleep == nil {
		p.Sleep = sleep
	}
	var last error
	for try := range tries {
		if try > 0 {
			if err := p.Sleep(ctx, time.Second<<(try-1)); err != nil {
				return Result{}, err
			}
		}
		// A creation that failed half way may have succeeded: every try begins
		// by looking what is there.
		res, err := publishOnce(ctx, f, p)
		if err == nil || !errors.Is(err, ErrTemporary) {
			return res, err
		}
		last = err
	}
	return Result{}, fmt.Errorf("gave up after %d tries: %w", tries, last)
}

func publishOnce(ctx context.Context, f Forge, p Post) (Result, error) {
	all, err := f.List(ctx)
	if err != nil {
		return Result{}, err
	}
	own := ours(all, p.Key)
	if len(own) == 0 {
		if p.Clean {
			return Result{Action: Nothing}, nil
		}
		return create(ctx, f, p)
	}
	// The newest run's content decides; the oldest comment stays, for it is
	// where the conversation links to.
	newest := slices.MaxFunc(own, func(a, b owned) int {
		switch {
		case a.meta.Run.Older(b.meta.Run):
			return -1
		case b.meta.Run.Older(a.meta.Run):
			return 1
		}
		return 0
	})
	if p.Run.Older(newest.meta.Run) {
		return Result{Action: Newer, URL: newest.URL, Body: newest.Body}, nil
	}
	keep := own[0]
	res, err := update(ctx, f, p, keep, newest)
	if err != nil {
		return res, err
	}
	for _, dup := range own[1:] {
		if !p.DryRun {
			if err := f.Delete(ctx, dup.ID); err != nil && !errors.Is(err, ErrForbidden) {
				return res, err
			}
		}
		res.Removed++
	}
	return res, nil
}

func update(ctx context.Context, f Forge, p Post, keep, newest owned) (Result, error) {
	history := newest.history()
	body := compose(p, history, p.Body)
	if sameContent(keep.Body, body) {
		return Result{Action: Unchanged, URL: keep.URL, Body: keep.Body}, nil
	}
	if p.DryRun {
		return Result{Action: Updated, URL: keep.URL, Body: body}, nil
	}
	c, err := f.Update(ctx, keep.ID, body)
	if errors.Is(err, ErrTooLong) {
		body = compose(p, nil, func(int) string { return p.Summary() })
		c, err = f.Update(ctx, keep.ID, body)
	}
	if err != nil {
		return Result{}, err
	}
	return Result{Action: Updated, URL: c.URL, Body: body}, nil
}

func create(ctx context.Context, f Forge, p Post) (Result, error) {
	body := compose(p, nil, p.Body)
	if p.DryRun {
		return Result{Action: Created, Body: body}, nil
	}
	c, err := f.Create(ctx, body)
	if errors.Is(err, ErrTooLong) {
		body = compose(p, nil, func(int) string { return p.Summary() })
		c, err = f.Create(ctx, body)
	}
	if err != nil {
		return Result{}, err
	}
	return settle(ctx, f, p, c, body)
}

// settle looks again after a creation: a run beside ours may have created one
// at the same time. The oldest stays, with the newest run's content.
func settle(ctx context.Context, f Forge, p Post, created Comment, body string) (Result, error) {
	res := Result{Action: Created, URL: created.URL, Body: body}
	all, err := f.List(ctx)
	if err != nil {
		return res, nil //nolint:nilerr // the comment is there; the next run cleans up
	}
	own := ours(all, p.Key)
	if len(own) < 2 || own[0].ID == created.ID {
		return res, nil
	}
	keep := own[0]
	if !p.Run.Older(keep.meta.Run) {
		c, err := f.Update(ctx, keep.ID, body)
		if err != nil {
			return res, nil //nolint:nilerr // as above
		}
		keep.URL = c.URL
	}
	if err := f.Delete(ctx, created.ID); err != nil {
		return res, nil //nolint:nilerr // as above
	}
	return Result{Action: Updated, URL: keep.URL, Removed: 1, Body: body}, nil
}

// owned is a comment of ours with what its marker says.
type owned struct {
	Comment
	meta meta
}

// ours are the comments with the key whose author is ourselves, oldest first.
func ours(all []Comment, key string) []owned {
	var own []owned
	for _, c := range all {
		if !c.Mine {
			continue
		}
		if m, ok := parseMarker(c.Body); ok && m.Key == key {
			own = append(own, owned{c, m})
		}
	}
	slices.SortFunc(own, func(a, b owned) int { return int(max(-1, min(1, a.ID-b.ID))) })
	return own
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
