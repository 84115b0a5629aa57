//! Money of a transaction: what it pays for its gas, and what contracts move.
//!
//! | file | holds |
//! |---|---|
//! | [`charge`] | money set aside for gas, and the fee that it becomes |
//! | [`fee`] | the fee as a receipt has it |
//! | [`transfer`] | a transfer of native money as a receipt has it |
//! | [`transfer_log`] | the transfers of the transaction under way |

pub(crate) mod charge;
pub(crate) mod fee;
pub(crate) mod transfer;
pub(crate) mod transfer_log;
