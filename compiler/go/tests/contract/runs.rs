//! Contracts that run: compiled here, they do what they say.

use crate::host::{CONTRACT, Host, Outcome, SENDER};
use allod_core::{Address, HostStatus, Type, Value};
use std::fs;
use std::path::Path;

/// A counter against the interface whose `Get` gives a value and whose `CreateObject` gives an error too.
const GIVES: &str = r#"package counter

import "github.com/govm-net/vm/core"

type Counter struct{}

func (c *Counter) Initialize(ctx core.Context) (core.ObjectID, error) {
	made, err := ctx.CreateObject()
	if err != nil {
		return core.ObjectID{}, err
	}
	return made.ID(), made.Set("count", uint64(0))
}

func (c *Counter) Increment(ctx core.Context, id core.ObjectID) (uint64, error) {
	counter, err := ctx.GetObject(id)
	if err != nil {
		return 0, err
	}
	value, err := counter.Get("count")
	if err != nil {
		return 0, err
	}
	count := value.(uint64) + 1
	return count, counter.Set("count", count)
}

func Kinds(ctx core.Context) (string, error) {
	object, err := ctx.CreateObject()
	core.Assert(err)
	core.Assert(object.Set("list", []uint16{1, 2}))
	core.Assert(object.Set("hash", core.GetHash(nil)))
	core.Assert(object.Set("flag", true))
	list, err := object.Get("list")
	core.Assert(err)
	hash, err := object.Get("hash")
	core.Assert(err)
	flag, err := object.Get("flag")
	core.Assert(err)
	core.Assert(list.([]uint16)[1] == 2 && hash.(core.Hash) == core.GetHash(nil) && flag.(bool))
	_, err = object.Get("missing")
	core.Assert(core.Is(err, core.ErrNotFound))
	return core.GetOr(object, "none", "otherwise"), object.SetOwner(ctx.Sender())
}
"#;

#[test]
fn a_counter_whose_objects_give_values_counts() {
    let mut host = Host::new(GIVES);
    let id = host.values("Initialize", []).remove(0);
    assert_eq!(host.values("Increment", [id.clone()]), [Value::U64(1)]);
    assert_eq!(host.values("Increment", [id]), [Value::U64(2)]);
    assert_eq!(host.values("Kinds", []), [Value::from("otherwise")]);
}

const SHAPES: &str = r#"package shapes

import "allod.dev/core"

type Point struct{ X, Y int32 }
type Line [2]Point
type Board struct {
	Cells  [3][2]uint8
	Lines  map[string]Line
	Owners map[core.Address]uint64
	Key    [4]byte
}

func Echo(board Board, levels [3]int16, names map[uint8]string) (Board, [3]int16, map[uint8]string) {
	object := core.CreateObject()
	core.Assert(object.Set("board", board))
	core.Assert(object.Set("levels", levels))
	core.Assert(object.Set("names", names))
	var kept Board
	core.Assert(object.Get("board", &kept))
	core.Assert(object.Get("levels", &levels))
	core.Assert(object.Get("names", &names))
	core.Assert(kept.Lines["a"][1].Y == board.Lines["a"][1].Y && kept.Cells == board.Cells)
	core.Log("board", "board", kept)
	return kept, levels, names
}

func Names(names map[uint8]string) uint64 { return uint64(len(names)) }
func Levels(levels [3]int16) int16        { return levels[0] + levels[1] + levels[2] }
func Key(key [4]byte) byte                { return key[3] }
"#;

#[test]
fn arrays_and_maps_cross_the_border_and_are_stored() {
    let mut host = Host::new(SHAPES);
    let ty = host.abi.function("Echo").unwrap().inputs.iter().map(|input| input.ty.to_string()).collect::<Vec<_>>();
    let point = "Point{X:i32,Y:i32}";
    let lines = format!("[Entry{{Key:string,Value:[{point}]}}]");
    let board = format!("Board{{Cells:[bytes],Lines:{lines},Owners:[Entry{{Key:address,Value:u64}}],Key:bytes}}");
    assert_eq!(ty, [board, "[i16]".into(), "[Entry{Key:u8,Value:string}]".into()]);
    let json = serde_json::json!({
        "Cells": ["0102", "0304", "0506"],
        "Lines": [{"Key": "a", "Value": [{"X": 1, "Y": -2}, {"X": 3, "Y": 4}]}],
        "Owners": [{"Key": "11".repeat(20), "Value": 7}, {"Key": "22".repeat(20), "Value": 8}],
        "Key": "0a0b0c0d",
    });
    let inputs = &host.abi.function("Echo").unwrap().inputs;
    let board = Value::from_json(&inputs[0].ty, &json).unwrap();
    let levels = Value::from_json(&inputs[1].ty, &serde_json::json!([1, -2, 3])).unwrap();
    let names = Value::from_json(&inputs[2].ty, &serde_json::json!([{"Key": 9, "Value": "nine"}])).unwrap();
    let arguments = [board.clone(), levels, names];
    assert_eq!(host.values("Echo", arguments.clone()), arguments);
    assert_eq!(host.world.events[0].1[1], board);
}

#[test]
fn an_array_of_another_length_and_a_key_that_comes_twice_are_no_input() {
    let mut host = Host::new(SHAPES);
    let items = |count: i16| Value::List(Type::I16, (0..count).map(Value::I16).collect());
    assert_eq!(host.values("Levels", [items(3)]), [Value::I16(3)]);
    for count in [0, 2, 4] {
        let wrong = Outcome::Reverted(4, "Levels: a list of another length than the array".into());
        assert_eq!(host.call("Levels", [items(count)]), wrong);
    }
    let short = Outcome::Reverted(4, "Key: a list of another length than the array".into());
    assert_eq!(host.call("Key", [Value::Bytes(vec![1, 2, 3])]), short);
    let mut input = 2u64.to_le_bytes().to_vec();
    for _ in 0..2 {
        input.push(9);
        input.extend(Value::from("nine").encode());
    }
    assert_eq!(host.call_raw("Names", input), Outcome::Reverted(4, "Names: the same key twice in a map".into()));
    let endless = Outcome::Reverted(4, "Names: a length beyond the end".into());
    assert_eq!(host.call_raw("Names", vec![255; 9]), endless);
}

/// What is stored and logged by types that are known, and by those that only the run knows.
const DYNAMIC: &str = r#"package dynamic

import (
	"errors"

	"allod.dev/core"
)

type Level uint8
type Info struct {
	Name  string
	Level Level
}
type hidden struct{ a int }

func values() []any {
	return []any{uint64(1), "two", Level(3), Info{"four", 4}, &Info{"five", 5}, []Info{{"six", 6}}, []byte{7}, map[string]Level{"a": 8}, [2]bool{true, false}, core.Sender()}
}

func Known() {
	core.Log("e", "a", uint64(1), "b", "two", "c", Level(3), "d", Info{"four", 4}, "e", &Info{"five", 5}, "f", []Info{{"six", 6}}, "g", []byte{7}, "h", map[string]Level{"a": 8}, "i", [2]bool{true, false}, "j", core.Sender())
}

func Unknown() {
	list := values()
	var pairs []any
	for i, value := range list {
		pairs = append(pairs, string(rune('a'+i)), value)
	}
	core.Log("e", pairs...)
	object := core.CreateObject()
	for i, value := range list {
		core.Assert(object.Set(string(rune('a'+i)), value))
	}
	var info Info
	var target any = &info
	core.Assert(object.Get("d", target))
	core.Assert(info == Info{"four", 4}, "read %v", info.Name)
}

func Wrong(which int) error {
	object := core.CreateObject()
	switch which {
	case 0:
		return object.Set("x", hidden{1})
	case 1:
		return object.Set("x", nil)
	case 2:
		return object.Set("x", 1.5)
	case 3:
		return object.Get("x", Level(3))
	case 4:
		core.Log("e", "key", func() {})
	case 5:
		core.Log("e", Level(3), "value")
	case 6:
		core.Assert(errors.New("inner"), "outer %d of %s", Level(3), "all")
	case 7:
		_, err := core.Call(core.Sender(), "F", 1, hidden{2})
		return err
	case 8:
		return object.Set("x", any(hidden{1}))
	case 9:
		return object.Set("x", struct{ A int }{1})
	case 10:
		var value any = []struct{ A int }{{1}}
		return object.Set("x", value)
	}
	return nil
}
"#;

#[test]
fn values_of_dynamic_types_are_stored_and_logged_as_those_of_known_ones() {
    let mut host = Host::new(DYNAMIC);
    assert_eq!(host.call("Known", []), Outcome::Returned(vec![]));
    let known = host.world.events.clone();
    assert_eq!(known[0].1.len(), 20);
    assert_eq!(host.call("Unknown", []), Outcome::Returned(vec![]));
    assert_eq!(host.world.events, known);
}

#[test]
fn what_can_not_be_stored_is_told_in_the_same_words_whoever_knows_its_type() {
    let mut host = Host::new(DYNAMIC);
    let use_instead = ": use integers, bool, string, []byte, core.Address, core.ObjectID, core.Hash, slices, arrays, maps and pointers of these, or structs with exported fields";
    let no = |code, text: &str| Outcome::Reverted(code, text.replace('@', use_instead));
    let cases = [
        no(1, "core: field \"x\": struct hidden: field a must begin with a capital to be stored or passed"),
        no(1, "core: field \"x\": no contract can store or pass nil@"),
        no(1, "core: field \"x\": no contract can store or pass float64@"),
        no(1, "core: field \"x\": a value is read into a pointer, not 3"),
        no(3, "core: Log(\"e\"): key \"key\": no contract can store or pass func()@"),
        no(3, "core: Log(\"e\"): a key is a string, not 3"),
        no(2, "outer 3 of all: inner"),
        no(1, "core: Call of F: argument 2: struct hidden: field a must begin with a capital to be stored or passed"),
        no(1, "core: field \"x\": struct hidden: field a must begin with a capital to be stored or passed"),
        no(1, "core: field \"x\": no contract can store or pass struct { A int }: declare it: type Name struct { … }"),
        no(1, "core: field \"x\": no contract can store or pass struct { A int }: declare it: type Name struct { … }"),
    ];
    for (which, wanted) in cases.into_iter().enumerate() {
        assert_eq!(host.call("Wrong", [Value::I64(which as i64)]), wanted, "{which}");
    }
}

#[test]
fn a_type_that_implements_cores_object_is_asked_itself() {
    let mut host = Host::new(
        "package wrapped\nimport \"allod.dev/core\"\ntype logged struct{ core.Object }\nfunc (l logged) Set(field string, value any) error {\n\tcore.Log(\"set\", \"field\", field)\n\treturn l.Object.Set(field, value)\n}\nfunc Go() uint64 {\n\tvar object core.Object = logged{core.CreateObject()}\n\tcore.Assert(object.Set(\"a\", uint64(5)))\n\tvar back uint64\n\tcore.Assert(object.Get(\"a\", &back))\n\treturn back\n}\n",
    );
    assert_eq!(host.values("Go", []), [Value::U64(5)]);
    assert_eq!(host.world.events.len(), 1);
}

#[test]
fn a_long_answer_is_fetched_and_a_failed_call_is_an_error() {
    let mut host = Host::new(
        "package ask\nimport \"allod.dev/core\"\nfunc Ask(to core.Address) (string, error) {\n\tanswer, err := core.CallWithValue(7, to, \"F\", uint8(1))\n\tif err != nil { return \"\", err }\n\tvar text string\n\treturn text, core.Decode(answer, &text)\n}\n",
    );
    let to = Value::Address(Address([2; 20]));
    host.world.answer = Some((HostStatus::Ok, Value::from("y".repeat(2_000).as_str()).encode()));
    assert_eq!(host.values("Ask", [to.clone()]), [Value::from("y".repeat(2_000).as_str())]);
    assert_eq!(host.world.calls, ["input", "call_with", "fetch", "output"]);
    assert_eq!(host.world.terms[8..16], 7u64.to_le_bytes());
    host.world.answer = Some((HostStatus::CallReverted, Vec::new()));
    assert!(matches!(host.call("Ask", [to]), Outcome::Reverted(1, _)));
}

#[test]
fn a_contract_of_several_files_and_packages_is_one() {
    use allod_go::packages::Source;
    let mut host = Host::of(&[
        Source::new("go.mod", *b"module example.org/shop\n\ngo 1.26\n"),
        Source::new("shop.go", *b"package shop\nimport \"example.org/shop/money\"\nfunc Price(n uint64) money.Amount { return twice(money.Of(n)) }\n"),
        Source::new("twice.go", *b"package shop\nimport \"example.org/shop/money\"\nfunc twice(a money.Amount) money.Amount { a.Units *= 2; return a }\n"),
        Source::new("shop_test.go", *b"package shop\nimport \"testing\"\n"),
        Source::new("money/money.go", *b"package money\ntype Amount struct{ Units uint64 }\nfunc Of(n uint64) Amount { return Amount{n} }\n"),
    ]);
    let price = host.values("Price", [Value::U64(4)]);
    assert_eq!(price[0].to_json(), serde_json::json!({"Units": 8}));
}

#[test]
fn the_chain_tells_who_calls_and_what_is_called() {
    let mut host = Host::new(
        "package who\nimport \"allod.dev/core\"\nfunc Who(ctx core.Context) (core.Address, core.Address) { return ctx.Sender(), core.ContractAddress() }\n",
    );
    let wanted = [Value::Address(Address(SENDER)), Value::Address(Address(CONTRACT))];
    assert_eq!(host.values("Who", []), wanted);
}

/// Bytes of an example's module, at most, by the file's name; the last row is of all others.
const SIZES: [(&str, usize); 2] = [("counter", 4_096), ("", 15 << 10)];

#[test]
fn modules_of_the_examples_are_small() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut seen = 0;
    for folder in fs::read_dir(examples).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let Ok(text) = fs::read_to_string(folder.join(format!("{name}.go"))) else { continue };
        if is_host_package(&text) {
            continue;
        }
        let size = Host::new(&text).size;
        println!("{name}: {size} bytes");
        let limit = SIZES.iter().find(|row| row.0.is_empty() || row.0 == name).map_or(0, |row| row.1);
        assert!(size <= limit, "{name}: {size} bytes");
        seen += 1;
    }
    assert!(seen >= 8, "{seen} examples");
}

/// The file is a package of a host, for contracts to import.
pub(crate) fn is_host_package(text: &str) -> bool {
    text.contains("//go:wasmimport")
}
