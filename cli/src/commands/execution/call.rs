//! `allod call`: runs a function and keeps what it changes.

use super::series::Series;
use crate::failure::{Exit, Failure};
use crate::folder::Place;
use crate::folder::accounts::DEFAULT;
use crate::options::{Call, Execution};
use crate::report::figures::thousands;
use crate::report::{self, Shown};
use crate::request::arguments::arguments;
use crate::request::moment::Moment;
use crate::screen::Screen;
use crate::session::Session;
use allod_core::{Address, Args};
use allod_vm::{ExecuteOptions, Explanation, Receipt};
use std::time::Instant;

pub(crate) fn run(data: &Place, options: Call, screen: &Screen) -> Result<Exit, Failure> {
    let session = Session::open_existing(data)?;
    options.execution.moment.check(&session.engine, screen)?;
    let mut prepared = Prepared::new(&session, &options.execution)?;
    let mut series = Series::new(options.repeat);
    let mut exit = Exit::Done;
    while exit == Exit::Done && series.goes_on() {
        let ended = once(&session, &prepared, &mut series, options.execution.signer.trace, screen);
        exit = ended.map_err(|failure| series.although(failure))?;
        prepared.moment = prepared.moment.again();
    }
    series.show(exit, screen).map_err(|failure| series.although(failure))?;
    Ok(exit)
}

/// Makes the call once and shows its receipt.
fn once(
    session: &Session,
    prepared: &Prepared,
    series: &mut Series,
    trace: bool,
    screen: &Screen,
) -> Result<Exit, Failure> {
    let (contract, function, args, execute) = prepared.clone().parts(session)?;
    let begun = Instant::now();
    let receipt = session.engine.execute(contract, &function, args.clone(), execute.clone())?;
    series.add(begun.elapsed(), &receipt);
    let explanation = explain(session, &receipt, args, execute);
    report::explained(screen, session, &receipt, explanation.as_ref(), Shown { trace, hash: true })
}

/// Explanation of a call that failed with these arguments and options. There is none if it succeeded, or if it does not fail
/// in the same way any more, because another process has changed the state since.
pub(super) fn explain(
    session: &Session,
    receipt: &Receipt,
    args: Args,
    options: ExecuteOptions,
) -> Option<Explanation> {
    if receipt.is_success() {
        return None;
    }
    let options = ExecuteOptions { block: Some(receipt.block), ..options };
    let explanation = session.engine.explain(receipt.contract, &receipt.function, args, options).ok()?;
    explanation.agrees_with(receipt).then_some(explanation)
}

/// A call whose words have been looked up.
#[derive(Clone)]
pub(crate) struct Prepared {
    contract: Address,
    function: String,
    args: Args,
    options: ExecuteOptions,
    moment: Moment,
}

impl Prepared {
    /// Looks up what `execution` names.
    pub(crate) fn new(session: &Session, execution: &Execution) -> Result<Self, Failure> {
        let invocation = &execution.invocation;
        let contract = session.resolve(&invocation.contract)?;
        let function = invocation.function.clone();
        let args = arguments(session, contract, &function, &invocation.arguments, invocation.args.as_deref())?;
        let from = session.signer(execution.signer.from.as_deref())?;
        has(session, execution.signer.from.as_deref().unwrap_or(DEFAULT), &from, execution.value)?;
        let options = ExecuteOptions {
            from,
            gas_limit: Some(execution.signer.gas_limit),
            value: execution.value,
            objects: execution.objects.clone(),
            timing: execution.signer.trace,
            ..ExecuteOptions::default()
        };
        Ok(Self { contract, function, args, options, moment: execution.moment })
    }

    /// Options of the engine, for a block that begins now or where it was asked for.
    pub(crate) fn parts(self, session: &Session) -> Result<(Address, String, Args, ExecuteOptions), Failure> {
        let block = Some(self.moment.block(&session.engine)?);
        Ok((self.contract, self.function, self.args, ExecuteOptions { block, ..self.options }))
    }
}

/// Says no where `account` has less than `amount`: what is not there can't be taken.
pub(crate) fn has(session: &Session, account: &str, address: &Address, amount: u64) -> Result<(), Failure> {
    let balance = session.engine.balance(*address)?;
    match amount <= balance {
        true => Ok(()),
        false => Err(Failure::Usage(format!(
            "{account} has {}, and {} were to be attached: allod account fund gives more",
            thousands(balance),
            thousands(amount)
        ))),
    }
}
