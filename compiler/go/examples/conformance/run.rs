//! placeholder
pub(crate) fn print(number: u64) {
    print!("{}", crate::support::programs::program(number));
}
