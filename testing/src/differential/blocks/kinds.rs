//! Kinds of random transactions.

use crate::modules::spilling;
use crate::rng::SplitMix64;
use crate::world::{ALICE, BOB, CAROL};
use allod_core::{Abi, Address, Args, Hash, ObjectId, Value, args, tagged_value};
use allod_vm::{Constructor, DeployTerms, Engine, EngineError, Payload, Receipt, Transaction};

/// The chain that transactions are for.
pub(super) const CHAIN: u64 = 1;
/// Gas for a transaction: enough for most, little enough for those that never end.
const GAS: u64 = 400_000;
/// Objects to choose from, at most.
const OBJECTS: usize = 120;
/// Gas for a deploy.
const DEPLOY_GAS: u64 = 50_000_000;

/// Contracts and objects that transactions are made of.
pub struct Stage {
    /// Two contracts that do as they are told.
    puppets: Vec<Address>,
    abi: Abi,
    objects: Vec<ObjectId>,
    /// Contracts that spill.
    spilling: Vec<Address>,
}

impl Stage {
    /// With `puppets`, which are on `engine`.
    ///
    /// # Errors
    /// The engine's.
    pub fn new(engine: &Engine, puppets: Vec<Address>) -> Result<Self, EngineError> {
        let abi = engine.abi(puppets[0])?;
        let objects = puppets.iter().map(ObjectId::default_of).collect();
        Ok(Self { puppets, abi, objects, spilling: Vec::new() })
    }

    /// The transactions that make the first objects.
    pub fn beginning(&self) -> Vec<Transaction> {
        (0..40).map(|i| self.call(ALICE, self.puppets[i % 2], "Create", args![])).collect()
    }

    /// A few objects, so that transactions conflict, or many.
    pub fn some_objects(&self, dice: &mut SplitMix64) -> Vec<ObjectId> {
        let count = dice.pick(&[1, 3, 12, 60]).min(self.objects.len());
        let from = dice.below((self.objects.len() - count + 1) as u64) as usize;
        self.objects[from..from + count].to_vec()
    }

    /// Takes note of what was made.
    pub fn learn(&mut self, receipt: &Receipt) {
        if receipt.function == "Create"
            && let Ok(object) = receipt.decode()
        {
            self.objects.push(object);
            newest(&mut self.objects);
        }
        // Other contracts have no function that is called so.
        if let Some(made) = is_made(receipt) {
            self.spilling.push(made);
        }
    }

    fn call(&self, from: Address, contract: Address, function: &str, args: Args) -> Transaction {
        let input = args.encode(self.abi.function(function).expect("a puppet's function")).expect("its arguments");
        self.raw(from, contract, function, input)
    }

    fn raw(&self, from: Address, contract: Address, function: &str, input: Vec<u8>) -> Transaction {
        let payload = Payload::Call { contract, function: function.into(), input, value: 5, objects: vec![] };
        Transaction { from, nonce: 0, chain_id: CHAIN, gas_limit: GAS, gas_price: 0, payload }
    }

    fn deploy(
        &self,
        from: Address,
        module: Vec<u8>,
        salt: Option<Hash>,
        constructor: Option<Constructor>,
    ) -> Transaction {
        let terms = DeployTerms { salt, reentrant: true, constructor, ..DeployTerms::default() };
        let payload = Payload::Deploy { module, terms };
        Transaction { from, nonce: 0, chain_id: CHAIN, gas_limit: DEPLOY_GAS, gas_price: 0, payload }
    }

    /// Deploys a module that spills.
    pub(super) fn spilling_deploy(&self, dice: &mut SplitMix64) -> Transaction {
        let module = spilling::module(dice.next_u64());
        self.deploy(CAROL, wat::parse_str(module.text).expect("a module"), None, None)
    }
}

/// A kind of transaction: how often it comes among all, and how it is made. It is given the signer, a puppet and an
/// object.
type Kind = (u64, fn(&Stage, &mut SplitMix64, Address, Address, ObjectId) -> Transaction);

const KINDS: &[Kind] = &[
    (24, |stage, dice, from, puppet, object| stage.call(from, puppet, "Write", args![object, dice.below(1_000)])),
    (8, |stage, _, from, puppet, object| stage.call(from, puppet, "Value", args![object])),
    (12, |stage, _, from, puppet, _| stage.call(from, puppet, "Create", args![])),
    (12, |stage, _, from, puppet, object| stage.call(from, puppet, "Delete", args![object])),
    (6, |stage, dice, from, puppet, object| stage.call(from, puppet, "Give", args![object, someone(stage, dice)])),
    (4, |stage, dice, from, puppet, object| stage.call(from, puppet, dice.pick(&["Share", "Freeze"]), args![object])),
    (3, |stage, dice, from, puppet, object| stage.call(from, puppet, "Seal", args![object, dice.once_in(2)])),
    (6, |stage, dice, from, puppet, _| stage.call(from, puppet, "Find", args![someone(stage, dice)])),
    (4, |stage, dice, from, puppet, _| {
        let to = someone(stage, dice);
        stage.call(from, puppet, "Pay", args![to, dice.below(1_000)])
    }),
    (4, |stage, dice, from, puppet, _| stage.call(from, puppet, "Take", args![dice.below(8)])),
    (4, |stage, _, from, puppet, _| stage.call(from, puppet, "Tell", args![])),
    (4, |stage, _, from, puppet, object| stage.call(from, puppet, "Owner", args![object])),
    (2, |stage, dice, from, puppet, _| stage.call(from, puppet, "Grow", args![dice.below(2_000) as u32])),
    (12, |stage, dice, from, puppet, object| stage.call(from, puppet, dice.pick(&FAILURES), args![object])),
    (1, |stage, _, from, puppet, object| stage.call(from, puppet, "FailLoop", args![object])),
    (14, relayed),
    (4, chained),
    (10, spilled),
    (6, |stage, dice, from, puppet, object| {
        // Less gas than it needs.
        let gas_limit = dice.below(30_000);
        Transaction { gas_limit, ..stage.call(from, puppet, "Write", args![object, 1u64]) }
    }),
    (4, refused),
    (2, |stage, dice, from, _, _| {
        // One of a few modules, with the deployer's nonce or at an address that may be taken.
        let number = dice.below(8);
        let text = format!(r#"(module (func (export "f0") (result i32) (i32.const {})))"#, number / 2);
        let mut module = wat::parse_str(text).expect("a module");
        if number == 0 {
            module.push(0xff);
        }
        let salt = (number % 2 == 1).then_some(Hash([number as u8; 32]));
        stage.deploy(from, module, salt, None)
    }),
    (3, constructed),
    (8, paid),
];

const FAILURES: [&str; 8] =
    ["FailRevert", "FailAssert", "FailTrap", "FailDivide", "FailMemory", "FailPointer", "FailIndirect", "FailDepth"];

/// A transaction of any kind, on one of `objects`.
pub fn any(stage: &Stage, dice: &mut SplitMix64, objects: &[ObjectId]) -> Transaction {
    let from = dice.pick(&[ALICE, BOB, CAROL]);
    let (puppet, object) = (dice.pick(&stage.puppets), dice.pick(objects));
    // One in a thousand brings a new module, which takes a compiler some milliseconds.
    if dice.once_in(1_000) {
        return stage.spilling_deploy(dice);
    }
    let mut left = dice.below(KINDS.iter().map(|kind| kind.0).sum());
    let mut kinds = KINDS.iter();
    let kind = loop {
        let kind = kinds.next().expect("one of them");
        match left.checked_sub(kind.0) {
            Some(less) => left = less,
            None => break kind,
        }
    };
    let mut made = (kind.1)(stage, dice, from, puppet, object);
    match dice.below(200) {
        // Neither may begin; where the host keeps the nonces, the first may.
        0 => made.nonce = dice.pick(&[1 << 40, u64::MAX]),
        1 => made.chain_id = CHAIN + 1,
        _ => {}
    }
    if let (Payload::Call { objects, .. }, true) = (&mut made.payload, dice.once_in(2)) {
        objects.push(object);
    }
    made
}

fn someone(stage: &Stage, dice: &mut SplitMix64) -> Address {
    dice.pick(&[ALICE, BOB, stage.puppets[0], stage.puppets[1]])
}

/// One puppet tells the other, or itself, which is refused.
fn relayed(stage: &Stage, dice: &mut SplitMix64, from: Address, puppet: Address, object: ObjectId) -> Transaction {
    let way = dice.pick(&["Relay", "RelayOrFail"]);
    let function = dice.pick(&["Write", "Write", "Delete", "FailRevert", "FailTrap", "FailDepth", "Value", "None"]);
    let mut values = vec![Value::ObjectId(object)];
    if function == "Write" {
        values.push(Value::U64(dice.below(1_000)));
    }
    let gas = dice.pick(&[0u64, 0, 0, 1_000, 50_000]);
    stage.call(from, puppet, way, args![dice.pick(&stage.puppets), gas, function, tagged_value::encode(&values)])
}

/// A contract is made and called at once, by a function that is there or not, that returns, traps or never ends.
fn constructed(stage: &Stage, dice: &mut SplitMix64, from: Address, _: Address, _: ObjectId) -> Transaction {
    const CODE: &str = r#"(module (import "allod" "receive" (func $receive (param i64) (result i32)))
        (import "allod" "get_object" (func $get_object (param i32) (result i64)))
        (import "allod" "object_seal" (func $seal (param i32 i32) (result i32))) (memory (export "memory") 1)
        (func (export "f0") (param i64) (result i32)
            (drop (call $seal (i32.wrap_i64 (call $get_object (i32.const 0))) (i32.const 1)))
            (if (i64.eqz (local.get 0)) (then unreachable)) (if (i64.eq (local.get 0) (i64.const 1)) (then (loop (br 0))))
            (call $receive (local.get 0))))"#;
    let module = wat::parse_str(CODE).expect("a module");
    let function = if dice.once_in(6) { "none" } else { "f0" };
    let input = if dice.once_in(8) { vec![1] } else { dice.below(9).to_le_bytes().to_vec() };
    let value = if dice.once_in(8) { u64::MAX } else { dice.below(9) };
    let constructor = Constructor { function: function.into(), input, value };
    let salt = dice.once_in(2).then(|| Hash([0xc0 + dice.below(4) as u8; 32]));
    let made = stage.deploy(from, module, salt, Some(constructor));
    Transaction { gas_limit: 200_000, ..made }
}

/// One puppet tells the other on terms: with a value, which may be more than it has, and in one of the two forms.
fn paid(stage: &Stage, dice: &mut SplitMix64, from: Address, puppet: Address, object: ObjectId) -> Transaction {
    let way = dice.pick(&["RelayWith", "RelayWith", "RelayWithOrTrap"]);
    let function = dice.pick(&["Take", "Take", "TakeThenFail", "Attached", "Write", "Deployer", "None"]);
    let values = match function {
        "Take" | "TakeThenFail" => vec![Value::U64(dice.below(900))],
        "Write" => vec![Value::ObjectId(object), Value::U64(dice.below(1_000))],
        _ => vec![],
    };
    let kind = dice.pick(&[0u64, 0, 1, 1, 7]);
    let input = match kind {
        1 => values.iter().flat_map(Value::encode).collect(),
        _ => tagged_value::encode(&values),
    };
    let value = dice.pick(&[0, 1, 500, 500, 900, 2_000_000, u64::MAX]);
    let gas = dice.pick(&[0u64, 0, 0, 1_000, 50_000]);
    stage.call(from, puppet, way, args![dice.pick(&stage.puppets), gas, value, kind, function, input])
}

/// A puppet tells a contract that spills, which may go deeper by way of others.
fn chained(stage: &Stage, dice: &mut SplitMix64, from: Address, puppet: Address, _: ObjectId) -> Transaction {
    let (spilling, words) = spilling_call(stage, dice);
    let values: Vec<_> = words.into_iter().map(|word| Value::I64(word as i64)).collect();
    let way = dice.pick(&["Relay", "RelayOrFail"]);
    stage.call(from, puppet, way, args![spilling, 0u64, "f0", tagged_value::encode(&values)])
}

/// A call of a contract that spills.
fn spilled(stage: &Stage, dice: &mut SplitMix64, from: Address, _: Address, _: ObjectId) -> Transaction {
    let (spilling, words) = spilling_call(stage, dice);
    stage.raw(from, spilling, "f0", words.iter().flat_map(|word| word.to_le_bytes()).collect())
}

fn spilling_call(stage: &Stage, dice: &mut SplitMix64) -> (Address, [u64; spilling::PARAMETERS]) {
    let (spilling, other) = match &stage.spilling[..] {
        [] => (stage.puppets[0], stage.puppets[0]),
        all => (dice.pick(all), dice.pick(all)),
    };
    let depth = dice.pick(&[0, 1, 3, 20, 200, 1 << 40]);
    (spilling, spilling::input(dice.next_u64(), depth, &other.0))
}

/// A call that no contract is asked: the transaction has a receipt all the same.
fn refused(stage: &Stage, dice: &mut SplitMix64, from: Address, puppet: Address, object: ObjectId) -> Transaction {
    let mut made = stage.call(from, puppet, "Write", args![object, 1u64]);
    if let Payload::Call { contract, function, input, value, .. } = &mut made.payload {
        match dice.below(5) {
            0 => *contract = ALICE,
            1 => *function = "Nothing".into(),
            2 => input.truncate(dice.below(40) as usize),
            3 => *value = u64::MAX,
            _ => input.push(0),
        }
    }
    made
}

/// Keeps the newest of `objects` when there are too many.
fn newest(objects: &mut Vec<ObjectId>) {
    let cut = objects.len().saturating_sub(OBJECTS);
    objects.drain(..cut);
}

/// Checks that an address is one of a contract that somebody made.
fn is_made(receipt: &Receipt) -> Option<Address> {
    (receipt.is_success() && receipt.function.is_empty()).then_some(receipt.contract)
}
