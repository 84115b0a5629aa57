//! A host module that answers contracts with prices.

use allod_vm::{HostContext, HostModule, HostResult, Price, WasmType::I32};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Prices by symbol and height.
type Prices = BTreeMap<(Vec<u8>, u64), u64>;

/// Prices by symbol, and the height from which on each holds. Nodes feed it alike, before they run a block: a price is as
/// much of what they agree on as the block is.
#[derive(Clone, Default)]
pub(crate) struct Oracle(Arc<RwLock<Prices>>);

impl Oracle {
    /// Sets the price of `symbol` from block `height` on.
    pub(crate) fn feed(&self, symbol: &str, height: u64, price: u64) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert((symbol.into(), height), price);
    }

    /// Module `oracle` with one function, `price(symbol, symbol_len, out 8) → 1 if there is a price`. It costs 200 gas, and
    /// one for each byte of the symbol.
    pub(crate) fn module(&self) -> HostModule {
        let oracle = self.clone();
        let price = Price { base: 200, per_unit: 1 };
        HostModule::new("oracle", 1)
            .with_function("price", &[I32, I32, I32], Some(I32), price, move |call, args| oracle.answer(call, args))
            .with_go(include_str!("host/oracle.go"))
    }

    fn answer(&self, call: &mut HostContext<'_>, args: &[u64]) -> HostResult<i64> {
        let (symbol, len, out) = (args[0], args[1], args[2]);
        call.charge(len)?;
        let (symbol, height) = (call.read(symbol, len)?.to_vec(), call.block().height);
        let prices = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let Some((_, price)) = prices.range((symbol.clone(), 0)..=(symbol, height)).next_back() else { return Ok(0) };
        call.write(out, &price.to_le_bytes())?;
        Ok(1)
    }
}
