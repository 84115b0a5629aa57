//! One call: a frame opened, a module run, the frame closed, and its writes kept or undone.

use crate::EngineError;
use crate::engine::budget::Budget;
use crate::engine::environment::Environment;
use crate::execution::context::ExecutionContext;
use crate::execution::exit::{ExecResult, Exit, ExitReason};
use crate::execution::frame_stack::CallInputs;
use crate::execution::gas::GasMeter;
use crate::execution::unready::Unready;
use crate::modules::LoadedModule;
use crate::modules::contract_cache::{Contract, Found};
use crate::modules::contract_record::ContractRecord;
use crate::modules::metadata::ModuleMetadata;
use allod_core::{Address, Function, GasSchedule, HostOp, ObjectIds, Reason, RevertCode, Status, Trap};
use allod_security::{LimitKind, tracer};
use allod_state::Journal;
use std::sync::Arc;
use std::time::Instant;

/// Pages of memory, 4 MiB, that an instance may begin with at [`HostOp::Instantiate`]'s price alone: what stock Go's
/// runtime asks for.
pub(crate) const FREE_PAGES: u32 = 64;

/// A function of a contract, found, with the arguments it takes.
pub(crate) struct ResolvedCall {
    pub(crate) contract: Arc<Contract>,
    pub(crate) module: Arc<LoadedModule>,
    /// Where in the ABI the function stands.
    pub(crate) at: usize,
    pub(crate) input: Vec<u8>,
}

/// A call to make.
pub(crate) struct CallRequest<'r> {
    pub(crate) callee: ResolvedCall,
    pub(crate) function: &'r str,
    pub(crate) sender: Address,
    pub(crate) gas_limit: u64,
    /// What the callee may take from the sender.
    pub(crate) attached: u64,
    /// Whether it is made by the deploy of the contract, whose frame it stands in.
    pub(crate) constructor: bool,
}

/// What became of a call.
pub(crate) struct Outcome {
    /// The status, where it is no success. Most are, and have nothing to carry around.
    pub(crate) failure: Option<Box<Status>>,
    pub(crate) output: Vec<u8>,
    pub(crate) gas_used: u64,
}

/// Finds the contract and the function, and lets `encode` make the input that it takes: in the memory it is given, and
/// no longer than the number says.
///
/// # Errors
/// [`Unready`].
#[inline(always)]
pub(crate) fn prepare(
    session: &mut ExecutionContext,
    contract: Address,
    function: &str,
    encode: impl FnOnce(&Function, Vec<u8>, u64) -> Result<Vec<u8>, Unready>,
) -> Result<ResolvedCall, Unready> {
    within(session, LimitKind::FunctionName, function.len() as u64)?;
    let (contract, module) = find_again(session, &contract)?;
    let Some((at, signature)) = module.function(function) else { return Err(Unready::NoFunction(module)) };
    let most = session.shared.limits.input;
    let input = encode(signature, std::mem::take(&mut session.spare), most)?;
    within(session, LimitKind::Input, input.len() as u64)?;
    module.objects(at, &input).for_each(|id| session.journal.prefetch_object(&id));
    within(session, LimitKind::ChainMemory, session.memory + module.card.room())?;
    Ok(ResolvedCall { contract, module, at, input })
}

/// Refuses what is above a limit.
pub(crate) fn within(session: &ExecutionContext, what: LimitKind, given: u64) -> Result<(), Unready> {
    session.shared.limits.check(what, given).map_err(|error| Unready::refused((&error).into()))
}

/// Refuses to attach more than `account` has. What is attached stays with the account until the callee receives it.
#[inline]
pub(crate) fn affords(session: &mut ExecutionContext, account: &Address, value: u64) -> Result<(), Unready> {
    if value == 0 {
        return Ok(());
    }
    match session.journal.balances().get(account)? {
        has if has >= value => Ok(()),
        has => Err(Unready::refused(Reason::Balance { account: *account, has, wanted: value })),
    }
}

/// [`find`], which a call of the same contract as the last one is spared. Nobody need note that its module is used: the
/// session held it. [`run`] gives it back.
#[inline(always)]
fn find_again(session: &mut ExecutionContext, address: &Address) -> Result<Found, Unready> {
    let probed = session.profiler.is_some();
    if let Some(found) = session.found.take_if(|found| !probed && found.0.address == *address)
        && session.journal.contracts().record(address)? == Some(&*found.0.bytes)
    {
        return Ok(found);
    }
    find(&session.shared, &mut session.journal, address, probed).map_err(|error| match error {
        EngineError::NoContract { address } => Unready::refused(Reason::NoContract { address }),
        error => error.into(),
    })
}

/// The contract at `address`, and its module ready to run; with probes if `probed`.
///
/// # Errors
/// [`EngineError::NoContract`], or what the store or the cache of modules says.
pub(crate) fn find(
    shared: &Environment,
    journal: &mut Journal,
    address: &Address,
    probed: bool,
) -> Result<Found, EngineError> {
    let bytes = journal.contracts().record(address)?.ok_or(EngineError::NoContract { address: *address })?;
    if !probed && let Some(found) = shared.contracts.find(address, bytes) {
        return Ok(found);
    }
    let bytes: Box<[u8]> = bytes.into();
    let record = ContractRecord::read(address, &bytes)?;
    let module = shared.modules.get(&record.code, &record.wasi, probed, || {
        let code = journal.contracts().code(&record.code)?;
        code.ok_or_else(|| EngineError::CorruptStore(format!("contract {address} has no module")))
    })?;
    let contract = Arc::new(Contract { address: *address, bytes, record, ids: ObjectIds::of(address) });
    if !probed {
        shared.contracts.keep(contract.clone(), &module, shared.budgets.get(Budget::Contracts));
    }
    Ok((contract, module))
}

/// Makes the call.
pub(crate) fn run(session: &mut ExecutionContext, request: CallRequest<'_>) -> Outcome {
    let CallRequest { callee, function, sender, gas_limit, attached, constructor } = request;
    let ResolvedCall { contract, module, at, input } = callee;
    let record = &contract.record;
    let gas_limit = gas_limit.min(record.wasi.gas_cap(&session.shared.schedule));
    let (bytes, memory) = (input.len() as u64, module.card.room());
    let given = CallInputs { contract: &contract.address, ids: &contract.ids, sender: &sender, input, attached };
    let opening = FrameParams { function, gas_limit, reentrant: record.reentrant || constructor, given };
    let outcome = in_frame(session, opening, |session, meter| {
        if let Some(profiler) = &mut session.profiler {
            profiler.open_contract(contract.address, function, module.names.clone());
        }
        let schedule = &session.shared.schedule;
        let entry = schedule.price(HostOp::Entry).of(bytes);
        let instance = instance_price(schedule, &module.card);
        let entered = session.pay(meter, HostOp::Entry, entry);
        let entered = entered.and_then(|()| session.pay(meter, HostOp::Instantiate, instance));
        let before = session.memory;
        session.memory += memory;
        session.deepest = session.deepest.max(session.frames.depth());
        if let Some(frame) = session.frames.last_mut() {
            frame.memory = module.card.memory();
        }
        session.journal.prefetch_records();
        let ended = match entered {
            Ok(()) => crate::execution::backend::run(session, &module, (at, function), &record.wasi, meter),
            Err(dry) => Err(dry.into()),
        };
        session.memory = before;
        if let Some(profiler) = &mut session.profiler {
            profiler.close_contract(meter.used());
        }
        ended
    });
    if session.profiler.is_none() {
        session.found = Some((contract, module));
    }
    outcome
}

/// Gas for an instance of the module that `card` is of. What a call is given beyond [`FREE_PAGES`] of memory costs what
/// it would cost to grow it: it can be written as well.
fn instance_price(schedule: &GasSchedule, card: &ModuleMetadata) -> u64 {
    let pages = card.pages;
    let grown = u64::from(schedule.instructions.grow_page).saturating_mul(pages.saturating_sub(FREE_PAGES).into());
    schedule.price(HostOp::Instantiate).of(u64::from(pages) + card.setup).saturating_add(grown)
}

/// How a frame is opened.
pub(crate) struct FrameParams<'o> {
    pub(crate) function: &'o str,
    pub(crate) gas_limit: u64,
    /// Whether the contract may be on the call chain already.
    pub(crate) reentrant: bool,
    pub(crate) given: CallInputs<'o>,
}

/// Opens a frame, does `body` in it, and closes it again: what `body` wrote is kept if it succeeded, and undone
/// if it did not.
pub(crate) fn in_frame(
    session: &mut ExecutionContext,
    opening: FrameParams<'_>,
    body: impl FnOnce(&mut ExecutionContext, &mut GasMeter) -> ExecResult,
) -> Outcome {
    let FrameParams { function, gas_limit, reentrant, given } = opening;
    let mut meter = GasMeter::new(gas_limit);
    let opened = session.tracer.open(tracer::Opening {
        contract: *given.contract,
        function,
        sender: *given.sender,
        value: given.attached,
        gas_limit: meter.left(),
        reentrant,
    });
    if let Err(reason) = opened {
        return Outcome::refused(reason);
    }
    let started = session.timing.then(Instant::now);
    let checkpoint = session.journal.checkpoint();
    let (refund, debug) = (session.refund, session.debug.len());
    session.spare = session.frames.open(given);

    let ended = body(session, &mut meter);

    let failure = match ended {
        Ok(()) if !meter.is_out() => None,
        ended => failure(session, ended.err().map(Exit::why), &meter, debug).map(Box::new),
    };
    let mut output = session.frames.close();
    let elapsed = started.map(|at| u64::try_from(at.elapsed().as_nanos()).unwrap_or(u64::MAX));
    match &failure {
        None => {
            session.note(|session| session.journal.commit(checkpoint));
            session.tracer.close_timed(Status::Success, meter.used(), elapsed);
        }
        Some(status) => {
            session.note(|session| session.journal.revert(checkpoint));
            session.refund = refund;
            output = Vec::new();
            session.tracer.close_timed(Status::clone(status), meter.used(), elapsed);
        }
    }
    Outcome { failure, output, gas_used: meter.used() }
}

/// The status of a run that did not return, or was out of gas when it did: that comes first, and whatever happened
/// afterwards did not count. `None` for one that exited with 0, which is a success like that of one that returned. What the
/// module said is in the debug log from `debug` on.
#[cold]
fn failure(session: &mut ExecutionContext, why: Option<ExitReason>, meter: &GasMeter, debug: usize) -> Option<Status> {
    let words = match &why {
        None => String::new(),
        Some(_) => last_words(session.debug.get(debug..).unwrap_or_default()),
    };
    let trapped = |trap| Status::Trapped { trap, message: words.clone() };
    Some(match why {
        Some(ExitReason::Fault(error)) => {
            session.fault = Some(error);
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

impl Outcome {
    #[cold]
    pub(crate) fn refused(reason: Reason) -> Self {
        let status = Status::Refused { reason: Box::new(reason) };
        Self { failure: Some(Box::new(status)), output: Vec::new(), gas_used: 0 }
    }
}

/// What a module's runtime said before it died: the line that names the cause, never the stack below it.
fn last_words(debug: &[u8]) -> String {
    const CAUSES: [&str; 3] = ["panic: ", "fatal error: ", "runtime error: "];
    let text = String::from_utf8_lossy(debug);
    // By numbers: what else is a space is in a table that a compiler brings along.
    let trim = |line| str::trim_matches(line, |letter: char| letter.is_ascii_whitespace());
    let mut lines = text.lines().map(trim).filter(|line| !line.is_empty());
    let cause = lines.clone().find(|line| CAUSES.iter().any(|cause| line.starts_with(cause)));
    cause.or(lines.next_back()).unwrap_or_default().chars().take(256).collect()
}
