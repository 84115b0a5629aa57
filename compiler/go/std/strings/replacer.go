package strings

import "io"

// Replacer replaces several texts at once.
type Replacer struct {
	oldnew []string
}

// NewReplacer returns a Replacer of pairs of old and new. Where several old ones begin at a place the first pair counts.
// It panics if the last old has no new.
func NewReplacer(oldnew ...string) *Replacer {
	if len(oldnew)%2 == 1 {
		panic("strings.NewReplacer: odd argument count")
	}
	return &Replacer{append([]string(nil), oldnew...)}
}

// match returns the first pair whose old s begins with, or -1. An empty old is passed over where one has just matched.
func (r *Replacer) match(s string, afterEmpty bool) int {
	for i := 0; i < len(r.oldnew); i += 2 {
		if old := r.oldnew[i]; HasPrefix(s, old) && (old != "" || !afterEmpty) {
			return i
		}
	}
	return -1
}

// Replace returns s with all texts replaced.
func (r *Replacer) Replace(s string) string {
	var text Builder
	done, empty := 0, false
	for at := 0; at <= len(s); {
		pair := r.match(s[at:], empty)
		empty = pair >= 0 && r.oldnew[pair] == ""
		if pair < 0 {
			at++
			continue
		}
		text.WriteString(s[done:at])
		text.WriteString(r.oldnew[pair+1])
		at += len(r.oldnew[pair])
		done = at
	}
	if done == 0 && text.Len() == 0 {
		return s
	}
	text.WriteString(s[done:])
	return text.String()
}

// WriteString writes s with all texts replaced.
func (r *Replacer) WriteString(w io.Writer, s string) (n int, err error) {
	return io.WriteString(w, r.Replace(s))
}
