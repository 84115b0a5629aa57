//! The words of a command line as arguments of a contract's function.

use crate::failure::Failure;
use crate::session::Session;
use allod_core::{Abi, Address, Args, Type};

/// The arguments for `function` of `contract`: `json` if given, else `words` in order. Where an address is
/// wanted, a name will do.
pub(crate) fn arguments(
    session: &Session,
    contract: Address,
    function: &str,
    words: &[String],
    json: Option<&str>,
) -> Result<Args, Failure> {
    if let Some(json) = json {
        let json = serde_json::from_str(json).map_err(|error| Failure::Usage(format!("--args is no JSON: {error}")))?;
        return Ok(Args::Json(json));
    }
    in_words(session, &session.engine.abi(contract)?, function, words)
}

/// As [`arguments`], for a function of `abi`, whose contract may not be there yet.
pub(crate) fn in_words(session: &Session, abi: &Abi, function: &str, words: &[String]) -> Result<Args, Failure> {
    let inputs = abi.function(function).map(|function| function.inputs.as_slice()).unwrap_or_default();
    let mut words = words.to_vec();
    for (word, input) in words.iter_mut().zip(inputs) {
        if is_address(&input.ty)
            && let Some(address) = session.lookup(word)?
        {
            *word = address.to_string();
        }
    }
    Ok(Args::Cli(words))
}

fn is_address(ty: &Type) -> bool {
    match ty {
        Type::Address => true,
        Type::Option(item) => is_address(item),
        _ => false,
    }
}
