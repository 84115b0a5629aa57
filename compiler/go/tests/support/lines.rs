//! The line a module is at: code beside its own that keeps it in a global, and puts back the caller's where a function
//! returns. A machine that has no stack to look at can then tell where a panic was.

use allod_go::lower::lines::Lines;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, Function, FunctionSection, GlobalSection, GlobalType,
    Instruction, Module, SectionId, TypeSection, ValType,
};
use wasmparser::{
    ExportSectionReader, FunctionBody, FunctionSectionReader, GlobalSectionReader, ImportSectionReader, Parser,
    TypeRef, TypeSectionReader,
};

/// The export of the global.
pub const GLOBAL: &str = "line";

/// A module that does what `wasm` does, and has the line of the operator it came to last, of those that have one, in the
/// global [`GLOBAL`].
pub fn with_line(wasm: &[u8], lines: &Lines) -> Vec<u8> {
    let mut module = Module::new();
    let (types, params) = (Vec::new(), Vec::new());
    let mut writer = Writer { lines, global: 0, has_global: false, imported: 0, types, params, bodies: 0 };
    writer.parse_core_module(&mut module, Parser::new(0), wasm).expect("a module that the compiler has written");
    module.finish()
}

struct Writer<'l> {
    lines: &'l Lines,
    global: u32,
    has_global: bool,
    /// Functions that are imported.
    imported: u32,
    /// Parameters of each type, and of each function that is not imported.
    types: Vec<u32>,
    params: Vec<u32>,
    /// Functions whose bodies have been written.
    bodies: usize,
}

impl Writer<'_> {
    fn add_global(&mut self, globals: &mut GlobalSection) {
        let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(ty, &ConstExpr::i32_const(0));
        self.has_global = true;
    }
}

impl Reencode for Writer<'_> {
    type Error = std::convert::Infallible;

    fn parse_type_section(&mut self, types: &mut TypeSection, section: TypeSectionReader<'_>) -> Result<(), Error> {
        for group in section.clone().into_iter_err_on_gc_types() {
            self.types.push(group?.params().len() as u32);
        }
        utils::parse_type_section(self, types, section)
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        for ty in section.clone() {
            self.params.push(self.types[ty? as usize]);
        }
        utils::parse_function_section(self, functions, section)
    }

    fn parse_import_section(
        &mut self,
        imports: &mut wasm_encoder::ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error> {
        for import in section.clone().into_imports() {
            self.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
        }
        utils::parse_import_section(self, imports, section)
    }

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: GlobalSectionReader<'_>,
    ) -> Result<(), Error> {
        self.global = section.count();
        utils::parse_global_section(self, globals, section)?;
        self.add_global(globals);
        Ok(())
    }

    fn intersperse_section_hook(
        &mut self,
        module: &mut Module,
        _: Option<SectionId>,
        before: Option<SectionId>,
    ) -> Result<(), Error> {
        if before == Some(SectionId::Export) && !self.has_global {
            let mut globals = GlobalSection::new();
            self.add_global(&mut globals);
            module.section(&globals);
        }
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_export_section(self, exports, section)?;
        exports.export(GLOBAL, ExportKind::Global, self.global);
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error> {
        let mut locals = Vec::new();
        for declared in body.get_locals_reader()? {
            let (count, ty) = declared?;
            locals.push((count, self.val_type(ty)?));
        }
        let caller = self.params[self.bodies] + locals.iter().map(|(count, _)| count).sum::<u32>();
        locals.push((1, ValType::I32));
        let mut function = Function::new(locals);
        function.instruction(&Instruction::GlobalGet(self.global));
        function.instruction(&Instruction::LocalSet(caller));
        let (mut reader, mut depth) = (body.get_operators_reader()?, 0);
        for operator in 0.. {
            if reader.eof() {
                break;
            }
            if let Some((_, line)) = self.lines.find(self.imported + self.bodies as u32, operator) {
                function.instruction(&Instruction::I32Const(line as i32));
                function.instruction(&Instruction::GlobalSet(self.global));
            }
            let instruction = self.parse_instruction(&mut reader)?;
            let returns = match instruction {
                Instruction::Return => true,
                Instruction::End => depth == 0,
                Instruction::Br(label) => label == depth,
                _ => false,
            };
            match instruction {
                Instruction::Block(_) | Instruction::Loop(_) | Instruction::If(_) => depth += 1,
                Instruction::End => depth = u32::saturating_sub(depth, 1),
                _ => {}
            }
            if returns {
                function.instruction(&Instruction::LocalGet(caller));
                function.instruction(&Instruction::GlobalSet(self.global));
            }
            function.instruction(&instruction);
        }
        code.function(&function);
        self.bodies += 1;
        Ok(())
    }
}
