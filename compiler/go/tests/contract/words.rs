//! Words of a contract that failed: whole letters, and names as its author writes them.

use crate::host::{Host, Outcome};
use allod_core::{Address, HostStatus, Value};

#[test]
fn a_long_reason_is_not_cut_within_a_letter() {
    let mut host = Host::new(
        "package words\nimport \"allod.dev/core\"\nfunc Words(to core.Address) string {\n\t_, err := core.Call(to, \"F\")\n\treturn err.Error()\n}\n",
    );
    let to = Value::Address(Address([2; 20]));
    host.world.answer = Some((HostStatus::CallReverted, Vec::new()));
    let mut cut = 0;
    for letter in ["€", "é", "🦀", "x"] {
        for size in (400..480).step_by(13).chain(480..=540).chain([700, 1_000]) {
            // Letters end at every place there is.
            let letters = letter.repeat((size - 300) / letter.len());
            let text = format!("{}{letters}", "a".repeat(size - letters.len()));
            host.world.failure.clone_from(&text);
            let words = host.values("Words", [to.clone()]).remove(0);
            let Value::String(words) = words else { panic!("{words:?}") };
            assert!(text.starts_with(&words), "{size} {letter}: {words}");
            // A reason of 512 bytes is kept whole.
            assert!(words.len() >= size.min(508) && (size > 512 || words == text), "{size} {letter}: {}", words.len());
            cut += usize::from(words != text);
        }
    }
    assert!(cut > 100, "{cut}");
}

#[test]
fn a_panic_says_the_authors_name_of_a_type() {
    let mut host = Host::new(
        "package named\ntype S struct{ A int }\ntype Choice uint8\ntype Words string\nfunc Struct() { panic(S{1}) }\nfunc Pointer() { panic(&S{1}) }\nfunc Number() { panic(Choice(3)) }\nfunc Text() { panic(Words(\"so\")) }\nfunc Assertion(x uint8) S { var v any = Choice(x); return v.(S) }\nfunc Missing() S { var v any; return v.(S) }\n",
    );
    for (function, args, wanted) in [
        ("Struct", vec![], "(named.S)"),
        ("Pointer", vec![], "(*named.S)"),
        ("Number", vec![], "Choice(3)"),
        ("Text", vec![], "Words(\"so\")"),
        ("Assertion", vec![Value::U8(3)], "is named.Choice, not named.S"),
        ("Missing", vec![], "is nil, not named.S"),
    ] {
        let outcome = host.call(function, args);
        let Outcome::Reverted(3, said) = &outcome else { panic!("{function}: {outcome:?}") };
        assert!(said.contains(wanted) && !said.contains("main."), "{function}: {said}");
    }
}
