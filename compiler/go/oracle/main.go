// Oracle answers what Go itself thinks of sources. It reads requests from standard input and answers each on
// standard output, so that one process judges many thousand sources:
//
//	request: MODE FILES\n, then for each file LENGTH NAME\n and LENGTH bytes
//	answer:  MISTAKES\n, then for each mistake FILE:LINE:COLUMN\tMESSAGE\n
//
// MODE is "parse" for go/parser alone, and "check" for go/types too; "check1.26" does so in Go 1.26 and so on, and the
// mistakes are in the order of the files and their lines. With "list" there are no files, and the answer has a line
// for each package of the library, what it imports coming first: PATH, then its FILES, all with spaces between them.
package main

import (
	"bufio"
	"cmp"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
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

var (
	imported = token.NewFileSet()
	packages = importer.ForCompiler(imported, "source", nil)
)

func check(version string, sources []source) []mistake {
	if mistakes := parse(sources); len(mistakes) > 0 {
		return mistakes
	}
	files := token.NewFileSet()
	var trees []*ast.File
	order := map[string]int{}
	for i, source := range sources {
		tree, _ := parser.ParseFile(files, source.name, source.text, parser.SkipObjectResolution)
		trees = append(trees, tree)
		order[source.name] = i
	}
	var mistakes []mistake
	config := types.Config{
		GoVersion: version,
		Importer:  packages,
		Sizes:     types.SizesFor("gc", "amd64"),
		Error: func(err error) {
			e := err.(types.Error)
			if !strings.HasPrefix(e.Msg, "\t") {
				mistakes = append(mistakes, mistake{files.Position(e.Pos), e.Msg})
			}
		},
	}
	config.Check(trees[0].Name.Name, files, trees, nil)
	slices.SortStableFunc(mistakes, func(a, b mistake) int {
		return cmp.Or(cmp.Compare(order[a.at.Filename], order[b.at.Filename]), cmp.Compare(a.at.Offset, b.at.Offset))
	})
	return mistakes
}

// list gives the packages of the library for linux on amd64 without cgo, what they import coming first.
func list() []string {
	context := build.Default
	context.GOOS, context.GOARCH, context.CgoEnabled = "linux", "amd64", false
	root := filepath.Join(context.GOROOT, "src")
	var lines []string
	done := map[string]bool{}
	var visit func(path, from string)
	visit = func(path, from string) {
		p, err := context.Import(path, from, 0)
		if err != nil || done[p.ImportPath] || path == "unsafe" || path == "builtin" {
			return
		}
		done[p.ImportPath] = true
		for _, i := range p.Imports {
			visit(i, p.Dir)
		}
		line := strings.TrimPrefix(p.ImportPath, "vendor/")
		for _, file := range p.GoFiles {
			line += " " + filepath.Join(p.Dir, file)
		}
		lines = append(lines, line)
	}
	filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		name := entry.Name()
		if err != nil || !entry.IsDir() {
			return nil
		}
		if name == "testdata" || strings.HasPrefix(name, "_") || path == filepath.Join(root, "cmd") {
			return filepath.SkipDir
		}
		if relative, _ := filepath.Rel(root, path); relative != "." {
			visit(filepath.ToSlash(relative), root)
		}
		return nil
	})
	return lines
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
		if mode == "list" {
			lines := list()
			fmt.Fprintln(out, len(lines))
			for _, line := range lines {
				fmt.Fprintln(out, line)
			}
			out.Flush()
			continue
		}
		var mistakes []mistake
		if version, found := strings.CutPrefix(mode, "check"); found {
			if version != "" {
				version = "go" + version
			}
			mistakes = check(version, sources)
		} else {
			mistakes = parse(sources)
		}
		fmt.Fprintln(out, len(mistakes))
		for _, m := range mistakes {
			fmt.Fprintf(out, "%s:%d:%d\t%s\n", m.at.Filename, m.at.Line, m.at.Column, strings.ReplaceAll(m.message, "\n", " "))
		}
		out.Flush()
	}
}
