//! Dispatch: from an import to its operation, profiled if somebody asked for it.

use super::host_func::{HostFunc, RawArgs};
use super::{HostCall, ImportResult};
use crate::EngineError;
use crate::execution::exit::ExitReason;
use allod_core::HostOp;

impl HostCall<'_> {
    /// Calls `function`. Inlined into both backends.
    #[inline(always)]
    pub(crate) fn dispatch(&mut self, function: &HostFunc, args: &RawArgs) -> ImportResult {
        let op = match function {
            HostFunc::Host(import) => import.op,
            HostFunc::Wasi(_) => HostOp::Wasi,
            HostFunc::Module(_) => HostOp::HostModule,
            HostFunc::Enter | HostFunc::Leave => {
                self.probe(function, args);
                return Ok(0);
            }
        };
        if let Some(profiler) = &mut self.context.profiler {
            match function {
                HostFunc::Module(import) => profiler.begin_module(import, self.meter.used()),
                _ => profiler.begin(op, self.meter.used()),
            }
        }
        let result = match function {
            _ if self.meter.is_out() => Err(ExitReason::OutOfGas.into()),
            HostFunc::Wasi(import) => self.wasi(import.name, args),
            HostFunc::Module(import) => self.module(import, args),
            _ => self.perform(op, args),
        };
        if let Some(profiler) = &mut self.context.profiler {
            profiler.leave(self.meter.used());
        }
        result
    }

    /// Tells the profiler the gas that a profiled module has used where a function begins or ends.
    fn probe(&mut self, function: &HostFunc, [index, ..]: &RawArgs) {
        let Some(profiler) = &mut self.context.profiler else { return };
        match function {
            HostFunc::Enter => profiler.enter(*index as u32, self.meter.used()),
            _ => profiler.leave(self.meter.used()),
        }
    }

    /// Performs `op` for a contract that is Rust of the host's, profiled like a module's.
    pub(crate) fn perform_for_rust(&mut self, op: HostOp, args: &RawArgs) -> ImportResult {
        if let Some(profiler) = &mut self.context.profiler {
            profiler.begin(op, self.meter.used());
        }
        let result = self.perform(op, args);
        if let Some(profiler) = &mut self.context.profiler {
            profiler.leave(self.meter.used());
        }
        result
    }

    /// Performs `op`. Inlined, as its caller is.
    #[inline(always)]
    pub(crate) fn perform(&mut self, op: HostOp, args: &RawArgs) -> ImportResult {
        let [a, b, c, d, e, f, g, _] = *args;
        match op {
            HostOp::Call | HostOp::CallWith => self.call(op, args),
            HostOp::Input => self.input(a, b),
            HostOp::Output => self.output(a, b),
            HostOp::Revert => self.revert(a, b, c),
            HostOp::Fetch => self.fetch(a, b),
            HostOp::LastError => self.last_error(a, b),
            HostOp::Debug => self.debug(a, b),
            HostOp::GasLeft => self.gas_left(),
            HostOp::BlockHeight => self.block_height(),
            HostOp::BlockTime => self.block_time(),
            HostOp::ChainId => self.chain_id(),
            HostOp::ContractAddress => self.contract_address(a),
            HostOp::Deployer => self.deployer(a),
            HostOp::Sender => self.sender(a),
            HostOp::Origin => self.origin(a),
            HostOp::Balance => self.balance(a),
            HostOp::Transfer => self.transfer(a, b),
            HostOp::Attached => self.attached(),
            HostOp::Receive => self.receive(a),
            HostOp::Log => self.log(a, b, c, d),
            HostOp::CreateObject => self.create_object(),
            HostOp::GetObject => self.get_object(a),
            HostOp::GetObjectWithOwner => self.get_object_with_owner(a),
            HostOp::DeleteObject => self.delete_object(a),
            HostOp::ObjectId => self.object_id(a, b),
            HostOp::ObjectOwner => self.object_owner(a, b),
            HostOp::ObjectContract => self.object_contract(a, b),
            HostOp::ObjectSetOwner => self.object_set_owner(a, b),
            HostOp::ObjectShare => self.object_share(a),
            HostOp::ObjectFreeze => self.object_freeze(a),
            HostOp::ObjectSeal => self.object_seal(a, b),
            HostOp::ObjectGet => self.object_get(a, (b, c), (d, e), (f, g)),
            HostOp::ObjectSet => self.object_set(a, (b, c), (d, e), (f, g)),
            HostOp::Sha256 => self.sha256(a, b, c),
            HostOp::Keccak256 => self.keccak256(a, b, c),
            HostOp::Blake3 => self.blake3(a, b, c),
            HostOp::Ed25519Verify => self.ed25519_verify(a, (b, c), d),
            HostOp::Secp256k1Verify => self.secp256k1_verify(a, b, c),
            HostOp::Secp256k1Recover => self.secp256k1_recover(a, b, c, d),
            HostOp::Entry | HostOp::Instantiate | HostOp::Wasi | HostOp::Deploy | HostOp::HostModule => {
                Err(EngineError::Internal(format!("{} is no import", op.name())).into())
            }
        }
    }
}
