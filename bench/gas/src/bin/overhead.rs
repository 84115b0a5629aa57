//! What metering adds to the time of running code.
fn main() {}
