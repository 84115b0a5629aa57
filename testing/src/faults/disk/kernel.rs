//! Requests to the system: to filter a process's calls, to say which it makes, and to answer them.

use super::filter;
use libc::{c_int, c_ulong, c_void, cmsghdr, iovec, msghdr, seccomp_notif, seccomp_notif_resp, sock_fprog};
use std::io;
use std::mem::{size_of, zeroed};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::Command;

/// Has `command`, and all that it starts, stop at each call that writes; whoever is to be asked is sent over `to`.
pub(super) fn filter(command: &mut Command, to: UnixStream) {
    let mut program = filter::program();
    let set_up = move || {
        let len = u16::try_from(program.len()).map_err(io::Error::other)?;
        let program = sock_fprog { len, filter: program.as_mut_ptr() };
        // SAFETY: the process may gain nothing by what it starts, which a filter wants; there is no pointer.
        if unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) } != 0 {
            return Err(io::Error::last_os_error());
        }
        let (mode, flags): (c_ulong, c_ulong) = (1, libc::SECCOMP_FILTER_FLAG_NEW_LISTENER);
        // SAFETY: `program` is there for as long as the system reads it, and has so many steps.
        let listener = unsafe { libc::syscall(libc::SYS_seccomp, mode, flags, &raw const program) };
        let Ok(listener @ 0..) = c_int::try_from(listener) else { return Err(io::Error::last_os_error()) };
        send(to.as_raw_fd(), listener)?;
        // SAFETY: it is this function's own, and whoever gets it has another.
        unsafe { libc::close(listener) };
        Ok(())
    };
    // SAFETY: between fork and exec it takes no lock and no memory: it makes calls of the system, on memory of its own.
    unsafe { command.pre_exec(set_up) };
}

/// Space for a control message that holds a file, as long as the system wants it.
#[repr(C)]
union Control {
    header: cmsghdr,
    bytes: [u8; 64],
}

fn message(byte: &mut iovec, control: &mut Control) -> msghdr {
    // SAFETY: a message of zeros is one without anything.
    let mut message: msghdr = unsafe { zeroed() };
    message.msg_iov = byte;
    message.msg_iovlen = 1;
    message.msg_control = (&raw mut *control).cast();
    // SAFETY: it computes with its argument alone.
    message.msg_controllen = unsafe { libc::CMSG_SPACE(size_of::<c_int>() as u32) } as _;
    message
}

fn send(to: c_int, file: c_int) -> io::Result<()> {
    let (mut letter, mut control) = (1u8, Control { bytes: [0; 64] });
    let mut byte = iovec { iov_base: (&raw mut letter).cast(), iov_len: 1 };
    let message = message(&mut byte, &mut control);
    // SAFETY: the control message lies in `control`, which has room for a header and a file.
    unsafe {
        let header = libc::CMSG_FIRSTHDR(&raw const message);
        (*header).cmsg_level = libc::SOL_SOCKET;
        (*header).cmsg_type = libc::SCM_RIGHTS;
        (*header).cmsg_len = libc::CMSG_LEN(size_of::<c_int>() as u32) as _;
        libc::CMSG_DATA(header).cast::<c_int>().write_unaligned(file);
        match libc::sendmsg(to, &raw const message, 0) {
            1 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    }
}

/// The file that was sent over `from`.
pub(super) fn receive(from: &UnixStream) -> io::Result<OwnedFd> {
    let (mut letter, mut control) = (0u8, Control { bytes: [0; 64] });
    let mut byte = iovec { iov_base: (&raw mut letter).cast(), iov_len: 1 };
    let mut message = message(&mut byte, &mut control);
    // SAFETY: the system writes into `letter` and `control`, as much as there is room for; a file that comes is ours.
    unsafe {
        if libc::recvmsg(from.as_raw_fd(), &raw mut message, libc::MSG_CMSG_CLOEXEC) != 1 {
            return Err(io::Error::last_os_error());
        }
        match libc::CMSG_FIRSTHDR(&raw const message) {
            header if header.is_null() => Err(io::Error::other("no file was sent")),
            header => Ok(OwnedFd::from_raw_fd(libc::CMSG_DATA(header).cast::<c_int>().read_unaligned())),
        }
    }
}

/// The next call that a process waits in; `None` once there is no process any more.
pub(super) fn next(listener: &OwnedFd) -> Option<seccomp_notif> {
    loop {
        let mut asked = libc::pollfd { fd: listener.as_raw_fd(), events: libc::POLLIN, revents: 0 };
        // SAFETY: one place is given, and it is there.
        let ready = unsafe { libc::poll(&raw mut asked, 1, -1) };
        if ready > 0 && asked.revents & libc::POLLIN == 0 {
            return None;
        }
        // SAFETY: of a notification, all zeros are one, and the system wants them.
        let mut call: seccomp_notif = unsafe { zeroed() };
        // SAFETY: the system writes one notification, for which there is room. A process that has ended is no answer.
        if ready > 0 && control(listener, libc::SECCOMP_IOCTL_NOTIF_RECV, (&raw mut call).cast()) {
            return Some(call);
        }
    }
}

/// Has a call go on, or end with the number of an error.
pub(super) fn answer(listener: &OwnedFd, call: &seccomp_notif, errno: Option<c_int>) {
    let flags = if errno.is_none() { libc::SECCOMP_USER_NOTIF_FLAG_CONTINUE as u32 } else { 0 };
    let mut answer = seccomp_notif_resp { id: call.id, val: 0, error: -errno.unwrap_or(0), flags };
    // A process that has ended meanwhile needs none.
    control(listener, libc::SECCOMP_IOCTL_NOTIF_SEND, (&raw mut answer).cast());
}

fn control(listener: &OwnedFd, what: libc::Ioctl, about: *mut c_void) -> bool {
    // SAFETY: both callers give the structure that belongs to `what`.
    unsafe { libc::ioctl(listener.as_raw_fd(), what, about) == 0 }
}

/// Kills a process.
pub(super) fn kill(process: u32) {
    // SAFETY: there is no pointer. The process waits for an answer, so its number is nobody else's.
    unsafe { libc::kill(process as c_int, libc::SIGKILL) };
}
