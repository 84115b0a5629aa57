//! The ABI of a contract is what its source says.

use crate::read::contract;

const SOURCE: &str = r#"package bank

import (
	"errors"
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
type Renamed Inner2
type Same = Inner2

const opened = "Open" + "ed"
const who = "who"

func Three(a uint8, b, c string) (uint64, bool, string) { return uint64(a), a > 1, b + c }
func Named(ctx vm.Context, _ uint16) (total Balance, err error) { return 7, nil }
func Unnamed(int, uint, byte) {}
func Echo(a Account) Account {
	vm.Log(opened, who, a.Holder, "amount", a.Amount)
	vm.Log("Closed", "note", a.Tags, "of", a)
	return a
}
func Deep(list [][]uint32, maybe **bool, o Owner, n Note) ([][]uint32, **bool, Owner, Note) { return list, maybe, o, n }
func Sum(ctx vm.Context, values ...int64) (sum int64) { ctx.Log("Closed", "late", sum, "of", 1); return }
func Fail(text string) error { if text == "" { return nil }; return errors.New(text) }
func Hash(digest vm.Hash, r Renamed, s Same) {}
func New(a [4]uint16, key [32]byte, m map[string]*Inner2, of [2][]byte) {}
type Odd struct{}
func (Odd) Error() string { return "odd" }
type vault struct{}
func (vault) Drain() {}
type Shop struct{ shelf }
type shelf struct{}
func (*Shop) Buy() {}
func (s Shop) Sell() { s.own() }
func (shelf) own() {}
type Logger struct{ A int }
func (Logger) Log(name string) {}
func inner() { Logger{}.Log("no event") }
"#;

#[test]
fn parameters_results_and_events_are_found_with_their_names_and_types() {
    let contract = contract(SOURCE).right();
    let abi = &contract.abi;
    assert_eq!(abi.package_name, "bank");
    assert_eq!(abi.imports, ["errors", "github.com/govm-net/vm/core"]);
    let inner = "Inner{Level:i8,Marks:[Inner2{On:bool,By:i32}]}";
    let account =
        format!("Account{{Holder:address,Amount:u64,Fee:u64,Tags:[string],Parent:object_id?,Inner:{inner}?}}");
    let functions: Vec<String> = abi.functions.iter().map(ToString::to_string).collect();
    assert_eq!(
        functions,
        [
            "Three(a u8, b string, c string) (u64, bool, string)".to_owned(),
            "Named(u16) u64".into(),
            "Unnamed(i64, u64, u8)".into(),
            format!("Echo(a {account}) {account}"),
            "Deep(list [[u32]], maybe bool??, o address, n bytes) ([[u32]], bool??, address, bytes)".into(),
            "Sum(values [i64]) i64".into(),
            "Fail(text string)".into(),
            "Hash(digest hash, r Renamed{On:bool,By:i32}, s Inner2{On:bool,By:i32})".into(),
            "New(a [u16], key bytes, m [Entry{Key:string,Value:Inner2{On:bool,By:i32}?}], of [bytes])".into(),
            "Buy()".into(),
            "Sell()".into(),
        ]
    );
    assert_eq!(abi.functions[1].outputs[0].name, "total");
    let events: Vec<_> = abi.events.iter().map(|event| (event.name.as_str(), event.parameters.join(" "))).collect();
    assert_eq!(events, [("Opened", "who amount".to_owned()), ("Closed", "note of late".into())]);
}

#[test]
fn an_entry_says_how_its_function_is_called() {
    let contract = contract(SOURCE).right();
    let entry = |name: &str| contract.entries.iter().find(|entry| entry.name == name).unwrap();
    let named = entry("Named");
    assert!(named.context.is_some() && named.fails && named.receiver.is_none());
    assert_eq!((named.inputs.len(), named.outputs.len()), (1, 1));
    assert!(entry("Buy").receiver.is_some_and(|(_, pointer)| pointer));
    assert!(entry("Sell").receiver.is_some_and(|(_, pointer)| !pointer));
    assert!(!entry("Sum").fails && entry("Sum").context.is_some());
}
