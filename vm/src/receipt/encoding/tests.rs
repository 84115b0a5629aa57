use super::*;
use allod_core::{ObjectId, Value};
use allod_security::Touched;
use allod_state::{Journal, MemoryStorage};
use std::sync::Arc;

fn receipt() -> Receipt {
    let (contract, sender) = (Address([1; 20]), Address([2; 20]));
    let frame = CallFrame {
        contract,
        function: "Pay".into(),
        sender,
        value: 0,
        gas_limit: 1 << 40,
        gas_used: 900,
        status: Status::Success,
        events: 1,
        objects: vec![Touch { id: ObjectId([3; 32]), what: Touched::Written }],
        objects_cut: false,
        denials: Vec::new(),
        refusals_cut: false,
        children: Vec::new(),
        elapsed_ns: None,
    };
    let event =
        |contract| Event { contract, name: "Paid".into(), attributes: vec![("n".into(), Value::U64(7))].into() };
    Receipt {
        hash: Hash([[4; 24].as_slice(), &5_u64.to_be_bytes()].concat().try_into().unwrap()),
        transaction: 5,
        block: BlockContext { height: 6, time: 7, chain_id: 8 },
        contract,
        function: "Pay".into(),
        sender,
        status: Status::Success,
        output: vec![9; 3],
        outputs: Vec::new().into(),
        gas: GasReport { limit: 1 << 40, used: 800, intrinsic: 0, instructions: 10, host: Vec::new(), refunded: 100 },
        fee: None,
        events: vec![event(contract), event(Address([10; 20]))],
        transfers: Vec::new(),
        transfers_cut: false,
        trace: CallFrame { children: vec![frame.clone()], ..frame },
        debug: Vec::new(),
    }
}

fn stored_by(writer: &mut ReceiptWriter, receipt: &Receipt) -> Vec<u8> {
    let mut journal = Journal::new(Arc::new(MemoryStorage::new()));
    journal.receipts().write(&receipt.hash, |parts| writer.write(receipt, parts)).unwrap();
    journal.receipts().get(&receipt.hash).unwrap().unwrap()
}

fn stored(receipt: &Receipt) -> Vec<u8> {
    stored_by(&mut ReceiptWriter::default(), receipt)
}

fn comes_back(receipt: &Receipt) -> usize {
    let bytes = stored(receipt);
    assert_eq!(read(receipt.hash, &bytes).unwrap(), *receipt);
    assert!(read(receipt.hash, &bytes[..bytes.len() - 1]).is_err());
    bytes.len()
}

#[test]
fn the_stored_bytes_never_change() {
    let name = |n: u8| format!("fe{}fc{}", hex(&[n; 16]), hex(&[n; 4]));
    let (one, two, ten) = (name(1), name(2), name(10));
    let touch = format!("01fe{}fe{}020000", hex(&[3; 16]), hex(&[3; 16]));
    let event = "045061696401016e09050700000000000000";
    let parts = [
        format!("{one}0350617900{two}060e080003090909"),
        format!("fd0000000000010000fb20030a00640200{event}01{ten}{event}"),
        format!("00fb840301{}01{one}03506179{two}00fd0000000000010000fb84030001{touch}0000", &touch[..touch.len() - 2]),
    ];
    assert_eq!(hex(&stored(&receipt())), parts.concat());
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Has the signer pay for the gas.
fn paid(receipt: &mut Receipt) {
    receipt.gas.intrinsic = 300;
    receipt.trace.gas_limit -= 300;
    let fee = Fee { gas_price: 2, paid: 1600, burned: 800, collector: Address([15; 20]) };
    (receipt.fee, receipt.transfers) = (Some(fee), fee.transfers(receipt.sender).collect());
}

/// Has the contract move money.
fn moved(receipt: &mut Receipt) {
    let kind = TransferKind::Transfer;
    let transfer = Transfer { from: receipt.contract, to: receipt.sender, amount: 1000, kind, frame: 1 };
    receipt.transfers.insert(0, transfer);
}

#[test]
fn a_fee_is_stored_once_for_many_receipts_and_money_comes_back() {
    let mut receipt = receipt();
    let plain = comes_back(&receipt);
    moved(&mut receipt);
    assert_eq!(comes_back(&receipt) - plain, 1 + 1 + 1 + 2 * 22 + 3 + 1 + 1 + 1, "no fee, one transfer");
    paid(&mut receipt);
    assert_eq!(receipt.transfers.len(), 2);
    assert_eq!(
        comes_back(&receipt) - plain,
        3 + 1 + 1 + 3 + 3 + 22 + 1 + 1,
        "the two transfers of the fee follow from it"
    );
    moved(&mut receipt);
    comes_back(&receipt);
}

#[test]
fn what_was_written_before_changes_nothing() {
    let plain = receipt();
    let leaf = Receipt { trace: CallFrame { children: Vec::new(), ..plain.trace.clone() }, ..plain.clone() };
    type Change = fn(&mut Receipt);
    let changes: [Change; 21] = [
        |_| {},
        paid,
        |receipt| {
            paid(receipt);
            moved(receipt);
        },
        moved,
        |receipt| {
            moved(receipt);
            receipt.transfers_cut = true;
        },
        |receipt| receipt.contract = Address([13; 20]),
        |receipt| receipt.sender = Address([14; 20]),
        |receipt| receipt.status = Status::OutOfGas,
        |receipt| receipt.output[0] += 1,
        |receipt| receipt.output.clear(),
        |receipt| receipt.output = vec![1; 1000],
        |receipt| receipt.events.clear(),
        |receipt| receipt.function.push('s'),
        |receipt| receipt.outputs = Arc::new([Param { name: "n".into(), ty: allod_core::Type::U64 }]),
        |receipt| receipt.gas.used += 1,
        |receipt| receipt.gas.host.push((allod_core::HostOp::Call, 1)),
        |receipt| receipt.trace.gas_used += 1,
        |receipt| receipt.trace.events += 1,
        |receipt| receipt.trace.objects[0].what = Touched::Read,
        |receipt| receipt.trace.objects.clear(),
        |receipt| receipt.trace.objects_cut = true,
    ];
    let mut writer = ReceiptWriter::default();
    for receipt in [&plain, &leaf] {
        for change in changes {
            let mut other = receipt.clone();
            change(&mut other);
            for receipt in [receipt, &other, &other, receipt] {
                assert_eq!(stored_by(&mut writer, receipt), stored(receipt));
            }
        }
    }
}

#[test]
fn a_receipt_comes_back_whatever_its_trace_says() {
    let plain = receipt();
    let alike = comes_back(&plain);
    type Change = fn(&mut Receipt);
    let changes: [Change; 8] = [
        |receipt| receipt.trace.contract = Address([11; 20]),
        |receipt| receipt.trace.function.clear(),
        |receipt| receipt.trace.sender = Address([12; 20]),
        |receipt| receipt.trace.gas_limit -= 1,
        |receipt| receipt.status = Status::OutOfGas,
        |receipt| receipt.trace.value = 1,
        |receipt| receipt.trace.denials = vec![allod_core::Reason::EventName],
        |receipt| receipt.trace.refusals_cut = true,
    ];
    for change in changes {
        let mut other = plain.clone();
        change(&mut other);
        assert!(comes_back(&other) > alike + 20, "the whole frame is there");
    }
}
