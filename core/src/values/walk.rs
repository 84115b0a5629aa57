//! Walking over encoded values without making any: to check them, and to put them into another form.

use super::primitive::{read_flag, read_length, read_length_prefixed, take};
use super::types::{StructType, Type};
use super::value::Value;
use crate::error::CodecError;

/// Takes one value of `ty` off the front of `bytes`, and makes nothing of it. Takes no memory, and time by the bytes
/// there are where [`Type::is_dense`] holds.
///
/// # Errors
/// [`CodecError`] where the bytes are not such a value.
pub(crate) fn skip(ty: &Type, bytes: &mut &[u8]) -> Result<(), CodecError> {
    if let Some(width) = ty.width() {
        return take(bytes, width).map(drop);
    }
    match ty {
        Type::String => std::str::from_utf8(read_length_prefixed(bytes)?).map(drop).map_err(|_| CodecError::Utf8),
        Type::Bytes => read_length_prefixed(bytes).map(drop),
        Type::List(item) => {
            let count = read_length(bytes)?;
            let short = CodecError::Short { wanted: count, left: bytes.len() as u64 };
            match item.width() {
                Some(width) => {
                    let all = usize::try_from(count).ok().and_then(|count| count.checked_mul(width));
                    take(bytes, all.filter(|all| *all <= bytes.len()).ok_or(short)?).map(drop)
                }
                // Every item takes a byte at least.
                None if count > bytes.len() as u64 => Err(short),
                None => (0..count).try_for_each(|_| skip(item, bytes)),
            }
        }
        Type::Option(item) => match read_flag(bytes, "option")? {
            true => skip(item, bytes),
            false => Ok(()),
        },
        Type::Struct(of) => of.fields.iter().try_for_each(|(_, ty)| skip(ty, bytes)),
        _ => read_flag(bytes, "bool").map(drop),
    }
}

/// Reason that a value does not become one of another type.
pub(crate) enum Misfit {
    /// It is none.
    Type,
    /// It would be longer than it may be.
    Long,
    /// It is no value at all.
    Bytes(CodecError),
}

impl From<CodecError> for Misfit {
    fn from(error: CodecError) -> Self {
        Self::Bytes(error)
    }
}

/// Takes a value of type `given` off the front of `from`, and appends to `to` what it is as a `wanted`: itself, or the
/// same integer in another width, or `Some` of it. Fields keep their names and their order. `to` becomes no longer than
/// `most` and what is left of `from` together.
///
/// # Errors
/// [`Misfit`]; what was appended until then is left there.
pub(crate) fn convert(
    (given, wanted): (&Type, &Type),
    from: &mut &[u8],
    to: &mut Vec<u8>,
    most: usize,
) -> Result<(), Misfit> {
    if to.len() > most {
        return Err(Misfit::Long);
    }
    match (given, wanted) {
        (Type::List(given), Type::List(wanted)) if given != wanted => {
            let count = read_length(from)?;
            to.extend(count.to_le_bytes());
            (0..count).try_for_each(|_| convert((given, wanted), from, to, most))
        }
        (Type::Option(given), Type::Option(wanted)) => {
            let some = read_flag(from, "option")?;
            to.push(u8::from(some));
            if some { convert((given, wanted), from, to, most) } else { Ok(()) }
        }
        (given, Type::Option(wanted)) => {
            to.push(1);
            convert((given, wanted), from, to, most)
        }
        (Type::Struct(given), Type::Struct(wanted)) => fields((given, wanted), from, to, most),
        (given, wanted) if given == wanted => {
            let start = *from;
            skip(given, from)?;
            to.extend_from_slice(&start[..start.len() - from.len()]);
            Ok(())
        }
        (given, wanted) if given.is_integer() => {
            let value = Value::read(given, from)?.coerce(wanted).map_err(|_| Misfit::Type)?;
            value.write(to);
            Ok(())
        }
        _ => Err(Misfit::Type),
    }
}

fn fields(
    (given, wanted): (&StructType, &StructType),
    from: &mut &[u8],
    to: &mut Vec<u8>,
    most: usize,
) -> Result<(), Misfit> {
    if given.fields.len() != wanted.fields.len() {
        return Err(Misfit::Type);
    }
    for ((name, given), (other, wanted)) in given.fields.iter().zip(&wanted.fields) {
        if name != other {
            return Err(Misfit::Type);
        }
        convert((given, wanted), from, to, most)?;
    }
    Ok(())
}
