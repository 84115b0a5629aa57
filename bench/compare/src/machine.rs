//! What it was measured on.

use std::fs::read_to_string;

/// The processor, the number of its cores and the kernel, in a line.
pub(crate) fn machine() -> String {
    let cpu = read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("an unknown processor", |(_, model)| model.trim());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = read_to_string("/proc/meminfo").unwrap_or_default();
    let memory =
        memory.lines().find_map(|line| line.strip_prefix("MemTotal:")?.trim().strip_suffix(" kB")?.parse().ok());
    let gib = memory.map_or(0.0, |kib: f64| kib / f64::from(1 << 20));
    let kernel = read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{model}, {cores} cores, {gib:.0} GiB, {} {}", std::env::consts::OS, kernel.trim())
}

/// How many programs wanted a processor in the minute before, on average. Well above the number of cores, times on the
/// clock mean little, and times of a thread are those of a processor whose caches are shared.
pub(crate) fn load() -> String {
    let load = read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().unwrap_or_default().to_owned()
}
