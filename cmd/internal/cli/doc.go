// Package cli is the command line: flags, exit statuses, files and progress.
//
// It answers what `tfaccess ARGS` prints, writes and returns. It decides
// nothing about access: it reads inputs, calls the analyzer and hands the
// result to analyzer/report. Streams, environment, clock and working directory
// are fields of Command; nothing here reads a global, changes directory or
// calls os.Exit, so that the whole program runs inside a test.
package cli
