//! Small contracts that behave badly, in EVM bytecode: what a user may put where the suite expects a
//! wallet.

use alloy_primitives::{Address, Bytes, U256};

use crate::{
    actor::Actor,
    chain::Sandbox,
    outcome::{fail, Log, Outcome},
};

/// A contract that reverts on every call, so it takes no money.
///
/// # Panics
/// If it cannot be deployed.
#[track_caller]
pub fn rejecting(sandbox: &Sandbox, actor: &Actor) -> Address {
    // PUSH0 PUSH0 REVERT
    deploy(sandbox, actor, &[0x5f, 0x5f, 0xfd])
}

/// A contract that answers every call with `word`, padded on the right: with its own selector it takes
/// safe transfers of an ERC-721 token, with any other it does not.
///
/// # Panics
/// If it cannot be deployed.
#[track_caller]
pub fn answering(sandbox: &Sandbox, actor: &Actor, word: [u8; 4]) -> Address {
    // PUSH4 word PUSH1 224 SHL PUSH0 MSTORE PUSH1 32 PUSH0 RETURN
    let code = [&[0x63], &word[..], &[0x60, 0xe0, 0x1b, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3]].concat();
    deploy(sandbox, actor, &code)
}

/// A contract that its user calls other contracts through, and that makes a call of its own whenever it
/// is paid: the way to re-enter.
#[derive(Clone, Debug)]
pub struct Puppet {
    sandbox: Sandbox,
    address: Address,
}

impl Puppet {
    /// Deploys one. `when_paid` is told the puppet's address and says whom it calls, and with what, each
    /// time it gets money.
    ///
    /// # Panics
    /// If it cannot be deployed.
    #[track_caller]
    pub fn deploy(
        sandbox: &Sandbox,
        actor: &Actor,
        when_paid: impl FnOnce(Address) -> (Address, Vec<u8>),
    ) -> Self {
        let address = sandbox.next_contract(actor);
        let (target, calldata) = when_paid(address);
        let deployed = deploy(sandbox, actor, &puppet(target, &calldata));
        if deployed != address {
            fail(&format!("the puppet is at {deployed}, not at {address}"));
        }
        Self { sandbox: sandbox.clone(), address }
    }

    /// Its address.
    pub const fn address(&self) -> Address {
        self.address
    }

    /// Lets it call `target`, passing on `value` wei.
    pub fn call(
        &self,
        actor: &Actor,
        target: Address,
        calldata: &[u8],
        value: u128,
    ) -> Outcome<Bytes, Bytes> {
        let input = [target.as_slice(), calldata].concat();
        self.sandbox.call(actor, self.address, input, U256::from(value))
    }

    /// How the calls that it made when it was paid ended, out of a call's events: whether each
    /// succeeded, and what it returned or reverted with.
    pub fn attempts(&self, logs: &[Log]) -> Vec<(bool, Bytes)> {
        let own = logs.iter().filter(|log| log.contract == self.address && log.topics.is_empty());
        own.filter_map(|log| {
            let (flag, data) = log.data.split_at_checked(32)?;
            Some((flag.last() == Some(&1), Bytes::copy_from_slice(data)))
        })
        .collect()
    }
}

/// Calldata of at least 20 bytes is `target ‖ input`, passed on with the money; without calldata it
/// calls `target` with `calldata` and logs `success ‖ returned`.
fn puppet(target: Address, calldata: &[u8]) -> Vec<u8> {
    /// Bytes of both branches together, after which the calldata stands.
    const PROGRAM: usize = 92;
    /// Where the branch that passes on begins.
    const FORWARD: u8 = 56;
    const DONE: u8 = 88;
    let (length, offset) = (word(calldata.len()), word(PROGRAM));
    let paid: [&[u8]; 9] = [
        // CALLDATASIZE PUSH1 FORWARD JUMPI
        &[0x36, 0x60, FORWARD, 0x57],
        // CODECOPY(0, PROGRAM, length)
        &[0x61],
        &length,
        &[0x61],
        &offset,
        &[0x5f, 0x39],
        // CALL(GAS, target, 0, 0, length, 0, 0)
        &[0x5f, 0x5f, 0x61],
        &length,
        &[0x5f, 0x5f, 0x73],
    ];
    let rest: [&[u8]; 3] = [
        target.as_slice(),
        &[0x5a, 0xf1],
        // MSTORE(0, success); RETURNDATACOPY(32, 0, RETURNDATASIZE); LOG0(0, RETURNDATASIZE + 32); STOP
        &[0x5f, 0x52, 0x3d, 0x5f, 0x60, 0x20, 0x3e, 0x3d, 0x60, 0x20, 0x01, 0x5f, 0xa0, 0x00],
    ];
    let forward: [&[u8]; 4] = [
        // size = CALLDATASIZE - 20; CALLDATACOPY(0, 20, size)
        &[0x5b, 0x60, 0x14, 0x36, 0x03, 0x80, 0x60, 0x14, 0x5f, 0x37],
        // CALL(GAS, CALLDATALOAD(0) >> 96, CALLVALUE, 0, size, 0, 0)
        &[0x5f, 0x5f, 0x82, 0x5f, 0x34, 0x5f, 0x35, 0x60, 0x60, 0x1c, 0x5a, 0xf1],
        // RETURNDATACOPY(0, 0, RETURNDATASIZE); JUMPI(DONE, success); REVERT(0, RETURNDATASIZE)
        &[0x3d, 0x5f, 0x5f, 0x3e, 0x60, DONE, 0x57, 0x3d, 0x5f, 0xfd],
        // RETURN(0, RETURNDATASIZE)
        &[0x5b, 0x3d, 0x5f, 0xf3],
    ];
    let mut code = [paid.concat(), rest.concat()].concat();
    code.extend(forward.concat());
    code.extend_from_slice(calldata);
    code
}

fn word(size: usize) -> [u8; 2] {
    u16::try_from(size).unwrap_or_else(|_| fail(&format!("{size} bytes are too many"))).to_be_bytes()
}

/// Deploys EVM code that has no constructor.
#[track_caller]
fn deploy(sandbox: &Sandbox, actor: &Actor, runtime: &[u8]) -> Address {
    let [high, low] = word(runtime.len());
    // PUSH2 length DUP1 PUSH1 10 PUSH0 CODECOPY PUSH0 RETURN
    let init = [0x61, high, low, 0x80, 0x60, 0x0a, 0x5f, 0x39, 0x5f, 0xf3];
    sandbox.deploy(actor, &[&init, runtime].concat(), &[], U256::ZERO).ok().value.address
}
