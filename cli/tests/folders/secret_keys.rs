//! No secret key is ever shown, whatever the file of keys looks like.

use crate::shell::{Shell, contract};

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

/// Whether any of `needles` is in what the process may write of its memory.
#[cfg(target_os = "linux")]
fn holds(process: u32, needles: &[Vec<u8>]) -> bool {
    use std::os::unix::fs::FileExt;
    const CHUNK: usize = 1 << 20;
    let maps = std::fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let memory = std::fs::File::open(format!("/proc/{process}/mem")).unwrap();
    let (mut buffer, mut seen) = (vec![0; CHUNK], 0);
    for map in maps.lines().filter(|map| map.contains(" rw")) {
        let (from, to) = map.split_once(' ').unwrap().0.split_once('-').unwrap();
        let address = |text: &str| u64::from_str_radix(text, 16).unwrap();
        let mut at = address(from);
        while at < address(to) {
            let Ok(read) = memory.read_at(&mut buffer, at) else { break };
            seen += read;
            let found = |needle: &Vec<u8>| buffer[..read].windows(needle.len()).any(|window| window == needle);
            if needles.iter().any(found) {
                return true;
            }
            // The end of a chunk may be the beginning of a key.
            at += read.saturating_sub(64).max(1) as u64;
        }
    }
    assert!(seen > CHUNK, "{seen} bytes were read");
    false
}

#[cfg(target_os = "linux")]
#[test]
fn a_command_that_goes_on_holds_no_key_in_its_memory() {
    use std::io::BufRead;
    // Once with a key that was there, and once with one that the command itself has made.
    for shell in [with_key().0, Shell::with(&["wat_counter/counter.wat"])] {
        let mut child = shell.start(&["--json", "call", "counter", "Increment", "0", "--repeat", "100000000"]);
        let mut lines = std::io::BufReader::new(child.stdout.take().unwrap());
        lines.read_line(&mut String::new()).unwrap();
        // It waits now, once what it wrote fills the pipe.
        std::thread::sleep(std::time::Duration::from_millis(500));
        let file = std::fs::read_to_string(shell.path().join("data/accounts.json")).unwrap();
        let file: serde_json::Value = serde_json::from_str(&file).unwrap();
        let text = |field: &str| file["accounts"][0][field].as_str().unwrap().to_owned();
        let key = text("secret_key");
        let bytes = (0..32).map(|at| u8::from_str_radix(&key[at * 2..at * 2 + 2], 16).unwrap()).collect();
        let held = holds(child.id(), &[key.into_bytes(), bytes]);
        let finds = holds(child.id(), &[text("address").into_bytes()]);
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(finds, "what is there was not found");
        assert!(!held, "a key is in memory");
    }
}
