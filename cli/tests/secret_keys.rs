//! No secret key is ever shown, whatever the file of keys looks like.

mod shell;

use shell::{Shell, contract};

/// Digits in a row that are not there by chance.
const TELLING: usize = 8;

/// A folder with a contract and an account, and the account's key as it stands in the file.
fn with_key() -> (Shell, String) {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    shell.ok(&["call", "counter", "Increment", "1"]);
    let text = std::fs::read_to_string(shell.path().join("data/accounts.json")).unwrap();
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    let key = file["accounts"][0]["secret_key"].as_str().unwrap().to_owned();
    assert_eq!(key.len(), 64);
    (shell, key)
}

fn assert_untold(shell: &Shell, key: &str, words: &[&str], what: &str) {
    for words in [words.to_vec(), [&["--json"], words].concat()] {
        let ended = shell.run(&words);
        let said = format!("{}{}", ended.stdout, ended.stderr);
        let told = (0..=key.len() - TELLING).map(|at| &key[at..at + TELLING]).find(|part| said.contains(part));
        assert_eq!(told, None, "{what}: {words:?} says {said}");
    }
}

#[test]
fn a_damaged_file_of_keys_shows_none_of_them() {
    let (shell, key) = with_key();
    let path = shell.path().join("data/accounts.json");
    let whole = std::fs::read_to_string(&path).unwrap();
    let number = "9".repeat(60);
    let damages = [
        ("another letter", whole.replace(&key, &format!("{}g", &key[..63]))),
        ("a letter less", whole.replace(&key, &key[1..])),
        ("a blank more", whole.replace(&key, &format!("{key} "))),
        ("an escape", whole.replace(&key, &format!("\\u0067{}", &key[1..]))),
        ("no quotes", whole.replace(&format!("\"{key}\""), &key)),
        ("a number", whole.replace(&format!("\"{key}\""), &number)),
        ("a list", whole.replace(&format!("\"{key}\""), &format!("[\"{key}\"]"))),
        ("in place of a name", whole.replace("\"default\"", &format!("{{\"{key}\": 1}}"))),
        ("in place of an address", whole.replace("\"address\"", "\"old\"").replace("\"secret_key\"", "\"address\"")),
        (
            "in place of the folder's name",
            whole.replace("\"folder\"", "\"x\"").replacen('{', &format!("{{\"folder\": \"{key}g\","), 1),
        ),
        ("cut", whole[..whole.find(&key).unwrap() + 40].to_owned()),
    ];
    let counter = contract("wat_counter/counter.wat");
    for (what, text) in damages {
        std::fs::write(&path, text).unwrap();
        for words in [
            &["account", "list"][..],
            &["account", "new", "eve"],
            &["query", "counter", "GetCounter"],
            &["call", "counter", "Increment", "1"],
            &["deploy", counter.to_str().unwrap()],
            &["folder", "check"],
        ] {
            assert_untold(&shell, &key, words, what);
            assert_untold(&shell, &number[..16], words, what);
        }
    }
}

#[test]
fn keys_under_another_files_name_are_not_shown_either() {
    let (shell, key) = with_key();
    for name in ["contracts.json", "folder.json"] {
        let path = shell.path().join("data").join(name);
        let own = std::fs::read(&path).unwrap();
        std::fs::copy(shell.path().join("data/accounts.json"), &path).unwrap();
        assert_untold(&shell, &key, &["query", "counter", "GetCounter"], name);
        std::fs::write(&path, format!("{{\"contracts\": \"{key}\", \"version\": \"{key}\"}}")).unwrap();
        assert_untold(&shell, &key, &["call", "counter", "Increment", "1"], name);
        std::fs::write(&path, own).unwrap();
    }
}

#[test]
fn the_error_names_the_file_and_the_line_and_what_to_do() {
    let (shell, key) = with_key();
    let path = shell.path().join("data/accounts.json");
    let text = std::fs::read_to_string(&path).unwrap().replace(&key, &format!("{}g", &key[..63]));
    let line = text.lines().position(|line| line.contains("secret_key")).unwrap() + 1;
    std::fs::write(&path, text).unwrap();
    let said = shell.json(5, &["account", "list"]);
    let message = said["error"]["message"].as_str().unwrap();
    for part in ["accounts.json", &format!("line {line}"), "Put back a copy"] {
        assert!(message.contains(part), "{part}: {message}");
    }
}

#[test]
fn a_command_that_needs_no_key_reads_none() {
    let (shell, key) = with_key();
    let path = shell.path().join("data/accounts.json");
    let text = std::fs::read_to_string(&path).unwrap().replace(&key, &format!("{}g", &key[..63]));
    std::fs::write(&path, text).unwrap();
    assert_eq!(shell.json(0, &["query", "counter", "GetCounter"])["result"], 1);
    assert_eq!(shell.json(0, &["call", "counter", "Increment", "1", "--from", "default"])["result"], 2);
}

#[test]
fn an_address_or_a_key_that_is_another_accounts_is_found() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    shell.ok(&["account", "new", "alice"]);
    shell.ok(&["account", "new", "bob"]);
    let path = shell.path().join("data/accounts.json");
    let whole = std::fs::read_to_string(&path).unwrap();
    let file: serde_json::Value = serde_json::from_str(&whole).unwrap();
    let of = |at: usize, field: &str| file["accounts"][at][field].as_str().unwrap().to_owned();

    // Whoever acts does so as the address that belongs to the public key beside it.
    let other = "00000000000000000000000000000000000000aa";
    std::fs::write(&path, whole.replace(&of(0, "address"), other)).unwrap();
    let said = shell.json(5, &["call", "counter", "Increment", "1", "--from", "alice"]);
    let message = said["error"]["message"].as_str().unwrap();
    assert!(message.contains("alice") && message.contains(other), "{message}");

    std::fs::write(&path, whole.replace(&of(0, "secret_key"), &of(1, "secret_key"))).unwrap();
    for words in [&["account", "list"][..], &["account", "new", "eve"], &["folder", "check"]] {
        let said = shell.json(5, words);
        let message = said["error"]["message"].as_str().unwrap();
        assert!(message.contains("secret key of alice"), "{message}");
    }
    assert!(!std::fs::read_to_string(&path).unwrap().contains("eve"));
}
