//! A struct that embeds others is stored, logged, passed and encoded with all of its fields, or refused in words.

use crate::host::{COMPILERS, Host, Outcome};
use allod_compiler::GoCompiler;
use allod_core::{HostStatus, Type, Value};

/// Types that embed others, in as many ways as Go has, and what every test of them needs.
const TYPES: &str = r#"package embeds

import "allod.dev/core"

type Base struct{ A, B uint64 }
type Tag struct{ Text string }
type Alias = Base
type Full struct {
	Base
	Owner core.Address
	Total uint64
}
type Optional struct {
	*Base
	Total uint64
}
type Deep struct {
	Full
	*Tag
	Last uint64
}
type Two struct {
	Base
	Tag
}
type Around struct{ Base }
type Renamed Full
type ByAlias struct {
	Alias
	Total uint64
}
type OfSDK struct {
	core.Address
	*core.Hash
	Total uint64
}
type Box[T any] struct {
	Base
	Value T
}

// Methods with the names that generated code might have.
type Talks struct {
	Base
	Total uint64
}

func (Talks) AllodKind() string   { return "" }
func (*Talks) AllodRead(r any)    { panic("read") }
func (Talks) AllodWrite(w any)    { panic("written") }
func (Base) AllodIs(v any) bool   { return true }

func ten() (a core.Address) { for i := range a { a[i] = 10 }; return a }
"#;

/// What is tried, Go that makes a `want` of a type of [`TYPES`] or of its own, and that value in JSON, `@` for `ten()`.
const VALUES: &[(&str, &str, &str)] = &[
    ("embedded", "want := Full{Base{1, 2}, ten(), 77}", r#"{"Base":{"A":1,"B":2},"Owner":"@","Total":77}"#),
    ("pointer", "want := Optional{&Base{3, 4}, 5}", r#"{"Base":{"A":3,"B":4},"Total":5}"#),
    ("no pointer", "want := Optional{nil, 5}", r#"{"Base":null,"Total":5}"#),
    (
        "two levels",
        "want := Deep{Full{Base{1, 2}, ten(), 77}, &Tag{\"x\"}, 9}",
        r#"{"Full":{"Base":{"A":1,"B":2},"Owner":"@","Total":77},"Last":9,"Tag":{"Text":"x"}}"#,
    ),
    ("two structs", "want := Two{Base{1, 2}, Tag{\"y\"}}", r#"{"Base":{"A":1,"B":2},"Tag":{"Text":"y"}}"#),
    ("nothing else", "want := Around{Base{1, 2}}", r#"{"Base":{"A":1,"B":2}}"#),
    ("renamed", "want := Renamed{Base{1, 2}, ten(), 77}", r#"{"Base":{"A":1,"B":2},"Owner":"@","Total":77}"#),
    ("alias", "want := ByAlias{Alias{1, 2}, 77}", r#"{"Alias":{"A":1,"B":2},"Total":77}"#),
    ("of the SDK", "want := OfSDK{ten(), nil, 77}", r#"{"Address":"@","Hash":null,"Total":77}"#),
    ("generic", "want := Box[string]{Base{1, 2}, \"z\"}", r#"{"Base":{"A":1,"B":2},"Value":"z"}"#),
    (
        "embeds a generic",
        "type Local struct { Box[uint64]; Total uint64 }; want := Local{Box[uint64]{Base{1, 2}, 3}, 4}",
        r#"{"Box":{"Base":{"A":1,"B":2},"Value":3},"Total":4}"#,
    ),
    ("methods of generated names", "want := Talks{Base{1, 2}, 77}", r#"{"Base":{"A":1,"B":2},"Total":77}"#),
    (
        "declared in a function",
        "type Local struct { Base; Total uint64 }; want := Local{Base{1, 2}, 77}",
        r#"{"Base":{"A":1,"B":2},"Total":77}"#,
    ),
    (
        "declared in a function, no pointer",
        "type Local struct { *Base; Total uint64 }; want := Local{nil, 77}",
        r#"{"Base":null,"Total":77}"#,
    ),
    ("shadowed", "type Base struct { A, B, C uint64 }; want := Base{1, 2, 3}", r#"{"A":1,"B":2,"C":3}"#),
    (
        "shadowed and embedded",
        "type Base struct { C uint64 }; type Full struct { Base; Total uint64 }; want := Full{Base{1}, 2}",
        r#"{"Base":{"C":1},"Total":2}"#,
    ),
    ("list", "want := []Full{{Base{1, 2}, ten(), 77}}", r#"[{"Base":{"A":1,"B":2},"Owner":"@","Total":77}]"#),
    (
        "list of pointers",
        "want := []*Optional{{&Base{3, 4}, 5}, nil, {nil, 6}}",
        r#"[{"Base":{"A":3,"B":4},"Total":5},null,{"Base":null,"Total":6}]"#,
    ),
    (
        "field that embeds",
        "type Local struct { Inner Around; Last uint64 }; want := Local{Around{Base{1, 2}}, 9}",
        r#"{"Inner":{"Base":{"A":1,"B":2}},"Last":9}"#,
    ),
];

/// A contract with a function for each of [`VALUES`], that logs `want`, and `got` after `read`.
fn contract(read: &str) -> Host {
    let functions = VALUES.iter().enumerate().map(|(i, (_, value, _))| {
        format!("\nfunc F{i}() {{\n\t{value}\n\tgot := zero(want)\n{read}\tcore.Log(\"e\", \"want\", want, \"got\", got)\n}}\n")
    });
    Host::new(
        &(TYPES.to_owned() + "\nfunc zero[T any](T) (empty T) { return empty }\n" + &functions.collect::<String>()),
    )
}

/// Both values are what [`VALUES`] say.
fn whole(host: &mut Host) {
    for (i, (what, _, json)) in VALUES.iter().enumerate() {
        assert_eq!(host.call(&format!("F{i}"), []), Outcome::Returned(vec![]), "{what}");
        let logged = &host.world.events[0].1;
        let want: serde_json::Value = serde_json::from_str(&json.replace('@', &"0a".repeat(20))).unwrap();
        assert_eq!([logged[1].to_json(), logged[3].to_json()], [want.clone(), want], "{what}");
        assert_eq!(logged[1], logged[3], "{what}");
    }
}

#[test]
fn what_embeds_another_is_stored_and_read_back_whole() {
    whole(&mut contract(
        "\tx := core.CreateObject()\n\tcore.Assert(x.Set(\"v\", want))\n\tcore.Assert(x.Get(\"v\", &got))\n",
    ));
}

#[test]
fn what_embeds_another_is_encoded_and_decoded_whole() {
    whole(&mut contract("\tcore.Assert(core.Decode(core.Encode(want), &got))\n"));
}

#[test]
fn what_embeds_another_is_passed_to_a_contract_whole() {
    let mut host = contract("\t_, err := core.Call(ten(), \"G\", want)\n\tcore.Assert(err)\n");
    for (i, (what, _, json)) in VALUES.iter().enumerate() {
        host.world.answer = Some((HostStatus::Ok, Vec::new()));
        assert_eq!(host.call(&format!("F{i}"), []), Outcome::Returned(vec![]), "{what}");
        let want: serde_json::Value = serde_json::from_str(&json.replace('@', &"0a".repeat(20))).unwrap();
        assert_eq!(host.world.called[0].to_json(), want, "{what}");
    }
}

#[test]
fn what_can_not_be_stored_whole_is_refused_in_words_and_never_in_part() {
    let types = [
        ("struct { Base; total uint64 }", "field total must begin with a capital"),
        ("struct { Base; M map[string]uint64 }", "no contract can store or pass map[string]uint64"),
        ("struct { Base; F float64 }", "no contract can store or pass float64"),
        ("struct { Base; I any }", "no contract can store or pass interface {}"),
        ("struct { *Base; core.Object }", "no contract can store or pass core.Object"),
        ("struct { Base; L []base }", "field a must begin with a capital"),
        ("struct { base; Total uint64 }", "field base must begin with a capital"),
        ("struct { Base; Choices [3]uint64 }", "no contract can store or pass [3]uint64"),
        ("struct { Base; Choices []func(Base) }", "no contract can store or pass func(Base)"),
    ];
    let mut source = TYPES.to_owned() + "\ntype base struct{ a uint64 }\n";
    for (i, (ty, _)) in types.iter().enumerate() {
        source += &format!("\ntype T{i} {ty}\n");
        for (name, ty) in [("Named", format!("T{i}")), ("Anonymous", (*ty).to_owned())] {
            source += &format!(
                "\nfunc Set{name}{i}() {{ core.Assert(core.CreateObject().Set(\"v\", *new({ty}))) }}
func Get{name}{i}() {{ core.Assert(core.CreateObject().Get(\"v\", new({ty}))) }}
func Log{name}{i}() {{ core.Log(\"e\", \"v\", *new({ty})) }}
func Call{name}{i}() {{ _, err := core.Call(ten(), \"G\", *new({ty})); core.Assert(err) }}\n"
            );
        }
    }
    for (go, mut host) in COMPILERS.into_iter().zip(Host::each(&source)) {
        // Only stock Go's package core knows neither arrays nor maps.
        let stored = |ty: &str| go == GoCompiler::BuiltIn && (ty.contains("map[") || ty.contains("[3]"));
        for (i, (ty, why)) in types.iter().enumerate().filter(|(_, (ty, _))| !stored(ty)) {
            for what in ["Set", "Get", "Log", "Call"] {
                for name in ["Named", "Anonymous"] {
                    let outcome = host.call(&format!("{what}{name}{i}"), []);
                    let Outcome::Reverted(2 | 3, said) = &outcome else { panic!("{what} {ty}: {outcome:?}") };
                    let anonymous = name == "Anonymous" && said.contains("no contract can store or pass struct {");
                    assert!(said.contains(why) || anonymous, "{what} {ty}: {said}");
                    assert!(!said.contains("main."), "{said}");
                }
            }
        }
    }
}

#[test]
fn bytes_of_a_struct_with_a_hidden_field_are_refused() {
    for mut host in Host::each(
        "package hidden\nimport \"allod.dev/core\"\ntype T struct { A uint64; b uint64 }\n
func Write() int { return len(core.Encode(T{1, 2})) }
func Read() error { var t T; return core.Decode(make([]byte, 16), &t) }\n",
    ) {
        for function in ["Write", "Read"] {
            let outcome = host.call(function, []);
            let Outcome::Reverted(1 | 3, said) = &outcome else { panic!("{function}: {outcome:?}") };
            assert!(said.contains("struct T: field b must begin with a capital"), "{said}");
        }
    }
}

#[test]
fn lists_of_a_named_byte_cross_and_are_stored_as_bytes() {
    for mut host in Host::each(
        r#"package board
import "allod.dev/core"
type Mark uint8
type Row []Mark
type Game struct { Marks []Mark; Turn Mark; Rows []Row }
func Start(size uint32) Game { return Game{Marks: make([]Mark, size), Turn: 2, Rows: []Row{{1, 2}, nil}} }
func Play(marks []Mark, row Row, at uint32) ([]Mark, Row) { marks[at] = 7; return marks, row }
func Keep(game Game) Game {
	o := core.CreateObject()
	core.Assert(o.Set("game", game))
	core.Assert(o.Set("row", game.Rows[0]))
	var kept Game
	var row Row
	core.Assert(o.Get("game", &kept))
	core.Assert(o.Get("row", &row))
	core.Assert(len(row) == 2 && row[1] == 2)
	return kept
}
"#,
    ) {
        let abi = host.compiled.abi.clone().unwrap();
        assert_eq!(abi.function("Play").unwrap().inputs[0].ty, Type::Bytes);
        let game = host.values("Start", [Value::U32(3)]).remove(0);
        assert_eq!(host.values("Keep", [game.clone()]), [game]);
        let played = host.values("Play", [Value::Bytes(vec![1, 2, 3]), Value::Bytes(vec![]), Value::U32(1)]);
        assert_eq!(played, [Value::Bytes(vec![1, 7, 3]), Value::Bytes(vec![])]);
    }
}
