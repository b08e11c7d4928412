//! The client, and oracles on top of it, against a real chain and real contracts.
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod chain;
mod contracts;
mod datasets;
mod deciding;
mod deployments;
mod finality;
mod nonces;
mod oracles;
// Decisions wait here as in the scenarios of the command line.
#[path = "../command_line/passage.rs"]
mod passage;
mod registries;
mod rpc;
mod settling;
mod suite;

use std::{path::PathBuf, time::Duration};

use tributary_client::{
    abi::{constructors, IOwned},
    Address, Client, Code, DatasetNft, Instantiation, Signer,
};
use tributary_core::Wei;
use tributary_devnode::{Devnode, Options};

/// One native token, in wei.
const TOKEN: u128 = 1_000_000_000_000_000_000;

/// As a block time: no block comes but those that a test mines.
const BY_HAND: Duration = Duration::from_secs(3_600);

fn devnode() -> Devnode {
    Devnode::start(Options::default()).unwrap()
}

fn dataset_nft_code() -> Vec<u8> {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target")), PathBuf::from);
    let path = target.join("ink/dataset_nft/dataset_nft.polkavm");
    std::fs::read(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; build the contracts first", path.display()))
}

fn instantiation(owner: Address) -> Instantiation {
    Instantiation {
        code: Code::Upload(dataset_nft_code()),
        arguments: constructors::dataset_nft(owner),
        value: Wei::ZERO,
        salt: None,
    }
}

async fn deploy(client: &Client, owner: &Signer) -> DatasetNft {
    let (address, _) = client.instantiate(owner, instantiation(owner.address())).await.unwrap();
    DatasetNft::new(client.clone(), address)
}

fn transfer_to(owner: &Signer) -> IOwned::transferOwnershipCall {
    IOwned::transferOwnershipCall { newOwner: owner.address() }
}
