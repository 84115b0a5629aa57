//! Use that a group of processes and a folder make of the machine at this moment.

use super::limits::Taken;
use std::path::Path;
use std::time::Duration;

/// Ticks of processor time a second, in what `/proc` says: the same on every Linux.
const TICKS: u64 = 100;
/// Files and folders that are looked at; where there are more, they are counted as if they filled the disk.
const MAX_ENTRIES: usize = 100_000;

/// A process of a group.
struct Member {
    processor: Duration,
    memory: u64,
}

/// Use that the living processes of group `group` make of the machine; nothing where there is no `/proc`.
pub(super) fn group(group: u32) -> Taken {
    let mut taken = Taken::default();
    let Ok(all) = std::fs::read_dir("/proc") else { return taken };
    for entry in all.flatten() {
        if !entry.file_name().as_encoded_bytes().iter().all(u8::is_ascii_digit) {
            continue;
        }
        let Some(member) = member(&entry.path(), group) else { continue };
        taken.processes += 1;
        taken.memory = taken.memory.saturating_add(member.memory);
        taken.processor = taken.processor.saturating_add(member.processor);
    }
    taken
}

/// The process with the folder `proc`, if it is of `group` and alive. Its processor time has that of its
/// children in it that have ended.
fn member(proc: &Path, group: u32) -> Option<Member> {
    let stat = std::fs::read_to_string(proc.join("stat")).ok()?;
    // The name before it may hold anything.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let [state, _parent, of, ..] = fields.as_slice() else { return None };
    if of.parse() != Ok(group) || matches!(*state, "Z" | "X") {
        return None;
    }
    let ticks: u64 = fields.get(11..15)?.iter().filter_map(|field| field.parse::<u64>().ok()).sum();
    let status = std::fs::read_to_string(proc.join("status")).unwrap_or_default();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib: u64 = resident.and_then(|rest| rest.trim().strip_suffix("kB")?.trim().parse().ok()).unwrap_or(0);
    Some(Member { processor: Duration::from_millis(ticks * (1000 / TICKS)), memory: kib << 10 })
}

/// Bytes of the files below `folder`.
pub(super) fn disk(folder: &Path) -> u64 {
    let (mut bytes, mut entries) = (0u64, 0);
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        // What is gone by now takes nothing.
        let Ok(all) = std::fs::read_dir(&folder) else { continue };
        for entry in all.flatten() {
            entries += 1;
            if entries > MAX_ENTRIES {
                return u64::MAX;
            }
            match entry.metadata() {
                Ok(data) if data.is_dir() => folders.push(entry.path()),
                Ok(data) => bytes = bytes.saturating_add(data.len()),
                Err(_) => {}
            }
        }
    }
    bytes
}
