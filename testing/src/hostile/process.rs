//! This process as the kernel sees it. Linux alone says so.

/// A line of the process's status, in bytes.
fn status(name: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() << 10
}

/// Bytes of this process that are resident.
pub fn resident() -> u64 {
    status("VmRSS:")
}

/// The most that ever were.
pub fn peak() -> u64 {
    status("VmHWM:")
}

/// Bytes of addresses that this process has.
pub fn addresses() -> u64 {
    status("VmSize:")
}

/// Bytes of this process's memory that only it can write.
pub fn data() -> u64 {
    status("VmData:")
}

/// Kernel mappings of this process.
pub fn mappings() -> u64 {
    std::fs::read_to_string("/proc/self/maps").unwrap().lines().count() as u64
}
