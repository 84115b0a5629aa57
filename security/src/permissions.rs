//! Permissions on objects: the operations, and who may do each.
//!
//! | operation | the executing contract must be the object's own | consent of the owner | shared | immutable | default object |
//! |---|---|---|---|---|---|
//! | read id, owner, contract | no | no | yes | yes | yes |
//! | read a field | yes | no | yes | yes | yes |
//! | write a field | yes | only if the object is sealed | yes | no | yes |
//! | change owner (share, freeze, seal) | yes | yes | no | no | yes |
//! | delete | yes | yes | no | no | no |
//!
//! A contract's default object is there as long as the contract is: nothing could make another one, and every call that
//! looks for it would fail from then on.
//!
//! *Consent* comes from the call chain and never from the contract's word. It is there if the owner is the
//! executing contract itself, or the immediate sender, or the transaction's signer who listed this very
//! object as brought along. A shared object has no owner who could consent, so a seal on it means nothing:
//! its contract may write it, and nobody may give it away or delete it.

use allod_core::{Address, ObjectId, Ownership, Reason};

/// Operation: something that can be done to an object.
///
/// ```
/// use allod_security::Operation;
///
/// assert_eq!(Operation::ALL.map(Operation::name)[3..], ["change owner", "delete"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Asking for its id, owner or contract.
    ReadIdentity,
    /// Reading a field.
    ReadField,
    /// Writing a field.
    WriteField,
    /// Giving it to somebody else. Sharing, freezing, sealing and unsealing count as this.
    ChangeOwner,
    /// Removing it.
    Delete,
}

/// Conditions under which an operation needs the owner's consent.
#[derive(Clone, Copy)]
enum Consent {
    Never,
    IfSealed,
    Always,
}

/// One row of the table above.
struct Rule {
    operation: Operation,
    name: &'static str,
    own_contract: bool,
    consent: Consent,
    shared: bool,
    immutable: bool,
    default: bool,
}

const RULES: [Rule; 5] = [
    rule(Operation::ReadIdentity, "read identity", false, Consent::Never, [true, true, true]),
    rule(Operation::ReadField, "read field", true, Consent::Never, [true, true, true]),
    rule(Operation::WriteField, "write field", true, Consent::IfSealed, [true, false, true]),
    rule(Operation::ChangeOwner, "change owner", true, Consent::Always, [false, false, true]),
    rule(Operation::Delete, "delete", true, Consent::Always, [false, false, false]),
];

const fn rule(
    operation: Operation,
    name: &'static str,
    own_contract: bool,
    consent: Consent,
    [shared, immutable, default]: [bool; 3],
) -> Rule {
    Rule { operation, name, own_contract, consent, shared, immutable, default }
}

impl Operation {
    /// Every operation, in the order of the table.
    pub const ALL: [Self; 5] = [Self::ReadIdentity, Self::ReadField, Self::WriteField, Self::ChangeOwner, Self::Delete];

    /// Its name in messages.
    pub fn name(self) -> &'static str {
        self.rule().name
    }

    fn rule(self) -> &'static Rule {
        &RULES[self as usize]
    }
}

// A row is found by its operation's number, so the rows must stand in that order.
const _: () = {
    let mut row = 0;
    while row < RULES.len() {
        assert!(RULES[row].operation as usize == row && Operation::ALL[row] as usize == row);
        row += 1;
    }
};

impl std::fmt::Display for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Subject: the object that something is to be done to, as the state records it.
///
/// ```
/// use allod_core::{Address, ObjectId, Ownership};
/// use allod_security::{Authority, Operation, Subject, permit};
///
/// let (contract, alice, bob) = (Address([9; 20]), Address([1; 20]), Address([2; 20]));
/// let (id, ownership) = (ObjectId([7; 32]), Ownership::Address(alice));
/// let open = Subject { id: &id, contract: &contract, ownership: &ownership, sealed: false };
/// let call_of_bob = Authority { contract: &contract, sender: &bob, origin: &bob, brought: &[] };
/// assert!(permit(Operation::WriteField, &open, &call_of_bob).is_ok());
/// let sealed = Subject { sealed: true, ..open };
/// assert!(permit(Operation::WriteField, &sealed, &call_of_bob).is_err(), "a seal wants Alice's consent");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject<'a> {
    /// Its name.
    pub id: &'a ObjectId,
    /// The contract that made it.
    pub contract: &'a Address,
    /// Its owner.
    pub ownership: &'a Ownership,
    /// True if a write needs the owner's consent too.
    pub sealed: bool,
}

/// The authority of a call, as the host knows it from the call chain.
///
/// ```
/// use allod_core::{Address, ObjectId, Ownership};
/// use allod_security::{Authority, Operation, Subject, permit};
///
/// let (contract, alice, eve) = (Address([9; 20]), Address([1; 20]), Address([6; 20]));
/// let (id, ownership) = (ObjectId([7; 32]), Ownership::Address(alice));
/// let coin = Subject { id: &id, contract: &contract, ownership: &ownership, sealed: false };
/// let of = |sender| permit(
///     Operation::ChangeOwner,
///     &coin,
///     &Authority { contract: &contract, sender, origin: sender, brought: &[] },
/// );
/// assert!(of(&alice).is_ok());
/// assert!(of(&eve).is_err(), "it is Alice's");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authority<'a> {
    /// The executing contract.
    pub contract: &'a Address,
    /// The immediate caller: an account, or the contract that made this call.
    pub sender: &'a Address,
    /// The transaction's signer.
    pub origin: &'a Address,
    /// The objects that the signer brought along, sorted.
    pub brought: &'a [ObjectId],
}

impl Authority<'_> {
    /// True if `owner` consents to what this call does to object `id`.
    pub fn has_consent(&self, owner: &Address, id: &ObjectId) -> bool {
        owner == self.contract
            || owner == self.sender
            || (owner == self.origin && self.brought.binary_search(id).is_ok())
    }
}

/// Checks that the call that `authority` describes may do `operation` to `subject`.
///
/// # Errors
/// A [`Reason`] that names the object, the operation, who asked, and what would have been needed.
#[inline]
pub fn permit(operation: Operation, subject: &Subject<'_>, authority: &Authority<'_>) -> Result<(), Reason> {
    let rule = operation.rule();
    let own = !rule.own_contract || authority.contract == subject.contract;
    let allowed = own
        && (rule.default || !subject.id.is_default())
        && match subject.ownership {
            Ownership::Shared => rule.shared,
            Ownership::Immutable => rule.immutable,
            Ownership::Address(owner) => match rule.consent {
                Consent::IfSealed if !subject.sealed => true,
                Consent::IfSealed | Consent::Always => authority.has_consent(owner, subject.id),
                Consent::Never => true,
            },
        };
    if allowed { Ok(()) } else { Err(denial(operation, subject, authority)) }
}

/// Reason that an operation is not allowed.
#[cold]
fn denial(operation: Operation, subject: &Subject<'_>, authority: &Authority<'_>) -> Reason {
    let (object, asked_by) = (*subject.id, *authority.contract);
    let rule = operation.rule();
    let own = !rule.own_contract || authority.contract == subject.contract;
    let operation = operation.name().into();
    if !own {
        return Reason::ForeignContract { operation, object, asked_by, wanted: *subject.contract };
    }
    if !rule.default && subject.id.is_default() {
        return Reason::DefaultObject { operation, object, asked_by };
    }
    match *subject.ownership {
        Ownership::Shared => Reason::Shared { operation, object, asked_by },
        Ownership::Immutable => Reason::Immutable { operation, object, asked_by },
        Ownership::Address(owner) => {
            let (sender, not_brought) = (*authority.sender, owner == *authority.origin);
            Reason::NoConsent { operation, object, asked_by, sender, owner, not_brought }
        }
    }
}
