//! Contracts that receive safe transfers, in EVM bytecode.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{sol, SolCall};
use tributary_sandbox::{Actor, Receipt, Sandbox};

sol! {
    #![sol(all_derives)]
    /// ERC-721's interface for receivers.
    interface IERC721Receiver {
        function onERC721Received(address operator, address from, uint256 tokenId, bytes data) external returns (bytes4);
    }
}

/// How a receiver ends every call.
#[derive(Clone, Copy, Debug)]
pub enum Ending {
    /// With this word, padded on the right.
    Answer([u8; 4]),
    /// With the right selector and this many zero bytes after the word.
    Long(u8),
    /// With the right selector, cut to four bytes.
    Short,
    /// Without a word.
    Silence,
    /// Reverting with eight bytes.
    Revert,
    /// Through an invalid instruction, which takes all the gas it has.
    Invalid,
}

/// A receiver that accepts.
pub const ACCEPT: Ending = Ending::Answer(IERC721Receiver::onERC721ReceivedCall::SELECTOR);

/// A contract that logs the calldata of each call, then makes its call back if it has one and logs
/// `success ‖ returned`, then ends.
pub struct Receiver {
    pub address: Address,
}

impl Receiver {
    /// A receiver that makes no call back.
    #[track_caller]
    pub fn deploy(sandbox: &Sandbox, actor: &Actor, ending: Ending) -> Self {
        Self::calling_back(sandbox, actor, ending, |_| None)
    }

    /// A receiver that, asked whether it accepts, makes the call that `back` chooses for its address.
    #[track_caller]
    pub fn calling_back(
        sandbox: &Sandbox,
        actor: &Actor,
        ending: Ending,
        back: impl FnOnce(Address) -> Option<(Address, Vec<u8>)>,
    ) -> Self {
        let address = sandbox.next_contract(actor);
        let runtime = program(back(address), ending);
        let [high, low] = u16::try_from(runtime.len()).unwrap().to_be_bytes();
        // PUSH2 length DUP1 PUSH1 10 PUSH0 CODECOPY PUSH0 RETURN
        let init = [0x61, high, low, 0x80, 0x60, 0x0a, 0x5f, 0x39, 0x5f, 0xf3];
        let deployed =
            sandbox.deploy(actor, &[&init, runtime.as_slice()].concat(), &[], U256::ZERO).ok().value;
        assert_eq!(deployed.address, address);
        Self { address }
    }

    /// What it was asked in a call, out of that call's events.
    #[track_caller]
    pub fn asked<T>(&self, receipt: &Receipt<T>) -> IERC721Receiver::onERC721ReceivedCall {
        let calldata = self.logged(receipt).next().unwrap();
        IERC721Receiver::onERC721ReceivedCall::abi_decode_validate(&calldata).unwrap()
    }

    /// How its call back ended: whether it succeeded, and what it returned or reverted with.
    #[track_caller]
    pub fn came_back<T>(&self, receipt: &Receipt<T>) -> (bool, Bytes) {
        let end = self.logged(receipt).nth(1).unwrap();
        (end[31] == 1, end.slice(32..))
    }

    fn logged<'a, T>(&'a self, receipt: &'a Receipt<T>) -> impl Iterator<Item = Bytes> + 'a {
        receipt.logs.iter().filter(|log| log.contract == self.address).map(|log| log.data.clone())
    }
}

fn program(back: Option<(Address, Vec<u8>)>, ending: Ending) -> Vec<u8> {
    // CALLDATACOPY(0, 0, CALLDATASIZE) LOG0(0, CALLDATASIZE)
    let mut code = vec![0x36, 0x5f, 0x5f, 0x37, 0x36, 0x5f, 0xa0];
    let ending = finish(ending);
    let (target, calldata) = match back {
        Some(call) => call,
        None => {
            code.extend(ending);
            return code;
        }
    };
    /// Bytes of the call back.
    const CALL: usize = 51;
    let [high, low] = u16::try_from(calldata.len()).unwrap().to_be_bytes();
    let [from_high, from_low] = u16::try_from(code.len() + CALL + ending.len()).unwrap().to_be_bytes();
    // CODECOPY(0, end of the program, length)
    let mut call = vec![0x61, high, low, 0x61, from_high, from_low, 0x5f, 0x39];
    // CALL(GAS, target, 0, 0, length, 0, 0)
    call.extend([0x5f, 0x5f, 0x61, high, low, 0x5f, 0x5f, 0x73]);
    call.extend(target);
    call.extend([0x5a, 0xf1]);
    // MSTORE(0, success) RETURNDATACOPY(32, 0, RETURNDATASIZE) LOG0(0, RETURNDATASIZE + 32)
    call.extend([0x5f, 0x52, 0x3d, 0x5f, 0x60, 0x20, 0x3e, 0x3d, 0x60, 0x20, 0x01, 0x5f, 0xa0]);
    assert_eq!(call.len(), CALL);
    [code, call, ending, calldata].concat()
}

fn finish(ending: Ending) -> Vec<u8> {
    let selector = IERC721Receiver::onERC721ReceivedCall::SELECTOR;
    // PUSH4 word PUSH1 224 SHL PUSH0 MSTORE PUSH1 size PUSH0 RETURN
    let answer = |[a, b, c, d]: [u8; 4], size| {
        vec![0x63, a, b, c, d, 0x60, 0xe0, 0x1b, 0x5f, 0x52, 0x60, size, 0x5f, 0xf3]
    };
    // Memory beyond the word still holds calldata or an answer, so a longer answer is cleaned first.
    match ending {
        Ending::Answer(word) => answer(word, 32),
        Ending::Long(more) => {
            let clean = (0..more.div_ceil(32)).flat_map(|word| [0x5f, 0x60, 32 + 32 * word, 0x52]);
            clean.chain(answer(selector, 32 + more)).collect()
        }
        Ending::Short => answer(selector, 4),
        Ending::Silence => vec![0x00],
        // PUSH8 "rejected" PUSH1 192 SHL PUSH0 MSTORE PUSH1 8 PUSH0 REVERT
        Ending::Revert => {
            [&[0x67], b"rejected".as_slice(), &[0x60, 0xc0, 0x1b, 0x5f, 0x52, 0x60, 0x08, 0x5f, 0xfd]]
                .concat()
        }
        Ending::Invalid => vec![0xfe],
    }
}
