//! A state from one data folder to another: `allod export` and `allod import`.

use crate::shell::{ALICE, Shell};

/// A folder with a contract, a call and money, its state in the file `state.rows`.
fn exported() -> (Shell, serde_json::Value) {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    shell.ok(&["call", "counter", "Increment", "5", "--from", ALICE]);
    shell.ok(&["account", "fund", ALICE, "7"]);
    let said = shell.json(0, &["export", "state.rows"]);
    (shell, said)
}

#[test]
fn a_state_goes_on_in_another_folder() {
    let (shell, said) = exported();
    let check = shell.json(0, &["folder", "check"]);
    assert_eq!((&said["root"], &said["height"]), (&check["root"], &check["height"]));
    let counter = shell.json(0, &["contracts"])["contracts"][0]["address"].as_str().unwrap().to_owned();
    let (other, file) = (Shell::new(), shell.path().join("state.rows"));
    let words = ["import", file.to_str().unwrap(), "--root", said["root"].as_str().unwrap()];
    let imported = other.json(0, &words);
    for name in ["root", "height", "chain_id", "rows", "digest"] {
        assert_eq!(imported[name], said[name], "{name}");
    }
    assert_eq!(imported["trusted"], true);
    assert_eq!(other.json(0, &["folder", "check"])["root"], said["root"]);
    assert_eq!(other.json(0, &["balance", ALICE])["balance"], 7);
    assert_eq!(other.json(0, &["call", &counter, "Increment", "1", "--from", ALICE])["result"], 6);
    assert_eq!(other.json(0, &["events"])["events"].as_array().unwrap().len(), 1, "receipts stayed behind");
    let ended = other.run(&words);
    assert_eq!(ended.code, 5, "{ended:?}");
    assert!(ended.stderr.contains("the store is not empty: it has "), "{ended:?}");
}

#[test]
fn receipts_go_along_if_they_are_asked_for_and_people_are_told_what_is_trusted() {
    let (shell, said) = exported();
    let root = said["root"].as_str().unwrap();
    let told = shell.ok(&["export", "all.rows", "--receipts"]);
    assert!(told.contains("all.rows has the state after block 2: "), "{told}");
    assert!(told.contains(&format!("Elsewhere: allod import all.rows --root {root}")), "{told}");
    let (other, file) = (Shell::new(), shell.path().join("all.rows"));
    let told = other.ok(&["import", file.to_str().unwrap()]);
    assert!(told.contains("data has the state after block 2 of chain 1: "), "{told}");
    assert!(told.ends_with("The root is what the file says: compare it with somebody you trust\n"), "{told}");
    assert_eq!(other.json(0, &["events"]), shell.json(0, &["events"]));
}

#[test]
fn a_file_that_is_refused_leaves_no_store() {
    let (shell, said) = exported();
    let file = shell.path().join("state.rows");
    let refused = |shell: &Shell, words: &[&str]| {
        let said = shell.json(5, &[&["import", file.to_str().unwrap()], words].concat());
        assert!(!shell.path().join("data/state").exists());
        said["error"]["message"].as_str().unwrap().to_owned()
    };
    let other = Shell::new();
    let wanted = "00".repeat(32);
    let message = refused(&other, &["--root", &wanted]);
    let root = said["root"].as_str().unwrap();
    assert!(message.ends_with(&format!("the export is of the state with root {root}, wanted {wanted}")), "{message}");
    let whole = std::fs::read(&file).unwrap();
    let mut changed = whole.clone();
    let at = whole.len() / 2;
    changed[at] ^= 1;
    std::fs::write(&file, &changed).unwrap();
    let message = refused(&other, &[]);
    assert!(message.contains("state.rows: row ") && message.contains(" of the export, "), "{message}");
    std::fs::write(&file, &whole[..at]).unwrap();
    let message = refused(&other, &[]);
    assert!(message.contains("the export is cut off after row "), "{message}");
    std::fs::write(&file, &whole).unwrap();
    assert_eq!(other.json(0, &["import", file.to_str().unwrap()])["trusted"], false);
}

#[test]
fn a_file_that_is_there_is_not_written_over() {
    let (shell, _) = exported();
    let before = std::fs::read(shell.path().join("state.rows")).unwrap();
    let ended = shell.run(&["export", "state.rows"]);
    assert_eq!(ended.code, 5, "{ended:?}");
    assert!(ended.stderr.contains("state.rows: it is there already; nothing was written"), "{ended:?}");
    assert_eq!(std::fs::read(shell.path().join("state.rows")).unwrap(), before);
    let ended = Shell::new().run(&["export", "state.rows"]);
    assert_eq!(ended.code, 3, "{ended:?}");
}
