//! What markets ask: ERC-165, ERC-721's metadata, and ERC-2981's royalty.

use alloy_primitives::{aliases::U512, FixedBytes, U256};
use tributary_sandbox::abi::{
    IDatasetNft::registerCall,
    IERC721Errors::ERC721NonexistentToken,
    IERC721Metadata::{nameCall, symbolCall, tokenURICall},
    IERC165::supportsInterfaceCall,
    IERC2981::royaltyInfoCall,
};

use super::{draft, transfer, Registry};
use crate::refusal::refuses;

#[test]
fn the_standards_are_announced() {
    let registry = Registry::deploy();
    let supports =
        |id: u32| registry.contract.view(supportsInterfaceCall { interfaceID: FixedBytes(id.to_be_bytes()) });
    // ERC-165, ERC-721, its metadata, ERC-2981.
    for id in [0x01ff_c9a7, 0x80ac_58cd, 0x5b5e_139f, 0x2a55_205a] {
        assert!(supports(id), "{id:08x}");
    }
    // What must never be; nothing; ERC-721's enumeration and receiver, ERC-20, ERC-1155, ERC-4906.
    for id in [0xffff_ffff, 0, 0x780e_9d63, 0x150b_7a02, 0x3637_2b07, 0xd9b6_7a26, 0x4906_4906] {
        assert!(!supports(id), "{id:08x}");
    }
}

#[test]
fn the_collection_has_a_name_and_each_dataset_its_uri() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    assert_eq!(registry.contract.view(nameCall {}), "Tributary Dataset");
    assert_eq!(registry.contract.view(symbolCall {}), "TRIBD");
    let uri = |token: U256| tokenURICall { tokenId: token };
    assert_eq!(registry.contract.view(uri(U256::ONE)), "ipfs://metadata/1");
    for token in [U256::ZERO, U256::from(2), U256::MAX, U256::from((1_u128 << 64) + 1)] {
        let missing = ERC721NonexistentToken { tokenId: token };
        refuses(&registry.contract, &alice, uri(token), missing.clone());
        let resale = royaltyInfoCall { tokenId: token, salePrice: U256::ONE };
        refuses(&registry.contract, &alice, resale, missing);
    }
}

#[test]
fn the_royalty_is_exact_at_every_price() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    for (seed, ppm) in (1_u8..).zip([0, 1, 25_000, 99_999, 100_000]) {
        let id = registry.register(&alice, registerCall { royaltyPpm: ppm, ..draft(seed) }).value;
        let prices = [
            U256::ZERO,
            U256::ONE,
            U256::from(39),
            U256::from(40),
            U256::from(999_999),
            U256::from(1_000_000),
            U256::from(1_000_001),
            U256::from(u128::MAX),
            U256::from(u128::MAX) + U256::ONE,
            U256::MAX / U256::from(100_000),
            U256::MAX / U256::from(100_000) + U256::ONE,
            U256::MAX - U256::ONE,
            U256::MAX,
        ];
        for price in prices {
            let answer =
                registry.contract.view(royaltyInfoCall { tokenId: U256::from(id), salePrice: price });
            let exact = U512::from(price) * U512::from(ppm) / U512::from(1_000_000);
            assert_eq!(U512::from(answer.royaltyAmount), exact, "{ppm} ppm of {price}");
            assert_eq!(answer.receiver, alice.address());
        }
    }
}

#[test]
fn the_royalty_stays_the_creators_when_the_dataset_is_sold() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let bob = registry.actor("bob");
    registry.contract.call(&alice, transfer(&alice, &bob, 1), 0).ok();
    let resale = royaltyInfoCall { tokenId: U256::ONE, salePrice: U256::from(1_000_000) };
    let answer = registry.contract.view(resale);
    assert_eq!((answer.receiver, answer.royaltyAmount), (alice.address(), U256::from(25_000)));
}
