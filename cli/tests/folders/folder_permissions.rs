//! A data folder is its owner's alone, and what stands in the way of that is said.
#![cfg(unix)]

use crate::shell::{self, Shell};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

fn mode(path: &Path) -> u32 {
    std::fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
}

#[test]
fn a_new_folder_and_its_files_are_closed_to_others_whatever_the_mask() {
    let shell = Shell::new();
    let deploy = format!(
        "umask 0; exec {} --data-dir deep/er/data deploy {}",
        env!("CARGO_BIN_EXE_allod"),
        shell::contract("wat_counter/counter.wat").display()
    );
    let ended = Command::new("sh").current_dir(shell.path()).args(["-c", &deploy]).output().unwrap();
    assert!(ended.status.success(), "{ended:?}");
    for folder in ["deep", "deep/er", "deep/er/data"] {
        assert_eq!(mode(&shell.path().join(folder)), 0o700, "{folder}");
    }
    for file in ["folder.json", "accounts.json", "contracts.json", "lock"] {
        assert_eq!(mode(&shell.path().join("deep/er/data").join(file)), 0o600, "{file}");
    }
}

#[test]
fn keys_that_others_could_read_are_closed_to_them_with_a_remark() {
    let shell = Shell::new();
    shell.ok(&["account", "new", "alice"]);
    let keys = shell.path().join("data/accounts.json");
    set_mode(&keys, 0o644);
    let ended = shell.run(&["account", "list"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.stderr.contains("accounts.json") && ended.stderr.contains("mode 0644"), "{ended:?}");
    assert_eq!(mode(&keys), 0o600);
    assert_eq!(shell.run(&["account", "list"]).stderr, "");
}

#[test]
fn a_folder_that_others_could_write_is_closed_to_them_with_a_remark() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    for (name, open, closed) in
        [("data", 0o777, 0o700), ("data/state", 0o775, 0o700), ("data/contracts.json", 0o666, 0o644)]
    {
        let path = shell.path().join(name);
        set_mode(&path, open);
        let ended = shell.run(&["query", "counter", "GetCounter"]);
        assert_eq!(ended.code, 0, "{ended:?}");
        assert!(
            ended.stderr.contains(&format!("{name}: it could be written by others (mode {open:04o})")),
            "{ended:?}"
        );
        assert_eq!(mode(&path), closed, "{name}");
    }
}

#[test]
fn a_folder_that_is_everybodys_is_left_alone() {
    let shell = Shell::new();
    let common = shell.path().join("common");
    std::fs::create_dir(&common).unwrap();
    std::fs::write(common.join("somebody's"), "").unwrap();
    for open in [0o1777, 0o777] {
        set_mode(&common, open);
        let said = shell.json(5, &["--data-dir", "common", "account", "new", "alice"]);
        assert!(said["error"]["message"].as_str().unwrap().contains("written by others"), "{said}");
        assert_eq!(mode(&common), open);
        assert_eq!(std::fs::read_dir(&common).unwrap().count(), 1);
    }
}

#[test]
fn what_is_no_folder_is_named() {
    let shell = Shell::new();
    std::fs::write(shell.path().join("file"), "").unwrap();
    symlink("nowhere", shell.path().join("dangling")).unwrap();
    for (folder, wanted) in
        [("file", "it is a file, wanted a folder"), ("dangling", "a link to nowhere, where nothing is")]
    {
        for words in [&["query", "x", "F"][..], &["account", "new", "alice"], &["deploy", "/dev/null"]] {
            let said = shell.json(5, &[&["--data-dir", folder], words].concat());
            let message = said["error"]["message"].as_str().unwrap();
            assert!(message.contains(&format!("/{folder}: ")) && message.contains(wanted), "{words:?}: {message}");
        }
    }
    assert!(!shell.path().join("nowhere").exists());
}

#[test]
fn a_folder_and_its_store_may_be_links_of_ones_own() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    let (data, state) = (shell.path().join("data"), shell.path().join("data/state"));
    std::fs::rename(&state, shell.path().join("elsewhere")).unwrap();
    symlink("../elsewhere", &state).unwrap();
    assert_eq!(shell.json(0, &["call", "counter", "Increment", "1"])["result"], 1);
    std::fs::rename(&data, shell.path().join("other")).unwrap();
    symlink("other", &data).unwrap();
    assert_eq!(shell.json(0, &["call", "counter", "Increment", "1"])["result"], 2);

    std::fs::remove_file(shell.path().join("other/state")).unwrap();
    symlink("gone", shell.path().join("other/state")).unwrap();
    let said = shell.json(5, &["query", "counter", "GetCounter"]);
    assert!(said["error"]["message"].as_str().unwrap().contains("data/state: it is a link to gone"), "{said}");
}

#[test]
fn a_file_of_the_folders_own_that_is_a_link_is_refused_and_its_target_left_alone() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    shell.ok(&["account", "new", "alice"]);
    for name in ["accounts.json", "contracts.json", "folder.json", "lock"] {
        let (path, vault) = (shell.path().join("data").join(name), shell.path().join("vault"));
        std::fs::rename(&path, &vault).unwrap();
        let before = std::fs::read(&vault).unwrap();
        symlink("../vault", &path).unwrap();
        for words in [&["query", "counter", "GetCounter"][..], &["account", "new", "eve"], &["account", "list"]] {
            let said = shell.json(5, words);
            let message = said["error"]["message"].as_str().unwrap();
            assert!(message.contains(name) && message.contains("it is a link"), "{words:?}: {message}");
        }
        assert_eq!(std::fs::read(&vault).unwrap(), before);
        assert!(path.is_symlink());
        std::fs::remove_file(&path).unwrap();
        std::fs::rename(&vault, &path).unwrap();
    }
    shell.ok(&["account", "new", "eve"]);
}

#[test]
fn trouble_with_the_lock_is_called_by_its_name() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    let lock = shell.path().join("data/lock");
    std::fs::remove_file(&lock).unwrap();
    std::fs::create_dir(&lock).unwrap();
    let said = shell.json(5, &["account", "new", "eve"]);
    let message = said["error"]["message"].as_str().unwrap();
    assert!(message.contains("/data/lock: "), "{message}");
}

#[test]
fn what_a_profile_and_a_new_contract_would_be_written_through_is_left_alone() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    let victim = shell.path().join("victim");
    std::fs::write(&victim, "mine").unwrap();
    for ending in ["svg", "speedscope.json"] {
        let link = shell.path().join("out").with_extension(ending);
        symlink("victim", &link).unwrap();
        let said = shell.json(5, &["profile", "counter", "GetCounter", "--out", "out"]);
        assert!(said["error"]["message"].as_str().unwrap().contains("it is a link"), "{said}");
        std::fs::remove_file(&link).unwrap();
    }
    shell.ok(&["profile", "counter", "GetCounter", "--out", "out"]);
    shell.ok(&["profile", "counter", "GetCounter", "--out", "out"]);

    std::fs::create_dir(shell.path().join("hello")).unwrap();
    symlink("../new", shell.path().join("hello/hello.go")).unwrap();
    assert_eq!(shell.run(&["init", "hello"]).code, 2);
    assert!(!shell.path().join("new").exists());
    assert_eq!(std::fs::read_to_string(&victim).unwrap(), "mine");
}

/// A folder with a call in it, and the call's hash.
fn lived_in() -> (Shell, String) {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    let hash = shell.json(0, &["call", "counter", "Increment", "5"])["hash"].as_str().unwrap().to_owned();
    (shell, hash)
}

/// Content of a folder: names, modes, and bytes.
fn content(path: &Path) -> Vec<(PathBuf, u32, Vec<u8>)> {
    let mut all = vec![(path.to_owned(), mode(path), std::fs::read(path).unwrap_or_default())];
    for entry in path.read_dir().into_iter().flatten().flatten() {
        all.extend(content(&entry.path()));
    }
    all.sort();
    all
}

#[test]
fn a_folder_that_may_only_be_read_answers_questions() {
    let (shell, hash) = lived_in();
    shell.give_data(0o500, 0o400);
    let before = content(&shell.path().join("data"));
    for (words, wanted) in [
        (&["query", "counter", "GetCounter"][..], "GetCounter → 5\n"),
        (&["receipt", &hash], "Increment → 5\n"),
        (&["folder", "check"], "/data is whole\n"),
        (&["contracts"], "counter"),
        (&["account", "list"], "default"),
    ] {
        let ended = shell.run_as_other(words);
        assert!(ended.code == 0 && ended.stdout.contains(wanted), "{words:?}: {ended:?}");
    }
    let counter = shell::contract("wat_counter/counter.wat");
    std::fs::copy(counter, shell.path().join("counter.wat")).unwrap();
    for words in [&["call", "counter", "Increment", "1"][..], &["account", "new", "eve"], &["deploy", "counter.wat"]] {
        let ended = shell.run_as_other(words);
        assert!(ended.code == 5 && ended.stderr.contains("/data/lock: Permission denied"), "{words:?}: {ended:?}");
    }
    assert!(content(&shell.path().join("data")) == before, "something was changed");
    shell.give_data(0o700, 0o600);
    assert_eq!(shell.run_as_other(&["call", "counter", "Increment", "1"]).code, 0);
}

/// A folder that is mounted read-only, until this is dropped.
#[cfg(target_os = "linux")]
struct ReadOnly(PathBuf);

#[cfg(target_os = "linux")]
impl ReadOnly {
    /// `None` for who may not mount.
    fn mount(path: PathBuf) -> Option<Self> {
        let mount = |words: &[&str]| Command::new("mount").args(words).arg(&path).output().ok();
        let bound = mount(&["--bind", path.to_str()?])?.status.success();
        let mounted = bound.then(|| Self(path.clone()))?;
        mount(&["-o", "remount,ro,bind"])?.status.success().then_some(mounted)
    }
}

#[cfg(target_os = "linux")]
impl Drop for ReadOnly {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_on_a_file_system_that_is_only_read_answers_questions() {
    let (shell, hash) = lived_in();
    let Some(mounted) = ReadOnly::mount(shell.path().join("data")) else { return };
    assert_eq!(shell.json(0, &["query", "counter", "GetCounter"])["result"], 5);
    assert_eq!(shell.json(0, &["receipt", &hash])["result"], 5);
    shell.ok(&["folder", "check"]);
    let said = shell.json(5, &["call", "counter", "Increment", "1"]);
    assert!(said["error"]["message"].as_str().unwrap().contains("Read-only file system"), "{said}");
    drop(mounted);
    assert_eq!(shell.json(0, &["call", "counter", "Increment", "1"])["result"], 6);
}

#[test]
fn a_folder_may_be_called_anything_and_a_message_about_it_is_one_line() {
    use std::os::unix::ffi::OsStrExt;
    let shell = Shell::new();
    let counter = shell::contract("wat_counter/counter.wat");
    let long = format!("{}/deep", "x/".repeat(1_700));
    let names: [&[u8]; 8] = [
        b"a b",
        b"q'u\"o\\t",
        b"new\nline",
        b"\x1b[2Jgone\r",
        "\u{202e}\u{1f980} ü".as_bytes(),
        b"\xff\xfe",
        b"--json",
        long.as_bytes(),
    ];
    for name in names {
        let path = shell.path().join(std::ffi::OsStr::from_bytes(name));
        let run = |words: &[&str]| {
            let mut command = shell.command(words);
            let output = command.arg("--data-dir").arg(&path).output().unwrap();
            // Such a name may be no text.
            let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
            (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
        };
        let one_line = |said: &str| {
            assert_eq!(said.lines().count(), 1, "{name:?}: {said:?}");
            assert!(said.chars().all(|letter| letter == '\n' || !letter.is_control()), "{name:?}: {said:?}");
        };
        let (code, _, said) = run(&["query", "counter", "GetCounter"]);
        assert_eq!(code, 3, "{name:?}: {said}");
        one_line(&said);
        assert_eq!(run(&["deploy", counter.to_str().unwrap()]).0, 0, "{name:?}");
        assert_eq!(run(&["call", "counter", "Increment", "5"]).0, 0, "{name:?}");
        let (code, out, _) = run(&["query", "counter", "GetCounter"]);
        assert!(code == 0 && out.starts_with("GetCounter → 5\n"), "{name:?}: {out}");
        one_line(run(&["folder", "check"]).1.lines().next().unwrap());
        for (file, bytes) in [("state/CURRENT", "nonsense"), ("accounts.json", "{")] {
            std::fs::write(path.join(file), bytes).unwrap();
            let (code, _, said) = run(&["query", "counter", "GetCounter"]);
            assert_eq!(code, 5, "{name:?}: {said}");
            one_line(&said);
        }
    }
}
