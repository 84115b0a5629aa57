//! Random blocks, with hooks, native code, undone transactions and refused roots, against the model. `ALLOD_SEEDS` is the
//! number of blocks.

use crate::model::{ACCOUNTS, Account, Act, COLLECTOR, CONTRACT, Call, Model, NATIVE, Outcome, SIGNERS, VALUE};
use crate::stage::config;
use allod_core::abi::Abi;
use allod_core::{Address, Context, ObjectId, Status, args};
use allod_state::{LtHash, MemoryStorage, Storage};
use allod_testing::rng::SplitMix64;
use allod_testing::world::{CAROL, by, call, puppet};
use allod_vm::{
    Block, BlockHooks, BlockOptions, Committed, Engine, EngineError, Hash, NativeError, Payload, Receipt, Transaction,
};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Random blocks that are run here.
const BLOCKS: u64 = 300;
/// Blocks of one chain.
const CHAIN: u64 = 50;

/// Hooks that do what the model does.
struct Hooks([Address; ACCOUNTS]);

impl BlockHooks for Hooks {
    fn begin(&self, block: &mut Block<'_>) -> Result<(), EngineError> {
        block.put(b"height", &block.context().height.to_be_bytes())
    }
    fn end(&self, block: &mut Block<'_>) -> Result<(), EngineError> {
        let receipts = block.receipts().len() as u64;
        block.put(b"receipts", &receipts.to_be_bytes())?;
        let tax = block.balance(self.0[0])? / 1_000;
        block.transfer(self.0[0], self.0[COLLECTOR], tax)?;
        block.credit(self.0[COLLECTOR], receipts)?;
        match receipts % 2 {
            0 => block.delete(b"odd"),
            _ => block.put(b"odd", b""),
        }
    }
}

/// Step of a block.
#[derive(Clone, Debug)]
enum Step {
    Run(Call),
    RunAll(Vec<Call>),
    Native(Account, u64),
    Credit(Account, u64),
    Debit(Account, u64),
    Transfer(Account, Account, u64),
    SetNonce(Account, u64),
    Put(u8, u8),
    Delete(u8),
    Root,
    Undo,
}

/// End of a block.
#[derive(Clone, Copy, Debug)]
enum End {
    Commit,
    Seal,
    Drop,
}

/// The same chain in the model and in engines of different numbers of threads.
struct Chain {
    engines: [Engine; 2],
    stores: [Arc<MemoryStorage>; 2],
    accounts: [Address; ACCOUNTS],
    object: ObjectId,
    abi: Abi,
    /// Gas of what ended alike.
    gas: RefCell<BTreeMap<String, u64>>,
}

impl Chain {
    /// The chain, and the model of it.
    fn new() -> (Self, Model) {
        // Known beforehand: the hooks need it, and an engine has hooks from its beginning.
        let contract = puppet(&Engine::open(config(1)).unwrap());
        let mut accounts: [Address; ACCOUNTS] = std::array::from_fn(|number| Address([number as u8 + 1; 20]));
        accounts[CONTRACT] = contract;
        let stores: [Arc<MemoryStorage>; 2] = Default::default();
        let engines = [1, 3].map(|threads| {
            let config = config(threads).with_storage(stores[threads / 2].clone());
            let engine = Engine::open(config.with_hooks(Arc::new(Hooks(accounts)))).unwrap();
            assert_eq!(puppet(&engine), contract);
            engine
        });
        let mut model = Model::default();
        for (number, account) in accounts.iter().enumerate().take(NATIVE + 1) {
            model.balances[number] = 3_000;
            engines.iter().for_each(|engine| engine.fund(*account, 3_000).unwrap());
        }
        let objects = engines.each_ref().map(|engine| {
            let object: ObjectId = call(engine, CAROL, contract, "Create", args![]).decode().unwrap();
            call(engine, CAROL, contract, "Write", args![object, 0u64]);
            object
        });
        let (object, abi) = (objects[0], engines[0].abi(contract).unwrap());
        (Self { engines, stores, accounts, object, abi, gas: RefCell::default() }, model)
    }

    fn transaction(&self, call: &Call, nonce: u64) -> Transaction {
        let (function, args) = match call.act {
            Act::Take(amount) => ("Take", args![amount]),
            Act::Pay(to, amount) => ("Pay", args![self.accounts[to], amount]),
            Act::Write(number) => ("Write", args![self.object, number]),
            Act::Value => ("Value", args![self.object]),
            Act::Fail => ("FailRevert", args![self.object]),
        };
        let contract = self.accounts[CONTRACT];
        let input = args.encode(self.abi.function(function).unwrap()).unwrap();
        let payload = Payload::Call { contract, function: function.into(), input, value: VALUE, objects: vec![] };
        Transaction { from: self.accounts[call.from], nonce, chain_id: 1, gas_limit: 1_000_000, gas_price: 0, payload }
    }

    /// Runs `calls` in `model`. Gives the transactions and what comes of each.
    fn transactions(&self, model: &mut Model, calls: &[Call]) -> (Vec<Transaction>, Vec<Outcome>) {
        let one = |call: &Call| {
            let nonce = model.nonces[call.from] + call.nonce_off;
            (self.transaction(call, nonce), model.run(call, nonce))
        };
        calls.iter().map(one).unzip()
    }

    /// Checks that `receipts` say what the model says, and that gas is the same wherever the same happened.
    fn check_receipts(&self, receipts: &[Receipt], calls: &[Call], outcomes: &[Outcome]) {
        assert_eq!(receipts.len(), outcomes.len());
        for ((receipt, call), wanted) in receipts.iter().zip(calls).zip(outcomes) {
            let found = match (&receipt.status, &call.act) {
                (Status::Success, Act::Value) => Outcome::Success(receipt.decode().unwrap()),
                (Status::Success, _) => Outcome::Success(u64::from(receipt.decode::<u32>().unwrap() != 0)),
                (Status::Reverted { .. }, _) => Outcome::Reverted,
                (Status::Refused { .. }, _) => Outcome::Refused,
                (other, _) => panic!("{other}"),
            };
            assert_eq!(&found, wanted, "{call:?}");
            let kind = match (&call.act, &found) {
                (_, Outcome::Refused) => "refused".to_owned(),
                (Act::Take(_), found) => format!("take {found:?}"),
                (Act::Pay(..), found) => format!("pay {found:?}"),
                (Act::Write(_), _) => "write".to_owned(),
                (Act::Value, _) => "value".to_owned(),
                (Act::Fail, _) => "fail".to_owned(),
            };
            let used = receipt.gas.used;
            assert_eq!(*self.gas.borrow_mut().entry(kind.clone()).or_insert(used), used, "{kind}");
        }
    }

    /// Takes a step of `block` and of `model`. Gives the model before it, if the step can be undone.
    fn step(&self, block: &mut Block<'_>, model: &mut Model, step: &Step) -> Option<Model> {
        let before = model.clone();
        let of = |account: Account| self.accounts[account];
        match step {
            Step::Run(call) => {
                let (transactions, outcomes) = self.transactions(model, std::slice::from_ref(call));
                let receipt = block.run(&transactions[0]).unwrap();
                self.check_receipts(std::slice::from_ref(receipt), std::slice::from_ref(call), &outcomes);
                return Some(before);
            }
            Step::RunAll(calls) => {
                let (last, others) = calls.split_last().unwrap();
                let (mut transactions, mut outcomes) = self.transactions(model, others);
                let before = model.clone();
                let (transaction, outcome) = self.transactions(model, std::slice::from_ref(last));
                transactions.extend(transaction);
                outcomes.extend(outcome);
                self.check_receipts(block.run_all(transactions).unwrap(), calls, &outcomes);
                return Some(before);
            }
            Step::Native(to, amount) => {
                let to_account = of(*to);
                let receipt = block.native(of(NATIVE), "Pay", by(CAROL), |context| {
                    match context.transfer(&to_account, *amount) {
                        Err(NativeError::Refused { why, .. }) => Err(NativeError::Revert(why)),
                        paid => paid.map(|()| vec![]),
                    }
                });
                assert_eq!(receipt.unwrap().is_success(), model.native(*to, *amount));
                return Some(before);
            }
            Step::Credit(account, amount) => {
                model.balances[*account] += amount;
                block.credit(of(*account), *amount).unwrap();
            }
            Step::Debit(account, amount) => {
                let left = model.balances[*account].checked_sub(*amount);
                model.balances[*account] = left.unwrap_or(model.balances[*account]);
                assert_eq!(block.debit(of(*account), *amount).is_ok(), left.is_some());
            }
            Step::Transfer(from, to, amount) => {
                assert_eq!(block.transfer(of(*from), of(*to), *amount).is_ok(), model.pay(*from, *to, *amount));
            }
            Step::SetNonce(account, more) => {
                model.nonces[*account] += more;
                block.set_nonce(of(*account), model.nonces[*account]).unwrap();
            }
            Step::Put(key, value) => {
                model.rows.insert(vec![*key], vec![*value]);
                block.put(&[*key], &[*value]).unwrap();
            }
            Step::Delete(key) => {
                model.rows.remove(&vec![*key]);
                block.delete(&[*key]).unwrap();
            }
            Step::Root | Step::Undo => {}
        }
        None
    }

    /// Builds a block of `steps` on `model` with the engine at `at`.
    fn build(&self, at: usize, model: &Model, steps: &[Step], end: End) -> (Model, Built) {
        let mut model = model.clone();
        let next = self.engines[at].last_block().unwrap().next();
        let mut block = self.engines[at].begin_block(next).unwrap();
        model.begin(next.height);
        let mut undoable = None;
        for step in steps {
            match step {
                Step::Root => drop(block.root().unwrap()),
                Step::Undo => {
                    let before: Option<Model> = undoable.take();
                    assert_eq!(block.undo_last().unwrap(), before.is_some());
                    model = before.unwrap_or(model);
                }
                step => undoable = self.step(&mut block, &mut model, step),
            }
            assert_eq!(block.receipts().len() as u64, model.receipts);
        }
        let gas: u64 = block.receipts().iter().map(|receipt| receipt.gas.used).sum();
        assert_eq!(block.gas_used(), gas);
        model.end();
        let built = match end {
            End::Commit => {
                let Committed { receipts, state_root, receipts_root, .. } = block.commit().unwrap();
                (state_root, receipts_root, receipts)
            }
            End::Seal | End::Drop => {
                let pending = block.seal().unwrap();
                if matches!(end, End::Seal) {
                    self.engines[at].commit(&pending).unwrap();
                }
                (pending.state_root(), pending.receipts_root(), pending.receipts().to_vec())
            }
        };
        (model, built)
    }

    /// Executes a whole block of `calls` on `model` with the engine at `at`, once it was refused for a wrong root.
    fn execute(&self, at: usize, model: &Model, calls: &[Call]) -> (Model, Built) {
        let mut model = model.clone();
        let engine = &self.engines[at];
        let next = engine.last_block().unwrap().next();
        model.begin(next.height);
        let (transactions, outcomes) = self.transactions(&mut model, calls);
        model.end();
        let transactions = Arc::new(transactions);
        let with = |expected_root, dry_run| {
            let options = BlockOptions { expected_root, dry_run, ..Default::default() };
            engine.execute_block_with(&next, transactions.clone(), options)
        };
        let refused = with(Some(Hash([9; 32])), false);
        let Err(EngineError::BlockRoot { found, .. }) = refused else { panic!("{refused:?}") };
        let tried = with(Some(found), true).unwrap();
        let committed = with(Some(found), false).unwrap();
        assert_eq!(committed, tried);
        self.check_receipts(&committed.receipts, calls, &outcomes);
        (model, (committed.state_root, committed.receipts_root, committed.receipts))
    }

    /// Checks that the engine at `at` is where `model` is.
    fn check(&self, at: usize, model: &Model) {
        let engine = &self.engines[at];
        for (account, address) in self.accounts.iter().enumerate() {
            assert_eq!(engine.balance(*address).unwrap(), model.balances[account], "account {account}");
        }
        for (account, nonce) in model.nonces.iter().enumerate() {
            assert_eq!(engine.nonce(self.accounts[account]).unwrap(), *nonce, "account {account}");
        }
        let rows = engine.application_rows(b"", None, usize::MAX).unwrap();
        assert_eq!(rows.into_iter().collect::<BTreeMap<_, _>>(), model.rows);
        let number = engine.query(self.accounts[CONTRACT], "Value", args![self.object], by(CAROL)).unwrap();
        assert_eq!(number.decode::<u64>().unwrap(), model.number);
        let of_rows = LtHash::recomputed(&*self.stores[at].snapshot()).unwrap().root();
        assert_eq!(engine.state_root().unwrap(), of_rows);
    }
}

/// State root, receipts root and receipts of a block.
type Built = (Hash, Hash, Vec<Receipt>);

fn any_call(rng: &mut SplitMix64) -> Call {
    let from = rng.below(SIGNERS as u64) as Account;
    let nonce_off = if rng.once_in(12) { rng.within(1..3) } else { 0 };
    let act = match rng.below(9) {
        0..3 => Act::Take(rng.below(VALUE + 10)),
        3..5 => Act::Pay(rng.below(ACCOUNTS as u64) as Account, rng.below(900)),
        5..7 => Act::Write(rng.next_u64()),
        7 => Act::Value,
        _ => Act::Fail,
    };
    Call { from, nonce_off, act }
}

fn any_calls(rng: &mut SplitMix64, most: u64) -> Vec<Call> {
    (0..rng.within(1..most)).map(|_| any_call(rng)).collect()
}

fn any_step(rng: &mut SplitMix64) -> Step {
    let account = rng.below(ACCOUNTS as u64) as Account;
    let amount = rng.below(600);
    match rng.below(20) {
        0..6 => Step::Run(any_call(rng)),
        6..8 => Step::RunAll(any_calls(rng, 40)),
        8..10 => Step::Native(account, amount),
        10 => Step::Credit(account, amount),
        11 => Step::Debit(account, amount),
        12 => Step::Transfer(account, rng.below(ACCOUNTS as u64) as Account, amount),
        13 => Step::SetNonce(account % SIGNERS, rng.below(3)),
        14 => Step::Put(rng.below(6) as u8, rng.below(4) as u8),
        15 => Step::Delete(rng.below(6) as u8),
        16 => Step::Root,
        _ => Step::Undo,
    }
}

/// Number of blocks to run.
fn blocks() -> u64 {
    std::env::var("ALLOD_SEEDS").map_or(BLOCKS, |number| number.parse().expect("ALLOD_SEEDS is a number of blocks"))
}

#[test]
fn random_blocks_are_those_of_the_model_on_any_number_of_threads() {
    let mut ended = BTreeMap::new();
    for first in (0..blocks()).step_by(CHAIN as usize) {
        let (chain, mut model) = Chain::new();
        for seed in first..blocks().min(first + CHAIN) {
            let mut rng = SplitMix64::new(seed);
            let what = rng.below(5);
            let (calls, steps) =
                (any_calls(&mut rng, 60), (0..rng.below(25)).map(|_| any_step(&mut rng)).collect::<Vec<_>>());
            let end = [End::Commit, End::Seal, End::Drop][what as usize % 3];
            let [one, other] = [0, 1].map(|at| match what {
                4 => chain.execute(at, &model, &calls),
                _ => chain.build(at, &model, &steps, end),
            });
            assert_eq!(one, other, "block {seed}: one and three threads");
            if what == 4 || !matches!(end, End::Drop) {
                model = one.0;
            }
            for at in [0, 1] {
                chain.check(at, &model);
            }
            *ended.entry(if what == 4 { "executed".to_owned() } else { format!("{end:?}") }).or_insert(0) += 1;
        }
    }
    assert_eq!(ended.values().sum::<u64>(), blocks());
    assert_eq!(ended.len(), 4, "{ended:?}");
}
