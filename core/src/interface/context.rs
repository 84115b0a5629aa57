//! Context: the operations of a contract on its chain.

use crate::{Address, Args, Object, ObjectId, Value};

/// The terms of a call of another contract, beside its arguments. The default is that of [`Context::call`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallTerms {
    /// Gas that the callee may use; 0 means all that is left.
    pub gas: u64,
    /// The most it may receive of the calling contract's balance.
    pub value: u64,
}

/// The chain that a contract runs on. The host answers; a contract can forge nothing of it.
///
/// Methods take `&self`: the state is the host's, and a contract may hold several objects at once. Each may fail, the
/// plainest too: once the gas is gone nothing is answered any more, rather than something that is not so.
pub trait Context {
    /// The objects this context hands out.
    type Object<'c>: Object<Error = Self::Error>
    where
        Self: 'c;
    /// Reason that something could not be done.
    type Error: std::error::Error;

    /// Number of this block. 10 gas.
    ///
    /// # Errors
    /// The call has ended.
    fn block_height(&self) -> Result<u64, Self::Error>;
    /// Time of this block, Unix seconds. 10 gas.
    ///
    /// # Errors
    /// The call has ended.
    fn block_time(&self) -> Result<i64, Self::Error>;
    /// The chain's number. 10 gas.
    ///
    /// # Errors
    /// The call has ended.
    fn chain_id(&self) -> Result<u64, Self::Error>;
    /// Gas left to this call. 10 gas.
    ///
    /// # Errors
    /// The call has ended.
    fn gas_left(&self) -> Result<u64, Self::Error>;
    /// The executing contract. 10 gas.
    ///
    /// # Errors
    /// The call has ended.
    fn contract_address(&self) -> Result<Address, Self::Error>;
    /// The account that deployed the executing contract. 100 gas.
    ///
    /// # Errors
    /// The call has ended.
    fn deployer(&self) -> Result<Address, Self::Error>;
    /// The immediate caller: an account, or the contract that made this call. 10 gas.
    ///
    /// # Errors
    /// The call has ended.
    fn sender(&self) -> Result<Address, Self::Error>;
    /// The transaction's signer. 10 gas.
    ///
    /// # Errors
    /// The call has ended.
    fn origin(&self) -> Result<Address, Self::Error>;
    /// The rest of the value that the sender attached to this call. 10 gas.
    ///
    /// # Errors
    /// The call has ended.
    fn attached(&self) -> Result<u64, Self::Error>;
    /// Takes `amount` from what the sender attached to this call. 500 gas.
    ///
    /// # Errors
    /// The sender attached less or has less, or this is a query.
    fn receive(&self, amount: u64) -> Result<(), Self::Error>;
    /// The balance of `address`. 50 gas.
    ///
    /// # Errors
    /// The call has ended.
    fn balance(&self, address: &Address) -> Result<u64, Self::Error>;
    /// Pays `amount` from the contract's own balance to `to`. 500 gas.
    ///
    /// # Errors
    /// The contract has less than `amount`, or this is a query.
    fn transfer(&self, to: &Address, amount: u64) -> Result<(), Self::Error>;
    /// Makes an object, owned by this contract. 50 gas.
    ///
    /// # Errors
    /// In a query.
    fn create_object(&self) -> Result<Self::Object<'_>, Self::Error>;
    /// The object called `id`; the zero id means this contract's default object. 50 gas.
    ///
    /// # Errors
    /// There is none.
    fn get_object(&self, id: &ObjectId) -> Result<Self::Object<'_>, Self::Error>;
    /// The oldest object of this contract which `owner` owns, and never its default object. 50 gas.
    ///
    /// # Errors
    /// There is none.
    fn get_object_with_owner(&self, owner: &Address) -> Result<Self::Object<'_>, Self::Error>;
    /// Removes an object with all its fields. 500 gas, 800 given back.
    ///
    /// # Errors
    /// There is no such object, it is a default object, or the rules of ownership and consent say no.
    fn delete_object(&self, id: &ObjectId) -> Result<(), Self::Error>;
    /// Calls another contract with all the gas that is left: as [`call_with`](Self::call_with) on no terms. 10,000 gas
    /// and what the callee uses.
    ///
    /// # Errors
    /// The callee fails or the call can't be begun; the callee's writes are undone.
    fn call(&self, contract: &Address, function: &str, args: Args) -> Result<Vec<u8>, Self::Error> {
        self.call_with(CallTerms::default(), contract, function, args)
    }
    /// Calls another contract with arguments by position, or [encoded](Args::Encoded) as it reads them. It may receive the
    /// value of `terms` from what the calling contract has: none of it moves before, and all of it comes back where the
    /// call fails. 10,000 gas, 50 more with a value or encoded arguments, and what the callee uses.
    ///
    /// # Errors
    /// The contract has less than that value, the callee fails or the call can't be begun; the callee's writes are
    /// undone.
    fn call_with(
        &self,
        terms: CallTerms,
        contract: &Address,
        function: &str,
        args: Args,
    ) -> Result<Vec<u8>, Self::Error>;
    /// Logs an event. 100 gas and 1 for each byte.
    ///
    /// # Errors
    /// It is too large, or this is a query.
    fn log(&self, event: &str, attributes: &[(&str, Value)]) -> Result<(), Self::Error>;
}
