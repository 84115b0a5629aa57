//! World of a test, and all that a test does to it.

use crate::suite::{remarks, run, run_one};
use allod_workshop::Verdict;

#[test]
fn accounts_money_time_objects_and_events_are_what_the_test_made_them() {
    let report = run(
        "func TestMoney(t *testing.T) {
\tworld := chain.New(t)
\talice := world.Account(\"alice\")
\tworld.Fund(t, alice, 100)
\tif world.Account(\"alice\") != alice || world.Account(\"bob\") == alice || world.Balance(alice) != 100 {
\t\tt.Error(world.Balance(alice))
\t}
}

func TestTime(t *testing.T) {
\tworld := chain.New(t)
\tcounter := world.Deploy(t, \".\")
\theight, time := world.Height(), world.Time()
\tcounter.Call(\"Add\", 1).OK(t)
\tworld.AdvanceBlocks(t, 8)
\tworld.AdvanceTime(t, 3600)
\tcounter.Call(\"Add\", 1).OK(t)
\tif world.Height() != height+10 || world.Time() != time+3601 {
\t\tt.Error(world.Height()-height, world.Time()-time)
\t}
\tworld.SetTime(t, time+10000)
\tcounter.Call(\"Add\", 1).OK(t)
\tif world.Time() != time+10000 {
\t\tt.Error(world.Time())
\t}
}

func TestObjects(t *testing.T) {
\tcounter := chain.Deploy(t)
\tif counter.Default(t).Has(\"count\") {
\t\tt.Error(\"a field before it was set\")
\t}
\tcounter.Call(\"Add\", 3).OK(t)
\tobject := counter.Default(t)
\tif object.Contract != counter.Address || object.Owner != counter.Address || object.Uint64(t, \"count\") != 3 {
\t\tt.Errorf(\"%v\", object)
\t}
}

func TestEvents(t *testing.T) {
\tcounter := chain.Deploy(t)
\tbob := counter.World.Account(\"bob\")
\tadded := counter.As(bob).Call(\"Add\", uint8(3)).OK(t)
\tadded.Emits(t, \"Add\", \"count\", 3, \"by\", bob)
\tevents := added.Events()
\tif len(events) != 1 || events[0].Name != \"Add\" || events[0].Address(t, \"by\") != bob || events[0].Uint64(t, \"count\") != 3 {
\t\tt.Errorf(\"%v\", events)
\t}
}

func TestSnapshots(t *testing.T) {
\tcounter := chain.Deploy(t)
\tworld := counter.World
\tcounter.Call(\"Add\", 1).OK(t)
\tone := world.Snapshot(t)
\tcounter.Call(\"Add\", 2).OK(t)
\tthree := world.Snapshot(t)
\tfor _, row := range []struct {
\t\tto   chain.Snapshot
\t\twant uint64
\t}{{one, 1}, {three, 3}, {one, 1}} {
\t\tworld.Revert(t, row.to)
\t\tif count := counter.Query(\"Count\").Uint64(t); count != row.want {
\t\t\tt.Errorf(\"%d, want %d\", count, row.want)
\t\t}
\t\tcounter.Call(\"Add\", 4).OK(t)
\t}
}

func TestWhatIsNotKept(t *testing.T) {
\tcounter := chain.Deploy(t)
\tsimulated := counter.As(counter.World.Account(\"bob\")).Simulate(\"Add\", 5)
\tif simulated.Uint64(t) != 5 || counter.Query(\"Count\").Uint64(t) != 0 {
\t\tt.Error(\"a simulation was kept\")
\t}
\tcounter.Query(\"Add\", 5).Fails(t, \"\")
}
",
    );
    for test in &report.tests {
        assert_eq!((test.verdict, remarks(test)), (Verdict::Passed, vec![]), "{}", test.name);
    }
    assert_eq!(report.tests.len(), 6);
}

#[test]
fn every_check_that_fails_says_what_was_there() {
    for (line, wanted) in [
        ("counter.Call(\"Add\", 11).OK(t)", "reverted (assert): above ten\n  at Add, counter.go:8"),
        ("counter.Call(\"Add\", 1).Reverts(t, \"x\")", "expected: counter.Add: succeeded"),
        ("counter.Call(\"Add\", 11).Reverts(t, \"x\")", "its words were: above ten"),
        ("counter.Call(\"Add\", \"x\").OK(t)", "wanted u64"),
        ("counter.Call(\"Add\").OK(t)", "takes 1 argument"),
        ("counter.Call(\"Sub\").OK(t)", "Sub"),
        ("counter.Call(\"Add\", t).OK(t)", "field name must begin with a capital"),
        ("_ = counter.Query(\"Count\").String(t)", "u64 0, the test reads string"),
        ("counter.Call(\"Add\", 1).Emits(t, \"Sub\")", "no event Sub()"),
        ("counter.Call(\"Add\", 1).Emits(t, \"Add\", \"count\", 2)", "count=u64 1"),
        ("counter.World.SetTime(t, 5)", "time 5 is before"),
        ("counter.World.Deploy(t, \"../x\")", "../x: there is no ../x"),
        ("counter.Default(t).Uint64(t, \"none\")", "has no field \"none\""),
    ] {
        let report = run_one(&format!("func TestIt(t *testing.T) {{\n\tcounter := chain.Deploy(t)\n\t{line}\n}}\n"));
        let said = remarks(&report).concat();
        assert_eq!(report.verdict, Verdict::Failed, "{line}");
        assert!(said.starts_with("counter_test.go:13: ") && said.contains(wanted), "{line}: {said}");
    }
}

#[test]
fn two_contracts_of_a_world_are_told_apart() {
    let report = run_one(
        "func TestIt(t *testing.T) {
\tworld := chain.New(t)
\tone, other := world.Deploy(t, \".\"), world.Deploy(t, \".\")
\tone.Call(\"Add\", 1).OK(t)
\tother.Call(\"Add\", 12)
\tif one.Address == other.Address || other.Query(\"Count\").Uint64(t) != 0 {
\t\tt.Error(\"they are one\")
\t}
}
",
    );
    assert!(remarks(&report)[0].contains("counter2.Add: reverted"), "{report:?}");
}
