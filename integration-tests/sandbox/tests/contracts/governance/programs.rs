//! Contracts in EVM bytecode that the DAO's actions call, or that vote.

use alloy_primitives::{keccak256, Address, Bytes, U256};
use tributary_sandbox::{Actor, Log, Sandbox};

/// The selector of `isValidSignature(bytes32,bytes)`, which is also the answer that says yes (ERC-1271).
pub const VALID: [u8; 4] = [0x16, 0x26, 0xba, 0x7e];

/// Answers yes if a one is on the stack, and a word of zeros if a zero is.
/// PUSH4 yes MUL PUSH1 224 SHL PUSH0 MSTORE PUSH1 32 PUSH0 RETURN
const ANSWER: [u8; 15] =
    [0x63, 0x16, 0x26, 0xba, 0x7e, 0x02, 0x60, 0xe0, 0x1b, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3];

/// Deploys EVM code that has no constructor.
#[track_caller]
pub fn deploy(sandbox: &Sandbox, actor: &Actor, runtime: &[u8]) -> Address {
    let [high, low] = length(runtime);
    // PUSH2 length DUP1 PUSH1 10 PUSH0 CODECOPY PUSH0 RETURN
    let init = [0x61, high, low, 0x80, 0x60, 0x0a, 0x5f, 0x39, 0x5f, 0xf3];
    let code = [init.as_slice(), runtime].concat();
    sandbox.deploy(actor, &code, &[], U256::ZERO).ok().value.address
}

/// A contract that reverts every call with `reason`.
#[track_caller]
pub fn refusing(sandbox: &Sandbox, actor: &Actor, reason: &[u8]) -> Address {
    let [high, low] = length(reason);
    // PUSH2 length DUP1 PUSH1 10 PUSH0 CODECOPY PUSH0 REVERT
    let code = [0x61, high, low, 0x80, 0x60, 0x0a, 0x5f, 0x39, 0x5f, 0xfd];
    deploy(sandbox, actor, &[code.as_slice(), reason].concat())
}

/// A contract that uses up all that a call gives it.
#[track_caller]
pub fn burning(sandbox: &Sandbox, actor: &Actor) -> Address {
    // INVALID
    deploy(sandbox, actor, &[0xfe])
}

/// A contract that takes every call and notes it ([`recorded`]).
#[track_caller]
pub fn recording(sandbox: &Sandbox, actor: &Actor) -> Address {
    let code: [&[u8]; 3] = [
        // MSTORE(0, CALLVALUE)
        &[0x34, 0x5f, 0x52],
        // CALLDATACOPY(32, 0, CALLDATASIZE)
        &[0x36, 0x5f, 0x60, 0x20, 0x37],
        // LOG0(0, CALLDATASIZE + 32); STOP
        &[0x36, 0x60, 0x20, 0x01, 0x5f, 0xa0, 0x00],
    ];
    deploy(sandbox, actor, &code.concat())
}

/// The calls that a [`recording`] contract noted: the money in wei, and what was said.
pub fn recorded(contract: Address, logs: &[Log]) -> Vec<(U256, Bytes)> {
    let own = logs.iter().filter(|log| log.contract == contract);
    own.map(|log| (U256::from_be_slice(&log.data[..32]), log.data.slice(32..))).collect()
}

/// A contract that sends back what it is paid, and notes whether that worked ([`sent_back`]).
#[track_caller]
pub fn bouncing(sandbox: &Sandbox, actor: &Actor) -> Address {
    let code: [&[u8]; 2] = [
        // CALL(GAS, CALLER, CALLVALUE, 0, 0, 0, 0)
        &[0x5f, 0x5f, 0x5f, 0x5f, 0x34, 0x33, 0x5a, 0xf1],
        // MSTORE(0, success); LOG0(0, 32); STOP
        &[0x5f, 0x52, 0x60, 0x20, 0x5f, 0xa0, 0x00],
    ];
    deploy(sandbox, actor, &code.concat())
}

/// Whether a [`bouncing`] contract could send back what it was paid, each time it was.
pub fn sent_back(contract: Address, logs: &[Log]) -> Vec<bool> {
    logs.iter().filter(|log| log.contract == contract).map(|log| log.data[31] == 1).collect()
}

/// A wallet that takes one signature of one text only: it says yes to the call `calldata`, and no to any other.
#[track_caller]
pub fn wallet_of(sandbox: &Sandbox, actor: &Actor, calldata: &[u8]) -> Address {
    // CALLDATACOPY(0, 0, CALLDATASIZE); KECCAK256(0, CALLDATASIZE); EQ(hash)
    let hashed: [u8; 8] = [0x36, 0x5f, 0x5f, 0x37, 0x36, 0x5f, 0x20, 0x7f];
    let expected = keccak256(calldata);
    let code: [&[u8]; 4] = [&hashed, expected.as_slice(), &[0x14], &ANSWER];
    deploy(sandbox, actor, &code.concat())
}

/// A wallet that answers every question with the first `size` bytes, at most 64, of `word` and zeros.
#[track_caller]
pub fn wallet_answering(sandbox: &Sandbox, actor: &Actor, word: [u8; 32], size: u8) -> Address {
    // PUSH32 word PUSH0 MSTORE PUSH1 size PUSH0 RETURN
    let answer = [0x5f, 0x52, 0x60, size, 0x5f, 0xf3];
    let code: [&[u8]; 3] = [&[0x7f], &word, &answer];
    deploy(sandbox, actor, &code.concat())
}

/// A wallet that is asked and first makes a call of its own. It says yes only if that failed.
#[track_caller]
pub fn wallet_calling(sandbox: &Sandbox, actor: &Actor, target: Address, calldata: &[u8]) -> Address {
    /// Bytes of the program, behind which the calldata stands.
    const PROGRAM: u8 = 53;
    let [high, low] = length(calldata);
    // CODECOPY(0, PROGRAM, length)
    let copy = [0x61, high, low, 0x60, PROGRAM, 0x5f, 0x39];
    // CALL(GAS, target, 0, 0, length, 0, 0); ISZERO
    let call = [0x5f, 0x5f, 0x61, high, low, 0x5f, 0x5f, 0x73];
    let parts: [&[u8]; 5] = [&copy, &call, target.as_slice(), &[0x5a, 0xf1, 0x15], &ANSWER];
    let program = parts.concat();
    assert_eq!(program.len(), usize::from(PROGRAM));
    deploy(sandbox, actor, &[program.as_slice(), calldata].concat())
}

fn length(bytes: &[u8]) -> [u8; 2] {
    u16::try_from(bytes.len()).unwrap().to_be_bytes()
}
