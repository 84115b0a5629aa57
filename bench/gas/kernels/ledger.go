package ledger

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
)

const entries = "alice:1200.50:rent, march; bob:-75.25:books; carol:310:salary (part); alice:-42.10:groceries; " +
	"dave:0.99:refund; bob:88.00:\"gift\"; erin:-1999.95:laptop; carol:-12.5:tea & cake; alice:5.05:interest; " +
	"frank:77.77:lottery; grace:-3.30:stamps; bob:-14.60:train; erin:250:sale; dave:-61.2:shoes; heidi:19.19:tips"

type account struct {
	name    string
	entries int
	sum     float64
	notes   []string
}

// Report reads a ledger written as text, adds it up and writes a report, so many times. It answers how long
// all reports are together.
func Report(times uint64) (length uint64) {
	for round := uint64(0); round < times; round++ {
		accounts := map[string]*account{}
		for _, entry := range strings.Split(entries, ";") {
			parts := strings.Split(strings.TrimSpace(entry), ":")
			name := strings.ToUpper(parts[0])
			amount, err := strconv.ParseFloat(parts[1], 64)
			if err != nil {
				continue
			}
			if accounts[name] == nil {
				accounts[name] = &account{name: name}
			}
			a := accounts[name]
			a.entries++
			a.sum += amount
			a.notes = append(a.notes, parts[2])
		}
		rows := make([]*account, 0, len(accounts))
		for _, a := range accounts {
			rows = append(rows, a)
		}
		sort.Slice(rows, func(i, j int) bool { return rows[i].name < rows[j].name })
		var report strings.Builder
		fmt.Fprintf(&report, "report %#06x: %d accounts\n", round, len(rows))
		for _, a := range rows {
			fmt.Fprintf(&report, "%8s %3d %12.2f %q\n", a.name, a.entries, a.sum, a.notes)
		}
		length += uint64(report.Len())
	}
	return length
}
