// Command ucd writes internal/ucd/tables.go from the character data of the Go that runs it.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
)

const (
	zero      = '#'
	strideBit = 1 << 21
	biased    = 1 << 22
	longest   = 1<<12 - 1
	// present is added to what may be 0 and be in a table of mappings nevertheless.
	present = 1 << 24
)

func digits(out *strings.Builder, x, count int) {
	for i := count - 1; i >= 0; i-- {
		out.WriteByte(byte(zero + x>>(6*i)&63))
	}
}

// ranges writes the ranges of characters with one value that is not 0, and that value if the table is one of mappings.
func ranges(value func(rune) rune, mapping bool) string {
	var out strings.Builder
	for r := rune(0); r <= unicode.MaxRune; {
		v := value(r)
		if v == 0 {
			r++
			continue
		}
		stride := rune(1)
		if value(r+1) != v && value(r+2) == v {
			stride = 2
		}
		last := r
		for last+stride <= unicode.MaxRune && value(last+stride) == v && last+stride-r <= longest &&
			(stride == 1 || value(last+1) == 0) {
			last += stride
		}
		start := int(r)
		if stride == 2 {
			start |= strideBit
		}
		digits(&out, start, 4)
		digits(&out, int(last-r), 2)
		if mapping {
			if v > present/2 {
				v -= present
			}
			digits(&out, int(v)+biased, 4)
		}
		r = last + 1
	}
	return out.String()
}

func set(in func(rune) bool) string {
	return ranges(func(r rune) rune {
		if in(r) {
			return 1
		}
		return 0
	}, false)
}

func main() {
	fold := func(r rune) rune {
		plain := unicode.ToLower(r)
		if plain == r {
			plain = unicode.ToUpper(r)
		}
		if unicode.SimpleFold(r) == plain {
			return 0
		}
		return unicode.SimpleFold(r) - r + present
	}
	tables := []struct{ name, about, text string }{
		{"Letter", "are letters", set(unicode.IsLetter)},
		{"Mark", "are marks", set(unicode.IsMark)},
		{"Number", "are numbers", set(unicode.IsNumber)},
		{"Digit", "are decimal digits", set(unicode.IsDigit)},
		{"Punct", "are punctuation", set(unicode.IsPunct)},
		{"Symbol", "are symbols", set(unicode.IsSymbol)},
		{"Upper", "are upper case", set(unicode.IsUpper)},
		{"Lower", "are lower case", set(unicode.IsLower)},
		{"Title", "are title case", set(unicode.IsTitle)},
		{"Print", "are printed as they are", set(unicode.IsPrint)},
		{"ToUpper", "have an upper case", ranges(func(r rune) rune { return unicode.ToUpper(r) - r }, true)},
		{"ToLower", "have a lower case", ranges(func(r rune) rune { return unicode.ToLower(r) - r }, true)},
		{"ToTitle", "have a title case that is not their upper case",
			ranges(func(r rune) rune { return unicode.ToTitle(r) - unicode.ToUpper(r) }, true)},
		{"Fold", "are equal but for case to another one than their lower or upper case", ranges(fold, true)},
	}
	var out strings.Builder
	out.WriteString("// Written by oracle/ucd; Unicode " + unicode.Version + ".\n\npackage ucd\n\n// Version is the edition of Unicode.\n")
	out.WriteString("const Version = " + strconv.Quote(unicode.Version) + "\n")
	for _, table := range tables {
		fmt.Fprintf(&out, "\n// %s has the characters that %s.\nconst %[1]s = \"\" +\n", table.name, table.about)
		for text := table.text; text != ""; {
			n := min(len(text), 100)
			end := " +"
			if n == len(text) {
				end = ""
			}
			fmt.Fprintf(&out, "\t%q%s\n", text[:n], end)
			text = text[n:]
		}
	}
	if err := os.WriteFile(filepath.Join(os.Args[1], "tables.go"), []byte(out.String()), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
