//! Stage: one engine, one contract, and what is played on them, so that a test reads like the story it tells.

mod artefacts;
mod example;

use crate::accounts::{ALICE, CAST};
use allod_core::{Address, Args, ObjectId, Status};
use allod_vm::{DeployOptions, Engine, EngineConfig, ExecuteOptions, ObjectView, Receipt, Tiers};
use artefacts::ARTEFACTS;
use serde::de::DeserializeOwned;

pub use example::Example;

/// The most objects of one owner that a stage looks at.
const MOST_OBJECTS: usize = 1_000;

/// An engine in memory on which Alice has deployed an example.
pub struct Stage {
    engine: Engine,
    contract: Address,
}

impl Stage {
    /// A new engine with `example` on it.
    ///
    /// # Panics
    /// It can't be deployed.
    pub fn of(example: &Example) -> Self {
        let config = EngineConfig::default().with_cache_dir(ARTEFACTS.as_path()).with_tiers(Tiers::COMPILED);
        let engine = Engine::open(config).expect("an engine in memory opens");
        let mut stage = Self { engine, contract: Address::ZERO };
        stage.contract = stage.deploy(example);
        stage
    }

    /// Deploys another contract beside the first and returns its address.
    ///
    /// # Panics
    /// It can't be deployed.
    pub fn deploy(&self, example: &Example) -> Address {
        let options = DeployOptions { from: ALICE, ..Default::default() };
        let deployed = self.engine.deploy_with_options(example.module(), options);
        deployed.unwrap_or_else(|error| panic!("{} does not deploy: {error}", example.name())).address
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The contract.
    pub fn contract(&self) -> Address {
        self.contract
    }

    /// `who` calls a function; the receipt says how that went.
    ///
    /// # Panics
    /// The call can't even be made.
    pub fn call(&self, who: Address, function: &str, args: Args) -> Receipt {
        self.call_on(self.contract, function, args, ExecuteOptions { from: who, ..Default::default() })
    }

    /// A call of any contract, with every option.
    ///
    /// # Panics
    /// The call can't even be made.
    pub fn call_on(&self, contract: Address, function: &str, args: Args, options: ExecuteOptions) -> Receipt {
        let receipt = self.engine.execute(contract, function, args, options);
        receipt.unwrap_or_else(|error| panic!("{function} can't be called: {error}"))
    }

    /// `who` calls a function, and it does what was asked.
    ///
    /// # Panics
    /// It does not.
    pub fn does(&self, who: Address, function: &str, args: Args) -> Receipt {
        let receipt = self.call(who, function, args);
        assert!(receipt.is_success(), "{function}: {}", receipt.status);
        receipt
    }

    /// `who` calls a function, and it refuses, saying why, and leaves every object as it was.
    ///
    /// # Panics
    /// It does not.
    pub fn refuses(&self, who: Address, function: &str, args: Args) -> String {
        let before = self.objects();
        let receipt = self.call(who, function, args);
        assert_eq!(self.objects(), before, "{function} failed and yet changed something");
        assert!(receipt.events.is_empty(), "{function} failed and yet logged {:?}", receipt.events);
        match receipt.status {
            Status::Reverted { message, .. } => message,
            other => panic!("{function} should have reverted: {other}"),
        }
    }

    /// The answer of a query.
    ///
    /// # Panics
    /// It fails, or answers something else than a `T`.
    pub fn answers<T: DeserializeOwned>(&self, function: &str, args: Args) -> T {
        let receipt = self.engine.query(self.contract, function, args, ExecuteOptions::default());
        let receipt = receipt.unwrap_or_else(|error| panic!("{function} can't be asked: {error}"));
        receipt.decode().unwrap_or_else(|error| panic!("{function}: {error}"))
    }

    /// The objects of `owner`, oldest first.
    ///
    /// # Panics
    /// The store can't be read.
    pub fn owned_by(&self, owner: Address) -> Vec<ObjectId> {
        self.engine.objects_of(owner, None, MOST_OBJECTS).expect("the owner index can be read")
    }

    /// The object called `id`.
    ///
    /// # Panics
    /// The store can't be read.
    pub fn object(&self, id: ObjectId) -> Option<ObjectView> {
        self.engine.object(id).expect("objects can be read")
    }

    /// Every object that the contract or somebody of the cast owns, as text to compare.
    fn objects(&self) -> Vec<String> {
        let owners = CAST.into_iter().chain([self.contract]);
        owners.flat_map(|owner| self.owned_by(owner)).map(|id| format!("{:?}", self.object(id))).collect()
    }
}
