//! A disk that fails when it is told to (fault injection by interposition).
//!
//! The system's calls that write are defined here once more, and the linker takes these: so RocksDB and the standard
//! library come by here. A call that has to do with a path that has [`MARK`] in it is counted and may fail; every other one
//! goes on to the system. A test that links this crate says what fails. As a shared library, compiled of
//! this file alone and put before all others with `LD_PRELOAD`, it is told by the environment, see [`TOLD`].
//!
//! It is for Linux with glibc; elsewhere the crate is empty.
#![cfg(all(target_os = "linux", target_env = "gnu"))]

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::io::Write;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, AtomicUsize, Ordering::SeqCst};

/// The part of a path that makes its disk one that may fail.
pub const MARK: &str = "faulty-disk";

/// The variable by which a process is told: how many calls go by, how many fail then, the number of the error or
/// [`KILL`], and a file that gets a line for each that failed; with blanks between.
pub const TOLD: &str = "ALLOD_FAULTY_DISK";

/// In the place of an error's number: the process is killed.
pub const KILL: c_int = -9;

unsafe extern "C" {
    safe fn getpid() -> c_int;
    safe fn kill(process: c_int, signal: c_int) -> c_int;
    safe fn __errno_location() -> *mut c_int;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
    fn access(path: *const c_char, mode: c_int) -> c_int;
    fn readlink(path: *const c_char, target: *mut c_char, len: usize) -> isize;
}

/// Whatever comes after this one.
const NEXT: *mut c_void = std::ptr::without_provenance_mut(usize::MAX);
const WRITES: c_int = 3;

static ARMED: AtomicBool = AtomicBool::new(false);
/// Calls that went by, and those of them that failed.
static CALLS: AtomicU64 = AtomicU64::new(0);
static FAILED: AtomicU64 = AtomicU64::new(0);
/// The number of the first call that fails, and of the first that does not any more.
static FROM: AtomicU64 = AtomicU64::new(0);
static UNTIL: AtomicU64 = AtomicU64::new(0);
/// The error they fail with.
static ERRNO: AtomicI32 = AtomicI32::new(0);

/// The place of a folder whose disk is to fail: in memory, where the system has a place for that, so that waiting for the
/// disk takes no time.
pub fn place() -> std::path::PathBuf {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() }
}

/// Lets `calls` calls go by, and has the `failing` ones after them fail with `errno`.
pub fn fail(calls: u64, failing: u64, errno: c_int) {
    ARMED.store(false, SeqCst);
    CALLS.store(0, SeqCst);
    FAILED.store(0, SeqCst);
    ERRNO.store(errno, SeqCst);
    FROM.store(calls, SeqCst);
    UNTIL.store(calls.saturating_add(failing), SeqCst);
    ARMED.store(true, SeqCst);
}

/// Has nothing fail any more, and says how many did.
pub fn heal() -> u64 {
    ARMED.store(false, SeqCst);
    FAILED.load(SeqCst)
}

/// Does what the environment says, once.
fn be_told() -> Option<()> {
    static ONCE: Once = Once::new();
    if !ONCE.is_completed() {
        let told = std::env::var(TOLD).ok()?;
        let mut words = told.split(' ').map(|word| word.parse::<i64>().unwrap_or(i64::MAX));
        let (calls, failing, errno) = (words.next()?, words.next()?, words.next()?);
        ONCE.call_once(|| fail(calls as u64, failing as u64, errno as c_int));
    }
    Some(())
}

/// True if a call of `what` about `path` is to fail; sets `errno` then.
fn strikes(what: &str, path: &[u8]) -> bool {
    if !path.windows(MARK.len()).any(|part| part == MARK.as_bytes()) {
        return false;
    }
    be_told();
    let number = CALLS.fetch_add(1, SeqCst);
    if !ARMED.load(SeqCst) || number < FROM.load(SeqCst) || number >= UNTIL.load(SeqCst) {
        return false;
    }
    FAILED.fetch_add(1, SeqCst);
    if let Some(file) = std::env::var(TOLD).ok().as_deref().and_then(|told| told.splitn(4, ' ').nth(3)) {
        let line = format!("{number} {what} {}\n", String::from_utf8_lossy(path));
        let file = std::fs::OpenOptions::new().append(true).create(true).open(file);
        let _ = file.and_then(|mut file| file.write_all(line.as_bytes()));
    }
    match ERRNO.load(SeqCst) {
        KILL => _ = kill(getpid(), 9),
        // SAFETY: the place of this thread's errno is always there.
        errno => unsafe { *__errno_location() = errno },
    }
    true
}

fn strikes_file(what: &str, file: c_int) -> bool {
    let mut path = [0u8; 4096];
    let link = CString::new(format!("/proc/self/fd/{file}")).unwrap_or_default();
    // SAFETY: the link's name ends with a zero, and so many bytes of `path` are there to be written.
    let len = unsafe { readlink(link.as_ptr(), path.as_mut_ptr().cast(), path.len()) };
    usize::try_from(len).is_ok_and(|len| strikes(what, &path[..len]))
}

fn strikes_path(what: &str, path: *const c_char) -> bool {
    // SAFETY: whoever calls gives the system a path, which ends with a zero.
    !path.is_null() && strikes(what, unsafe { CStr::from_ptr(path) }.to_bytes())
}

/// True if nothing has that path: where something has, the system says so before it looks at the disk.
fn is_new(path: *const c_char) -> bool {
    // SAFETY: whoever calls gives the system a path, which ends with a zero.
    !path.is_null() && unsafe { access(path, 0) } != 0
}

/// Defines functions of the system once more: they fail where `$strikes` says so of the name and the arguments, and are
/// the system's own otherwise.
macro_rules! disk {
    ($($name:ident($($argument:ident: $type:ty),*) -> $result:ty, if |$what:ident| $strikes:expr;)*) => {
        $(
            /// The system's, which may fail.
            ///
            /// # Safety
            /// That of the system's.
            // SAFETY: it has the name and the signature of the system's, in whose place it answers.
            #[unsafe(no_mangle)]
            pub unsafe extern "C" fn $name($($argument: $type),*) -> $result {
                static SYSTEM: AtomicUsize = AtomicUsize::new(0);
                let $what = stringify!($name);
                if $strikes {
                    return -1;
                }
                let mut own = SYSTEM.load(SeqCst);
                if own == 0 {
                    // SAFETY: the name ends with a zero.
                    own = unsafe { dlsym(NEXT, concat!(stringify!($name), "\0").as_ptr().cast()) }.expose_provenance();
                    assert!(own != 0);
                    SYSTEM.store(own, SeqCst);
                }
                // SAFETY: this is the system's function of the same name, which has this signature.
                let own: unsafe extern "C" fn($($type),*) -> $result =
                    unsafe { std::mem::transmute(std::ptr::with_exposed_provenance::<c_void>(own)) };
                // SAFETY: the arguments are those of whoever called.
                unsafe { own($($argument),*) }
            }
        )*
    };
}

disk! {
    write(file: c_int, bytes: *const c_void, len: usize) -> isize, if |what| strikes_file(what, file);
    pwrite(file: c_int, bytes: *const c_void, len: usize, at: i64) -> isize, if |what| strikes_file(what, file);
    pwrite64(file: c_int, bytes: *const c_void, len: usize, at: i64) -> isize, if |what| strikes_file(what, file);
    fsync(file: c_int) -> c_int, if |what| strikes_file(what, file);
    fdatasync(file: c_int) -> c_int, if |what| strikes_file(what, file);
    sync_file_range(file: c_int, at: i64, len: i64, flags: u32) -> c_int, if |what| strikes_file(what, file);
    ftruncate(file: c_int, len: i64) -> c_int, if |what| strikes_file(what, file);
    ftruncate64(file: c_int, len: i64) -> c_int, if |what| strikes_file(what, file);
    fallocate(file: c_int, mode: c_int, at: i64, len: i64) -> c_int, if |what| strikes_file(what, file);
    openat(at: c_int, path: *const c_char, flags: c_int, mode: c_int) -> c_int, if |what| flags & WRITES != 0 && strikes_path(what, path);
    rename(from: *const c_char, to: *const c_char) -> c_int, if |what| strikes_path(what, from);
    link(from: *const c_char, to: *const c_char) -> c_int, if |what| strikes_path(what, from);
    unlink(path: *const c_char) -> c_int, if |what| strikes_path(what, path);
    mkdir(path: *const c_char, mode: u32) -> c_int, if |what| is_new(path) && strikes_path(what, path);
    chmod(path: *const c_char, mode: u32) -> c_int, if |what| strikes_path(what, path);
    open(path: *const c_char, flags: c_int, mode: c_int) -> c_int, if |what| flags & WRITES != 0 && strikes_path(what, path);
    open64(path: *const c_char, flags: c_int, mode: c_int) -> c_int, if |what| flags & WRITES != 0 && strikes_path(what, path);
}
