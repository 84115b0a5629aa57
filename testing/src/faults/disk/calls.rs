//! Calls of the system that write, and where each says what it writes to.

use libc::c_long;

/// Place at which a call says what it writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A file that is open: the number of that argument.
    File(usize),
    /// A path, from the working folder where it doesn't begin at the root: the number of that argument.
    Path(usize),
    /// A path from an open folder: the number of the folder's argument. The path's is the next.
    At(usize),
    /// As [`Target::At`], and the flags come behind: a call that opens to read only does not write.
    OpenAt,
    /// As [`Target::Path`], and the flags come behind.
    #[cfg(target_arch = "x86_64")]
    Open,
}

/// A call that writes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    pub(super) name: &'static str,
    pub(super) number: c_long,
    pub(super) target: Target,
}

macro_rules! calls {
    ($($(#[$only:meta])? $name:ident = $number:ident, $target:expr;)*) => {
        &[$($(#[$only])? Call { name: stringify!($name), number: libc::$number, target: $target },)*]
    };
}

use Target::{At, File, OpenAt, Path};

/// Every call of Linux that changes a file, a folder, or what is known of one, or has the disk keep it.
///
/// Memory that is mapped and shared is not among them: neither RocksDB as it is set up nor anything else here writes so.
/// Neither is io_uring, which nothing here is built with.
pub(super) const CALLS: &[Call] = calls! {
    write = SYS_write, File(0);
    writev = SYS_writev, File(0);
    pwrite64 = SYS_pwrite64, File(0);
    pwritev = SYS_pwritev, File(0);
    pwritev2 = SYS_pwritev2, File(0);
    sendfile = SYS_sendfile, File(0);
    splice = SYS_splice, File(2);
    copy_file_range = SYS_copy_file_range, File(2);
    fsync = SYS_fsync, File(0);
    fdatasync = SYS_fdatasync, File(0);
    sync_file_range = SYS_sync_file_range, File(0);
    syncfs = SYS_syncfs, File(0);
    ftruncate = SYS_ftruncate, File(0);
    truncate = SYS_truncate, Path(0);
    fallocate = SYS_fallocate, File(0);
    fchmod = SYS_fchmod, File(0);
    fchmodat = SYS_fchmodat, At(0);
    fchown = SYS_fchown, File(0);
    fchownat = SYS_fchownat, At(0);
    fsetxattr = SYS_fsetxattr, File(0);
    setxattr = SYS_setxattr, Path(0);
    openat = SYS_openat, OpenAt;
    openat2 = SYS_openat2, At(0);
    mkdirat = SYS_mkdirat, At(0);
    mknodat = SYS_mknodat, At(0);
    unlinkat = SYS_unlinkat, At(0);
    renameat2 = SYS_renameat2, At(0);
    linkat = SYS_linkat, At(2);
    symlinkat = SYS_symlinkat, At(1);
    #[cfg(target_arch = "x86_64")] open = SYS_open, Target::Open;
    #[cfg(target_arch = "x86_64")] creat = SYS_creat, Path(0);
    #[cfg(target_arch = "x86_64")] mkdir = SYS_mkdir, Path(0);
    #[cfg(target_arch = "x86_64")] rmdir = SYS_rmdir, Path(0);
    #[cfg(target_arch = "x86_64")] unlink = SYS_unlink, Path(0);
    #[cfg(target_arch = "x86_64")] rename = SYS_rename, Path(0);
    #[cfg(target_arch = "x86_64")] renameat = SYS_renameat, At(0);
    #[cfg(target_arch = "x86_64")] link = SYS_link, Path(1);
    #[cfg(target_arch = "x86_64")] symlink = SYS_symlink, Path(1);
    #[cfg(target_arch = "x86_64")] chmod = SYS_chmod, Path(0);
    #[cfg(target_arch = "x86_64")] chown = SYS_chown, Path(0);
};

/// The call of that number.
pub(super) fn of(number: c_long) -> Option<&'static Call> {
    CALLS.iter().find(|call| call.number == number)
}
