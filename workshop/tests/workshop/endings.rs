//! A test ends as it would with the `go` command, and says where.

use crate::suite::{file, remarks, run, run_one, run_those};
use allod_workshop::{Contracts, Suite, Verdict};

/// The line of the file that is the first of a body.
const FIRST: usize = 11;

fn at(line: usize, text: &str) -> String {
    format!("counter_test.go:{}: {text}", FIRST + line)
}

#[test]
fn a_message_has_the_line_of_who_calls_the_helper() {
    let report = run_one(
        "func TestIt(t *testing.T) {
\tt.Log(\"one\", 2)
\tcheck(t)
\tt.Errorf(\"%d of %q\", 3, \"x\")
}

func check(t *testing.T) {
\tt.Helper()
\tt.Error(\"checked\")
}
",
    );
    assert_eq!(report.verdict, Verdict::Failed);
    assert_eq!(remarks(&report), [at(1, "one 2"), at(2, "checked"), at(3, "3 of \"x\"")]);
}

#[test]
fn what_follows_a_fatal_does_not_run_and_cleanups_do() {
    let report = run_one(
        "func TestIt(t *testing.T) {
\tt.Cleanup(func() { t.Log(\"last\") })
\tt.Cleanup(func() { t.Log(\"first\", t.Failed()) })
\tdefer t.Log(\"deferred functions do not run\")
\tt.Fatal(\"over\")
\tt.Log(\"never\")
}
",
    );
    assert_eq!(remarks(&report), [at(4, "over"), at(2, "first true"), at(1, "last")]);
    assert_eq!(report.verdict, Verdict::Failed);
}

#[test]
fn a_part_that_ends_early_leaves_the_test_going_on_in_the_same_world() {
    let report = run_one(
        "func TestIt(t *testing.T) {
\tcounter := chain.Deploy(t)
\tfor _, how := range []string{\"pass\", \"fail\", \"skip\", \"fail\", \"deep\"} {
\t\tok := t.Run(how, func(t *testing.T) {
\t\t\tcounter.Call(\"Add\", 1).OK(t)
\t\t\tswitch how {
\t\t\tcase \"fail\":
\t\t\t\tt.FailNow()
\t\t\tcase \"skip\":
\t\t\t\tt.SkipNow()
\t\t\tcase \"deep\":
\t\t\t\tt.Run(\"inside\", func(t *testing.T) { t.Fatal(\"down here\") })
\t\t\t\tt.Log(\"and up again\")
\t\t\t}
\t\t})
\t\tt.Log(how, ok, counter.Query(\"Count\").Uint64(t))
\t}
}
",
    );
    let said = ["pass true 1", "fail false 2", "skip true 3", "fail false 4", "deep false 5"];
    assert_eq!(remarks(&report), said.map(|text| at(15, text)));
    let parts: Vec<_> = report.parts.iter().map(|part| (part.name.as_str(), part.verdict)).collect();
    use Verdict::{Failed, Passed, Skipped};
    let wanted = [
        ("TestIt/pass", Passed),
        ("TestIt/fail", Failed),
        ("TestIt/skip", Skipped),
        ("TestIt/fail#01", Failed),
        ("TestIt/deep", Failed),
    ];
    assert_eq!(parts, wanted);
    assert_eq!(remarks(&report.parts[4].parts[0]), [at(11, "down here")]);
    assert_eq!(remarks(&report.parts[4]), [at(12, "and up again")]);
    // A deploy and five calls, each counted once however often the test began anew.
    assert_eq!(report.calls.len(), 6);
}

#[test]
fn a_panic_has_its_stack() {
    let report = run_one(
        "func TestIt(t *testing.T) {
\tat(nil, 3)
}

func at(list []int, n int) int {
\treturn list[n]
}
",
    );
    let [text] = &remarks(&report)[..] else { panic!("{report:?}") };
    let wanted = at(
        5,
        "panic: runtime error: index out of range [3] with length 0\n  at at, counter_test.go:16\n  at TestIt, counter_test.go:12",
    );
    assert_eq!(*text, wanted);
}

#[test]
fn a_test_that_never_ends_or_takes_all_memory_is_ended() {
    let report = run("func TestTime(t *testing.T) {
\tfor {
\t}
}

func TestCalls(t *testing.T) {
\tcounter := chain.Deploy(t)
\tfor {
\t\tcounter.Query(\"Count\")
\t}
}

func TestMemory(t *testing.T) {
\tvar all [][]byte
\tfor {
\t\tall = append(all, make([]byte, 1<<24))
\t}
}
");
    let said: Vec<String> = report.tests.iter().map(|test| remarks(test).concat()).collect();
    assert!(said[0].contains("used all of its 50000000 gas"), "{said:?}");
    assert!(said[1].contains("used all of its 50000000 gas") || said[1].contains("more than"), "{said:?}");
    assert!(said[2].contains("out of memory") || said[2].contains("gas"), "{said:?}");
    assert_eq!(report.count(Verdict::Failed), 3);
}

#[test]
fn only_parts_that_were_asked_for_run() {
    let body = "func TestOne(t *testing.T) {
\tfor _, name := range []string{\"a\", \"b\"} {
\t\tt.Run(name, func(t *testing.T) { t.Error(name) })
\t}
}

func TestTwo(t *testing.T) {}
";
    let report = run_those("One/b", body);
    assert_eq!((report.tests.len(), report.left_out), (1, 1));
    let parts: Vec<_> = report.tests[0].parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(parts, ["TestOne/b"]);
}

#[test]
fn a_call_that_failed_and_that_nobody_looked_at_fails_the_test() {
    let report = run_one(
        "func TestIt(t *testing.T) {
\tcounter := chain.Deploy(t)
\tcounter.Call(\"Add\", 11)
\tif !counter.Call(\"Add\", 12).Failed() {
\t\tt.Error(\"twelve was added\")
\t}
}
",
    );
    let [text] = &remarks(&report)[..] else { panic!("{report:?}") };
    assert!(text.starts_with(&at(2, "counter.Add: reverted (assert): above ten\n")), "{text}");
    assert!(text.contains("nobody looked"), "{text}");
}

#[test]
fn a_mistake_in_a_test_has_its_place() {
    let files =
        [file("a.go", "package a\n\nfunc F() {}\n"), file("a_test.go", "package a\n\nfunc TestF(t *testing.T) {}\n")];
    let refused = Suite::compile("a", &files, Contracts::new(|_| Err(String::new()))).expect_err("no import");
    assert!(refused.to_string().contains("a_test.go:3:15: undefined: testing"), "{refused}");
    let text = "package a\n\nimport \"testing\"\n\nfunc F(t testing.TB) {}\n";
    let refused = Suite::compile("a", &[file("a.go", text), files[1].clone()], Contracts::new(|_| Err(String::new())));
    assert!(refused.expect_err("in a contract").to_string().contains("_test.go: allod test runs it"));
}
