//! SuperVM's demonstration node: two guests of `vm-runtime`, once or in every block.

#![forbid(unsafe_code)]

mod config;
mod demo;

use anyhow::Result;
use clap::Parser;
use config::Config;
use std::io::Write;
use std::path::PathBuf;

/// SuperVM's demonstration node over the Allod engine.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// Runs the demonstrations once and exits; else they run in every block, until the process is ended.
    #[arg(long)]
    once: bool,
    /// The file of settings. Without it config.toml is read, where there is one.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let file = options.config.clone().unwrap_or_else(|| "config.toml".into());
    let config = Config::read(&file, options.config.is_some())?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "INFO node_core: Starting node (PoC) with config: {}", file.display())?;
    let mut block = config.first_block();
    loop {
        for line in demo::run(&config, block)? {
            writeln!(out, "INFO node_core: {line}")?;
        }
        out.flush()?;
        if options.once {
            return Ok(());
        }
        std::thread::sleep(config.interval());
        block = config.next_block(block)?;
    }
}
