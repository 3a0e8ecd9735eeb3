package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"tfaccess": main})
}

// TestScripts runs the command line as users do. Each script says what is
// promised; `status N PROGRAM …` wants just this exit status, for mere failure
// is too weak a claim. Colour, CI, tokens and our own variables are absent
// unless a script sets them.
func TestScripts(t *testing.T) {
	scripts, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	projects, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	program, err := exec.LookPath("tfaccess")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       os.Getenv("TFACCESS_UPDATE_SCRIPTS") != "",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("TESTDATA", projects)
			e.Setenv("TFACCESS_BIN", filepath.Dir(program))
			// What terraform plan -out writes is a zip archive; no text file is.
			return os.WriteFile(filepath.Join(e.WorkDir, "tfplan"), []byte("PK\x03\x04"), 0o600)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status, "project": project},
	})
}

// status runs a program and wants its exit status: status N PROGRAM [ARGUMENT]...
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N PROGRAM [ARGUMENT]...")
	}
	want, err := strconv.Atoi(args[0])
	if err != nil {
		ts.Fatalf("status %q: %v", args[0], err)
	}
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := err.(*exec.ExitError)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("%s: exit status %d, want %d", strings.Join(args[1:], " "), got, want)
	}
}

// project copies a Terraform project of testdata: project NAME DIR
func project(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: project NAME DIR")
	}
	ts.Check(os.CopyFS(ts.MkAbs(args[1]), os.DirFS(filepath.Join(ts.Getenv("TESTDATA"), args[0]))))
}
