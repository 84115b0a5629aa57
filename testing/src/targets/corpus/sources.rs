//! Contracts in Go, for the target `source`: what people write, and files that have most of the language in them.

/// The number of [`text`]s.
pub(super) const COUNT: usize = TEXTS.len();

const TEXTS: [&str; 10] = [
    include_str!("../../../../examples/counter/counter.go"),
    include_str!("../../../../examples/counter_factory/counter_factory.go"),
    include_str!("../../../../examples/market/market.go"),
    include_str!("../../../../examples/nft/nft.go"),
    include_str!("../../../../examples/object_counter/object_counter.go"),
    include_str!("../../../../examples/simple_token/simple_token.go"),
    include_str!("../../../../examples/token/token.go"),
    include_str!("../../../../vm/tests/contracts/values.go"),
    include_str!("../../../../vm/tests/contracts/ledger.go"),
    include_str!("../../../../cli/templates/contract.go"),
];

/// The contract with a number.
pub(super) fn text(number: usize) -> Vec<u8> {
    TEXTS[number].into()
}
