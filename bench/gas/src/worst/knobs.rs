//! The numbers that describe an input.

/// How the settings of a knob are spread over its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spread {
    /// Each as likely as another: for choices.
    Even,
    /// Each magnitude as likely as another: for sizes and counts.
    Magnitude,
}

/// A number that an input has, and the range it is searched in.
#[derive(Clone, Copy, Debug)]
pub struct Knob {
    /// What it is called in tables.
    pub name: &'static str,
    low: u64,
    high: u64,
    spread: Spread,
}

/// One of so many things, from 0.
pub const fn choice(name: &'static str, count: u64) -> Knob {
    Knob { name, low: 0, high: count - 1, spread: Spread::Even }
}

/// A size or a count of at least `low` and at most `high`.
pub const fn size(name: &'static str, low: u64, high: u64) -> Knob {
    Knob { name, low, high, spread: Spread::Magnitude }
}

impl Knob {
    /// A setting at random. The ends of the range come up more often than others.
    pub fn any(&self, random: &mut Random) -> u64 {
        match (self.spread, random.below(8)) {
            (Spread::Even, _) => self.low + random.below(self.high - self.low + 1),
            (Spread::Magnitude, 0) => self.low,
            (Spread::Magnitude, 1) => self.high,
            (Spread::Magnitude, _) => {
                let bits = u64::BITS - (self.high - self.low).leading_zeros();
                let top = 1 << random.below(u64::from(bits) + 1);
                (self.low + random.below(top)).min(self.high)
            }
        }
    }

    /// A setting near `from`.
    pub fn near(&self, from: u64, random: &mut Random) -> u64 {
        let to = match (self.spread, random.below(6)) {
            (Spread::Even, _) | (_, 0) => self.any(random),
            (_, 1) => from.saturating_mul(2),
            (_, 2) => from / 2,
            (_, 3) => from + 1,
            (_, 4) => from.saturating_sub(1),
            _ => from.saturating_add(from / 4),
        };
        to.clamp(self.low, self.high)
    }
}

/// Numbers that look random, the same in each run (xorshift).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// Numbers that `seed` begins.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`, which is not zero.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % end.max(1)
    }
}

/// The settings of an input's knobs, read in the order of the knobs.
#[derive(Debug)]
pub struct Settings<'s> {
    left: std::slice::Iter<'s, u64>,
}

impl<'s> Settings<'s> {
    /// All of `settings`.
    pub fn new(settings: &'s [u64]) -> Self {
        Self { left: settings.iter() }
    }

    /// The next one.
    ///
    /// # Panics
    /// Where there are fewer knobs than somebody asks for.
    pub fn take(&mut self) -> u64 {
        *self.left.next().expect("a setting for each knob")
    }

    /// The next one, of a knob that says yes or no.
    pub fn flag(&mut self) -> bool {
        self.take() == 1
    }

    /// The item of `items` that the next one stands for.
    pub fn pick<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        &items[self.take() as usize % items.len()]
    }
}
