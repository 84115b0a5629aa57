//! The SDK's functions reach the host and bring back what it says.

use crate::host::{CONTRACT, Host, Outcome, SENDER};
use allod_core::{Address, Hash, HostStatus, ObjectId, Type, Value};

const SOURCE: &str = r#"package all

import (
	"errors"

	"allod.dev/core"
)

type Level uint8
type Info struct { Name string; Level Level }

func Chain() (uint64, int64, core.Address, core.Address, uint64, uint64) {
	return core.BlockHeight(), core.BlockTime(), core.ContractAddress(), core.Sender(), core.Balance(core.Sender()), core.ChainID()
}
func Pay(ctx core.Context, to core.Address, amount uint64) (string, error) {
	err := ctx.Transfer(to, amount)
	if errors.Is(err, core.ErrInsufficientBalance) && core.Is(err, core.ErrInsufficientBalance) && !core.Is(err, core.ErrDenied) { return "too little", nil }
	return "paid", err
}
func Text(s string) (core.Address, string, error) {
	a, err := core.ParseAddress(s)
	return a, a.String(), err
}
func Digest() core.Hash { return core.GetHash([]byte("x")) }
func Ask(contract core.Address) (uint64, string, error) {
	out, err := core.Call(contract, "Answer", uint64(1), "two", Info{"three", 3}, []core.Address{contract})
	if core.Is(err, core.ErrCallReverted) { return 0, "reverted", nil }
	if err != nil { return 0, "", err }
	var n uint64
	var text string
	err = core.Decode(out, &n, &text)
	return n, text, err
}
func Fields() string {
	o := core.CreateObject()
	check := func(err error) { core.Assert(err) }
	check(o.Set("level", Level(9)))
	check(o.Set("list", []Info{{"a", 1}, {"b", 2}}))
	check(o.Set("one", &Info{"c", 3}))
	check(o.Set("none", (*Info)(nil)))
	var level Level
	var list []Info
	one, none := (*Info)(nil), &Info{}
	check(o.Get("level", &level))
	check(o.Get("list", &list))
	check(o.Get("one", &one))
	check(o.Get("none", &none))
	core.Assert(level == 9 && len(list) == 2 && list[1].Name == "b" && one.Level == 3 && none == nil, "fields differ")
	var wrong uint32
	if !core.Is(o.Get("level", &wrong), core.ErrTypeMismatch) { return "no mismatch" }
	if !core.Is(o.Get("missing", &wrong), core.ErrNotFound) { return "no missing" }
	if err := o.Set("map", map[string]func(){}); err == nil { return "a map of functions was stored" }
	if err := o.Get("level", level); err == nil { return "read into no pointer" }
	type local struct{ A uint64 }
	check(o.Set("local", local{5}))
	var back local
	check(o.Get("local", &back))
	core.Assert(back.A == 5)
	o.SetOwner(core.Sender())
	return o.Owner().String()
}
func LogOdd() { core.Log("odd", "key") }
func Bad() core.Address { return core.AddressFromString("0x12") }
func Wrapped(id core.ObjectID) error { _, err := core.GetObject(id); if err != nil { return errors.Join(core.Error("first"), err) }; return nil }
func Deferred() (text string) { func() { defer func() { text = "late" }() }(); return }
"#;

#[test]
fn the_chain_answers() {
    for mut host in Host::each(SOURCE) {
        let sender = Value::Address(Address(SENDER));
        let contract = Value::Address(Address(CONTRACT));
        let all = [Value::U64(7), Value::I64(1_700_000_000), contract, sender, Value::U64(1_000), Value::U64(3)];
        assert_eq!(host.values("Chain", []), all);
        assert_eq!(host.values("Digest", []), [Value::Hash(Hash([0x5a; 32]))]);
        assert_eq!(host.values("Deferred", []), [Value::from("late")]);
    }
}

#[test]
fn a_refusal_of_the_host_is_an_error_that_can_be_told_from_others() {
    for mut host in Host::each(SOURCE) {
        let to = Value::Address(Address([1; 20]));
        assert_eq!(host.values("Pay", [to.clone(), Value::U64(5_000)]), [Value::from("too little")]);
        assert_eq!(host.values("Pay", [to, Value::U64(5)]), [Value::from("paid")]);
        let wrapped = host.call("Wrapped", [Value::ObjectId(ObjectId([8; 32]))]);
        assert_eq!(wrapped, Outcome::Reverted(1, "first\nthere is no such object".into()));
    }
}

#[test]
fn text_that_is_no_address_is_never_the_zero_address() {
    for mut host in Host::each(SOURCE) {
        let text = "0x".to_owned() + &"Ab".repeat(20);
        let values = host.values("Text", [Value::String(text)]);
        assert_eq!(values, [Value::Address(Address([0xab; 20])), Value::String("ab".repeat(20))]);
        for wrong in ["", "0x", "zz", &"0g".repeat(20), &"ab".repeat(21)] {
            let outcome = host.call("Text", [Value::from(wrong)]);
            assert!(
                matches!(&outcome, Outcome::Reverted(1, text) if text.starts_with("address: ")),
                "{wrong}: {outcome:?}"
            );
        }
        assert!(
            matches!(host.call("Bad", []), Outcome::Reverted(3, text) if text.contains("wrong number of hex digits"))
        );
    }
}

#[test]
fn another_contract_is_called_with_typed_arguments_and_answers() {
    for mut host in Host::each(SOURCE) {
        let other = Value::Address(Address([2; 20]));
        let mut answer = Value::U64(42).encode();
        answer.extend(Value::String("y".repeat(500)).encode());
        host.world.answer = Some((HostStatus::Ok, answer));
        assert_eq!(host.values("Ask", [other.clone()]), [Value::U64(42), Value::String("y".repeat(500))]);
        let of = Type::structure("Info", vec![("Name".to_owned(), Type::String), ("Level".to_owned(), Type::U8)]);
        let info = Value::decode(&of, &[Value::from("three").encode(), vec![3]].concat()).unwrap();
        let list = Value::List(Type::Address, vec![other.clone()]);
        assert_eq!(host.world.called, [Value::U64(1), Value::from("two"), info, list]);
        assert_eq!(host.world.calls, ["input", "call", "fetch", "output"]);
        host.world.answer = Some((HostStatus::CallReverted, vec![]));
        assert_eq!(host.values("Ask", [other.clone()]), [Value::U64(0), Value::from("reverted")]);
        host.world.answer = Some((HostStatus::Ok, vec![1]));
        let cut = Outcome::Reverted(1, "core: Decode: bytes end before the last value".into());
        assert_eq!(host.call("Ask", [other]), cut);
    }
}

#[test]
fn fields_of_every_shape_are_stored_and_read_and_keep_their_type() {
    for mut host in Host::each(SOURCE) {
        assert_eq!(host.values("Fields", []), [Value::String("aa".repeat(20))]);
    }
}

#[test]
fn an_event_with_a_key_and_no_value_panics() {
    for mut host in Host::each(SOURCE) {
        assert!(matches!(host.call("LogOdd", []), Outcome::Reverted(3, text) if text.contains("come in pairs")));
    }
}
