//! What the process takes.

use std::fs::read_to_string;

/// What the process takes, MiB.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sample {
    /// Memory in use.
    pub(crate) resident: f64,
    /// Addresses reserved.
    pub(crate) addresses: f64,
    /// Separate mappings of memory; the kernel allows some 65,000.
    pub(crate) mappings: f64,
}

impl Sample {
    /// Now.
    pub(crate) fn take() -> Self {
        let status = read_to_string("/proc/self/status").expect("the kernel tells a process its status");
        let mib = |name| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("the line is there");
            line.trim().trim_end_matches(" kB").parse::<f64>().expect("a number of KiB") / 1024.0
        };
        let maps = read_to_string("/proc/self/maps").expect("the kernel tells a process its mappings");
        Self { resident: mib("VmRSS:"), addresses: mib("VmSize:"), mappings: maps.lines().count() as f64 }
    }

    /// The greater of each.
    pub(crate) fn max(self, other: Self) -> Self {
        Self {
            resident: self.resident.max(other.resident),
            addresses: self.addresses.max(other.addresses),
            mappings: self.mappings.max(other.mappings),
        }
    }
}

impl std::fmt::Display for Sample {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:.1} MiB resident, {:.0} MiB of addresses, {} mappings",
            self.resident, self.addresses, self.mappings
        )
    }
}
