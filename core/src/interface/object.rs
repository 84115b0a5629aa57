//! Object: the operations of a contract on an object.

use crate::{Address, ObjectId, Ownership, Type, Value};

/// An object: an id, an owner and fields. See `docs/objects.md` for who may do what.
pub trait Object {
    /// Reason that something could not be done.
    type Error: std::error::Error;

    /// Its id. 10 gas.
    ///
    /// # Errors
    /// It is gone, or the call has ended.
    fn id(&self) -> Result<ObjectId, Self::Error>;
    /// Its owner. 100 gas.
    ///
    /// # Errors
    /// It is gone, or the call has ended.
    fn owner(&self) -> Result<Ownership, Self::Error>;
    /// The contract that made it. 100 gas.
    ///
    /// # Errors
    /// It is gone, or the call has ended.
    fn contract(&self) -> Result<Address, Self::Error>;
    /// Gives it to another address. 500 gas.
    ///
    /// # Errors
    /// The executing contract is not the object's own, or the owner has not consented.
    fn set_owner(&self, owner: &Address) -> Result<(), Self::Error>;
    /// Makes it nobody's: its contract may write it, nobody can give it away or delete it. 500 gas.
    ///
    /// # Errors
    /// As [`set_owner`](Self::set_owner).
    fn share(&self) -> Result<(), Self::Error>;
    /// Makes it immutable for ever. 500 gas.
    ///
    /// # Errors
    /// As [`set_owner`](Self::set_owner).
    fn freeze(&self) -> Result<(), Self::Error>;
    /// Says whether a write to it needs its owner's consent. 500 gas.
    ///
    /// # Errors
    /// As [`set_owner`](Self::set_owner).
    fn seal(&self, on: bool) -> Result<(), Self::Error>;
    /// True if it has a field of that name, of any type. 100 gas and 1 for each byte.
    ///
    /// # Errors
    /// It is gone, or the executing contract is not the object's own.
    fn has(&self, field: &str) -> Result<bool, Self::Error>;
    /// The value of a field, which must be of type `ty`. 100 gas and 1 for each byte.
    ///
    /// # Errors
    /// There is no such field, it holds another type, or the executing contract is not the object's own.
    fn get(&self, field: &str, ty: &Type) -> Result<Value, Self::Error>;
    /// Sets a field. 1,000 gas and 100 for each byte of the value.
    ///
    /// # Errors
    /// The executing contract is not the object's own, the object is immutable, or it is sealed and
    /// the owner has not consented.
    fn set(&self, field: &str, value: Value) -> Result<(), Self::Error>;
}
