//! Writes what is valid for each target where a fuzzer looks for it: `cargo run --release --bin seeds`.

use allod_testing::targets::{NAMES, corpus};
use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    let folder =
        std::env::args_os().nth(1).map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"), PathBuf::from);
    for name in NAMES {
        let folder = folder.join(name);
        std::fs::create_dir_all(&folder)?;
        for number in 0..corpus::count(name) {
            std::fs::write(folder.join(format!("valid-{number}")), corpus::valid(name, number))?;
        }
        println!("{}: {}", folder.display(), corpus::count(name));
    }
    Ok(())
}
