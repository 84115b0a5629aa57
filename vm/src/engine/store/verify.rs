//! Verification of the whole state.

use crate::engine::view::StateView;
use crate::modules::contract_record::ContractRecord;
use crate::{Engine, EngineError};
use allod_core::{Hash, codec};
use allod_state::Audit;
use allod_state::root::audit::audit;
use allod_state::{StateError, keys};
use std::collections::BTreeSet;

impl StateView {
    /// Verifies every row of the state against the others: see [`Engine::verify`].
    ///
    /// ```
    /// use allod_vm::{Engine, EngineConfig};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// engine.deploy(r#"(module (func (export "f")))"#)?;
    /// assert_eq!(engine.verify()?.root, engine.state_root()?);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// [`EngineError::State`] with [`StateError::Corrupt`] for the first row that is wrong, or the store's.
    pub fn verify(&self) -> Result<Audit, EngineError> {
        let snapshot = self.store();
        let mut modules = BTreeSet::new();
        let found = audit(&**snapshot, |key, value| {
            if key.first() == keys::contract(&allod_core::Address::ZERO).first() {
                let record: ContractRecord = codec::decode(value)
                    .map_err(|error| StateError::corrupt("record of a contract", key, error.to_string()))?;
                modules.insert(record.code);
            }
            Ok(())
        })?;
        for code in modules {
            let key = keys::code(&code);
            if snapshot.get_within(&key, 0)? == allod_state::Within::Nothing {
                return Err(missing(&code, &key).into());
            }
        }
        Ok(found)
    }
}

impl Engine {
    /// Verifies every row of the state as it is now against the others: the root is that of the rows, each module has its
    /// hash, each contract's record can be decoded and its module is there, and the index of owners lists the objects that
    /// there are. Calls go on meanwhile. It takes a microsecond or two for each row.
    ///
    /// It finds rows that were damaged or changed behind the engine. Rows that were changed together with the root are found
    /// by comparing [`Audit::root`] with another node's.
    ///
    /// # Errors
    /// [`EngineError::State`] with [`StateError::Corrupt`] for the first row that is wrong, or the store's.
    pub fn verify(&self) -> Result<Audit, EngineError> {
        self.pin()?.verify()
    }
}

fn missing(code: &Hash, key: &[u8]) -> StateError {
    StateError::corrupt("module", key, format!("a contract was made of {code}, and there is none"))
}
