//! A compiler whose code is looked at before anybody runs it.

use super::{ALLOWANCE, Counted, WIDEST_TRAMPOLINE, frame};
use std::sync::Arc;
use wasmer::sys::{Architecture, Target};
use wasmer_compiler::types::function::{Compilation, CompiledFunction, FunctionBody};
use wasmer_compiler::types::module::CompileModuleInfo;
use wasmer_compiler::{Compiler, CompilerConfig, FunctionBodyData, ModuleMiddleware, ModuleTranslationState};
use wasmer_types::entity::PrimaryMap;
use wasmer_types::target::UserCompilerOptimizations;
use wasmer_types::{CompilationProgressCallback, CompileError, Features, LocalFunctionIndex};

/// The set-up `inner` of a compiler, whose code must keep to what is counted.
pub(in crate::execution::backend::wasmer) struct Checked<C> {
    pub(in crate::execution::backend::wasmer) inner: C,
    pub(in crate::execution::backend::wasmer) counted: Counted,
}

impl<C: CompilerConfig> CompilerConfig for Checked<C> {
    fn compiler(self: Box<Self>) -> Box<dyn Compiler> {
        let Self { inner, counted } = *self;
        Box::new(Checking { inner: Box::new(inner).compiler(), counted })
    }

    fn default_features_for_target(&self, target: &Target) -> Features {
        self.inner.default_features_for_target(target)
    }

    fn supported_features_for_target(&self, target: &Target) -> Features {
        self.inner.supported_features_for_target(target)
    }

    fn push_middleware(&mut self, middleware: Arc<dyn ModuleMiddleware>) {
        self.inner.push_middleware(middleware);
    }
}

#[derive(Debug)]
struct Checking {
    inner: Box<dyn Compiler>,
    counted: Counted,
}

impl Compiler for Checking {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn deterministic_id(&self) -> String {
        self.inner.deterministic_id()
    }

    fn artifact_format(&self) -> String {
        self.inner.artifact_format()
    }

    fn with_opts(&mut self, wanted: &UserCompilerOptimizations) -> Result<(), CompileError> {
        self.inner.with_opts(wanted)
    }

    fn compile_module(
        &self,
        target: &Target,
        module: &CompileModuleInfo,
        info: &[u8],
        translation: &ModuleTranslationState,
        bodies: PrimaryMap<LocalFunctionIndex, FunctionBodyData<'_>>,
        progress: Option<&CompilationProgressCallback>,
    ) -> Result<Compilation, CompileError> {
        let made = self.inner.compile_module(target, module, info, translation, bodies, progress)?;
        check(target, &made, &self.counted).map_err(CompileError::Codegen)?;
        Ok(made)
    }

    fn get_middlewares(&self) -> &[Arc<dyn ModuleMiddleware>] {
        self.inner.get_middlewares()
    }

    fn enable_readonly_funcref_table(&self) -> bool {
        self.inner.enable_readonly_funcref_table()
    }
}

/// Checks that every frame of what was made is within its allowance, and says which is not.
fn check(target: &Target, made: &Compilation, counted: &Counted) -> Result<(), String> {
    let Compilation::Rkyv { compilation, .. } = made else {
        return Err("machine code of a kind whose frames can't be read".into());
    };
    let architecture = target.triple().architecture;
    let functions = &compilation.functions;
    if functions.len() != counted.len() {
        return Err(format!("{} functions were compiled, and {} are counted", functions.len(), counted.len()));
    }
    for ((index, function), counted) in functions.iter().zip(counted.bytes()) {
        let (index, most) = (index.as_u32(), ALLOWANCE * counted);
        match frame_of(architecture, function) {
            None => return Err(format!("the frame of function {index} can't be told from its code")),
            Some(bytes) if bytes > most => {
                return Err(format!("function {index} has a frame of {bytes} bytes, and may have {most}"));
            }
            Some(_) => {}
        }
    }
    let ways_in = compilation.function_call_trampolines.values();
    let ways_out = compilation.dynamic_function_trampolines.values();
    let narrow = |way: &FunctionBody| frame(architecture, &way.body).is_some_and(|bytes| bytes <= WIDEST_TRAMPOLINE);
    match ways_in.chain(ways_out).all(narrow) {
        true => Ok(()),
        false => Err(format!("a way into the module or out of it has a frame of more than {WIDEST_TRAMPOLINE} bytes")),
    }
}

/// Bytes that the one-pass compiler's own count of a frame may leave out: return address, frame pointer, and registers it
/// saves around an operator.
const UNTRACKED: u64 = 256;

/// The frame of a function. The one-pass compiler keeps count of the stack as it goes, moving its pointer all the time;
/// the optimising one has no number to give, and code that can be read.
fn frame_of(architecture: Architecture, function: &CompiledFunction) -> Option<u64> {
    match function.maximum_stack_usage {
        Some(bytes) => u64::try_from(bytes).ok()?.checked_add(UNTRACKED),
        None => frame(architecture, &function.body.body),
    }
}
