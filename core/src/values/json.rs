//! Values as JSON: integers up to 64 bits are numbers, wider ones strings; bytes and names are hex.

use crate::error::Error;
use crate::values::types::{StructType, Type};
use crate::values::unfit;
use crate::values::value::Value;
use serde_json::{Map, Value as Json, json};
use std::sync::Arc;

impl Value {
    /// The value as JSON.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Bool(b) => json!(b),
            Self::U8(n) => json!(n),
            Self::U16(n) => json!(n),
            Self::U32(n) => json!(n),
            Self::U64(n) => json!(n),
            Self::I8(n) => json!(n),
            Self::I16(n) => json!(n),
            Self::I32(n) => json!(n),
            Self::I64(n) => json!(n),
            Self::U128(n) => json!(n.to_string()),
            Self::I128(n) => json!(n.to_string()),
            Self::String(s) => json!(s),
            Self::Bytes(b) => json!(hex::encode(b)),
            Self::Address(a) => json!(a.to_string()),
            Self::ObjectId(id) => json!(id.to_string()),
            Self::Hash(h) => json!(h.to_string()),
            Self::List(_, items) => items.iter().map(Value::to_json).collect(),
            Self::Option(_, value) => value.as_ref().map_or(Json::Null, |v| v.to_json()),
            Self::Struct(of, values) => {
                let names = of.fields.iter().map(|(name, _)| name.clone());
                Json::Object(names.zip(values.iter().map(Value::to_json)).collect())
            }
        }
    }

    /// The JSON `json` as a value of `ty`. Integers may be numbers or decimal strings; a fraction or an
    /// exponent is refused, so no number loses a bit on the way.
    ///
    /// # Errors
    /// [`Error`] with the type, the JSON, and the place within a list or a struct.
    pub fn from_json(ty: &Type, json: &Json) -> Result<Value, Error> {
        let mismatch = || unfit::json(ty, &json.to_string());
        match (ty, json) {
            (Type::Option(item), Json::Null) => Ok(Self::Option((**item).clone(), None)),
            (Type::Option(item), some) => {
                Ok(Self::Option((**item).clone(), Some(Box::new(Self::from_json(item, some)?))))
            }
            (Type::Bool, Json::Bool(b)) => Ok(Self::Bool(*b)),
            (Type::List(item), Json::Array(items)) => {
                let item_at =
                    |(at, json)| Self::from_json(item, json).map_err(|error: Error| error.at(format!("[{at}]")));
                let items = items.iter().enumerate().map(item_at).collect::<Result<_, _>>()?;
                Ok(Self::List((**item).clone(), items))
            }
            (Type::Struct(of), Json::Object(object)) => struct_from_json(of, object),
            (_, Json::Number(number)) => Self::parse_integer(ty, &number.to_string()).ok_or_else(mismatch),
            (_, Json::String(text)) if *ty != Type::Bool => Self::from_text(ty, text),
            _ => Err(mismatch()),
        }
    }
}

fn struct_from_json(of: &Arc<StructType>, object: &Map<String, Json>) -> Result<Value, Error> {
    let field = |(name, ty): &(String, Type)| {
        let json = object.get(name).ok_or_else(|| unfit::missing(of, name))?;
        Value::from_json(ty, json).map_err(|error| error.at(format!(".{name}")))
    };
    let values = of.fields.iter().map(field).collect::<Result<_, Error>>()?;
    match object.keys().find(|name| !of.fields.iter().any(|(known, _)| known == *name)) {
        Some(name) => Err(unfit::unknown(of, name)),
        None => Ok(Value::Struct(of.clone(), values)),
    }
}
