// Oracle answers what Go itself thinks of sources. It reads requests from standard input and answers each on
// standard output, so that one process judges many thousand sources:
//
//	request: MODE FILES\n, then for each file LENGTH NAME\n and LENGTH bytes
//	answer:  MISTAKES\n, then for each mistake FILE:LINE:COLUMN\tMESSAGE\n
//
// MODE is "parse" for go/parser alone.
package main

import (
	"bufio"
	"fmt"
	"go/parser"
	"go/scanner"
	"go/token"
	"io"
	"os"
	"strings"
)

type source struct {
	name string
	text []byte
}

type mistake struct {
	at      token.Position
	message string
}

func parse(sources []source) []mistake {
	var mistakes []mistake
	for _, source := range sources {
		_, err := parser.ParseFile(token.NewFileSet(), source.name, source.text, parser.SkipObjectResolution)
		mistakes = append(mistakes, syntax(err)...)
	}
	return mistakes
}

func syntax(err error) []mistake {
	var mistakes []mistake
	if list, ok := err.(scanner.ErrorList); ok {
		for _, err := range list {
			mistakes = append(mistakes, mistake{err.Pos, err.Msg})
		}
	} else if err != nil {
		mistakes = append(mistakes, mistake{token.Position{}, err.Error()})
	}
	return mistakes
}

func main() {
	in, out := bufio.NewReaderSize(os.Stdin, 1<<20), bufio.NewWriter(os.Stdout)
	for {
		var mode string
		var files int
		if _, err := fmt.Fscanf(in, "%s %d\n", &mode, &files); err != nil {
			return
		}
		var sources []source
		for range files {
			var length int
			var name string
			if _, err := fmt.Fscanf(in, "%d %s\n", &length, &name); err != nil {
				fmt.Fprintln(os.Stderr, "oracle:", err)
				os.Exit(1)
			}
			text := make([]byte, length)
			if _, err := io.ReadFull(in, text); err != nil {
				fmt.Fprintln(os.Stderr, "oracle:", err)
				os.Exit(1)
			}
			sources = append(sources, source{name, text})
		}
		mistakes := parse(sources)
		fmt.Fprintln(out, len(mistakes))
		for _, m := range mistakes {
			fmt.Fprintf(out, "%s:%d:%d\t%s\n", m.at.Filename, m.at.Line, m.at.Column, strings.ReplaceAll(m.message, "\n", " "))
		}
		out.Flush()
	}
}
