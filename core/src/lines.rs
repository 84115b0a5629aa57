//! Lines of a module: the place in the source of operators, in a custom section that whoever compiles a contract may write.
//!
//! The section [`SECTION`] costs no gas and can be left out: nothing depends on it. All numbers are LEB128, those that may be
//! negative zigzag:
//!
//! | part | numbers |
//! |---|---|
//! | files | their count; for each the length of its name, and the name |
//! | functions | their count; for each the difference of its index to the one before, and the count of its entries |
//! | entries | the difference of the operator's ordinal to the one before, of the file's number, of the line |
//!
//! An index of a function counts imports; an ordinal counts operators of the body from 0, every `end` among them.

/// The name of the custom section.
pub const SECTION: &str = "allod.lines";

/// The place of an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The operator's ordinal in the body.
    pub operator: u32,
    /// The file's number.
    pub file: u32,
    /// The line, from one.
    pub line: u32,
}

/// Lines of a module.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lines {
    /// Names of files.
    pub files: Vec<String>,
    /// Functions that have lines, by ascending index: each with its operators, in their order.
    pub functions: Vec<(u32, Vec<Line>)>,
}

impl Lines {
    /// The file and the line of an operator.
    pub fn find(&self, function: u32, operator: u32) -> Option<(&str, u32)> {
        let at = self.functions.binary_search_by_key(&function, |entry| entry.0).ok()?;
        let lines = &self.functions[at].1;
        let line = lines[lines.binary_search_by_key(&operator, |line| line.operator).ok()?];
        Some((self.files.get(line.file as usize)?, line.line))
    }

    /// The number of operators that have lines.
    pub fn len(&self) -> usize {
        self.functions.iter().map(|function| function.1.len()).sum()
    }

    /// True if no operator has a line.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Ordinals of the operators of a function that have lines.
    pub fn operators(&self, function: u32) -> Vec<u32> {
        let at = self.functions.binary_search_by_key(&function, |entry| entry.0);
        at.map_or_else(|_| Vec::new(), |at| self.functions[at].1.iter().map(|line| line.operator).collect())
    }

    /// True if a function has lines.
    pub fn has(&self, function: u32) -> bool {
        self.functions.binary_search_by_key(&function, |entry| entry.0).is_ok()
    }

    /// The bytes of the section.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(&mut bytes, self.files.len() as u64);
        for file in &self.files {
            write(&mut bytes, file.len() as u64);
            bytes.extend(file.as_bytes());
        }
        write(&mut bytes, self.functions.len() as u64);
        let mut before = 0;
        for (function, lines) in &self.functions {
            write(&mut bytes, u64::from(function - before));
            before = *function;
            write(&mut bytes, lines.len() as u64);
            let mut last = Line { operator: 0, file: 0, line: 0 };
            for line in lines {
                write(&mut bytes, u64::from(line.operator - last.operator));
                write_signed(&mut bytes, i64::from(line.file) - i64::from(last.file));
                write_signed(&mut bytes, i64::from(line.line) - i64::from(last.line));
                last = *line;
            }
        }
        bytes
    }

    /// Lines of a section's bytes; nothing where they are not what [`Self::encode`] writes. Memory is bounded by the bytes.
    pub fn decode(bytes: &[u8]) -> Option<Lines> {
        let mut rest = bytes;
        let mut lines = Lines::default();
        for _ in 0..read(&mut rest)? {
            let length = usize::try_from(read(&mut rest)?).ok()?;
            let name = rest.split_off(..length)?;
            lines.files.push(String::from_utf8(name.to_vec()).ok()?);
        }
        let mut function = 0u32;
        for position in 0..read(&mut rest)? {
            let step = u32::try_from(read(&mut rest)?).ok()?;
            if position > 0 && step == 0 {
                return None;
            }
            function = function.checked_add(step)?;
            let mut entries = Vec::new();
            let mut last = Line { operator: 0, file: 0, line: 0 };
            for position in 0..read(&mut rest)? {
                let step = u32::try_from(read(&mut rest)?).ok()?;
                if position > 0 && step == 0 {
                    return None;
                }
                last.operator = last.operator.checked_add(step)?;
                last.file = last.file.checked_add_signed(i32::try_from(read_signed(&mut rest)?).ok()?)?;
                last.line = last.line.checked_add_signed(i32::try_from(read_signed(&mut rest)?).ok()?)?;
                if last.file as usize >= lines.files.len() {
                    return None;
                }
                entries.push(last);
            }
            lines.functions.push((function, entries));
        }
        rest.is_empty().then_some(lines)
    }
}

fn write(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn write_signed(bytes: &mut Vec<u8>, value: i64) {
    write(bytes, ((value << 1) ^ (value >> 63)) as u64);
}

fn read(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for shift in (0..63).step_by(7) {
        let byte = *bytes.split_off_first()?;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

fn read_signed(bytes: &mut &[u8]) -> Option<i64> {
    let value = read(bytes)?;
    Some((value >> 1) as i64 ^ -((value & 1) as i64))
}
