//! Names and types as a reason says them.

use crate::ids::Name;
use crate::values::types::Type;
use std::fmt::Write;

/// Bytes of a name that a reason says, at most.
pub const NAME: usize = 64;

/// The beginning of a name that somebody chose. What is not UTF-8 and what would steer a terminal is `�`.
pub fn name(bytes: &[u8]) -> Name {
    let mut cut = Cut::default();
    // A letter takes 4 bytes at most, so what is cut off here is not looked at below.
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(NAME + 4)]);
    let _ = cut.write_str(&text);
    cut.0
}

/// The beginning of a type as text. Takes time for that alone, however long the type is.
pub fn type_name(ty: &Type) -> Name {
    let mut cut = Cut::default();
    let _ = write!(cut, "{ty}");
    cut.0
}

/// Text that takes no more than [`NAME`] bytes, and is then an error to write to.
#[derive(Default)]
struct Cut(Name);

impl Write for Cut {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for letter in text.chars() {
            let letter = if steers(letter) { char::REPLACEMENT_CHARACTER } else { letter };
            if self.0.len() + letter.len_utf8() > NAME {
                return Err(std::fmt::Error);
            }
            self.0.push(letter);
        }
        Ok(())
    }
}

/// The control characters, by their numbers: no table that a compiler brings along.
fn steers(letter: char) -> bool {
    matches!(letter, '\0'..='\x1f' | '\x7f'..='\u{9f}')
}
