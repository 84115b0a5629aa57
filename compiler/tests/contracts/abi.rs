//! The ABI says what the source says.

use allod_compiler::{CompileOptions, Compiled, GoCompiler, Stage, abi_section, attach_abi, compile};
use allod_core::{Abi, Type, Value};
use std::sync::{Arc, Mutex};

use crate::host::{COMPILERS, Host, Outcome, built_by};

const SOURCE: &str = r#"package bank

import (
	"fmt"
	vm "github.com/govm-net/vm/core"
)

type Balance uint64
type Owner = vm.Address
type Note []byte
type Account struct {
	Holder       vm.Address
	Amount, Fee  Balance
	Tags         []string
	Parent       *vm.ObjectID
	Inner        *Inner
}
type Inner struct { Level int8; Marks []Inner2 }
type Inner2 struct { On bool; By rune }

const opened = "Opened"
const who = "who"

func Three(a uint8, b, c string) (uint64, bool, string) { return uint64(a), a > 1, b + c }
func Named(ctx vm.Context, _ uint16) (total Balance, err error) { return 7, nil }
func Unnamed(int, uint, byte) {}
func Echo(a Account) Account {
	vm.Log(opened, who, a.Holder, "amount", a.Amount)
	vm.Log("Closed", "note", fmt.Sprint(a.Tags, "x"), "of", a)
	return a
}
func Deep(list [][]uint32, maybe **bool, o Owner, n Note) ([][]uint32, **bool, Owner, Note) { return list, maybe, o, n }
func Sum(values ...int64) (sum int64) { for _, v := range values { sum += v }; vm.Log("Closed", "late", sum); return }
func Fail(text string) error { if text == "" { return nil }; return fmt.Errorf("no %s", text) }
func Crash(i int) uint64 { return []uint64{1, 2, 3}[i] }
func Check(ok bool) { vm.Assert(ok, "must hold", 7) }
func Own() { vm.Revert(17, "mine") }
type Odd struct{}
func (Odd) Error() string { return "odd" }
"#;

fn functions(abi: &Abi) -> Vec<String> {
    abi.functions.iter().map(ToString::to_string).collect()
}

#[test]
fn parameters_results_and_events_are_found_with_their_names_and_types() {
    let abi = built_by(GoCompiler::Go, SOURCE).abi.unwrap();
    assert_eq!(Some(&abi), built_by(GoCompiler::BuiltIn, SOURCE).abi.as_ref());
    assert_eq!(abi.package_name, "bank");
    assert_eq!(abi.imports, ["fmt", "github.com/govm-net/vm/core"]);
    let inner = "Inner{Level:i8,Marks:[Inner2{On:bool,By:i32}]}";
    let account =
        format!("Account{{Holder:address,Amount:u64,Fee:u64,Tags:[string],Parent:object_id?,Inner:{inner}?}}");
    assert_eq!(
        functions(&abi),
        [
            "Three(a u8, b string, c string) (u64, bool, string)".to_owned(),
            "Named(u16) u64".into(),
            "Unnamed(i64, u64, u8)".into(),
            format!("Echo(a {account}) {account}"),
            "Deep(list [[u32]], maybe bool??, o address, n bytes) ([[u32]], bool??, address, bytes)".into(),
            "Sum(values [i64]) i64".into(),
            "Fail(text string)".into(),
            "Crash(i i64) u64".into(),
            "Check(ok bool)".into(),
            "Own()".into(),
        ]
    );
    assert_eq!(abi.functions[1].outputs[0].name, "total");
    let events: Vec<_> = abi.events.iter().map(|e| (e.name.as_str(), e.parameters.join(" "))).collect();
    assert_eq!(events, [("Opened", "who amount".to_owned()), ("Closed", "note of late".into())]);
}

#[test]
fn values_of_every_shape_go_in_and_come_out() {
    for mut host in Host::each(SOURCE) {
        let three = host.values("Three", [Value::U8(2), Value::from("a"), Value::from("ü")]);
        assert_eq!(three, [Value::U64(2), Value::Bool(true), Value::from("aü")]);
        let abi = host.compiled.abi.clone().unwrap();
        let account = &abi.function("Echo").unwrap().inputs[0].ty;
        let json = serde_json::json!({
            "Holder": "11".repeat(20), "Amount": 5, "Fee": "18446744073709551615", "Tags": ["a", ""], "Parent": null,
            "Inner": {"Level": -3, "Marks": [{"On": true, "By": -7}, {"On": false, "By": 8}]},
        });
        let value = Value::from_json(account, &json).unwrap();
        let echo = host.values("Echo", [value.clone()]);
        assert_eq!(echo[0], value);
        assert_eq!(echo.len(), 1);
        assert_eq!(host.world.events[1].1[3], value, "a struct is logged as the ABI has it");
        let list = Value::List(
            Type::list(Type::U32),
            vec![Value::List(Type::U32, vec![Value::U32(1)]), Value::List(Type::U32, vec![])],
        );
        let maybe = Value::Option(Type::option(Type::Bool), Some(Box::new(Value::Option(Type::Bool, None))));
        let arguments = [list, maybe, Value::Address(allod_core::Address([3; 20])), Value::Bytes(vec![0, 255])];
        assert_eq!(host.values("Deep", arguments.clone()), arguments);
        let many = Value::List(Type::I64, (0..300).map(Value::I64).collect());
        assert_eq!(host.values("Sum", [many]), [Value::I64(44_850)]);
        assert_eq!(host.values("Named", [Value::U16(0)]), [Value::U64(7)]);
    }
}

#[test]
fn errors_panics_assertions_and_own_codes_revert_with_their_text() {
    for mut host in Host::each(SOURCE) {
        assert_eq!(host.call("Fail", [Value::from("")]), Outcome::Returned(vec![]));
        assert_eq!(host.call("Fail", [Value::from("luck")]), Outcome::Reverted(1, "no luck".into()));
        assert_eq!(host.call("Check", [Value::Bool(true)]), Outcome::Returned(vec![]));
        assert_eq!(host.call("Check", [Value::Bool(false)]), Outcome::Reverted(2, "must hold 7".into()));
        let crash = "runtime error: index out of range [5] with length 3";
        assert_eq!(host.call("Crash", [Value::I64(5)]), Outcome::Reverted(3, crash.into()));
        assert_eq!(host.call("Own", []), Outcome::Reverted(17, "mine".into()));
    }
}

#[test]
fn input_that_is_not_what_the_function_takes_reverts() {
    for mut host in Host::each(SOURCE) {
        let cases: [(&str, &[u8], &str); 6] = [
            ("Fail", b"", "Fail: bytes end before the last value"),
            ("Fail", b"\x01\0\0\0\0\0\0\0ab", "Fail: bytes left over after the last value"),
            ("Fail", b"\xff\xff\xff\xff\xff\xff\xff\xffa", "Fail: a length beyond the end"),
            ("Fail", b"\x01\0\0\0\0\0\0\0\xff", "Fail: text that is not UTF-8"),
            ("Check", b"\x02", "Check: a flag that is neither 0 nor 1"),
            ("Sum", b"\xff\xff\xff\x7f\0\0\0\0a", "Sum: a length beyond the end"),
        ];
        for (function, input, reason) in cases {
            assert_eq!(host.call_raw(function, input.to_vec()), Outcome::Reverted(4, reason.into()));
        }
    }
}

#[test]
fn the_module_carries_its_abi_and_nothing_but_the_host() {
    for go in COMPILERS {
        let Compiled { wasm, abi, .. } = built_by(go, SOURCE);
        assert_eq!(abi_section(&wasm).unwrap(), abi);
        let other = Abi { package_name: "other".into(), ..abi.unwrap() };
        let again = attach_abi(&wasm, &other);
        assert_eq!(abi_section(&again).unwrap(), Some(other.clone()));
        assert_eq!(attach_abi(&again, &other), again, "a section is replaced, not added");
        for payload in wasmparser::Parser::new(0).parse_all(&wasm) {
            match payload.unwrap() {
                wasmparser::Payload::ImportSection(section) => {
                    section.into_imports().for_each(|import| assert_eq!(import.unwrap().module, "allod"));
                }
                wasmparser::Payload::StartSection { .. } => panic!("a start section"),
                wasmparser::Payload::ExportSection(section) => {
                    let names: Vec<_> = section.into_iter().map(|export| export.unwrap().name.to_owned()).collect();
                    assert!(!names.contains(&"_initialize".to_owned()), "{names:?}");
                }
                _ => {}
            }
        }
    }
}

#[test]
fn every_stage_is_told_in_order_as_it_begins() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let listener = Arc::clone(&told);
    let progress = Arc::new(move |stage: Stage| listener.lock().unwrap().push(stage));
    let tells = |go, source: &str| {
        told.lock().unwrap().clear();
        let options = CompileOptions { progress: Some(progress.clone()), go, ..CompileOptions::default() };
        let made = compile(source.as_bytes(), &options);
        let told = told.lock().unwrap();
        (made.is_ok(), told.iter().map(|stage| format!("{stage:?}").split(' ').next().unwrap().to_owned()).collect())
    };
    let of = |made: bool, names: &[&str]| (made, names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
    let offers = "package p\nfunc F() {}\n";
    let all = ["Parse", "Types", "Abi", "Wrap", "Compile", "Snapshot", "Optimise", "Check", "Attach"];
    assert_eq!(tells(GoCompiler::Go, offers), of(true, &all));
    let plain = ["Parse", "Types", "Abi", "Compile", "Lower", "Check", "Attach"];
    assert_eq!(tells(GoCompiler::BuiltIn, offers), of(true, &plain));
    let begins = "package p\nvar n = map[int]int{1: 1}\nfunc F() int { return n[1] }\n";
    let all = ["Parse", "Types", "Abi", "Compile", "Lower", "Snapshot", "Check", "Attach"];
    assert_eq!(tells(GoCompiler::BuiltIn, begins), of(true, &all));
    for go in COMPILERS {
        assert_eq!(tells(go, "package p\nfunc f() {}\n"), of(false, &["Parse", "Types", "Abi"]));
    }
}
