//! The same source gives the same module, and mistakes are told at their place in it.

use allod_compiler::{CompileError, CompileOptions, GoCompiler, Language, compile, detect};

use crate::host::{COMPILERS, Host, Outcome, built_by};

const COUNTER: &str = "package counter\n\nfunc F() uint64 { m := map[string]int{\"a\": 1, \"b\": 2}; n := uint64(0); for k := range m { n = n*256 + uint64(k[0]) }; return n }\n";

fn options(go: GoCompiler) -> CompileOptions {
    CompileOptions { name: "mine.go".into(), go, ..CompileOptions::default() }
}

fn error(go: GoCompiler, source: &str) -> CompileError {
    compile(source.as_bytes(), &options(go)).unwrap_err()
}

#[test]
fn the_same_source_gives_the_same_bytes_in_any_folder() {
    for go in COMPILERS {
        let first = built_by(go, COUNTER);
        let options = CompileOptions { name: "elsewhere/contract.go".into(), ..options(go) };
        let second = compile(COUNTER.as_bytes(), &options).unwrap();
        assert!(first.wasm == second.wasm, "{go:?}: {} and {} bytes", first.wasm.len(), second.wasm.len());
    }
}

#[test]
fn stock_go_gives_the_same_bytes_in_another_cache_and_folder() {
    let cache = tempfile::tempdir().unwrap();
    let go = allod_compiler::toolchain::default_cache().join("go");
    if go.exists() {
        std::os::unix::fs::symlink(go, cache.path().join("go")).unwrap();
    }
    let options = CompileOptions { go_cache: Some(cache.path().to_path_buf()), ..options(GoCompiler::Go) };
    let cold = compile(COUNTER.as_bytes(), &options).unwrap();
    assert!(cold.wasm == built_by(GoCompiler::Go, COUNTER).wasm);
}

#[test]
fn the_order_of_a_map_is_the_same_in_every_call() {
    for (mut host, mut another) in Host::each(COUNTER).into_iter().zip(Host::each(COUNTER)) {
        let first = host.call("F", []);
        assert!(matches!(first, Outcome::Returned(_)), "{first:?}");
        assert_eq!(host.call("F", []), first);
        assert_eq!(another.call("F", []), first);
    }
}

#[test]
fn mistakes_are_at_their_place_in_the_users_source() {
    let source = "package bad\n\nfunc F() uint64 {\n\tunused := 1\n\treturn \"text\"\n}\n\nfunc G() { missing() }\n";
    for go in COMPILERS {
        let found = match error(go, source) {
            CompileError::Refused(found) | CompileError::Build(found) => found,
            other => panic!("{other:?}"),
        };
        let places: Vec<_> = found.0.iter().map(|d| (d.file.as_str(), d.line, d.column)).collect();
        assert_eq!(places, [("mine.go", 4, 2), ("mine.go", 5, 9), ("mine.go", 8, 12)], "{go:?}");
        assert!(found.0[0].message.contains("declared and not used"), "{found}");
        assert!(found.0[2].message.contains("undefined: missing"), "{found}");
    }
}

#[test]
fn asking_the_host_before_there_is_a_call_is_refused() {
    let source =
        "package early\nimport \"allod.dev/core\"\nvar who = core.Sender()\nfunc F() core.Address { return who }\n";
    for go in COMPILERS {
        let text = error(go, source).to_string();
        assert!(
            text.starts_with("mine.go:") && text.contains("\"sender\"") && text.contains("inside a function"),
            "{text}"
        );
    }
}

#[test]
fn an_initialisation_that_fails_or_never_ends_is_refused() {
    for go in COMPILERS {
        let panics = error(go, "package p\nfunc init() { panic(\"not today\") }\nfunc F() {}\n").to_string();
        assert!(panics.contains("panic: not today"), "{go:?}: {panics}");
        let loops = error(go, "package p\nfunc init() { for { } }\nfunc F() {}\n").to_string();
        assert!(loops.contains("instructions"), "{go:?}: {loops}");
    }
}

#[test]
fn what_initialisation_computes_is_there_for_every_call() {
    let source = "package t\nvar squares [100]uint64\nfunc init() { for i := range squares { squares[i] = uint64(i * i) } }\nfunc F(i int) uint64 { squares[i]++; return squares[i] }\n";
    for mut host in Host::each(source) {
        for _ in 0..2 {
            assert_eq!(host.values("F", [allod_core::Value::I64(9)]), [allod_core::Value::U64(82)]);
        }
    }
}

#[test]
fn the_last_words_of_stock_gos_runtime_reach_the_debug_log() {
    let mut host = Host::of(built_by(
        GoCompiler::Go,
        "package t\nfunc F() { println(\"hello\", 7) }\nfunc Deadlock() { m := map[int]int{}; m = nil; m[1] = 1 }\n",
    ));
    assert_eq!(host.call("F", []), Outcome::Returned(vec![]));
    assert_eq!(host.world.debug, "hello 7\n");
    assert_eq!(host.call("Deadlock", []), Outcome::Reverted(3, "assignment to entry in nil map".into()));
}

#[test]
fn modules_and_their_text_are_taken_as_they_are() {
    let text = "(module (func (export \"f\")))";
    let options = CompileOptions::default();
    let from_text = compile(text.as_bytes(), &options).unwrap();
    assert_eq!(from_text.abi, None);
    let from_bytes = compile(&from_text.wasm, &options).unwrap();
    assert_eq!(from_bytes.wasm, from_text.wasm);
    let broken = compile(b"(module (func (export 1)))", &options).unwrap_err();
    assert!(matches!(broken, CompileError::Wat { .. }), "{broken}");
    let cut = compile(&from_text.wasm[..12], &options).unwrap_err();
    assert!(matches!(cut, CompileError::Module { .. }), "{cut}");
}

#[test]
fn the_language_is_told_from_the_code() {
    assert_eq!(detect(b"\0asm\x01\0\0\0"), Some(Language::Wasm));
    assert_eq!(detect(b";; a\n(; b ;) ( module)"), Some(Language::Wat));
    assert_eq!(detect(b"// a\n/* b */\npackage main"), Some(Language::Go));
    for other in [&b""[..], b"fn main() {}", b"packages", b"(component)", b"{}", b"\xff\xfe", b"/* never closed"] {
        assert_eq!(detect(other), None, "{other:?}");
    }
    let error = compile(b"fn main() {}", &CompileOptions::default()).unwrap_err().to_string();
    assert!(error.contains("fn main() {}") && error.contains("package"), "{error}");
}

#[test]
fn forms_of_source_that_go_takes_are_taken() {
    for (what, source) in [
        ("byte order mark", "\u{feff}package marked\nfunc One() uint64 { return 1 }\n"),
        ("one-line group", "package lines\nimport (\"strconv\")\nfunc Show() string { return strconv.Itoa(1) }\n"),
        (
            "groups of several on a line",
            "package lines; import (\"strconv\"; `strings`)\nimport (b \"bytes\"; \"errors\" /* last */)\nimport (\n\"sort\"\n)\nvar _ = b.Equal\nvar _ = errors.New\nvar _ = sort.Ints\nfunc Show() string { return strings.ToUpper(strconv.Itoa(1)) }\n",
        ),
        (
            "blank types",
            "package blank\ntype _ struct{}\ntype _ struct {\n\tOld uint64\n}\ntype _ uint64\nvar _ = One\nfunc One() uint64 { return 1 }\n",
        ),
    ] {
        for go in COMPILERS {
            let made = compile(source.as_bytes(), &options(go));
            assert!(made.as_ref().is_ok_and(|made| made.abi.is_some()), "{what}: {go:?}: {:?}", made.err());
        }
    }
}

#[test]
fn the_size_of_a_module_is_looked_at_before_the_module() {
    let mut rubbish = b"\0asm\x01\0\0\0".to_vec();
    rubbish.resize(9_000_008, 7);
    let error = compile(&rubbish, &CompileOptions::default()).unwrap_err();
    assert!(matches!(error, CompileError::TooLarge { size: 9_000_008, limit: 8_388_608, .. }), "{error}");
}
