//! Native code: Rust of the host's that runs in the frame of a call, where a module would have an instance.
//!
//! | file | holds |
//! |---|---|
//! | [`port`] | host operations called from Rust |
//! | [`run`] | the code of a registered native contract run |

pub(crate) mod port;
pub(crate) mod run;

use crate::execution::context::ExecutionContext;
use crate::execution::exit::{Exit, ExitReason};
use crate::{EngineError, NativeError, NativeFailure};
use allod_core::RevertCode;

/// Exit for an error that the code gives. Words have as many bytes as a contract's.
pub(crate) fn exit_of(context: &ExecutionContext, error: NativeError) -> Exit {
    let code = match &error {
        NativeError::Fault(why) => return EngineError::from(NativeFailure::Fault(why.clone())).into(),
        NativeError::RevertWith { code, .. } => *code,
        _ => RevertCode::ERROR,
    };
    let max_bytes = usize::try_from(context.environment.limits.revert).unwrap_or(usize::MAX);
    let mut words = error.to_string();
    words.truncate(words.floor_char_boundary(max_bytes));
    ExitReason::Revert(code, words).into()
}
