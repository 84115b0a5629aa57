//! Analysis: what has to be known of all functions before any is rewritten.

use super::InstrumentError;
use super::reader::body::ParsedBody;
use super::reader::module::ParsedModule;
use super::rewrite::locals::AddedLocals;
use super::stack::call_analysis::{CallAnalysis, CallGraphBuilder};
use super::stack::frame_size::frame_bytes;

/// The most operators, of all bodies together, that are kept from the first reading to the second: some 28 MiB.
const RETAINED_OPERATORS_MAX: usize = 1_000_000;

/// The frame of one function.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    /// The bytes of stack that one call takes.
    pub(super) bytes: u32,
    pub(super) added: AddedLocals,
}

/// The analysis of a module.
pub(super) struct ModuleAnalysis<'a> {
    pub(super) calls: CallAnalysis,
    /// The frame of every function with a body.
    pub(super) frames: Vec<Frame>,
    /// The first bodies, up to [`RETAINED_OPERATORS_MAX`].
    pub(super) bodies: Vec<ParsedBody<'a>>,
}

impl<'a> ModuleAnalysis<'a> {
    /// Reads every body of `source`.
    pub(super) fn of(source: &ParsedModule<'a>) -> Result<Self, InstrumentError> {
        let mut graph = CallGraphBuilder::new(source);
        let mut frames = Vec::with_capacity(source.bodies.len());
        let (mut bodies, mut left) = (Vec::new(), RETAINED_OPERATORS_MAX);
        for (node, body) in source.bodies.iter().enumerate() {
            let body = ParsedBody::read(source.imported + node as u32, body)?;
            let added = AddedLocals::of(source, &body)?;
            frames.push(Frame { bytes: frame_bytes(source, &body, &added)?, added });
            graph.add(&body);
            left = left.saturating_sub(body.operators.len());
            if left > 0 {
                bodies.push(body);
            }
        }
        let bytes: Vec<u32> = frames.iter().map(|frame| frame.bytes).collect();
        Ok(Self { calls: graph.solve(&bytes), frames, bodies })
    }
}
