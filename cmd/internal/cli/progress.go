package cli

import (
	"fmt"
	"os"
	"sync"
	"time"

	"golang.org/x/term"
)

// progressAfter is how long work may take before it says anything.
const progressAfter = 500 * time.Millisecond

// progress tells a person at a terminal what takes so long: one line on
// standard error, gone when the work is done. In a CI log it says nothing.
type progress struct {
	mu    sync.Mutex
	stage string
	done  chan struct{}
	idle  chan struct{}
}

// startProgress returns a progress whose stop must be called before anything
// else is printed.
func (c *Command) startProgress() *progress {
	p := &progress{stage: "reading", done: make(chan struct{}), idle: make(chan struct{})}
	file, ok := c.Stderr.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) || c.Getenv("CI") != "" {
		close(p.idle)
		return p
	}
	go p.run(file)
	return p
}

func (p *progress) run(w *os.File) {
	defer close(p.idle)
	timer := time.NewTimer(progressAfter)
	defer timer.Stop()
	select {
	case <-p.done:
		return
	case <-timer.C:
	}
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for i := 0; ; i++ {
		p.mu.Lock()
		fmt.Fprintf(w, "\r\x1b[K%c %s", []rune("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏")[i%10], p.stage)
		p.mu.Unlock()
		select {
		case <-p.done:
			fmt.Fprint(w, "\r\x1b[K")
			return
		case <-tick.C:
		}
	}
}

// at says what is being done now.
func (p *progress) at(stage string) {
	p.mu.Lock()
	p.stage = stage
	p.mu.Unlock()
}

// stop clears the line.
func (p *progress) stop() {
	close(p.done)
	<-p.idle
}
