//! Structs that embed others keep every field, wherever they go.

use crate::host::{Host, Outcome};
use allod_core::{HostStatus, Value};

#[test]
fn a_struct_that_embeds_another_is_stored_logged_and_encoded_whole() {
    let mut host = Host::new(EMBEDDED);
    assert_eq!(host.call("Store", []), Outcome::Returned(vec![]));
    assert_eq!(host.call("Encode", []), Outcome::Returned(vec![]));
    assert_eq!(host.call("Log", []), Outcome::Returned(vec![]));
    let json: Vec<_> = host.world.events[0].1.iter().skip(1).step_by(2).map(Value::to_json).collect();
    let base = |n: u64| serde_json::json!({"Count": n, "Note": "base"});
    let full = |n: u64| serde_json::json!({"Base": base(n), "Owner": "ann", "Total": n + 1});
    let wanted = [
        full(1),
        serde_json::json!({"Base": base(2), "Total": 3}),
        serde_json::json!({"Base": null, "Total": 4}),
        serde_json::json!({"Base": base(5), "Mark": {"At": 6}, "Total": 7}),
        serde_json::json!([full(8), full(9)]),
    ];
    assert_eq!(json, wanted);
    // Passed to another contract, they are the same values.
    host.world.answer = Some((HostStatus::Ok, Vec::new()));
    assert_eq!(host.call("Pass", []), Outcome::Returned(vec![]));
    assert_eq!(host.world.called.iter().map(Value::to_json).collect::<Vec<_>>(), wanted);
}

/// Structs that embed one, one by pointer, and two, and a list of them.
const EMBEDDED: &str = r#"package embedded

import (
	"allod.dev/core"
)

type Base struct {
	Count uint64
	Note  string
}
type Mark struct{ At uint8 }
type Full struct {
	Base
	Owner string
	Total uint64
}
type Optional struct {
	*Base
	Total uint64
}
type Two struct {
	Base
	Mark
	Total uint64
}
type _ struct{}

func full(n uint64) Full { return Full{Base{n, "base"}, "ann", n + 1} }

func values() (Full, Optional, Optional, Two, []Full) {
	return full(1), Optional{&Base{2, "base"}, 3}, Optional{nil, 4}, Two{Base{5, "base"}, Mark{6}, 7}, []Full{full(8), full(9)}
}

func same(a, b Full) bool { return a == b && a.Count == b.Base.Count && a.Note == "base" }

func check(full Full, optional, none Optional, two Two, list []Full) {
	a, b, _, d, e := values()
	core.Assert(same(full, a), "Full")
	core.Assert(*optional.Base == *b.Base && optional.Total == 3 && optional.Count == 2, "Optional")
	core.Assert(none.Base == nil && none.Total == 4, "none")
	core.Assert(two == d && two.At == 6, "Two")
	core.Assert(len(list) == 2 && same(list[0], e[0]) && same(list[1], e[1]), "list")
}

func Store() {
	object := core.CreateObject()
	a, b, c, d, e := values()
	core.Assert(object.Set("a", a))
	core.Assert(object.Set("b", b))
	core.Assert(object.Set("c", c))
	core.Assert(object.Set("d", d))
	core.Assert(object.Set("e", e))
	var full Full
	var optional, none Optional
	var two Two
	var list []Full
	core.Assert(object.Get("a", &full))
	core.Assert(object.Get("b", &optional))
	core.Assert(object.Get("c", &none))
	core.Assert(object.Get("d", &two))
	core.Assert(object.Get("e", &list))
	check(full, optional, none, two, list)
}

func Encode() {
	a, b, c, d, e := values()
	var full Full
	var optional, none Optional
	var two Two
	var list []Full
	core.Assert(core.Decode(core.Encode(a, b, c, d, e), &full, &optional, &none, &two, &list))
	check(full, optional, none, two, list)
}

func Log() {
	a, b, c, d, e := values()
	core.Log("e", "a", a, "b", b, "c", c, "d", d, "e", e)
}

func Pass() {
	a, b, c, d, e := values()
	_, err := core.Call(core.Sender(), "F", a, b, c, d, e)
	core.Assert(err)
}
"#;
