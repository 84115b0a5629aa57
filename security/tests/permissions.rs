//! Every cell of the table of who may do what to an object.

use allod_core::Reason;
use allod_core::{Address, ObjectId, Ownership};
use allod_security::{Authority, Operation, Subject, permit};

const OWN: Address = Address([0xC0; 20]);
const FOREIGN: Address = Address([0xF0; 20]);
const OWNER: Address = Address([0xAA; 20]);
const STRANGER: Address = Address([0xBB; 20]);
const MARKET: Address = Address([0xDD; 20]);
const ID: ObjectId = ObjectId([7; 32]);
const BROUGHT: &[ObjectId] = &[ObjectId([1; 32]), ID, ObjectId([9; 32])];

const OWNED: &Ownership = &Ownership::Address(OWNER);

fn object(ownership: &'static Ownership, sealed: bool) -> Subject<'static> {
    Subject { id: &ID, contract: &OWN, ownership, sealed }
}

/// The kinds of object, in the order of the columns below.
fn kinds() -> [Subject<'static>; 4] {
    [object(OWNED, false), object(OWNED, true), object(&Ownership::Shared, false), object(&Ownership::Immutable, false)]
}

fn asked<'a>(
    contract: &'a Address,
    sender: &'a Address,
    origin: &'a Address,
    brought: &'a [ObjectId],
) -> Authority<'a> {
    Authority { contract, sender, origin, brought }
}

/// The ways to ask, in the order of the rows below.
fn ways(contract: &'static Address) -> [Authority<'static>; 4] {
    [
        asked(contract, &OWNER, &OWNER, &[]),
        asked(contract, &MARKET, &OWNER, &[]),
        asked(contract, &MARKET, &OWNER, BROUGHT),
        asked(contract, &STRANGER, &STRANGER, BROUGHT),
    ]
}

#[test]
fn every_cell_of_the_table_is_as_the_design_has_it() {
    // Columns: owned, sealed, shared, immutable. Rows: the owner calls directly, the owner signed and another contract
    // calls, the same and the owner brought the object along, a stranger. y may, c no consent, s shared, i immutable.
    let table = [
        (Operation::ReadIdentity, ["yyyy", "yyyy", "yyyy", "yyyy"]),
        (Operation::ReadField, ["yyyy", "yyyy", "yyyy", "yyyy"]),
        (Operation::WriteField, ["yyyi", "ycyi", "yyyi", "ycyi"]),
        (Operation::ChangeOwner, ["yysi", "ccsi", "yysi", "ccsi"]),
        (Operation::Delete, ["yysi", "ccsi", "yysi", "ccsi"]),
    ];
    for (operation, rows) in table {
        for (row, (authority, wanted)) in ways(&OWN).into_iter().zip(rows).enumerate() {
            let given: String = kinds().iter().map(|subject| letter(permit(operation, subject, &authority))).collect();
            assert_eq!(given, wanted, "{operation}, row {row}");
        }
    }
}

fn letter(answer: Result<(), Reason>) -> char {
    match answer {
        Ok(()) => 'y',
        Err(Reason::NoConsent { .. }) => 'c',
        Err(Reason::Shared { .. }) => 's',
        Err(Reason::Immutable { .. }) => 'i',
        Err(Reason::ForeignContract { .. }) => 'f',
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn another_contract_may_read_the_identity_of_any_object_and_nothing_else() {
    for operation in Operation::ALL {
        for subject in kinds() {
            for authority in ways(&FOREIGN) {
                let wanted = if operation == Operation::ReadIdentity { 'y' } else { 'f' };
                assert_eq!(letter(permit(operation, &subject, &authority)), wanted, "{operation} {subject:?}");
            }
        }
    }
}

#[test]
fn another_contract_that_owns_the_object_still_may_not_touch_it() {
    let subject = object(&Ownership::Address(FOREIGN), false);
    let authority = asked(&FOREIGN, &FOREIGN, &FOREIGN, BROUGHT);
    assert_eq!(letter(permit(Operation::ReadField, &subject, &authority)), 'f');
    assert_eq!(letter(permit(Operation::Delete, &subject, &authority)), 'f');
}

#[test]
fn a_contract_may_do_anything_with_what_it_owns_itself_whoever_called() {
    for sealed in [false, true] {
        let subject = object(&Ownership::Address(OWN), sealed);
        for operation in Operation::ALL {
            assert_eq!(permit(operation, &subject, &asked(&OWN, &STRANGER, &STRANGER, &[])), Ok(()), "{operation}");
        }
    }
}

#[test]
fn a_contract_that_owns_an_object_consents_by_calling() {
    let subject = object(&Ownership::Address(MARKET), true);
    assert_eq!(permit(Operation::ChangeOwner, &subject, &asked(&OWN, &MARKET, &STRANGER, &[])), Ok(()));
    assert_eq!(letter(permit(Operation::ChangeOwner, &subject, &asked(&OWN, &STRANGER, &STRANGER, &[]))), 'c');
}

#[test]
fn bringing_one_object_along_says_nothing_about_another() {
    let subject = Subject { id: &ObjectId([8; 32]), ..object(&Ownership::Address(OWNER), false) };
    let denial = permit(Operation::ChangeOwner, &subject, &asked(&OWN, &MARKET, &OWNER, BROUGHT));
    assert_eq!(letter(denial), 'c');
}

#[test]
fn bringing_along_what_somebody_else_owns_is_no_consent() {
    let subject = object(&Ownership::Address(OWNER), false);
    assert_eq!(letter(permit(Operation::Delete, &subject, &asked(&OWN, &MARKET, &STRANGER, BROUGHT))), 'c');
}

#[test]
fn a_seal_on_a_shared_object_stops_nobody_and_on_an_immutable_one_changes_nothing() {
    let authority = asked(&OWN, &STRANGER, &STRANGER, &[]);
    assert_eq!(permit(Operation::WriteField, &object(&Ownership::Shared, true), &authority), Ok(()));
    assert_eq!(letter(permit(Operation::WriteField, &object(&Ownership::Immutable, true), &authority)), 'i');
}

#[test]
fn the_zero_address_is_an_owner_like_any_other() {
    let subject = object(&Ownership::Address(Address::ZERO), false);
    assert_eq!(letter(permit(Operation::Delete, &subject, &asked(&OWN, &STRANGER, &STRANGER, &[]))), 'c');
    assert_eq!(permit(Operation::Delete, &subject, &asked(&OWN, &Address::ZERO, &STRANGER, &[])), Ok(()));
}

#[test]
fn a_denial_names_the_object_the_operation_who_asked_and_what_was_needed() {
    let subject = object(&Ownership::Address(OWNER), false);
    let denial = permit(Operation::ChangeOwner, &subject, &asked(&OWN, &MARKET, &OWNER, &[])).unwrap_err();
    assert_eq!(
        denial.to_string(),
        format!(
            "change owner: the owner {OWNER} has not consented, but only signed, and did not bring the object along; \
             asked by contract {OWN} for {MARKET}, object {ID}"
        )
    );
    let denial = permit(Operation::Delete, &subject, &asked(&OWN, &STRANGER, &STRANGER, &[])).unwrap_err();
    assert_eq!(
        denial.to_string(),
        format!("delete: the owner {OWNER} has not consented; asked by contract {OWN} for {STRANGER}, object {ID}")
    );
    let denial = permit(Operation::ReadField, &subject, &asked(&FOREIGN, &OWNER, &OWNER, &[])).unwrap_err();
    assert_eq!(
        denial.to_string(),
        format!("read field: only the object's own contract {OWN} may; asked by contract {FOREIGN}, object {ID}")
    );
}
