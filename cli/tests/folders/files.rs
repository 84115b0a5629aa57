//! Files that are read are what was meant, and files that are written stay where they belong.

use crate::shell::{ALICE, Shell, contract};
use std::path::Path;

fn write(shell: &Shell, name: &str, text: &str) {
    std::fs::write(shell.path().join(name), text).unwrap();
}

#[test]
fn a_file_that_is_not_there_is_said_to_be_no_file() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    for words in [&["abi", "nofile.wasm"][..], &["deploy", "nofile.go"], &["abi", "./counter"]] {
        let said = shell.json(5, words);
        assert!(said["error"]["message"].as_str().unwrap().ends_with(": no such file"), "{words:?}: {said}");
    }
}

#[test]
fn a_folder_is_answered_with_what_is_wanted() {
    let shell = Shell::new();
    std::fs::create_dir(shell.path().join("token")).unwrap();
    write(&shell, "token/token.wat", "(module)");
    for words in [&["deploy", "token"][..], &["abi", "token"]] {
        let said = shell.json(2, words);
        let message = said["error"]["message"].as_str().unwrap();
        assert!(message.contains("has no Go file in it; a contract is a file, or a folder of Go files"), "{said}");
        assert!(message.ends_with(": say token/token.wat"), "{said}");
    }
    write(&shell, "token/more.go", "package token");
    assert!(!shell.run(&["deploy", "token"]).stderr.contains("say"));
}

#[test]
fn module_text_is_known_however_it_begins() {
    let shell = Shell::new();
    let module = "(func (export \"Go\"))";
    for (at, text) in [
        format!("(module {module})"),
        format!("(module $Go {module})"),
        format!(";; The word module is left out.\n(memory (export \"memory\") 1)\n{module}"),
        format!("(@tool \"made by hand\")\n(module {module})"),
        format!(";; line\n(; block ;) (; another\n;) ( (; inside ;) module {module})"),
        format!("(; off:\n (; inner ;)\n (module (func (export \"Old\")))\n;)\n(module {module})"),
        "(module quote \"(func (export \\\"Go\\\"))\")".to_owned(),
        r#"(module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\07\06\01\02Go\00\00" "\0a\04\01\02\00\0b")"#
            .to_owned(),
        format!("\n\n\t(\n  module ;; a module\n  {module})"),
    ]
    .iter()
    .enumerate()
    {
        let name = format!("way{at}");
        write(&shell, &format!("{name}.wat"), text);
        shell.ok(&["deploy", &format!("{name}.wat"), "--from", ALICE]);
        shell.ok(&["call", &name, "Go"]);
    }
    for text in
        ["(modulex (func (export \"Go\")))", "(module (func (export \"Go\"))) (module (func (export \"Other\")))"]
    {
        write(&shell, "bad.wat", text);
        assert_eq!(shell.json(4, &["deploy", "bad.wat"])["error"]["kind"], "refused_code", "{text}");
    }
}

#[test]
fn what_the_gate_refuses_in_a_text_is_told_with_its_line() {
    let shell = Shell::new();
    let before =
        "(module\n  (memory (export \"memory\") 1 1)\n  (func $plain (nop))\n  (func (export \"F\") (param i32)\n";
    for (body, place) in [
        ("    (drop (i32.atomic.load (local.get 0))))\n", "5:12"),
        ("    (local.get 0)\n    drop\n    (i32.const 1))\n", "7:6"),
        ("    ;; twice\n    nop unreachable (drop (ref.func 0))\n    (drop))\n", "6:28"),
    ] {
        write(&shell, "place.wat", &format!("{before}{body})"));
        let said = shell.json(4, &["deploy", "place.wat"]);
        let message = said["error"]["message"].as_str().unwrap();
        assert!(message.starts_with(&format!("place.wat:{place}: ")), "{place}: {message}");
    }
}

#[test]
fn a_functions_name_is_no_path() {
    let shell = Shell::new();
    let text = r#"(module (func (export "../../away")) (func (export "a/b\1b[2K")) (func (export "..")))"#;
    write(&shell, "paths.wat", text);
    shell.ok(&["deploy", "paths.wat", "--from", ALICE]);
    let before = entries(shell.path());
    for (function, file) in [
        ("../../away", "paths..._.._away.profile.svg"),
        ("a/b\u{1b}[2K", "paths.a_b__2K.profile.svg"),
        ("..", "paths....profile.svg"),
    ] {
        let said = shell.json(0, &["profile", "paths", function]);
        assert_eq!(said["profile"]["flame_graph"], file);
        assert!(shell.path().join(file).is_file());
    }
    let made: Vec<_> = entries(shell.path()).into_iter().filter(|entry| !before.contains(entry)).collect();
    assert_eq!(made.len(), 6, "{made:?}");
    assert!(!shell.path().parent().unwrap().join("away.profile.svg").exists());
    let picture = std::fs::read_to_string(shell.path().join("paths.a_b__2K.profile.svg")).unwrap();
    assert!(picture.chars().all(|letter| letter == '\n' || !letter.is_control()), "{picture}");
}

fn entries(folder: &Path) -> Vec<std::ffi::OsString> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect()
}

#[test]
fn a_folder_given_by_a_relative_path_is_the_one_meant() {
    let shell = Shell::new();
    let file = contract("wat_counter/counter.wat");
    let made = shell.ok(&["deploy", file.to_str().unwrap(), "--data-dir", "./here", "--from", ALICE]);
    assert!(made.starts_with("counter deployed at "), "{made}");
    assert!(shell.path().join("here/state").is_dir());
    shell.ok(&["query", "counter", "GetCounter", "--data-dir", "here"]);
    shell.ok(&["query", "counter", "GetCounter", "--data-dir", shell.path().join("here").to_str().unwrap()]);
}

#[cfg(unix)]
#[test]
fn a_toolchain_in_a_relative_cache_is_found() {
    use std::os::unix::fs::symlink;
    let absolute = allod_compiler::toolchain::default_cache();
    let absolute = std::path::absolute(absolute).unwrap();
    let shell = Shell::new();
    std::fs::create_dir(shell.path().join("tmp")).unwrap();
    if absolute.join("go").exists() {
        symlink(absolute.join("go"), shell.path().join("go")).unwrap();
    }
    write(&shell, "one.go", "package one\n\nfunc One() uint64 { return 1 }\n");
    let mut command = shell.command(&["deploy", "one.go", "--toolchain", "go"]);
    command.env("ALLOD_CACHE", ".").env("TMPDIR", "tmp");
    let ended = command.output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    assert_eq!(shell.json(0, &["query", "one", "One"])["result"], 1);
}
