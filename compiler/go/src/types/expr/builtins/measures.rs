//! `len` and `cap`.

use super::super::call::Call;
use crate::types::basic::{Basic, Info};
use crate::types::builtin::Builtin;
use crate::types::check::{Checker, Mode, Operand};
use crate::types::constant::Value;
use crate::types::store::*;

impl<'a> Checker<'a> {
    pub(super) fn builtin_len(&mut self, builtin: Builtin, call: &Call<'a>, args: &mut [Operand]) -> Option<Operand> {
        let x = &args[0];
        let is_len = builtin == Builtin::Len;
        let under = self.store.under_id(x.ty);
        let mode = match self.store.array_behind(under) {
            Type::Interface(_) if self.store.is_param(x.ty) => {
                let measures = self.store.specifics(x.ty).into_iter().all(|specific| {
                    specific.is_some_and(|(_, under)| match self.store.array_behind(under) {
                        Type::Basic(basic) => is_len && basic.info().has(Info::STRING),
                        Type::Array { .. } | Type::Slice(_) | Type::Chan { .. } => true,
                        Type::Map { .. } => is_len,
                        _ => false,
                    })
                });
                measures.then_some(Mode::Value)
            }
            Type::Basic(basic) if is_len && basic.info().has(Info::STRING) => Some(match x.value() {
                Some(Value::String(bytes)) => Mode::Const(Value::int(bytes.len() as u64)),
                Some(_) => Mode::Const(Value::Unknown),
                None => Mode::Value,
            }),
            Type::Array { .. } if self.env.has_call => Some(Mode::Value),
            Type::Array { len, .. } if len >= 0 => Some(Mode::Const(Value::int(len))),
            Type::Array { .. } => Some(Mode::Const(Value::Unknown)),
            Type::Slice(_) | Type::Chan { .. } => Some(Mode::Value),
            Type::Map { .. } if is_len => Some(Mode::Value),
            _ => None,
        };
        let Some(mode) = mode else {
            if under == INVALID {
                return None;
            }
            let x = x.clone();
            return self.wrong_argument(&x, &format!("invalid argument: {{}} for built-in {}", builtin.row().name));
        };
        if self.store.is_untyped(x.ty) && mode == Mode::Value {
            let mut x = x.clone();
            self.convert_untyped(&mut x, basic(Basic::String));
        }
        Some(self.result(call, mode, basic(Basic::Int)))
    }
}
