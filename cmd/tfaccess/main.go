// Command tfaccess says which S3 accesses will get 403 after terraform apply.
package main

import (
	"context"
	"os"
	"os/signal"
	"time"

	"github.com/tfaccess/tfaccess/cmd/internal/cli"
)

// Set by the release's linker flags.
var version, commit, date string

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	dir, err := os.Getwd()
	if err != nil {
		dir = "."
	}
	c := cli.Command{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Dir: dir, Getenv: os.Getenv, Now: time.Now,
		Build: cli.Build{Version: version, Commit: commit, Date: date},
	}
	return c.MainContext(ctx, os.Args[1:])
}
