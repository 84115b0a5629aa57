//! What another user has planted is not run, followed or overwritten.
//!
//! Run as root, everything is planted by a user of its own. Run as anybody else, there is no other user to be had, and
//! links are planted by the user who runs the command: those are refused whosever they are.
#![cfg(unix)]

use crate::shell::{self, Ended, Shell};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

/// Whoever plants: nobody, on most systems.
const OTHER: u32 = 65534;

/// Files that the command has in a data folder, or had once.
const FILES: [&str; 7] =
    ["accounts.json", "contracts.json", "folder.json", "lock", "accounts.new", "accounts.lock", ".new-abcdef"];

/// What is no other user's business.
const SECRET: &str = "a file of the operator's\n";

/// A folder that everybody may write, as `/tmp` is, with a data folder in it and a file that nobody else may touch.
struct Common {
    shell: Shell,
    root: bool,
}

impl Common {
    fn new() -> Self {
        let shell = Shell::with(&["wat_counter/counter.wat"]);
        let root = std::fs::metadata(shell.path()).unwrap().uid() == 0;
        shell.ok(&["account", "new", "alice"]);
        std::fs::set_permissions(shell.path(), PermissionsExt::from_mode(0o1777)).unwrap();
        let common = Self { shell, root };
        std::fs::write(common.victim(), SECRET).unwrap();
        std::fs::set_permissions(common.victim(), PermissionsExt::from_mode(0o644)).unwrap();
        common
    }

    fn victim(&self) -> PathBuf {
        self.shell.path().join("victim")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.shell.path().join(name)
    }

    /// Opens the data folder to everybody, as older versions did under a mask of 0.
    fn open(&self) {
        for folder in ["data", "data/state", "data/artefacts"] {
            let _ = std::fs::set_permissions(self.path(folder), PermissionsExt::from_mode(0o777));
        }
    }

    /// Has the other user run `script`.
    fn plant(&self, script: &str) {
        let mut command = Command::new("sh");
        command.current_dir(self.shell.path()).args(["-ec", script]);
        if self.root {
            command.uid(OTHER).gid(OTHER);
        }
        let ended = command.output().unwrap();
        assert!(ended.status.success(), "{script}: {ended:?}");
    }

    /// Runs commands of every kind. Each does what it would have done without the other user, or says what is wrong.
    fn work(&self, what: &str) {
        let go_on = |ended: &Ended| ended.code == 0 || ended.code == 5 && ended.stderr.contains("data");
        for words in [
            &["query", "counter", "GetCounter"][..],
            &["call", "counter", "Increment", "1"],
            &["account", "new", "eve"],
            &["account", "list"],
            &["deploy", shell::contract("wat_counter/counter.wat").to_str().unwrap()],
            &["folder", "check"],
        ] {
            let ended = self.shell.run(words);
            assert!(go_on(&ended), "{what}: {words:?}: {ended:?}");
        }
        assert_eq!(std::fs::read_to_string(self.victim()).unwrap(), SECRET, "{what}");
        assert_eq!(std::fs::metadata(self.victim()).unwrap().mode() & 0o7777, 0o644, "{what}");
        assert!(!self.path("ran").exists(), "{what}: something of theirs was run");
    }

    /// No key stands in what the other user may read.
    fn assert_no_key_in(&self, name: &str, what: &str) {
        let Ok(data) = std::fs::symlink_metadata(self.path(name)) else { return };
        if data.is_file() && self.root && data.uid() == OTHER {
            let text = std::fs::read_to_string(self.path(name)).unwrap_or_default();
            assert!(!text.contains("secret_key"), "{what}: {text}");
        }
    }
}

#[test]
fn a_link_under_any_name_that_the_command_writes_is_not_followed() {
    for name in FILES {
        for target in ["../victim", "../nothing"] {
            let common = Common::new();
            common.open();
            let what = format!("{name} to {target}");
            common.plant(&format!("rm -f data/{name}; ln -s {target} data/{name}"));
            common.work(&what);
            assert!(!common.path("nothing").exists(), "{what}: made");
        }
    }
}

#[test]
fn a_file_under_any_name_that_the_command_writes_is_neither_believed_nor_filled() {
    for name in FILES {
        let common = Common::new();
        common.open();
        common.plant(&format!(
            "if [ -f data/{name} ]; then cp data/{name} mine 2>/dev/null || echo '{{}}' >mine; else echo '{{}}' >mine; fi; \
             chmod 666 mine; mv -f mine data/{name}"
        ));
        common.work(name);
        common.assert_no_key_in(&format!("data/{name}"), name);
    }
}

#[test]
fn a_pipe_under_any_name_that_the_command_reads_is_not_waited_for() {
    for name in FILES {
        let common = Common::new();
        common.open();
        common.plant(&format!("rm -f data/{name}; mkfifo data/{name}"));
        common.work(name);
    }
}

#[test]
fn a_folder_in_place_of_the_store_or_the_compiled_code_is_not_used() {
    for name in ["state", "artefacts"] {
        let common = Common::new();
        common.open();
        let names = |common: &Common| std::fs::read_dir(common.path(&format!("theirs-{name}"))).unwrap().count();
        common.plant(&format!("mv data/{name} away; mkdir theirs-{name}; ln -s ../theirs-{name} data/{name}"));
        common.work(&format!("link as {name}"));
        if name == "artefacts" {
            // Compiled code can be made again: without it, everything works.
            let said = common.shell.run(&["query", "counter", "GetCounter"]);
            assert_eq!(said.code, 0, "{said:?}");
            assert!(!common.root || said.stderr.contains("compiled contracts are not kept"), "{said:?}");
        }
        if common.root {
            assert_eq!(names(&common), 0, "something was written to {name}");
            common.plant(&format!("! rm data/{name} 2>/dev/null"));
        }
    }
}

#[test]
fn a_data_folder_of_another_users_is_not_used() {
    let common = Common::new();
    if !common.root {
        return;
    }
    std::fs::rename(common.path("data"), common.path("own")).unwrap();
    common.plant("mkdir data; echo '{\"folder\": null, \"accounts\": []}' >data/accounts.json; chmod -R a+rwX data");
    for words in [&["account", "new", "eve"][..], &["account", "list"], &["query", "counter", "GetCounter"]] {
        let said = common.shell.json(5, words);
        let message = said["error"]["message"].as_str().unwrap();
        assert!(message.contains("belongs to user 65534"), "{message}");
    }
    common.plant("rm -r data; ln -s own data");
    for words in [&["account", "new", "eve"][..], &["account", "list"], &["query", "counter", "GetCounter"]] {
        let said = common.shell.json(5, words);
        let message = said["error"]["message"].as_str().unwrap();
        assert!(message.contains("belongs to user 65534"), "{message}");
    }
    assert_eq!(common.shell.json(0, &["--data-dir", "own", "account", "list"])["accounts"][0]["name"], "alice");
}

#[test]
fn a_link_where_a_profile_or_a_new_contract_goes_is_not_followed() {
    let common = Common::new();
    common
        .plant("ln -s victim counter.GetCounter.profile.svg; ln -s victim counter.GetCounter.profile.speedscope.json");
    assert_eq!(common.shell.run(&["profile", "counter", "GetCounter"]).code, 5);
    common.plant("mkdir hello; ln -s ../victim hello/hello.go; ln -s ../nothing hello/README.md; chmod a+rwx hello");
    assert_eq!(common.shell.run(&["init", "hello"]).code, 2);
    common.work("outputs");
    assert!(!common.path("nothing").exists());
}

/// Every place where a toolchain, or what it builds, would be looked for without a home.
const PLACES: [&str; 3] = ["temp/allod", "temp/allod-0", "cache"];

#[test]
fn a_toolchain_that_another_user_put_where_everybody_may_is_not_run() {
    let common = Common::new();
    for place in PLACES {
        common.plant(&format!(
            "mkdir -p {place}/go/bin {place}/go-build; for name in go tinygo; do \
             printf '#!/bin/sh\\ntouch %s/ran\\necho go version go1.27.3 linux/amd64\\n' \"$PWD\" >{place}/go/bin/$name; done; \
             chmod -R a+rwx {place}; chmod 1777 temp"
        ));
    }
    let counter = shell::contract("counter/counter.go");
    let deploy = |cache: Option<&str>, more: &[&str]| {
        let mut command = common.shell.command(&[&["deploy", counter.to_str().unwrap()], more].concat());
        for name in ["HOME", "XDG_CACHE_HOME", "ALLOD_CACHE"] {
            command.env_remove(name);
        }
        command.env("TMPDIR", common.path("temp")).env("PATH", "/nowhere");
        if let Some(cache) = cache {
            command.env("ALLOD_CACHE", common.path(cache));
        }
        let ended = command.output().unwrap();
        assert!(!common.path("ran").exists(), "{cache:?} {more:?}: something of theirs was run: {ended:?}");
        ended
    };
    for cache in [None, Some("cache"), Some("temp/allod")] {
        let ended = deploy(cache, &["--toolchain", "go"]);
        // Who names no cache may have a toolchain of their own at home.
        let own = cache.is_none() && ended.status.success();
        assert!(own || ended.status.code() == Some(5), "{cache:?}: {ended:?}");
        let ended = deploy(cache, &["--toolchain", "tinygo"]);
        assert_eq!(ended.status.code(), Some(5), "{cache:?}: {ended:?}");
        // The compiler that is built in looks for none.
        let ended = deploy(cache, &[]);
        assert!(ended.status.success(), "{cache:?}: {ended:?}");
    }
}
