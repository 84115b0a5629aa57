//! Mutations inside a module that keep the lengths around them right. Bytes put anywhere make most modules end too
//! early or too late, and a fuzzer would see little but that.

const HEADER: usize = 8;
const CODE: u8 = 10;

/// `module` with `change` made inside one section, or inside one function where that is the code; `dice` chooses.
/// `None` for bytes that have no sections.
pub fn mutated(module: &[u8], dice: u32, change: impl FnOnce(&[u8]) -> Vec<u8>) -> Option<Vec<u8>> {
    let sections = sections(module.get(HEADER..)?)?;
    let dice = dice as usize;
    // Half of all changes are in the code, where most of the rules are.
    let code = sections.iter().position(|section| section.0 == CODE).filter(|_| dice.is_multiple_of(2));
    let chosen = code.or_else(|| (dice / 2).checked_rem(sections.len()))?;
    let (id, content) = sections[chosen];
    let changed = match functions(content) {
        Some(bodies) if id == CODE && !bodies.is_empty() => {
            let body = (dice / 2) % bodies.len();
            let mut out = length(bodies.len());
            let before = bodies[..body].iter().map(|body| body.to_vec());
            let after = bodies[body + 1..].iter().map(|body| body.to_vec());
            for bytes in before.chain([change(bodies[body])]).chain(after) {
                out.extend(length(bytes.len()));
                out.extend(bytes);
            }
            out
        }
        _ => change(content),
    };
    let mut out = module[..HEADER].to_vec();
    for (i, (id, content)) in sections.iter().enumerate() {
        let content = if i == chosen { &changed } else { *content };
        out.push(*id);
        out.extend(length(content.len()));
        out.extend(content);
    }
    Some(out)
}

/// The sections by number and content; `None` where a length is wrong.
pub fn sections(mut bytes: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let mut sections = Vec::new();
    while let Some((id, rest)) = bytes.split_first() {
        bytes = rest;
        sections.push((*id, counted(&mut bytes)?));
    }
    Some(sections)
}

/// The bodies in a code section; `None` where a length is wrong.
fn functions(mut content: &[u8]) -> Option<Vec<&[u8]>> {
    let count = number(&mut content)?;
    let bodies = (0..count).map_while(|_| counted(&mut content)).collect::<Vec<_>>();
    (bodies.len() == count && content.is_empty()).then_some(bodies)
}

/// Takes a length and as many bytes off the front of `bytes`.
pub fn counted<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let length = number(bytes)?;
    let (front, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(front)
}

/// Takes a number in LEB128 off the front of `bytes`.
pub fn number(bytes: &mut &[u8]) -> Option<usize> {
    let end = bytes.iter().take(5).position(|byte| byte & 0x80 == 0)?;
    let (front, rest) = bytes.split_at(end + 1);
    *bytes = rest;
    Some(front.iter().rev().fold(0, |sum, byte| sum << 7 | usize::from(byte & 0x7f)))
}

/// A number in LEB128.
pub fn length(mut number: usize) -> Vec<u8> {
    let mut out = Vec::new();
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
    out
}
