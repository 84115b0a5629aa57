//! Rules, each a pure function from the workspace's members to breaches.

pub mod arrows;
pub mod closed_errors;
pub mod confined;
pub mod examples;
pub mod openings;
pub mod overloads;
pub mod rings;
pub mod shared_files;
pub mod sizes;
pub mod test_programs;

use crate::Breach;
use crate::repository::Member;

/// All breaches of all rules, in order.
pub fn check(members: &[Member]) -> Vec<Breach> {
    let rules = [
        arrows::arrows,
        confined::confined,
        sizes::file_lines,
        sizes::folder_entries,
        rings::rings,
        shared_files::shared_files,
        openings::openings,
        closed_errors::closed_errors,
        examples::examples,
        overloads::overloads,
        test_programs::test_programs,
    ];
    let mut breaches: Vec<Breach> = rules.iter().flat_map(|rule| rule(members)).collect();
    breaches.sort();
    breaches
}
