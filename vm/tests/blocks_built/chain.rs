//! Chain of the random blocks: in the model, and in engines of different numbers of threads, as machine code and interpreted.

use crate::bank::{self, LATE, with_bank};
use crate::model::{
    ACCOUNTS, Account, Act, BANK, COLLECTOR, CONTRACT, Call, FEES, Model, NATIVE, Outcome, SIGNERS, VALUE,
};
use crate::stage::config;
use allod_core::abi::Abi;
use allod_core::{Address, Args, Context, ObjectId, Status, args, tagged_value};
use allod_state::{LtHash, MemoryStorage, Storage};
use allod_testing::rng::SplitMix64;
use allod_testing::world::{CAROL, by, call, puppet};
use allod_vm::{
    Block, BlockHooks, BlockOptions, Committed, Compiler, Engine, EngineError, FeeTerms, Hash, NativeContext,
    NativeError, NativeFailure, Payload, PendingBlock, Receipt, Transaction,
};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Threads and compilers of the engines.
pub(crate) const ENGINES: [(usize, Compiler); 3] =
    [(1, Compiler::Cranelift), (2, Compiler::Interpreter), (8, Compiler::Cranelift)];
/// Gas that a transaction may use.
const GAS: u64 = 100_000;

/// Hooks that do what the model does.
struct Hooks([Address; ACCOUNTS]);

impl BlockHooks for Hooks {
    fn begin(&self, block: &mut Block<'_>) -> Result<(), EngineError> {
        block.put(b"height", &block.context().height.to_be_bytes())?;
        let count = |chain: &NativeContext<'_>| chain.call(&bank::BANK, "Count", args![]).map(|_| vec![]);
        assert!(block.native(self.0[NATIVE], "Tick", by(CAROL), count)?.is_success());
        Ok(())
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
pub(crate) enum Step {
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
pub(crate) enum End {
    Commit,
    Seal,
    Drop,
}

/// The same chain in the model and in engines of different numbers of threads.
pub(crate) struct Chain {
    pub(crate) engines: [Engine; ENGINES.len()],
    stores: [Arc<MemoryStorage>; ENGINES.len()],
    accounts: [Address; ACCOUNTS],
    object: ObjectId,
    /// ABIs of the contract and of the native one.
    abis: [Abi; 2],
    /// Gas of what ended alike.
    gas: RefCell<BTreeMap<String, u64>>,
}

impl Chain {
    /// A chain with fees or without, and the model of it.
    pub(crate) fn new(rng: &mut SplitMix64) -> (Self, Model) {
        // Known beforehand: the hooks need it, and an engine has hooks from its beginning.
        let contract = puppet(&Engine::open(config(1)).unwrap());
        let mut accounts: [Address; ACCOUNTS] = std::array::from_fn(|number| Address([number as u8 + 1; 20]));
        (accounts[CONTRACT], accounts[BANK]) = (contract, bank::BANK);
        let base_price = rng.below(4);
        let terms = FeeTerms {
            base_price,
            burned_price: rng.below(base_price + 1),
            transaction_gas: rng.below(2_000),
            byte_gas: rng.below(20),
            ..FeeTerms::to(accounts[FEES])
        };
        let fees = (!rng.once_in(3)).then_some(terms);
        let stores: [Arc<MemoryStorage>; ENGINES.len()] = Default::default();
        let engines = std::array::from_fn(|at| {
            let (threads, compiler) = ENGINES[at];
            let config = with_bank(config(threads)).with_compiler(compiler).with_storage(stores[at].clone());
            let config = fees.into_iter().fold(config, |config, terms| config.with_fees(terms));
            let engine = Engine::open(config.with_hooks(Arc::new(Hooks(accounts)))).unwrap();
            assert_eq!(puppet(&engine), contract);
            engine
        });
        let mut model = Model { fees, ..Model::default() };
        for (number, account) in accounts.iter().enumerate().take(BANK + 1) {
            // The last of the signers is soon out of money.
            let amount = if number < SIGNERS - 1 { 40_000_000 } else { 2_000_000 };
            model.balances[number] = amount;
            engines.iter().for_each(|engine| engine.fund(*account, amount).unwrap());
        }
        let objects = engines.each_ref().map(|engine| {
            let object: ObjectId = call(engine, CAROL, contract, "Create", args![]).decode().unwrap();
            call(engine, CAROL, contract, "Write", args![object, 0u64]);
            object
        });
        let (object, abis) = (objects[0], [contract, bank::BANK].map(|address| engines[0].abi(address).unwrap()));
        (Self { engines, stores, accounts, object, abis, gas: RefCell::default() }, model)
    }

    /// The contract, function and arguments of an act.
    fn target(&self, act: &Act) -> (Account, &'static str, Args) {
        let relay = |gas: u64, name: &str| args![bank::BANK, gas, name, tagged_value::encode(&[])];
        match *act {
            Act::Take(amount) => (CONTRACT, "Take", args![amount]),
            Act::Pay(to, amount) => (CONTRACT, "Pay", args![self.accounts[to], amount]),
            Act::Write(number) => (CONTRACT, "Write", args![self.object, number]),
            Act::Value => (CONTRACT, "Value", args![self.object]),
            Act::Fail => (CONTRACT, "FailRevert", args![self.object]),
            Act::Deposit(amount) => (BANK, "Deposit", args![amount]),
            Act::Withdraw(amount) => (BANK, "Withdraw", args![amount]),
            Act::BankPays(to, amount) => (BANK, "Pay", args![self.accounts[to], amount]),
            Act::Count => (BANK, "Count", args![]),
            Act::CountThenFail => (BANK, "CountThenFail", args![]),
            Act::Through(fails) => (BANK, "Through", args![self.accounts[CONTRACT], fails]),
            Act::CountBy => (CONTRACT, "Relay", relay(0, "Count")),
            Act::FailBy => (CONTRACT, "Relay", relay(0, "CountThenFail")),
            Act::Starve => (CONTRACT, "Relay", relay(700, "Count")),
            Act::Spin => (BANK, "Spin", args![]),
            Act::Panic => (BANK, "Panic", args![]),
            Act::Missing => (BANK, "NoSuch", Args::Encoded(vec![])),
            Act::Unfit => (BANK, "Count", Args::Encoded(vec![1, 2, 3])),
            Act::Late => (BANK, "Height", Args::Encoded(vec![])),
        }
    }

    pub(crate) fn transaction(&self, model: &Model, call: &Call, nonce: u64) -> Transaction {
        let (target, function, args) = self.target(&call.act);
        let input = match args {
            Args::Encoded(input) => input,
            args => args.encode(self.abis[usize::from(target == BANK)].function(function).unwrap()).unwrap(),
        };
        let contract = if matches!(call.act, Act::Late) { LATE } else { self.accounts[target] };
        let payload = Payload::Call { contract, function: function.into(), input, value: VALUE, objects: vec![] };
        let least = model.fees.map_or(0, |terms| terms.base_price);
        let gas_price = call.tip.map_or(least.saturating_sub(1), |tip| least + tip);
        Transaction { from: self.accounts[call.from], nonce, chain_id: 1, gas_limit: GAS, gas_price, payload }
    }

    /// The transactions of `calls`, which come after what happened in `model`.
    fn transactions(&self, model: &Model, calls: &[Call]) -> Vec<Transaction> {
        let mut nonces = model.nonces;
        let one = |call: &Call| {
            let nonce = nonces[call.from] + call.nonce_off;
            nonces[call.from] += u64::from(call.nonce_off == 0);
            self.transaction(model, call, nonce)
        };
        calls.iter().map(one).collect()
    }

    /// Runs `calls` in `model`, checks that `receipts` say what it says, and that gas is the same wherever the same happened.
    /// Gives the model before the last call.
    fn follow(&self, model: &mut Model, calls: &[Call], transactions: &[Transaction], receipts: &[Receipt]) -> Model {
        assert_eq!((receipts.len(), transactions.len()), (calls.len(), calls.len()));
        let mut before = model.clone();
        for ((receipt, call), transaction) in receipts.iter().zip(calls).zip(transactions) {
            before = model.clone();
            let wanted = model.run(call, transaction, receipt);
            let found = match (&receipt.status, &call.act) {
                (Status::Success, Act::CountBy) => {
                    let (status, counted): (u32, Vec<u8>) = receipt.decode().unwrap();
                    assert_eq!(status, 0);
                    Outcome::Success(u64::from_le_bytes(counted.try_into().unwrap()))
                }
                (Status::Success, Act::FailBy | Act::Starve) => {
                    Outcome::Success(receipt.decode::<(u32, Vec<u8>)>().unwrap().0.into())
                }
                (Status::Success, Act::Take(_) | Act::Pay(..) | Act::Write(_)) => {
                    Outcome::Success(u64::from(receipt.decode::<u32>().unwrap() != 0))
                }
                (Status::Success, Act::BankPays(..)) => Outcome::Success(0),
                (Status::Success, _) => Outcome::Success(receipt.decode().unwrap()),
                (Status::Reverted { .. }, _) => Outcome::Reverted,
                (Status::Refused { .. }, _) => Outcome::Refused,
                (Status::OutOfGas, _) => Outcome::OutOfGas,
                (other, _) => panic!("{other}"),
            };
            assert_eq!(found, wanted, "{call:?}: {}", receipt.status);
            let kind = match (&call.act, &found) {
                (_, Outcome::Refused) => continue,
                (Act::Take(_), found) => format!("take {found:?}"),
                (Act::Pay(..), found) => format!("pay {found:?}"),
                (Act::Write(_), _) => "write".to_owned(),
                (Act::Value, _) => "value".to_owned(),
                (Act::Fail, _) => "fail".to_owned(),
                // The first of these creates what the others find.
                _ => continue,
            };
            let used = receipt.gas.used;
            assert_eq!(*self.gas.borrow_mut().entry(kind.clone()).or_insert(used), used, "{kind}");
        }
        before
    }

    /// Takes a step of `block` and of `model`. Gives the model before it, if the step can be undone.
    fn step(&self, block: &mut Block<'_>, model: &mut Model, step: &Step) -> Option<Model> {
        let of = |account: Account| self.accounts[account];
        match step {
            Step::Run(call) => {
                let calls = std::slice::from_ref(call);
                let transactions = self.transactions(model, calls);
                let receipt = block.run(&transactions[0]).unwrap();
                return Some(self.follow(model, calls, &transactions, std::slice::from_ref(receipt)));
            }
            Step::RunAll(calls) => {
                let transactions = self.transactions(model, calls);
                let receipts = block.run_all(transactions.clone()).unwrap();
                return Some(self.follow(model, calls, &transactions, receipts));
            }
            Step::Native(to, amount) => {
                let (before, to_account) = (model.clone(), of(*to));
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

    /// Takes all `steps` of a block that has begun.
    fn take(&self, block: &mut Block<'_>, model: &mut Model, steps: &[Step]) {
        model.begin(block.context().height);
        let mut undoable = None;
        for step in steps {
            match step {
                Step::Root => drop(block.root().unwrap()),
                Step::Undo => {
                    let before: Option<Model> = undoable.take();
                    assert_eq!(block.undo_last().unwrap(), before.is_some());
                    *model = before.unwrap_or(model.clone());
                }
                step => undoable = self.step(block, model, step),
            }
            assert_eq!(block.receipts().len() as u64, model.receipts);
        }
        let gas: u64 = block.receipts().iter().map(|receipt| receipt.gas.used).sum();
        assert_eq!(block.gas_used(), gas);
        model.end();
    }

    /// Builds a block of each of `parts` on `model` with the engine at `at`, each on the one before.
    pub(crate) fn build(&self, at: usize, model: &Model, parts: &[Vec<Step>], end: End) -> (Model, Vec<Built>) {
        let (mut model, engine) = (model.clone(), &self.engines[at]);
        let mut next = engine.last_block().unwrap().next();
        if matches!(end, End::Commit) {
            let mut block = engine.begin_block(next).unwrap();
            self.take(&mut block, &mut model, &parts[0]);
            let Committed { receipts, state_root, receipts_root, .. } = block.commit().unwrap();
            return (model, vec![(state_root, receipts_root, receipts)]);
        }
        let mut pending: Vec<PendingBlock> = Vec::new();
        for steps in parts {
            let mut block = match pending.last() {
                Some(parent) => engine.begin_block_on(parent, next).unwrap(),
                None => engine.begin_block(next).unwrap(),
            };
            self.take(&mut block, &mut model, steps);
            pending.push(block.seal().unwrap());
            next = next.next();
        }
        if matches!(end, End::Seal) {
            pending.iter().for_each(|block| engine.commit(block).unwrap());
        }
        let built = |block: &PendingBlock| (block.state_root(), block.receipts_root(), block.receipts().to_vec());
        (model, pending.iter().map(built).collect())
    }

    /// Has a call panic in a block of `calls`, executed and built, with the engine at `at`: nothing of it is kept.
    pub(crate) fn break_off(&self, at: usize, model: &Model, calls: &[Call]) {
        let engine = &self.engines[at];
        let next = engine.last_block().unwrap().next();
        let transactions = self.transactions(model, calls);
        let Err(error) = engine.execute_block(&next, transactions.clone()) else { panic!("there was no panic") };
        assert_eq!(error.to_string(), "native contract \"bank\" panicked in \"Panic\": the bank is closed");
        let mut block = engine.begin_block(next).unwrap();
        for (call, transaction) in calls.iter().zip(&transactions) {
            match (block.run(transaction), &call.act) {
                (Err(EngineError::NativeFailed(NativeFailure::Panicked { .. })), Act::Panic) => break,
                (ran, Act::Panic) => panic!("{ran:?}"),
                (ran, _) => drop(ran.unwrap()),
            }
        }
        assert!(matches!(block.run(&transactions[0]), Err(EngineError::BlockFailed { .. })));
        assert!(matches!(block.commit(), Err(EngineError::BlockFailed { .. })));
    }

    /// Executes a whole block of `calls` on `model` with the engine at `at`, once it was refused for a wrong root.
    pub(crate) fn execute(&self, at: usize, model: &Model, calls: &[Call]) -> (Model, Vec<Built>) {
        let mut model = model.clone();
        let engine = &self.engines[at];
        let next = engine.last_block().unwrap().next();
        let transactions = Arc::new(self.transactions(&model, calls));
        let with = |expected_root, dry_run| {
            let options = BlockOptions { expected_root, dry_run, ..Default::default() };
            engine.execute_block_with(&next, transactions.clone(), options)
        };
        let refused = with(Some(Hash([9; 32])), false);
        let Err(EngineError::BlockRoot { found, .. }) = refused else { panic!("{refused:?}") };
        let tried = with(Some(found), true).unwrap();
        let committed = with(Some(found), false).unwrap();
        assert_eq!(committed, tried);
        model.begin(next.height);
        self.follow(&mut model, calls, &transactions, &committed.receipts[1..]);
        model.end();
        (model, vec![(committed.state_root, committed.receipts_root, committed.receipts)])
    }

    /// Checks that the engine at `at` is where `model` is.
    pub(crate) fn check(&self, at: usize, model: &Model) {
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
        for (account, deposit) in model.deposits.iter().enumerate() {
            let account = self.accounts[account];
            let deposited = engine.query(bank::BANK, "Deposited", args![account], by(CAROL)).unwrap();
            assert_eq!(deposited.decode::<u64>().unwrap(), *deposit);
        }
        let counted = engine.query(bank::BANK, "Counted", args![], by(CAROL)).unwrap();
        assert_eq!(counted.decode::<u64>().unwrap(), model.count);
        let of_rows = LtHash::recomputed(&*self.stores[at].snapshot()).unwrap().root();
        assert_eq!(engine.state_root().unwrap(), of_rows);
    }
}

/// State root, receipts root and receipts of a block.
pub(crate) type Built = (Hash, Hash, Vec<Receipt>);
