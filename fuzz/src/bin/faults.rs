//! The command on a disk that fails: `cargo run --release --bin faults -- ALLOD [WORD=VALUE]…`.
//!
//! ALLOD is the binary. Of all calls that write, each fails in each of six ways, or every `step`th of these is tried (1); `places` of each file
//! of a folder are damaged (24); `rooms` sizes of what is left of a small disk are tried (64), which only root can make.
//! `workers` commands run at once (2). `only` names the commands by how they begin; those that compile Go are run only so.
//! What has 0 is left out.

use allod_testing::faults::folder::Folder;
use allod_testing::faults::shell::Shell;
use allod_testing::faults::small::{SmallDisk, every_room};
use allod_testing::faults::sweep::Sweep;
use allod_testing::faults::{Counts, commands, damage};
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some(allod) = words.first() else {
        eprintln!("usage: faults ALLOD [step=1] [places=24] [rooms=64] [workers=2] [only=COMMAND]");
        return ExitCode::from(2);
    };
    let value = |name: &str| words.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
    let number = |name: &str, usual: usize| value(name).and_then(|word| word.parse().ok()).unwrap_or(usual);
    let work = std::env::temp_dir().join(format!("allod-faults-{}", std::process::id()));
    std::fs::create_dir_all(&work).expect("a folder to work in");
    let shell = Shell::new(allod);
    let base = Folder::new(&work);
    commands::prepare(&shell, &base);
    let mut wrong = 0;
    let mut sum_up = |what: &str, counts: Counts| {
        let Counts { struck, ended, calls, commands, left, wrong: found } = counts;
        println!(
            "{what}: {struck}; ended {ended:?}; by call {calls:?}; by command {commands:?}; {left} left files to the next; {} wrong",
            found.len()
        );
        wrong += found.len();
    };

    let (step, workers) = (number("step", 1), number("workers", 2).max(1));
    if step > 0 {
        let only = value("only").unwrap_or_default().to_owned();
        let sweep = Sweep { shell: &shell, base: &base, work: work.clone(), first: 0, step, workers, only };
        sum_up("calls that failed", sweep.run(|wrong| println!("{wrong}")));
    }
    let rooms = number("rooms", 64);
    if rooms > 0 {
        match SmallDisk::mount(&work.join("small")) {
            Ok(disk) => {
                sum_up("on a small disk", every_room(&shell, &base, &disk, rooms as u64, |wrong| println!("{wrong}")))
            }
            Err(error) => println!("no small disk: {error}"),
        }
    }
    let places = number("places", 24);
    if places > 0 {
        sum_up("damages", damage::every_file(&shell, &base, places, |wrong| println!("{wrong}")));
    }
    drop(base);
    let _ = std::fs::remove_dir_all(&work);
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
