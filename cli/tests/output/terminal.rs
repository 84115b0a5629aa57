//! Whatever bytes a contract puts into its output, a terminal shows lines of printable text, as many as there should be,
//! and a script tells everything apart.

use crate::shell::{ALICE, Ended, Shell};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use std::fmt::Write;

/// Columns of the terminal: no line of these tests is longer.
const COLUMNS: u16 = 20_000;
const ROWS: u16 = 40;

/// What a contract says, everywhere it can say something.
#[derive(Clone, Debug)]
struct Words {
    revert: Vec<u8>,
    entries: Vec<Vec<u8>>,
    output: Vec<u8>,
    event: String,
    attributes: Vec<(String, String)>,
    field: String,
    function: String,
    parameter: String,
    package: String,
    /// Name of a function that is called where there is no contract.
    callee: String,
}

/// Pieces that draw, move, hide, turn round or end a line, and text between them.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let drawing: &[&[u8]] = &[
        b"\x1b[2K\r",
        b"\x1b]0;owned\x07",
        b"\n  gas    1",
        b"\r\n",
        b"\x9b31m",
        "\u{9b}2J".as_bytes(),
        b"\x08\x08",
        b"\x7f",
        b"\0",
        "\u{202e}".as_bytes(),
        "\u{2066}".as_bytes(),
        "\u{200b}".as_bytes(),
        "\u{feff}".as_bytes(),
        b"\t",
        "\u{2028}".as_bytes(),
        "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}".as_bytes(),
        "\u{e0041}".as_bytes(),
        "Refuse → done".as_bytes(),
        b"=",
        b"  to=bob",
        b"\"",
        b"\\",
        "日本語 🦀 ü".as_bytes(),
        b"\x1bP",
        b"\x1b[?1049h",
        b"\xff\xfe",
        b"\xc3",
        b"\x1bc",
        b"\x0e",
        b"\x0c",
        b"\x85",
        "\u{85}".as_bytes(),
    ];
    let drawing: Vec<Vec<u8>> = drawing.iter().map(|piece| piece.to_vec()).collect();
    prop_oneof![
        prop::sample::select(drawing),
        vec(any::<u8>(), 0..12),
        "[a-zA-Z0-9 ]{0,8}".prop_map(String::into_bytes)
    ]
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(piece(), 0..8).prop_map(|pieces| pieces.concat())
}

/// Text of 200 bytes at most, which names may have.
fn text() -> impl Strategy<Value = String> {
    bytes().prop_map(|bytes| {
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        text.truncate(text.floor_char_boundary(60));
        text
    })
}

fn words() -> impl Strategy<Value = Words> {
    let names = (text(), text(), text(), text(), text(), text());
    (bytes(), vec(bytes(), 1..3), bytes(), vec((text(), text()), 0..4), names).prop_map(
        |(revert, entries, output, attributes, (event, field, function, parameter, package, callee))| Words {
            revert,
            entries,
            output,
            event,
            attributes,
            field,
            // One that is none of the others'.
            function: format!("x{function}"),
            parameter,
            package,
            callee,
        },
    )
}

/// Bytes as a string of WebAssembly text.
fn quoted(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "\\{byte:02x}");
        text
    })
}

/// A list of strings, each with its type before it, as the host takes attributes.
fn tagged(attributes: &[(String, String)]) -> Vec<u8> {
    let mut bytes = vec![2 * attributes.len() as u8];
    for text in attributes.iter().flat_map(|(key, value)| [key, value]) {
        bytes.push(STRING);
        bytes.extend((text.len() as u64).to_le_bytes());
        bytes.extend(text.as_bytes());
    }
    bytes
}

/// The type of a string, as a descriptor.
const STRING: u8 = 12;

/// A contract that says them.
fn contract(words: &Words) -> String {
    let mut data = String::new();
    let mut end = 1024;
    let mut place = |bytes: &[u8]| {
        let at = end;
        let _ = writeln!(data, "  (data (i32.const {at}) \"{}\")", quoted(bytes));
        end += bytes.len() + 8;
        format!("(i32.const {at}) (i32.const {})", bytes.len())
    };
    let (revert, output) = (place(&words.revert), place(&words.output));
    let entries: String = words.entries.iter().map(|entry| format!("(call $debug {})", place(&line(entry)))).collect();
    let (event, attributes) = (place(words.event.as_bytes()), place(&tagged(&words.attributes)));
    let callee = place(words.callee.as_bytes());
    let (field, ty, value) = (place(words.field.as_bytes()), place(&[STRING]), place(&[0; 8]));
    let function = quoted(words.function.as_bytes());
    let text = json!([{"name": "", "type": "string"}]);
    let input = json!([{"name": words.parameter, "type": "u64"}]);
    let functions = json!([
        {"name": "Refuse"}, {"name": "Tell"}, {"name": "Note"}, {"name": "Answer", "outputs": text}, {"name": "Keep"},
        {"name": "Ask"},
        {"name": words.function, "inputs": input},
    ]);
    let events = json!([{"name": words.event, "parameters": [words.parameter]}]);
    let abi = json!({"package_name": words.package, "functions": functions, "events": events}).to_string();
    format!(
        r#"(module
  (import "allod" "revert" (func $revert (param i32 i32 i32)))
  (import "allod" "debug" (func $debug (param i32 i32)))
  (import "allod" "output" (func $output (param i32 i32)))
  (import "allod" "call" (func $call (param i32 i32 i32 i32 i32 i64 i32 i32) (result i64)))
  (import "allod" "log" (func $log (param i32 i32 i32 i32) (result i32)))
  (import "allod" "get_object" (func $get_object (param i32) (result i64)))
  (import "allod" "object_set" (func $object_set (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
{data}
  (func (export "Refuse") (call $revert (i32.const 1) {revert}))
  (func (export "Tell") (if (call $log {event} {attributes}) (then unreachable)))
  (func (export "Note") {entries})
  (func (export "Answer") (call $output {output}))
  (func (export "Keep") (if (call $object_set (i32.wrap_i64 (call $get_object (i32.const 0))) {field} {ty} {value})
    (then unreachable)))
  (func (export "Ask") (drop (call $call (i32.const 0) {callee} (i32.const 32) (i32.const 0) (i64.const 0) (i32.const 64)
    (i32.const 0))))
  (func (export "{function}"))
  (@custom "allod.abi" "{abi}"))
"#,
        abi = quoted(abi.as_bytes())
    )
}

/// Draws a stream on a terminal and gives its lines, which must stand there as they were written and nothing else.
fn drawn(stream: &str) -> Vec<String> {
    let mut terminal = vt100::Parser::new(ROWS, COLUMNS, 0);
    terminal.process(stream.replace('\n', "\r\n").as_bytes());
    let screen = terminal.screen();
    let rows: Vec<_> = screen.rows(0, COLUMNS).collect();
    let lines: Vec<String> = stream.lines().map(str::to_owned).collect();
    // This terminal leaves out what stands for letters that are none.
    let seen = |line: &String| line.trim_end().replace('\u{fffd}', "").trim_end().to_owned();
    assert!(lines.len() < ROWS.into(), "{stream:?}");
    for (at, row) in rows.iter().enumerate() {
        assert_eq!(row.trim_end(), lines.get(at).map_or(String::new(), seen), "line {at} of {stream:?}");
    }
    assert!(!screen.alternate_screen() && !screen.hide_cursor(), "{stream:?}");
    assert!(stream.chars().all(|c| c == '\n' || !c.is_control()), "{stream:?}");
    lines
}

/// Both streams of a command, drawn.
fn both(ended: &Ended) -> (Vec<String>, Vec<String>) {
    (drawn(&ended.stdout), drawn(&ended.stderr))
}

fn starts(lines: &[String], wanted: &[&str]) {
    assert_eq!(lines.len(), wanted.len(), "{lines:?}");
    lines.iter().zip(wanted).for_each(|(line, start)| assert!(line.starts_with(start), "{start}: {lines:?}"));
}

/// An entry as an SDK writes it: it ends its line.
fn line(entry: &[u8]) -> Vec<u8> {
    let end: &[u8] = if entry.ends_with(b"\n") { b"" } else { b"\n" };
    [entry, end].concat()
}

/// The debug log as a script has it: lines of text, or of bytes that are none.
fn log_of(entries: &[Vec<u8>]) -> Json {
    let log: Vec<u8> = entries.iter().flat_map(|entry| line(entry)).collect();
    let lines = log.strip_suffix(b"\n").unwrap().split(|byte| *byte == b'\n');
    let shown =
        lines.map(|line| std::str::from_utf8(line).map_or_else(|_| json!({"bytes": hex(line)}), |text| json!(text)));
    shown.collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn nothing_a_contract_says_is_obeyed_and_everything_is_told_apart(words in words()) {
        let shell = Shell::new();
        std::fs::write(shell.path().join("noise.wat"), contract(&words)).unwrap();
        let deployed = shell.run(&["deploy", "noise.wat", "--from", ALICE]);
        prop_assert_eq!(deployed.code, 0, "{:?}", deployed);
        let (out, _) = both(&deployed);
        prop_assert_eq!(out.iter().filter(|line| line.starts_with("  offers ")).count(), 7);
        let (out, _) = both(&shell.run(&["abi", "noise"]));
        prop_assert_eq!(out.len(), 9);

        // For people: so many lines, each beginning as it should.
        let run = |words: &[&str]| both(&shell.run(&[words, &["--from", ALICE]].concat()));
        starts(&run(&["call", "noise", "Refuse"]).0, &["Refuse ✗ reverted (error)", "  gas    ", "  hash   "]);
        starts(&run(&["call", "noise", "Tell"]).0, &["Tell → done", "  gas    ", "  event  noise  ", "  hash   "]);
        let (out, err) = run(&["call", "noise", "Note", "--trace"]);
        starts(&out, &["Note → done", "  gas    ", "  hash   ", "  noise.Note  "]);
        prop_assert!(err.iter().all(|line| line.starts_with("debug log: ")), "{:?}", err);
        starts(&run(&["call", "noise", "Answer"]).0, &["Answer → ", "  gas    ", "  hash   "]);
        starts(&run(&["call", "noise", "Keep"]).0, &["Keep → done", "  gas    ", "  hash   "]);
        starts(&drawn(&shell.ok(&["object", "noise"])), &["object ", "  owner  ", "  contract  noise", "  sealed  ", "  "]);
        let (out, _) = run(&["call", "noise", "Ask", "--trace"]);
        starts(&out, &["Ask → done", "  gas    ", "  hash   ", "  noise.Ask  ", "  └─ 00000000….", ]);
        let hash = shell.json(0, &["call", "noise", "Tell"])["hash"].as_str().unwrap().to_owned();
        let (out, _) = both(&shell.run(&["receipt", &hash]));
        starts(&out, &["Tell → done", "  gas    ", "  event  noise  ", "  hash   "]);
        let (out, _) = run(&["profile", "noise", &words.function.replace('\0', ""), "--args", "[1]", "--out", "profile"]);
        prop_assert!(words.function.contains('\0') || out[0].contains(" → done"), "{:?}", out);
        let (out, _) = both(&shell.run(&["objects", "--owner", "noise"]));
        prop_assert_eq!(out.len(), 1);
        let (out, err) = both(&shell.run(&["call", "noise", "missing"]));
        prop_assert!(out.is_empty() && err.len() == 1, "{:?}", err);
        let (_, err) = both(&shell.run(&["call", "noise", &words.function.replace('\0', "")]));
        prop_assert!(err.len() == 1 && err[0].starts_with("allod: "), "{:?}", err);
        prop_assert_eq!(drawn(&shell.ok(&["events"])).len(), 2);

        // For scripts: all of it, in order, with repeats.
        let json = |code, words: &[&str]| {
            drawn(&shell.run(&[&["--json"], words].concat()).stdout);
            shell.json(code, words)
        };
        let said = json(1, &["call", "noise", "Refuse"]);
        let revert = format!("reverted (error): {}", String::from_utf8_lossy(&words.revert));
        let revert = if words.revert.is_empty() { "reverted (error)".to_owned() } else { revert };
        prop_assert_eq!(&said["error"]["message"], &json!(revert));
        let said = json(0, &["call", "noise", "Tell"]);
        let attributes: Vec<_> = words.attributes.iter().map(|(key, value)| json!({"name": key, "type": "string", "value": value})).collect();
        prop_assert_eq!(&said["events"][0]["attributes"], &json!(attributes));
        prop_assert_eq!(&said["events"][0]["name"], &json!(words.event));
        prop_assert_eq!(&json(0, &["events"])["events"][1]["attributes"], &json!(attributes));
        prop_assert_eq!(&json(0, &["call", "noise", "Note"])["debug"], &log_of(&words.entries));
        // No length stands before these bytes, so hardly ever are they a string.
        let said = json(0, &["query", "noise", "Answer"]);
        match said["result_types"].is_null() {
            true => prop_assert_eq!(&said["result"], &json!({"bytes": hex(&words.output)})),
            false => prop_assert!(words.output.len() < 8 || said["result"].is_string(), "{}", said),
        }
        prop_assert_eq!(&json(0, &["object", "noise"])["fields"][0]["name"], &json!(words.field));
        let abi = json(0, &["abi", "noise"]);
        prop_assert_eq!(&abi["package_name"], &json!(words.package));
        prop_assert_eq!(&abi["functions"][6]["name"], &json!(words.function));
        prop_assert_eq!(&abi["functions"][6]["inputs"][0]["name"], &json!(words.parameter));
    }
}

#[test]
fn the_words_of_a_failure_do_not_draw_a_success() {
    let shell = Shell::new();
    let words = Words {
        revert: b"\x1b[2K\rRefuse \xe2\x86\x92 done\n  gas    10\n\x1b]0;owned\x07".to_vec(),
        entries: vec![b"one".to_vec(), b"two".to_vec()],
        output: vec![0xff],
        event: "Paid\u{1b}]0;owned\u{7}\n  event  bank  Forged".to_owned(),
        attributes: vec![("to".to_owned(), "bob".to_owned()), ("to".to_owned(), "carol".to_owned())],
        field: "a = 1\u{1b}[2K".to_owned(),
        function: "Go\u{1b}[2K\rGo back".to_owned(),
        parameter: "amount u64) done(".to_owned(),
        package: "p".to_owned(),
        callee: "Go\u{1b}[2J".to_owned(),
    };
    std::fs::write(shell.path().join("noise.wat"), contract(&words)).unwrap();
    let said = shell.ok(&["deploy", "noise.wat"]);
    assert!(said.contains(r#"  offers "Go\u{1b}[2K\rGo back"("amount u64) done(" u64)"#), "{said}");
    let said = shell.run(&["call", "noise", "Refuse"]).stdout;
    let first = r"Refuse ✗ reverted (error): \u{1b}[2K\rRefuse → done\n  gas    10\n\u{1b}]0;owned\u{7}";
    assert_eq!(said.lines().next(), Some(first));
    let said = shell.ok(&["call", "noise", "Tell"]);
    let event = r#"  event  noise  "Paid\u{1b}]0;owned\u{7}\n  event  bank  Forged"  to="bob"  to="carol""#;
    assert!(said.lines().any(|line| line == event), "{said}");
    assert_eq!(shell.run(&["call", "noise", "Note"]).stderr, "debug log: one\ndebug log: two\n");
    assert!(shell.ok(&["call", "noise", "Answer"]).starts_with("Answer → 1 byte that the ABI does not describe: ff"));
    shell.ok(&["call", "noise", "Keep"]);
    assert!(shell.ok(&["object", "noise"]).contains(r#"  "a = 1\u{1b}[2K": string = """#));
}

/// Letters that draw, in a source. The compiler quotes the line, the name or the letter that it does not take.
#[test]
fn the_letters_of_a_source_draw_nothing() {
    let shell = Shell::new();
    for (what, source) in [
        ("an identifier", "package p\nfunc F() { \u{1b}]0;owned\u{7} }\n"),
        ("a string", "package p\nfunc F() { missing(\"\u{1b}[2J\u{202e}\", `\r\u{9b}31m`) }\n"),
        ("a comment", "package p\nfunc F() { missing() /* \u{1b}[2J\u{202e}\r */ }\n"),
        ("an import", "package p\nimport \"\u{1b}[2J/\u{202e}\"\nfunc F() {}\n"),
        ("a directive", "package p\n//go:\u{1b}[2J\u{202e} F\nfunc F() {}\n"),
        ("bytes that are no text", "package p\nfunc F() { \u{0}\u{feff}\u{202e} }\n"),
    ] {
        std::fs::write(shell.path().join("p.go"), source).unwrap();
        for words in [["deploy", "p.go"], ["abi", "p.go"]] {
            let ended = shell.run(&words);
            assert_eq!(ended.code, 4, "{what}: {ended:?}");
            let (out, err) = both(&ended);
            assert!(out.is_empty() && err.iter().any(|line| line.contains("error: ")), "{what}: {ended:?}");
            drawn(&shell.run(&[&["--json"], &words[..]].concat()).stdout);
        }
    }
    // The file's own name, in a mistake and in a warning.
    let name = "\u{1b}[2Jp\u{202e}\r.go";
    std::fs::write(shell.path().join(name), "package p\nfunc F() { missing() }\n").unwrap();
    let (_, err) = both(&shell.run(&["deploy", name]));
    assert!(err.iter().any(|line| line.contains("undefined: missing")), "{err:?}");
    let source = "package p\nvar count uint64\nfunc F() { count++ }\nfunc G() uint64 { return count }\n";
    std::fs::write(shell.path().join(name), source).unwrap();
    let ended = shell.run(&["abi", name]);
    assert_eq!(ended.code, 0, "{ended:?}");
    let (_, err) = both(&ended);
    assert!(err.iter().any(|line| line.starts_with("warning: ")), "{err:?}");
}
