//! Tests of scratch folders.

use super::abandoned::ABANDONED;
use super::all::all;
use super::removal::{TRIES, tried};
use super::{LOCK, Scratch, sweep_in};
use std::fs::{File, Permissions, create_dir, read_dir, set_permissions, write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::time::SystemTime;

fn count(temp: &Path) -> usize {
    let all = all(temp, false).unwrap().unwrap();
    read_dir(all).unwrap().flatten().filter(|entry| entry.path().is_dir()).count()
}

#[test]
fn what_nobody_holds_is_removed_and_what_somebody_holds_stays() {
    let temp = tempfile::tempdir().unwrap();
    let held = Scratch::within(temp.path(), "build").unwrap();
    write(held.path().join("file"), "x").unwrap();
    let all = all(temp.path(), false).unwrap().unwrap();
    // As processes leave them that are killed: with a lock that nobody holds, and before they had one.
    for name in ["build-killed", "demo-killed"] {
        create_dir(all.join(name)).unwrap();
        write(all.join(name).join("left"), [0; 1000]).unwrap();
    }
    File::create(all.join("build-killed").join(LOCK)).unwrap();
    assert_eq!(count(temp.path()), 3);
    let second = Scratch::within(temp.path(), "demo").unwrap();
    assert_eq!(count(temp.path()), 2);
    create_dir(all.join("later")).unwrap();
    sweep_in(temp.path());
    assert!(held.path().join("file").is_file() && second.path().is_dir() && count(temp.path()) == 2);
    drop((held, second));
    assert_eq!(read_dir(temp.path()).unwrap().count(), 0);
}

#[test]
fn a_folder_of_all_that_holds_nothing_is_removed_with_its_lock_and_without_one() {
    let temp = tempfile::tempdir().unwrap();
    for with_lock in [true, false] {
        let all = all(temp.path(), true).unwrap().unwrap();
        if with_lock {
            File::create(all.join(LOCK)).unwrap();
        }
        sweep_in(temp.path());
        assert_eq!(read_dir(temp.path()).unwrap().count(), 0, "{with_lock}");
    }
}

#[test]
fn a_link_is_not_followed_and_what_it_leads_to_stays() {
    let (temp, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(elsewhere.path().join("file"), "x").unwrap();
    File::create(elsewhere.path().join(LOCK)).unwrap();
    let all = all(temp.path(), true).unwrap().unwrap();
    symlink(elsewhere.path(), all.join("build-link")).unwrap();
    create_dir(all.join("build-killed")).unwrap();
    symlink(elsewhere.path(), all.join("build-killed").join("inside")).unwrap();
    sweep_in(temp.path());
    assert!(!all.join("build-killed").exists() && all.join("build-link").is_symlink());
    assert_eq!(read_dir(elsewhere.path()).unwrap().count(), 2);
}

#[test]
fn a_removal_is_tried_again_and_what_is_gone_is_removed() {
    use std::io::{Error, ErrorKind::Interrupted, ErrorKind::NotFound};
    for fails in 0..=TRIES {
        let mut calls = 0;
        let outcome = tried(|| {
            calls += 1;
            if calls <= fails { Err(Error::from(Interrupted)) } else { Ok(()) }
        });
        assert_eq!((outcome.is_ok(), calls), (fails < TRIES, TRIES.min(fails + 1)));
    }
    assert!(tried(|| Err(Error::from(NotFound))).is_ok());
}

#[test]
fn many_at_once_never_remove_each_other() {
    let temp = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..50 {
                    let scratch = Scratch::within(temp.path(), "build").unwrap();
                    write(scratch.path().join("file"), "x").unwrap();
                    sweep_in(temp.path());
                    assert!(scratch.path().join("file").is_file());
                }
            });
        }
    });
    assert_eq!(read_dir(temp.path()).unwrap().count(), 0);
}

#[test]
fn a_stray_folder_that_a_killed_process_left_is_removed_by_the_next_and_no_other_is() {
    let temp = tempfile::tempdir().unwrap();
    let make = |name: &str| {
        let folder = temp.path().join(name);
        create_dir(&folder).unwrap();
        set_permissions(&folder, Permissions::from_mode(0o700)).unwrap();
        folder
    };
    // One of an earlier version, one whose lock nobody holds, one that is held, one of somebody else's program.
    let (old, killed, held, other) =
        (make("allod-build-old"), make("allod-demo-killed"), make("allod-build-held"), make("allod-other-x"));
    File::create(killed.join(LOCK)).unwrap();
    let lock = File::create(held.join(LOCK)).unwrap();
    lock.lock().unwrap();
    let there = || [&old, &killed, &held, &other].map(|folder| folder.exists());
    drop(Scratch::within(temp.path(), "build").unwrap());
    assert_eq!(there(), [true, false, true, true]);
    super::remove(super::strays(temp.path(), SystemTime::now() + 2 * ABANDONED));
    assert_eq!(there(), [false, false, true, true]);
}

#[test]
fn a_folder_that_others_made_or_may_write_is_not_used() {
    let temp = tempfile::tempdir().unwrap();
    let name = format!("allod-{}", uzers::get_effective_uid());
    let elsewhere = tempfile::tempdir().unwrap();
    symlink(elsewhere.path(), temp.path().join(&name)).unwrap();
    let scratch = Scratch::within(temp.path(), "build").unwrap();
    assert_eq!(scratch.path().parent(), Some(temp.path()));
    assert_eq!(read_dir(elsewhere.path()).unwrap().count(), 0);
    std::fs::remove_file(temp.path().join(&name)).unwrap();
    create_dir(temp.path().join(&name)).unwrap();
    set_permissions(temp.path().join(&name), Permissions::from_mode(0o777)).unwrap();
    create_dir(temp.path().join(&name).join("planted")).unwrap();
    let scratch = Scratch::within(temp.path(), "build").unwrap();
    assert_eq!(scratch.path().parent(), Some(temp.path()));
    let killed = temp.path().join("allod-build-killed");
    create_dir(&killed).unwrap();
    set_permissions(&killed, Permissions::from_mode(0o700)).unwrap();
    File::create(killed.join(LOCK)).unwrap();
    sweep_in(temp.path());
    assert!(temp.path().join(name).join("planted").is_dir() && scratch.path().is_dir() && !killed.exists());
}
