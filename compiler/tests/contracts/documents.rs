//! Contracts after those that the documents print compile and run. `compat/documents` has the documents' own.

use crate::host::{Host, Outcome, SENDER};
use allod_core::{Address, Value};

/// The token, after the architecture document's.
const TOKEN: &str = include_str!("../../../examples/simple_token/simple_token.go");

/// The counter, after the read-me's.
const COUNTER: &str = include_str!("../../../examples/object_counter/object_counter.go");

#[test]
fn the_token_of_the_architecture_document_transfers() {
    for mut host in Host::each(TOKEN) {
        host.values("Initialize", [Value::from("Gold"), Value::U64(1_000)]);
        assert_eq!(host.world.events[0].0, "TokenInitialized");
        let to = Value::Address(Address([7; 20]));
        assert_eq!(host.call("Transfer", [to.clone(), Value::U64(600)]), Outcome::Returned(vec![]));
        let logged =
            ["from".into(), Value::Address(Address(SENDER)), "to".into(), to.clone(), "amount".into(), Value::U64(600)];
        assert_eq!(host.world.events, [("Transfer".to_owned(), logged.to_vec())]);
        let poor = host.call("Transfer", [to, Value::U64(600)]);
        assert_eq!(poor, Outcome::Reverted(1, "insufficient balance".into()));
        let events: Vec<_> =
            host.compiled.abi.unwrap().events.into_iter().map(|e| (e.name, e.parameters.join(" "))).collect();
        assert_eq!(
            events,
            [
                ("TokenInitialized".to_owned(), "name total_supply".to_owned()),
                ("Transfer".into(), "from to amount".into())
            ]
        );
    }
}

#[test]
fn the_counter_of_the_read_me_counts() {
    for mut host in Host::each(COUNTER) {
        let id = host.values("Initialize", []).remove(0);
        assert_eq!(host.values("Increment", [id.clone()]), [Value::U64(1)]);
        assert_eq!(host.values("Increment", [id]), [Value::U64(2)]);
    }
}
