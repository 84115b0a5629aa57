//! Checked frames: a compiler whose code is used only if its frames are within what is counted.

use super::{ALLOWANCE, FrameSizes, TRAMPOLINE_FRAME_MAX, frame};
use std::sync::Arc;
use wasmer::sys::{Architecture, Target};
use wasmer_compiler::types::function::{Compilation, CompiledFunction, FunctionBody};
use wasmer_compiler::types::module::CompileModuleInfo;
use wasmer_compiler::{Compiler, CompilerConfig, FunctionBodyData, ModuleMiddleware, ModuleTranslationState};
use wasmer_types::entity::PrimaryMap;
use wasmer_types::target::UserCompilerOptimizations;
use wasmer_types::{CompilationProgressCallback, CompileError, Features, LocalFunctionIndex};

/// Configuration `inner` of a compiler, whose frames are checked against `sizes`.
pub(in crate::execution::backend::wasmer) struct CheckedFrames<C> {
    pub(in crate::execution::backend::wasmer) inner: C,
    pub(in crate::execution::backend::wasmer) sizes: FrameSizes,
}

impl<C: CompilerConfig> CompilerConfig for CheckedFrames<C> {
    fn compiler(self: Box<Self>) -> Box<dyn Compiler> {
        let Self { inner, sizes } = *self;
        Box::new(CheckingCompiler { inner: Box::new(inner).compiler(), sizes })
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
struct CheckingCompiler {
    inner: Box<dyn Compiler>,
    sizes: FrameSizes,
}

impl Compiler for CheckingCompiler {
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
        check(target, &made, &self.sizes).map_err(CompileError::Codegen)?;
        Ok(made)
    }

    fn get_middlewares(&self) -> &[Arc<dyn ModuleMiddleware>] {
        self.inner.get_middlewares()
    }

    fn enable_readonly_funcref_table(&self) -> bool {
        self.inner.enable_readonly_funcref_table()
    }
}

/// Checks that every frame of the code is within its allowance, and names the function whose frame is not.
fn check(target: &Target, made: &Compilation, sizes: &FrameSizes) -> Result<(), String> {
    let Compilation::Rkyv { compilation, .. } = made else {
        return Err("machine code of a kind whose frames can't be read".into());
    };
    let architecture = target.triple().architecture;
    let functions = &compilation.functions;
    if functions.len() != sizes.len() {
        return Err(format!("{} functions were compiled, and {} are counted", functions.len(), sizes.len()));
    }
    for ((index, function), counted) in functions.iter().zip(sizes.bytes()) {
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
    let narrow = |way: &FunctionBody| frame(architecture, &way.body).is_some_and(|bytes| bytes <= TRAMPOLINE_FRAME_MAX);
    match ways_in.chain(ways_out).all(narrow) {
        true => Ok(()),
        false => {
            Err(format!("a way into the module or out of it has a frame of more than {TRAMPOLINE_FRAME_MAX} bytes"))
        }
    }
}

/// Bytes that the one-pass compiler's own count of a frame may leave out at most: return address, frame pointer, and registers it
/// saves around an operator.
const UNTRACKED: u64 = 256;

/// Frame of a function, in bytes. The one-pass compiler keeps count of the stack as it goes, moving its pointer all the time;
/// the optimising one has no number to give, and code that can be read.
fn frame_of(architecture: Architecture, function: &CompiledFunction) -> Option<u64> {
    match function.maximum_stack_usage {
        Some(bytes) => u64::try_from(bytes).ok()?.checked_add(UNTRACKED),
        None => frame(architecture, &function.body.body),
    }
}
