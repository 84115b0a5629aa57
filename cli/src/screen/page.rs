//! Lines for people.

use crate::screen::printable::printable;
use std::fmt::{self, Display};

/// Lines for people: all that ever reaches a terminal. Whatever is put into a line, also by a contract, stays one line of
/// printable text: this is the one place where that is seen to, and [`Screen`](crate::screen::Screen) takes nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    lines: Vec<String>,
}

impl Page {
    /// A page of one line.
    pub(crate) fn line(text: impl Display) -> Self {
        let mut page = Self::default();
        page.push(text);
        page
    }

    /// A page of the lines of `text`, which may be hostile: nothing of ours stands on them.
    pub(crate) fn paragraph(text: impl Display) -> Self {
        let mut page = Self::default();
        text.to_string().lines().for_each(|line| page.push(line));
        page
    }

    /// Adds a line.
    pub(crate) fn push(&mut self, text: impl Display) {
        self.lines.push(printable(&text.to_string()));
    }

    /// Adds another page's lines, each behind `indent`.
    pub(crate) fn append(&mut self, indent: &str, page: Self) {
        self.lines.extend(page.lines.into_iter().map(|line| format!("{}{line}", printable(indent))));
    }

    /// True if there is no line.
    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

impl<D: Display> FromIterator<D> for Page {
    fn from_iter<I: IntoIterator<Item = D>>(lines: I) -> Self {
        let mut page = Self::default();
        lines.into_iter().for_each(|line| page.push(line));
        page
    }
}

/// The lines, with a line's end between them.
impl Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().enumerate().try_for_each(|(at, line)| write!(f, "{}{line}", if at == 0 { "" } else { "\n" }))
    }
}
