//! Stack probe: an import by which a module tells its stack of calls.

/// The module that stack probes are imported from.
pub const STACK_MODULE: &str = "allod.stack";

/// The place of a function in which no marked operator has begun.
pub const NO_PLACE: i32 = -1;

/// A stack probe.
///
/// ```
/// use allod_compiler::probe::StackProbe;
///
/// assert_eq!(StackProbe::named(StackProbe::Enter.name()), Some(StackProbe::Enter));
/// assert_eq!(StackProbe::named("no probe"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StackProbe {
    /// `(func (param i32 i32))`: a function, by its index in the module without probes, is entered from a place.
    Enter,
    /// `(func (param i32 i32 i64))`: the function entered last has returned from a place, with the words of an interface
    /// as its last results, or zeros.
    Leave,
}

impl StackProbe {
    /// The probe that is imported as `name`.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Enter, Self::Leave].into_iter().find(|probe| probe.name() == name)
    }

    /// The name that it is imported as.
    pub fn name(self) -> &'static str {
        match self {
            Self::Enter => "enter",
            Self::Leave => "leave",
        }
    }
}
