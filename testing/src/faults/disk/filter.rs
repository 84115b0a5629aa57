//! The filter that stops a process at each call that writes, until somebody has said what becomes of it.

use super::calls::{CALLS, Target};
use libc::{c_ushort, sock_filter};

/// Flags of `open` with which it may change something.
const WRITES: u32 = (libc::O_WRONLY | libc::O_RDWR | libc::O_CREAT | libc::O_TRUNC) as u32;
/// Offsets at which `seccomp_data` has the call's number, and the lower half of its first argument.
const NUMBER: u32 = 0;
const FIRST: u32 = 16;
const LOAD: c_ushort = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS) as c_ushort;
const EQUAL: c_ushort = (libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K) as c_ushort;
const ANY: c_ushort = (libc::BPF_JMP | libc::BPF_JSET | libc::BPF_K) as c_ushort;
const RETURN: c_ushort = (libc::BPF_RET | libc::BPF_K) as c_ushort;

/// The filter's program. Calls of the processor's other modes are let through: nothing here makes any.
pub(super) fn program() -> Vec<sock_filter> {
    let mut program = vec![step(LOAD, NUMBER, 0, 0)];
    for call in CALLS {
        let number = u32::try_from(call.number).expect("a call's number is small");
        let flags = match call.target {
            Target::OpenAt => Some(2),
            #[cfg(target_arch = "x86_64")]
            Target::Open => Some(1),
            _ => None,
        };
        match flags {
            None => program.extend([step(EQUAL, number, 0, 1), step(RETURN, libc::SECCOMP_RET_USER_NOTIF, 0, 0)]),
            Some(argument) => program.extend([
                step(EQUAL, number, 0, 4),
                step(LOAD, FIRST + 8 * argument, 0, 0),
                step(ANY, WRITES, 0, 1),
                step(RETURN, libc::SECCOMP_RET_USER_NOTIF, 0, 0),
                step(RETURN, libc::SECCOMP_RET_ALLOW, 0, 0),
            ]),
        }
    }
    program.push(step(RETURN, libc::SECCOMP_RET_ALLOW, 0, 0));
    program
}

fn step(code: c_ushort, k: u32, jt: u8, jf: u8) -> sock_filter {
    sock_filter { code, jt, jf, k }
}
