//! The block that a call stands in: the next one now, or where `--time` and `--height` put it.

use crate::failure::Failure;
use crate::request::clock;
use crate::screen::Screen;
use allod_core::{Type, Value};
use allod_vm::{BlockContext, Engine};
use clap::Args;
use std::str::FromStr;

/// The block that it stands in, where that is not the next one at the time of this machine's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Args)]
pub(crate) struct Moment {
    /// The block's time: Unix seconds, or +N[s|m|h|d] after the time it would have. Never before the last block's
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) time: Option<Time>,
    /// The block's height: a number, or +N above the last block. Never at or below the last block's
    #[arg(long, value_name = "HEIGHT", allow_hyphen_values = true)]
    pub(crate) height: Option<Height>,
}

/// A block's time, as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Time {
    /// Unix seconds.
    At(i64),
    /// Seconds after the time that the block would have.
    Later(i64),
}

/// A block's height, as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Height {
    /// A number.
    At(u64),
    /// Blocks above the last one.
    Above(u64),
}

/// Units that a time may be said in, and their seconds.
const UNITS: [(char, i64); 4] = [('s', 1), ('m', 60), ('h', 3_600), ('d', 86_400)];

impl FromStr for Time {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = || format!("wanted Unix seconds, or +N with s, m, h or d behind it: {text:?} is neither");
        let number = |text: &str| match Value::from_text(&Type::I64, text) {
            Ok(Value::I64(number)) => Ok(number),
            _ => Err(wanted()),
        };
        let Some(later) = text.strip_prefix('+') else { return number(text).map(Self::At) };
        let unit = UNITS.iter().find_map(|(unit, seconds)| Some((later.strip_suffix(*unit)?, *seconds)));
        let (digits, seconds) = unit.unwrap_or((later, 1));
        let later = number(digits)?.checked_mul(seconds).filter(|later| *later >= 0);
        later.map(Self::Later).ok_or_else(wanted)
    }
}

impl FromStr for Height {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (digits, is_above) = text.strip_prefix('+').map_or((text, false), |digits| (digits, true));
        match Value::from_text(&Type::U64, digits) {
            Ok(Value::U64(0)) if is_above => Err("wanted +1 or more: a block stands above the last one".to_owned()),
            Ok(Value::U64(number)) if is_above => Ok(Self::Above(number)),
            Ok(Value::U64(number)) => Ok(Self::At(number)),
            _ => Err(format!("wanted a block's height, or +N above the last block: {text:?} is neither")),
        }
    }
}

impl Moment {
    /// The block it means, after the last one of `engine`.
    ///
    /// # Errors
    /// [`Failure::Usage`] for a block that can't follow the last one.
    pub(crate) fn block(&self, engine: &Engine) -> Result<BlockContext, Failure> {
        let next = clock::next_block(engine)?;
        if *self == Self::default() {
            return Ok(next);
        }
        let last = engine.last_block()?;
        let time = match self.time {
            None => Some(next.time),
            Some(Time::At(time)) if time < last.time => {
                return Err(Failure::Usage(format!(
                    "--time {time} is before the last block's, {}: time never goes backwards",
                    last.time
                )));
            }
            Some(Time::At(time)) => Some(time),
            Some(Time::Later(seconds)) => next.time.checked_add(seconds),
        };
        let height = match self.height {
            None => Some(next.height),
            Some(Height::At(height)) if height <= last.height => {
                return Err(Failure::Usage(format!(
                    "--height {height} is not above the last block's, {}: heights rise",
                    last.height
                )));
            }
            Some(Height::At(height)) => Some(height),
            Some(Height::Above(blocks)) => last.height.checked_add(blocks),
        };
        let height = height.filter(|height| *height < u64::MAX);
        match (height, time) {
            (Some(height), Some(time)) => Ok(BlockContext { height, time, ..next }),
            _ => Err(Failure::Usage("--time and --height lead beyond the last block that there can be".to_owned())),
        }
    }

    /// Finds a clock that a block which is kept should not have its time from, where that is what it would be.
    ///
    /// # Errors
    /// As [`clock::check`].
    pub(crate) fn check(&self, engine: &Engine, screen: &Screen) -> Result<(), Failure> {
        match self.time {
            Some(Time::At(_)) => Ok(()),
            Some(Time::Later(_)) | None => clock::check(engine, screen),
        }
    }

    /// Moment for the call after: a place is where the first one was, a distance lies between any two.
    pub(crate) fn again(self) -> Self {
        Self {
            time: self.time.filter(|time| matches!(time, Time::Later(_))),
            height: self.height.filter(|height| matches!(height, Height::Above(_))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_seconds_or_so_much_later() {
        for (text, time) in [
            ("0", Some(Time::At(0))),
            ("-5", Some(Time::At(-5))),
            ("1700000000", Some(Time::At(1_700_000_000))),
            ("+90", Some(Time::Later(90))),
            ("+2h", Some(Time::Later(7_200))),
            ("+365d", Some(Time::Later(31_536_000))),
            ("+-5", None),
            ("+9223372036854775807d", None),
            ("soon", None),
            ("2h", None),
            ("+", None),
        ] {
            assert_eq!(text.parse().ok(), time, "{text}");
        }
    }

    #[test]
    fn a_height_is_a_number_or_so_many_above() {
        for (text, height) in
            [("7", Some(Height::At(7))), ("+7", Some(Height::Above(7))), ("+0", None), ("-1", None), ("x", None)]
        {
            assert_eq!(text.parse().ok(), height, "{text}");
        }
    }
}
