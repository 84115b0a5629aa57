//! Call frame: opened with a checkpoint, closed with its writes kept or undone.

use crate::execution::context::ExecutionContext;
use crate::execution::exit::{ExecResult, Exit, ExitReason};
use crate::execution::frame_stack::CallInputs;
use crate::execution::gas::GasMeter;
use crate::transaction::money::transfer_log::LogMark;
use allod_core::{Reason, RevertCode, Status, Trap};
use allod_security::tracer;
use allod_state::Checkpoint;
use std::time::Instant;

/// Letters of a runtime's last words that a status repeats, at most.
const LAST_WORDS_MAX: usize = 256;

/// False where Rust has no clock to time frames by: in WebAssembly without a system.
const HAS_CLOCK: bool = !cfg!(all(target_family = "wasm", target_os = "unknown"));

/// Parameters of a frame.
pub(crate) struct FrameParams<'o> {
    pub(crate) function: &'o str,
    pub(crate) gas_limit: u64,
    /// True if the contract may be on the call chain already.
    pub(crate) reentrant: bool,
    pub(crate) inputs: CallInputs<'o>,
}

/// Frame that is open, and the points that its failure goes back to.
pub(crate) struct OpenFrame {
    pub(crate) meter: GasMeter,
    checkpoint: Checkpoint,
    refund: u64,
    transfers: LogMark,
    /// Bytes of the debug log before it.
    debug_start: usize,
    started: Option<Instant>,
}

/// Outcome of a call.
pub(crate) struct Outcome {
    /// The status, unless it is a success. Most are, and have nothing to carry around.
    pub(crate) failure: Option<Box<Status>>,
    pub(crate) output: Vec<u8>,
    pub(crate) gas_used: u64,
}

impl Outcome {
    /// Outcome of a call that could not begin.
    #[cold]
    pub(crate) fn refused(reason: Reason) -> Self {
        let status = Status::Refused { reason: Box::new(reason) };
        Self { failure: Some(Box::new(status)), output: Vec::new(), gas_used: 0 }
    }
}

/// Opens a frame.
///
/// # Errors
/// The tracer's reason: the chain would be too long, there are too many calls, or the contract may not be re-entered.
#[inline]
pub(crate) fn open(context: &mut ExecutionContext, params: FrameParams<'_>) -> Result<OpenFrame, Reason> {
    let FrameParams { function, gas_limit, reentrant, inputs } = params;
    let meter = GasMeter::new(gas_limit);
    context.tx.tracer.open(tracer::Opening {
        contract: *inputs.contract,
        function,
        sender: *inputs.sender,
        value: inputs.value,
        gas_limit: meter.left(),
        reentrant,
    })?;
    let started = (HAS_CLOCK && context.mode.timing).then(Instant::now);
    let checkpoint = context.journal.checkpoint();
    let (refund, debug_start) = (context.tx.refund, context.tx.debug.len());
    let transfers = context.tx.transfers.mark();
    context.scratch.input = context.tx.frames.open(inputs, context.tx.tracer.opened_last());
    Ok(OpenFrame { meter, checkpoint, refund, transfers, debug_start, started })
}

/// Closes the frame: its writes are kept if the run `ended` well, and undone if it did not.
#[inline]
pub(crate) fn close(context: &mut ExecutionContext, frame: OpenFrame, ended: ExecResult) -> Outcome {
    let OpenFrame { meter, checkpoint, refund, transfers, debug_start, started } = frame;
    let failure = match ended {
        Ok(()) if !meter.is_out() => None,
        ended => failure(context, ended.err().map(Exit::why), &meter, debug_start).map(Box::new),
    };
    let mut output = context.tx.frames.close();
    let elapsed = started.map(|at| u64::try_from(at.elapsed().as_nanos()).unwrap_or(u64::MAX));
    match &failure {
        None => {
            context.tx.note(context.journal.commit(checkpoint));
            context.tx.tracer.close_timed(Status::Success, meter.used(), elapsed);
        }
        Some(status) => {
            context.tx.note(context.journal.revert(checkpoint));
            context.tx.refund = refund;
            context.tx.transfers.revert(transfers);
            output = Vec::new();
            context.tx.tracer.close_timed(Status::clone(status), meter.used(), elapsed);
        }
    }
    Outcome { failure, output, gas_used: meter.used() }
}

/// Status of a run that did not return, or was out of gas when it did: that comes first, and whatever happened afterwards
/// did not count. `None` for one that exited with 0, which is a success like that of one that returned. The module's own
/// words are in the debug log from `debug_start` on.
#[cold]
fn failure(
    context: &mut ExecutionContext,
    why: Option<ExitReason>,
    meter: &GasMeter,
    debug_start: usize,
) -> Option<Status> {
    let words = match &why {
        None => String::new(),
        Some(_) => last_words(context.tx.debug.get(debug_start..).unwrap_or_default()),
    };
    let trapped = |trap| Status::Trapped { trap, message: words.clone() };
    Some(match why {
        Some(ExitReason::Fault(error)) => {
            context.tx.fault = Some(error);
            Status::Refused { reason: Box::new(Reason::Engine) }
        }
        _ if meter.is_out() => Status::OutOfGas,
        None | Some(ExitReason::OutOfGas) => Status::OutOfGas,
        Some(ExitReason::Trapped(trap)) => trapped(trap),
        Some(ExitReason::OutOfBounds) => trapped(Trap::MemoryOutOfBounds),
        Some(ExitReason::Revert(code, message)) => Status::Reverted { code, message },
        Some(ExitReason::Exit(0)) => return None,
        Some(ExitReason::Exit(code)) => {
            let exit = Reason::Exit { code };
            let message = if words.is_empty() { exit.to_string() } else { format!("{exit}: {words}") };
            Status::Reverted { code: RevertCode(code), message }
        }
    })
}

/// Last words of a module's runtime: the line that names the cause, never the stack below it.
fn last_words(debug: &[u8]) -> String {
    const CAUSES: [&str; 3] = ["panic: ", "fatal error: ", "runtime error: "];
    let text = String::from_utf8_lossy(debug);
    // ASCII only: the table of other spaces comes with the compiler, and nodes may have different ones.
    let trim = |line| str::trim_matches(line, |letter: char| letter.is_ascii_whitespace());
    let mut lines = text.lines().map(trim).filter(|line| !line.is_empty());
    let cause = lines.clone().find(|line| CAUSES.iter().any(|cause| line.starts_with(cause)));
    cause.or(lines.next_back()).unwrap_or_default().chars().take(LAST_WORDS_MAX).collect()
}
