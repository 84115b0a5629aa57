//! Arguments of a call, and their encoding by the ABI. Rust values, JSON and command-line words all come through here.

use crate::abi::{Function, Param};
use crate::error::{ArgError, CodecError, Error};
use crate::ids::Name;
use crate::reason::{self, LimitKind, Reason, type_name};
use crate::values::primitive::take;
use crate::values::types::Type;
use crate::values::value::Value;
use crate::values::walk::{Misfit, convert, skip};
use serde_json::Value as Json;

/// The arguments that a caller passes, not yet checked against the ABI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Args {
    /// By position.
    Positional(Vec<Value>),
    /// By name, in any order.
    Named(Vec<(String, Value)>),
    /// JSON: an array by position, an object by name.
    Json(Json),
    /// Command-line words, by position.
    Cli(Vec<String>),
    /// Already encoded, taken as it is.
    Encoded(Vec<u8>),
}

impl Args {
    /// The bytes that `function` reads as its input.
    ///
    /// # Errors
    /// [`ArgError`] naming the function, the position, the name, what was wanted and what was given.
    pub fn encode(self, function: &Function) -> Result<Vec<u8>, ArgError> {
        self.encode_in(function, Vec::new())
    }

    /// As [`encode`](Self::encode), in `room` where that helps: memory that was used before, which is cleared.
    ///
    /// # Errors
    /// As [`encode`](Self::encode).
    pub fn encode_in(self, function: &Function, room: Vec<u8>) -> Result<Vec<u8>, ArgError> {
        match self {
            Self::Encoded(bytes) => Ok(bytes),
            Self::Positional(values) => match plain(function, &values, room) {
                Some(bytes) => Ok(bytes),
                None => positional(function, values, |ty, value| value.coerce(ty)),
            },
            Self::Cli(words) => positional(function, words, |ty, word| Value::from_text(ty, &word)),
            Self::Json(Json::Array(items)) => positional(function, items, |ty, json| Value::from_json(ty, &json)),
            Self::Json(Json::Null) => positional(function, Vec::<Value>::new(), |ty, value| value.coerce(ty)),
            Self::Named(pairs) => named(function, pairs, |ty, value| value.coerce(ty)),
            Self::Json(Json::Object(map)) => {
                named(function, map.into_iter().collect(), |ty, json| Value::from_json(ty, &json))
            }
            Self::Json(other) => Err(ArgError::NotAList { function: function.name.clone(), given: other.to_string() }),
        }
    }
}

/// The bytes that `function` reads as its input where a contract gives it `tagged` values: each as it is, or as
/// [`Value::coerce`] would have it, but for fields in another order. In `room`, which is cleared. No value is made.
///
/// # Errors
/// [`Reason`], among others where the input would be longer than `most`.
pub fn encode_tagged(function: &Function, tagged: &[u8], room: Vec<u8>, most: u64) -> Result<Vec<u8>, Reason> {
    let flawed = |error: CodecError| Reason::Arguments { function: cut(&function.name), flaw: error.into() };
    let mut left = tagged;
    let given = take(&mut left, 1).map_err(flawed)?[0];
    if usize::from(given) != function.inputs.len() {
        let (wanted, given) = (function.inputs.len() as u32, given.into());
        return Err(Reason::ArgumentCount { function: cut(&function.name), wanted, given });
    }
    let mut out = room;
    out.clear();
    let limit = usize::try_from(most).unwrap_or(usize::MAX);
    let long = |given: usize| Reason::Limit { what: LimitKind::Input, given: given as u64, limit: most };
    for (at, param) in function.inputs.iter().enumerate() {
        let ty = Type::read_descriptor(&mut left).map_err(flawed)?;
        let start = left;
        skip(&ty, &mut left).map_err(flawed)?;
        let mut value = &start[..start.len() - left.len()];
        if ty == param.ty {
            out.extend_from_slice(value);
        } else {
            convert((&ty, &param.ty), &mut value, &mut out, limit).map_err(|misfit| match misfit {
                Misfit::Type => Reason::Argument {
                    function: cut(&function.name),
                    position: at as u32 + 1,
                    parameter: cut(&param.name),
                    wanted: type_name(&param.ty),
                    given: type_name(&ty),
                },
                Misfit::Long => long(out.len()),
                Misfit::Bytes(error) => flawed(error),
            })?;
        }
        if out.len() > limit {
            return Err(long(out.len()));
        }
    }
    match left.len() {
        0 => Ok(out),
        left => Err(flawed(CodecError::Trailing { left })),
    }
}

/// Checks that `input` is what `function` reads: a value for each parameter, in order, and nothing after them. Makes no value;
/// takes time by the bytes there are.
///
/// ```
/// use allod_core::{Function, Param, Reason, Type, args, args::check_input};
///
/// let to = Param { name: "to".into(), ty: Type::Address };
/// let amount = Param { name: "amount".into(), ty: Type::U64 };
/// let send = Function { name: "Send".into(), inputs: vec![to, amount], outputs: vec![] };
/// let refused = check_input(&send, &[0; 23]).unwrap_err();
/// assert_eq!(refused.to_string(), "Send: the input is no argument 2 (amount u64): cut short: 8 more bytes wanted, 3 left");
/// assert_eq!(check_input(&send, &[0; 28]), Ok(()));
/// ```
///
/// # Errors
/// [`Reason::Input`] with the first parameter that the input has no value for, [`Reason::Arguments`] where bytes are left over.
pub fn check_input(function: &Function, input: &[u8]) -> Result<(), Reason> {
    let mut left = input;
    for (at, param) in function.inputs.iter().enumerate() {
        skip(&param.ty, &mut left).map_err(|error| Reason::Input {
            function: cut(&function.name),
            position: at as u32 + 1,
            parameter: cut(&param.name),
            wanted: type_name(&param.ty),
            flaw: error.into(),
        })?;
    }
    match left.len() {
        0 => Ok(()),
        left => Err(Reason::Arguments { function: cut(&function.name), flaw: CodecError::Trailing { left }.into() }),
    }
}

fn cut(name: &str) -> Name {
    reason::name(name.as_bytes())
}

type Convert<T> = fn(&Type, T) -> Result<Value, Error>;

/// Bytes that most values take.
const ROOM: usize = 32;

/// The values as they are, if each is of the plain type that is wanted.
fn plain(function: &Function, given: &[Value], room: Vec<u8>) -> Option<Vec<u8>> {
    let fit = |(value, param): (&Value, &Param)| value.is_primitive_of(&param.ty);
    if given.len() != function.inputs.len() || !given.iter().zip(&function.inputs).all(fit) {
        return None;
    }
    let mut out = room;
    out.clear();
    given.iter().for_each(|value| value.write(&mut out));
    Some(out)
}

fn positional<T>(function: &Function, given: Vec<T>, convert: Convert<T>) -> Result<Vec<u8>, ArgError> {
    if given.len() != function.inputs.len() {
        return Err(ArgError::Count {
            function: function.name.clone(),
            wanted: function.inputs.len(),
            given: given.len(),
            signature: function.to_string(),
        });
    }
    let mut out = Vec::with_capacity(ROOM * function.inputs.len());
    for (i, (item, param)) in given.into_iter().zip(&function.inputs).enumerate() {
        let value = convert(&param.ty, item).map_err(|why| ArgError::Mismatch {
            function: function.name.clone(),
            position: i + 1,
            name: param.name.clone(),
            why: Box::new(why),
        })?;
        value.write(&mut out);
    }
    Ok(out)
}

fn named<T>(function: &Function, mut given: Vec<(String, T)>, convert: Convert<T>) -> Result<Vec<u8>, ArgError> {
    let mut ordered = Vec::with_capacity(given.len());
    for (i, param) in function.inputs.iter().enumerate() {
        let at = given.iter().position(|(name, _)| *name == param.name).ok_or_else(|| ArgError::Missing {
            function: function.name.clone(),
            position: i + 1,
            name: param.name.clone(),
            signature: function.to_string(),
        })?;
        ordered.push(given.swap_remove(at).1);
    }
    match given.pop() {
        Some((name, _)) => {
            Err(ArgError::Unknown { function: function.name.clone(), name, signature: function.to_string() })
        }
        None => positional(function, ordered, convert),
    }
}

/// Arguments for a call, by position or by name.
///
/// ```
/// use allod_core::{args, Address};
/// let by_position = args![Address::ZERO, 5u64];
/// let by_name = args! { to: Address::ZERO, amount: 5u64 };
/// let none = args![];
/// # let _ = (by_position, by_name, none);
/// ```
#[macro_export]
macro_rules! args {
    () => { $crate::Args::Positional(Vec::new()) };
    ($($name:ident : $value:expr),+ $(,)?) => {
        $crate::Args::Named(vec![$((stringify!($name).to_owned(), $crate::Value::from($value))),+])
    };
    ($($value:expr),+ $(,)?) => {
        $crate::Args::Positional(vec![$($crate::Value::from($value)),+])
    };
}
