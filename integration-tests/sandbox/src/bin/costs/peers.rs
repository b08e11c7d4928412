//! The best-known Solidity contracts on the same runtime.

/// What a peer's operation costs: OpenZeppelin 5.7 (the distributor: Uniswap's), compiled by solc with
/// its optimiser, measured on pallet-revive 0.20.2.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    /// What it is.
    pub name: &'static str,
    /// Microseconds as EVM bytecode.
    pub evm: u32,
    /// Kilobytes of proof as EVM bytecode.
    pub evm_proof: u32,
    /// Microseconds compiled to PolkaVM by resolc.
    pub polkavm: u32,
    /// Kilobytes of proof compiled to PolkaVM by resolc.
    pub polkavm_proof: u32,
}

const MINT: Peer =
    Peer { name: "ERC721URIStorage mint", evm: 957, evm_proof: 78, polkavm: 1_200, polkavm_proof: 112 };
const TRANSFER: Peer =
    Peer { name: "ERC721 transferFrom", evm: 426, evm_proof: 48, polkavm: 573, polkavm_proof: 81 };
const CLAIM: Peer = Peer {
    name: "Merkle distributor claim, 17 levels",
    evm: 822,
    evm_proof: 27,
    polkavm: 1_183,
    polkavm_proof: 33,
};

const VOTES_TRANSFER: Peer =
    Peer { name: "ERC20Votes transfer (warm)", evm: 665, evm_proof: 70, polkavm: 968, polkavm_proof: 137 };
const PROPOSE: Peer =
    Peer { name: "Governor propose", evm: 763, evm_proof: 39, polkavm: 1_752, polkavm_proof: 188 };
const CAST_VOTE: Peer =
    Peer { name: "Governor castVote", evm: 1_308, evm_proof: 93, polkavm: 2_077, polkavm_proof: 309 };

/// Which peer's operation does what this message does.
pub fn of(contract: &str, message: &str, case: &str) -> Option<Peer> {
    match (contract, message, case) {
        ("dataset-nft", "register", _) => Some(MINT),
        ("dataset-nft", "transferFrom" | "safeTransferFrom", _) => Some(TRANSFER),
        ("royalty-splitter", "claim" | "claimAndRelease", _) => Some(CLAIM),
        ("governance", "transfer", _) => Some(VOTES_TRANSFER),
        ("governance", "propose", "one action") => Some(PROPOSE),
        ("governance", "castVote", _) => Some(CAST_VOTE),
        _ => None,
    }
}
