// Package analyzer is the driver: the only package that sees every stage.
//
// Load turns inputs into two graphs (before and after the plan) with an engine
// each; Check, Trace, Facts and Graph answer from them. It decides nothing
// about AWS, Terraform or findings itself: it calls the stages in order, gives
// inputs their labels, and turns results into analyzer/report's model.
//
// Of all packages below cmd, this one alone reads files (configuration
// directories of inputs); it has no clock, network or environment.
package analyzer
