package simulate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
)

// Options of Run.
type Options struct {
	// Text prints for people instead of JSON lines.
	Text bool
	// Workers decide in parallel; 0 means one for each processor.
	Workers int
}

// Exit statuses of Run.
const (
	StatusOK         = 0 // every case was decided
	StatusUnreadable = 3 // the input, or a case of it, could not be read
)

// batchSize cases go to a worker at a time.
const batchSize = 64

// batch is a run of cases, and the answers to them once done is closed.
type batch struct {
	texts [][]byte
	lines []int
	out   bytes.Buffer
	errs  []error
	done  chan struct{}
}

// Run decides the cases of in and writes one result for each to out, in their
// order. What cannot be read is said on errOut. The error is a failed write.
func Run(in io.Reader, out, errOut io.Writer, o Options) (status int, err error) {
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	todo := make(chan *batch)
	ordered := make(chan *batch, 4*workers)
	stop := make(chan struct{})
	var readErr error
	go func() {
		defer close(todo)
		defer close(ordered)
		readErr = read(in, todo, ordered, stop)
	}()
	var c compiler
	var working sync.WaitGroup
	for range workers {
		working.Go(func() {
			for b := range todo {
				b.run(&c, o)
			}
		})
	}
	for b := range ordered {
		<-b.done
		if err != nil {
			continue
		}
		if len(b.errs) > 0 {
			status = StatusUnreadable
		}
		if err = b.write(out, errOut); err != nil {
			close(stop)
		}
	}
	working.Wait()
	if readErr != nil && err == nil {
		status = StatusUnreadable
		_, err = fmt.Fprintf(errOut, "tfaccess: %v\n", readErr)
	}
	return status, err
}

// read cuts the input into batches.
func read(in io.Reader, todo, ordered chan<- *batch, stop <-chan struct{}) error {
	s := newSplitter(in)
	for {
		b := &batch{done: make(chan struct{})}
		var err error
		for len(b.texts) < batchSize && err == nil {
			var text []byte
			var line int
			if text, line, err = s.next(); err == nil {
				b.texts, b.lines = append(b.texts, text), append(b.lines, line)
			}
		}
		if len(b.texts) > 0 {
			select {
			case <-stop:
				return nil
			case ordered <- b:
				todo <- b
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (b *batch) run(c *compiler, o Options) {
	defer close(b.done)
	enc := json.NewEncoder(&b.out)
	enc.SetEscapeHTML(false)
	for i, text := range b.texts {
		tc, err := decode(text)
		var res *result
		if err == nil {
			res, err = decide(c, tc)
		}
		if err == nil {
			err = b.print(enc, res, o)
		}
		if err != nil {
			b.errs = append(b.errs, fmt.Errorf("%s: %w", caseName(tc, b.lines[i]), err))
		}
	}
	b.texts = nil
}

func (b *batch) print(enc *json.Encoder, res *result, o Options) error {
	if !o.Text {
		return enc.Encode(res)
	}
	var s strings.Builder
	res.text(&s)
	b.out.WriteString(s.String())
	return nil
}

func caseName(tc *testCase, line int) string {
	if tc.ID == "" {
		return fmt.Sprintf("case at line %d", line)
	}
	return fmt.Sprintf("case %q at line %d", tc.ID, line)
}

func (b *batch) write(out, errOut io.Writer) error {
	if _, err := out.Write(b.out.Bytes()); err != nil {
		return err
	}
	for _, e := range b.errs {
		if _, err := fmt.Fprintf(errOut, "tfaccess: %v\n", e); err != nil {
			return err
		}
	}
	return nil
}
