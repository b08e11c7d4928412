//! An operator in EVM bytecode that takes no money.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use tributary_sandbox::{Actor, Outcome, Sandbox};

/// A contract that its user calls others through, passing money on, and that reverts when it is paid.
pub struct Miser {
    pub address: Address,
    sandbox: Sandbox,
}

impl Miser {
    #[track_caller]
    pub fn deploy(sandbox: &Sandbox, actor: &Actor) -> Self {
        let program: [&[u8]; 5] = [
            // CALLDATASIZE PUSH1 7 JUMPI, else REVERT(0, 0)
            &[0x36, 0x60, 0x07, 0x57, 0x5f, 0x5f, 0xfd],
            // size = CALLDATASIZE - 20; CALLDATACOPY(0, 20, size)
            &[0x5b, 0x60, 0x14, 0x36, 0x03, 0x80, 0x60, 0x14, 0x5f, 0x37],
            // CALL(GAS, CALLDATALOAD(0) >> 96, CALLVALUE, 0, size, 0, 0)
            &[0x5f, 0x5f, 0x82, 0x5f, 0x34, 0x5f, 0x35, 0x60, 0x60, 0x1c, 0x5a, 0xf1],
            // RETURNDATACOPY(0, 0, RETURNDATASIZE); JUMPI(39, success); REVERT(0, RETURNDATASIZE)
            &[0x3d, 0x5f, 0x5f, 0x3e, 0x60, 0x27, 0x57, 0x3d, 0x5f, 0xfd],
            // RETURN(0, RETURNDATASIZE)
            &[0x5b, 0x3d, 0x5f, 0xf3],
        ];
        let runtime = program.concat();
        // PUSH1 length DUP1 PUSH1 9 PUSH0 CODECOPY PUSH0 RETURN
        let init = [0x60, u8::try_from(runtime.len()).unwrap(), 0x80, 0x60, 0x09, 0x5f, 0x39, 0x5f, 0xf3];
        let deployed = sandbox.deploy(actor, &[&init, runtime.as_slice()].concat(), &[], U256::ZERO);
        Self { address: deployed.ok().value.address, sandbox: sandbox.clone() }
    }

    /// Lets it call `target`, passing on `value` wei.
    pub fn call(
        &self,
        actor: &Actor,
        target: Address,
        call: impl SolCall,
        value: u128,
    ) -> Outcome<Bytes, Bytes> {
        let input = [target.as_slice(), &call.abi_encode()].concat();
        self.sandbox.call(actor, self.address, input, U256::from(value))
    }
}
