//! What a contract can ask of the chain.

use crate::{Address, Args, Object, ObjectId, Value};

/// What a contract can ask of the chain it runs on. The host answers; nothing here is the contract's word.
///
/// Methods take `&self`: the state is the host's, and a contract may hold several objects at once. Each may fail, the
/// plainest too: once the gas is gone nothing is answered any more, rather than something that is not so.
pub trait Context {
    /// The objects this context hands out.
    type Object<'c>: Object<Error = Self::Error>
    where
        Self: 'c;
    /// Why something could not be done.
    type Error: std::error::Error;

    /// Number of this block. 10 gas.
    ///
    /// # Errors
    /// Where the call has ended.
    fn block_height(&self) -> Result<u64, Self::Error>;
    /// Time of this block, Unix seconds. 10 gas.
    ///
    /// # Errors
    /// Where the call has ended.
    fn block_time(&self) -> Result<i64, Self::Error>;
    /// The executing contract. 10 gas.
    ///
    /// # Errors
    /// Where the call has ended.
    fn contract_address(&self) -> Result<Address, Self::Error>;
    /// The immediate caller: an account, or the contract that made this call. 10 gas.
    ///
    /// # Errors
    /// Where the call has ended.
    fn sender(&self) -> Result<Address, Self::Error>;
    /// What `address` has. 50 gas.
    ///
    /// # Errors
    /// Where the call has ended.
    fn balance(&self, address: &Address) -> Result<u64, Self::Error>;
    /// Pays `amount` from the contract's own balance to `to`. 500 gas.
    ///
    /// # Errors
    /// Where the contract has less than `amount`, or in a query.
    fn transfer(&self, to: &Address, amount: u64) -> Result<(), Self::Error>;
    /// Makes an object, owned by this contract. 50 gas.
    ///
    /// # Errors
    /// In a query.
    fn create_object(&self) -> Result<Self::Object<'_>, Self::Error>;
    /// The object called `id`; the zero id means this contract's default object. 50 gas.
    ///
    /// # Errors
    /// Where there is none.
    fn get_object(&self, id: &ObjectId) -> Result<Self::Object<'_>, Self::Error>;
    /// The oldest object of this contract which `owner` owns, and never its default object. 50 gas.
    ///
    /// # Errors
    /// Where there is none.
    fn get_object_with_owner(&self, owner: &Address) -> Result<Self::Object<'_>, Self::Error>;
    /// Removes an object with all its fields. 500 gas, 800 given back.
    ///
    /// # Errors
    /// Where there is none, or the rules of ownership and consent say no.
    fn delete_object(&self, id: &ObjectId) -> Result<(), Self::Error>;
    /// Calls another contract. 10,000 gas and what the callee uses.
    ///
    /// # Errors
    /// Where the callee fails or the call can't be begun; the callee's writes are undone.
    fn call(&self, contract: &Address, function: &str, args: Args) -> Result<Vec<u8>, Self::Error>;
    /// Logs an event. 100 gas and 1 for each byte.
    ///
    /// # Errors
    /// Where it is too large, or in a query.
    fn log(&self, event: &str, attributes: &[(&str, Value)]) -> Result<(), Self::Error>;
}
