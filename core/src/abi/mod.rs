//! ABI: the functions and events of a contract, by name and type.

pub mod args;
pub mod attributes;
pub mod event;

use crate::error::Error;
use crate::values::types::Type;
use crate::values::value::Value;
use serde::{Deserialize, Serialize};

/// The custom section of a module that holds its ABI, as JSON.
pub const ABI_SECTION: &str = "allod.abi";

/// Bytes of JSON that the ABI of a module is read from, at most. What it is read into takes 32 times as many for a moment.
pub const MAX_ABI: usize = 1 << 20;

/// The ABI of a contract. As JSON: `{package_name, imports, functions, events}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Abi {
    /// The name of the source package.
    pub package_name: String,
    /// The imports of the source.
    #[serde(default)]
    pub imports: Vec<String>,
    /// The functions anybody may call.
    pub functions: Vec<Function>,
    /// The events the source logs.
    #[serde(default)]
    pub events: Vec<EventAbi>,
}

/// A function anybody may call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Function {
    /// Its name, also the name of the module's export.
    pub name: String,
    /// Its parameters.
    #[serde(default)]
    pub inputs: Vec<Param>,
    /// Its results: none, one or several.
    #[serde(default)]
    pub outputs: Vec<Param>,
}

/// A named and typed place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Param {
    /// The name; empty where the source gives none.
    pub name: String,
    /// The type.
    #[serde(rename = "type")]
    pub ty: Type,
}

/// An event that the source logs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventAbi {
    /// Its name.
    pub name: String,
    /// The names of its attributes, in order, as far as the source tells.
    pub parameters: Vec<String>,
}

impl Abi {
    /// Reads an ABI from JSON.
    ///
    /// # Errors
    /// [`Error::Abi`] saying where and why.
    pub fn from_json(json: &[u8]) -> Result<Self, Error> {
        serde_json::from_slice(json).map_err(|e| Error::Abi(e.to_string()))
    }

    /// The ABI as JSON, indented.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// The function called `name`.
    ///
    /// # Errors
    /// [`Error::NoFunction`] with the names there are.
    pub fn function(&self, name: &str) -> Result<&Function, Error> {
        self.functions.iter().find(|f| f.name == name).ok_or_else(|| Error::NoFunction {
            function: name.chars().take(96).collect(),
            offered: self.functions.iter().map(|f| f.name.clone()).collect(),
        })
    }
}

impl Function {
    /// The values that `output`, this function's result, holds.
    ///
    /// # Errors
    /// [`Error::Codec`] where the bytes are not what the ABI promises.
    pub fn decode_output(&self, output: &[u8]) -> Result<Vec<Value>, Error> {
        let mut left = output;
        let values = self.outputs.iter().map(|p| Value::read(&p.ty, &mut left)).collect::<Result<_, _>>()?;
        match left.len() {
            0 => Ok(values),
            left => Err(crate::error::CodecError::Trailing { left }.into()),
        }
    }
}

/// As a contract author would write it: `Transfer(to address, amount u64) (bool)`.
impl std::fmt::Display for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list = |params: &[Param]| {
            let words = params.iter().map(|p| format!("{} {}", p.name, p.ty).trim().to_owned());
            words.collect::<Vec<_>>().join(", ")
        };
        write!(f, "{}({})", self.name, list(&self.inputs))?;
        match self.outputs.as_slice() {
            [] => Ok(()),
            [one] => write!(f, " {}", one.ty),
            several => write!(f, " ({})", list(several)),
        }
    }
}
