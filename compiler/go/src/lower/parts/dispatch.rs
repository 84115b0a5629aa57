//! Dispatch: methods by the dynamic type of their receiver, and tests of dynamic types.

use crate::diagnostic::{Code as Kind, Diagnostic};
use crate::ir::{FunctionId, LangItem, MethodId, Ty};
use crate::lower::code::{Code, block_of};
use crate::lower::function::{load, to_value};
use crate::lower::internal;
use crate::lower::module::{FuncType, Module};
use crate::lower::signature::Pass;
use crate::syntax::files::Span;
use wasm_encoder::{Instruction as I, ValType};

/// A table of so many entries for each type is as good as comparisons.
const SPARSE: usize = 4;

/// Types that are compared one after the other.
const FEW: usize = 3;

/// A method: takes addresses of results, the words of the receiver, the other parameters.
pub(in crate::lower) fn dispatch(module: &mut Module<'_>, id: MethodId) -> Result<(u32, Code), Diagnostic> {
    let program = module.program;
    let method = program.methods.get(id.index()).ok_or_else(|| internal(Span::default(), "a method that is none"))?;
    let signature = module.method_signature(id, Span::default())?;
    let ty = module.func_type(&signature, false);
    let addresses = signature.results.iter().filter(|pass| **pass == Pass::Address).count() as u32;
    let mut code = Code::new(&signature.takes);
    let mut known: Vec<(u32, Ty, FunctionId)> = Vec::new();
    for (ty, function) in &method.implementations {
        let number = module.type_number(*ty);
        let number = number
            .ok_or_else(|| internal(Span::default(), format_args!("{} of a type without a number", method.name)))?;
        known.push((number, *ty, *function));
    }
    known.sort();
    let rest = addresses + 2..signature.takes.len() as u32;
    let arm = |module: &mut Module<'_>, code: &mut Code, (_, ty, function): (u32, Ty, FunctionId)| {
        let own = module.signature(function)?;
        if own.params.get(1..) != Some(&signature.params[..]) || own.results != signature.results {
            let text = format!("{} has too many parameters to be called through an interface", method.name);
            return Err(Diagnostic::new(Kind::Limit, program.function(function).span, text));
        }
        code.ops((0..addresses).map(I::LocalGet));
        push_receiver(module, code, addresses + 1, ty, own.params.first() == Some(&Pass::Address))?;
        code.ops(rest.clone().map(I::LocalGet));
        let number = module.function(function)?;
        code.op_at(I::Call(number), program.function(function).span);
        code.op(I::Return);
        Ok(())
    };
    if let (Some(first), Some(last)) = (known.first(), known.last())
        && known.len() > FEW
        && (last.0 - first.0) as usize <= SPARSE * known.len()
    {
        let first = first.0;
        let miss = known.len() as u32;
        code.ops((0..=known.len()).map(|_| I::Block(block_of(None))));
        code.ops([I::LocalGet(addresses), I::I32Const(first as i32), I::I32Sub]);
        let mut targets = Vec::new();
        for (at, (number, ..)) in known.iter().enumerate() {
            targets.resize((number - first) as usize, miss);
            targets.push(at as u32);
        }
        code.op(I::BrTable(targets.into(), miss));
        for one in &known {
            code.op(I::End);
            arm(module, &mut code, *one)?;
        }
        code.op(I::End);
    } else {
        for one in &known {
            code.ops([I::LocalGet(addresses), I::I32Const(one.0 as i32), I::I32Eq, I::If(block_of(None))]);
            arm(module, &mut code, *one)?;
            code.op(I::End);
        }
    }
    let panic = module.lang_item(LangItem::PanicNil)?;
    code.op_at(I::Call(panic), Span::default());
    code.op(I::Unreachable);
    Ok((ty, code))
}

/// Pushes the value in an interface, whose word is in a local: its words, or its address.
fn push_receiver(module: &mut Module<'_>, code: &mut Code, word: u32, ty: Ty, address: bool) -> Result<(), Diagnostic> {
    let layout = module.layout(ty)?;
    match layout.words.as_deref() {
        Some([]) => {}
        Some([only]) => {
            code.op(I::LocalGet(word));
            code.ops(to_value(only.form.val()).iter().cloned());
        }
        Some(words) if !address => {
            for part in words {
                code.ops([I::LocalGet(word), I::I32WrapI64, load(part.form, part.offset)]);
            }
        }
        _ => code.ops([I::LocalGet(word), I::I32WrapI64]),
    }
    Ok(())
}

/// `implements(type number) → bool`.
pub(in crate::lower) fn implements(module: &mut Module<'_>, interface: Ty) -> Result<(u32, Code), Diagnostic> {
    let ty = module.types.intern(FuncType { params: vec![ValType::I32], results: vec![ValType::I32] });
    let program = module.program;
    let types = program.implementers.get(&interface);
    let types = types.ok_or_else(|| internal(Span::default(), "an interface whose implementers are not known"))?;
    let numbers: Vec<u32> = types.iter().filter_map(|ty| module.type_number(*ty)).collect();
    let mut code = Code::new(&[ValType::I32]);
    // One bit for each number.
    let mut bits = vec![0u8; program.dynamic_types.len() / 8 + 1];
    for number in numbers {
        bits[number as usize / 8] |= 1 << (number % 8);
    }
    let at = module.image.constant(&bits, 1)?;
    code.ops([I::LocalGet(0), I::I32Const(3), I::I32ShrU, I::I32Load8U(crate::lower::code::memory(at, 0))]);
    code.ops([I::LocalGet(0), I::I32Const(7), I::I32And, I::I32ShrU, I::I32Const(1), I::I32And]);
    Ok((ty, code))
}
