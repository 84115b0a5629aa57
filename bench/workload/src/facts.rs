//! What a runner tells beside times.

use std::fmt;

/// Numbers with names: what the state came to, how many keys were written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts(pub Vec<(String, f64)>);

impl Facts {
    /// Adds a number.
    pub fn with(mut self, name: &str, value: impl Into<f64>) -> Self {
        self.0.push((name.to_owned(), value.into()));
        self
    }

    /// The number called `name`.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| *value)
    }

    /// Reads back what [`Display`](fmt::Display) wrote; what is not `name=number` is left out.
    pub fn read(text: &str) -> Self {
        let pair = |word: &str| word.split_once('=').and_then(|(n, v)| Some((n.to_owned(), v.parse().ok()?)));
        Self(text.split_whitespace().filter_map(pair).collect())
    }
}

impl fmt::Display for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (name, value)) in self.0.iter().enumerate() {
            write!(f, "{}{name}={value}", if i == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        let facts = Facts::default().with("keys", 6.5).with("sum", 3);
        assert_eq!(Facts::read(&facts.to_string()), facts);
        assert_eq!(facts.get("keys"), Some(6.5));
    }
}
