//! Every command on a disk with little room.

use super::Counts;
use super::commands::COMMANDS;
use super::folder::Folder;
use super::shell::Shell;
use super::verdict::Trial;
use std::path::{Path, PathBuf};
use std::process::Command as Program;

/// Size of the disk in bytes: the folder, and what a store that is new takes.
const SIZE: u64 = 24 << 20;

/// A small disk in memory, which goes with this value.
#[derive(Debug)]
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Mounts one at `at`, a folder that is made.
    ///
    /// # Errors
    /// The system's: who is not root may not.
    pub fn mount(at: &Path) -> Result<Self, String> {
        std::fs::create_dir_all(at).map_err(|error| error.to_string())?;
        let size = format!("size={SIZE}");
        let mut mount = Program::new("mount");
        let mount = mount.args(["-t", "tmpfs", "-o", &size, "allod-small-disk"]).arg(at);
        let output = mount.output().map_err(|error| format!("mount: {error}"))?;
        match output.status.success() {
            true => Ok(Self(at.to_owned())),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Program::new("umount").arg(&self.0).status();
    }
}

/// Bytes that a file can grow by before the disk is full, found by writing it.
fn fill(file: &Path, leave: u64) -> std::io::Result<()> {
    use std::io::Write;
    let mut filler = std::fs::File::create(file)?;
    let page = [0; 4096];
    let mut len = 0;
    while filler.write_all(&page).is_ok() {
        len += page.len() as u64;
    }
    filler.set_len(len.saturating_sub(leave))
}

/// Runs every quick command with `rooms` many kinds of room left on `disk`, each 4 KiB more than the one before; then makes
/// room, and judges. `see` is told of each that was wrong.
pub fn every_room(shell: &Shell, base: &Folder, disk: &SmallDisk, rooms: u64, mut see: impl FnMut(&str)) -> Counts {
    let mut counts = Counts::default();
    for command in COMMANDS.iter().filter(|command| !command.slow) {
        let trial = match Trial::new(shell, base, &disk.0, command) {
            Ok(trial) => trial,
            Err(wrong) => {
                see(&wrong);
                counts.wrong.push(wrong);
                continue;
            }
        };
        for room in 0..rooms {
            let copy = command.copy(base, &disk.0);
            let filler = disk.0.join("filler");
            fill(&filler, room * 4096).expect("the disk is filled");
            let ended = shell.run(&copy, &command.words(base));
            std::fs::remove_file(&filler).expect("there is room again");
            let judged = trial.judge(shell, base, &copy, &ended, &[]);
            let before = counts.wrong.len();
            counts.add(command.name, "room", judged, &format!("{} KiB left", room * 4));
            counts.wrong[before..].iter().for_each(|wrong| see(wrong));
        }
    }
    counts
}
