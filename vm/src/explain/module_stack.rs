//! Stack of one run of a module, as its stack probes tell it.

use allod_compiler::probe::NO_PLACE;

/// Position in a module: a function, and the ordinal of a marked operator of its body where one had begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) function: u32,
    pub(crate) operator: Option<u32>,
}

/// Words of an interface; the first is 0 for nil.
pub(crate) type InterfaceWords = (u32, u64);

/// Stack of a run that goes on. The module counts its own stack, so there are some ten thousand functions in it at most.
#[derive(Debug, Default)]
pub(crate) struct ModuleStack {
    /// Functions that are open, the innermost last, each with the place in its caller that it was entered from.
    open: Vec<(u32, i32)>,
    /// Functions that have returned the same error one to the other, the first of them first.
    returned: Vec<Returned>,
}

/// Function that has returned an error.
#[derive(Clone, Copy, Debug)]
struct Returned {
    position: Position,
    /// Number of functions that were open then.
    depth: usize,
    error: InterfaceWords,
}

/// Stack of a run that failed.
#[derive(Debug, Default)]
pub(crate) struct FailedStack {
    /// Functions that were open, the innermost first.
    pub(crate) open: Vec<Position>,
    /// Functions that had passed on the error which the outermost function but one returned, the first of them first.
    pub(crate) returned: Vec<Position>,
}

impl ModuleStack {
    /// A function is entered from a place of its caller.
    pub(crate) fn enter(&mut self, function: u32, place: i32) {
        self.open.push((function, place));
    }

    /// The innermost function returns from a place, with an interface as its last result or with words of zero.
    pub(crate) fn leave(&mut self, place: i32, error: InterfaceWords) {
        let Some((function, _)) = self.open.pop() else { return };
        if error.0 == 0 {
            return;
        }
        let depth = self.open.len();
        if self.returned.last().is_none_or(|last| last.error != error || last.depth != depth + 1) {
            self.returned.clear();
        }
        self.returned.push(Returned { position: position(function, place), depth, error });
    }

    /// The stack of a run that is at a place of its innermost function.
    pub(crate) fn at(&self, place: i32) -> FailedStack {
        let running = Self { open: self.open.clone(), returned: Vec::new() };
        running.fail(place)
    }

    /// The stack of a run that fails at a place of its innermost function.
    pub(crate) fn fail(self, place: i32) -> FailedStack {
        let places = self.open.iter().skip(1).map(|open| open.1).chain([place]);
        let mut open: Vec<_> =
            self.open.iter().zip(places).map(|((function, _), at)| position(*function, at)).collect();
        open.reverse();
        // What the contract's own function returned, its entry point was given.
        let given_to_entry = self.returned.last().is_some_and(|last| last.depth == 1);
        let returned = self.returned.iter().filter(|_| given_to_entry).map(|returned| returned.position).collect();
        FailedStack { open, returned }
    }
}

fn position(function: u32, place: i32) -> Position {
    Position { function, operator: (place != NO_PLACE).then_some(place as u32) }
}
