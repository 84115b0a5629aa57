//! The words of a command line as arguments of a contract's function: the one place where they meet its types.

use crate::failure::Failure;
use crate::request::nearest;
use crate::session::Session;
use allod_core::typed_text::members;
use allod_core::{Abi, Address, ArgError, Args, Error, Function, Param, Value};
use allod_vm::EngineError;
use serde_json::value::RawValue;

/// The arguments for `function` of `contract`: `json` if given, else `words` in order. Wherever an address is wanted, also
/// in a list or a struct, a name will do.
pub(crate) fn arguments(
    session: &Session,
    contract: Address,
    function: &str,
    words: &[String],
    json: Option<&str>,
) -> Result<Args, Failure> {
    of_abi(session, &session.engine.abi(contract)?, function, words, json)
}

/// As [`arguments`], for a function of `abi`, whose contract may not be there yet.
pub(crate) fn of_abi(
    session: &Session,
    abi: &Abi,
    function: &str,
    words: &[String],
    json: Option<&str>,
) -> Result<Args, Failure> {
    let function = abi.function(function).map_err(EngineError::from)?;
    let reader = Reader { session, function };
    let values = match json {
        None => reader.by_position(words, |param, word| Value::read_word(&param.ty, word, &|name| reader.find(name))),
        Some(json) => reader.json(json),
    };
    values.map(Args::Positional).map_err(|error| EngineError::from(error).into())
}

/// Reads arguments for a function.
struct Reader<'r> {
    session: &'r Session,
    function: &'r Function,
}

impl Reader<'_> {
    /// Arguments as JSON: a list in order, or an object by name.
    fn json(&self, text: &str) -> Result<Vec<Value>, Error> {
        let raw: &RawValue =
            serde_json::from_str(text).map_err(|why| Error::Name(format!("--args is no JSON: {why}")))?;
        let read = |param: &Param, raw: &RawValue| Value::read_json(&param.ty, raw.get(), &|name| self.find(name));
        let no_list = |_| ArgError::NotAList { function: self.function.name.clone(), given: shorten(raw.get()) };
        match raw.get().as_bytes().first() {
            Some(b'{') => self.by_name(raw.get(), read),
            _ => {
                let items: Vec<&RawValue> = serde_json::from_str(raw.get()).map_err(no_list)?;
                self.by_position(&items, |param, raw| read(param, raw))
            }
        }
    }

    /// `given` in the order of the function's inputs.
    fn by_position<T>(
        &self,
        given: &[T],
        read: impl Fn(&Param, &T) -> Result<Value, Error>,
    ) -> Result<Vec<Value>, Error> {
        let inputs = &self.function.inputs;
        if given.len() != inputs.len() {
            return Err(ArgError::Count {
                function: self.function.name.clone(),
                wanted: inputs.len(),
                given: given.len(),
                signature: self.function.to_string(),
            }
            .into());
        }
        let read = |(at, (param, given)): (usize, (&Param, &T))| read(param, given).map_err(|why| self.unfit(at, why));
        inputs.iter().zip(given).enumerate().map(read).collect()
    }

    /// The members of the object `text` in the order of the function's inputs.
    fn by_name(
        &self,
        text: &str,
        read: impl Fn(&Param, &RawValue) -> Result<Value, Error>,
    ) -> Result<Vec<Value>, Error> {
        let name = |error| Error::Name(format!("{}: --args: {error}", self.function.name));
        let mut given = members(text).map_err(name)?;
        let mut values = Vec::with_capacity(self.function.inputs.len());
        for (at, param) in self.function.inputs.iter().enumerate() {
            let raw = given.remove(&param.name).ok_or_else(|| ArgError::Missing {
                function: self.function.name.clone(),
                position: at + 1,
                name: param.name.clone(),
                signature: self.function.to_string(),
            })?;
            values.push(read(param, raw).map_err(|why| self.unfit(at, why))?);
        }
        match given.into_keys().next() {
            None => Ok(values),
            Some(name) => Err(ArgError::Unknown {
                function: self.function.name.clone(),
                name: shorten(&name),
                signature: self.function.to_string(),
            }
            .into()),
        }
    }

    /// The address of an account or a contract by its name.
    fn find(&self, word: &str) -> Result<Option<Address>, Error> {
        let told = |failure: Failure| Error::Name(failure.to_string());
        if let Some(address) = self.session.lookup(word).map_err(told)? {
            return Ok(Some(address));
        }
        let names = self.session.names().map_err(told)?;
        let meant = nearest::hint(word, names.iter().map(String::as_str));
        Err(Error::Name(format!(
            "wanted address, given \"{}\": no 40 hex digits, and no account or contract of that name{meant}",
            shorten(word)
        )))
    }

    /// Says of what was wrong with an argument which one it was.
    fn unfit(&self, at: usize, why: Error) -> Error {
        let name = self.function.inputs.get(at).map(|param| param.name.clone()).unwrap_or_default();
        ArgError::Mismatch { function: self.function.name.clone(), position: at + 1, name, why: Box::new(why) }.into()
    }
}

/// Letters of a word that a message repeats.
const SHOWN: usize = 60;

fn shorten(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
