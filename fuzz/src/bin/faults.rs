//! The command on a disk that fails: `cargo run --release --bin faults -- ALLOD [STEP [PLACES]]`.
//!
//! ALLOD is the binary. Of all calls that write, every STEPth fails (1: each), in each of six ways; and of each file of a
//! folder, bytes at PLACES places are damaged.

use allod_testing::faults::disk::Disk;
use allod_testing::faults::folder::Folder;
use allod_testing::faults::shell::Shell;
use allod_testing::faults::{commands, damage, every_call};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some(allod) = words.first() else {
        eprintln!("usage: faults ALLOD [STEP [PLACES]]");
        return ExitCode::from(2);
    };
    let number = |at: usize, usual: usize| words.get(at).and_then(|word| word.parse().ok()).unwrap_or(usual).max(1);
    let (step, places) = (number(1, 1), number(2, 24));
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let work = std::env::temp_dir().join(format!("allod-faults-{}", std::process::id()));
    std::fs::create_dir_all(&work).expect("a folder to work in");
    let disk = Disk::compile(&here.join("../testing/disk/src/lib.rs"), &work).expect("the library compiles");
    let shell = Shell::new(allod);
    let base = Folder::new(&work);
    commands::prepare(&shell, &base);

    let calls = every_call(&shell, &disk, &base, (0, step), |wrong| println!("{wrong}"));
    println!(
        "calls that failed: {}; ended {:?}; by call {:?}; {} wrong",
        calls.struck,
        calls.ended,
        calls.calls,
        calls.wrong.len()
    );
    let files = damage::every_file(&shell, &base, places, |wrong| println!("{wrong}"));
    println!("damages: {}; ended {:?}; {} wrong", files.struck, files.ended, files.wrong.len());
    drop(base);
    let _ = std::fs::remove_dir_all(&work);
    match calls.wrong.is_empty() && files.wrong.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
