//! The standards' own numbers, as their documents print them.

use alloy_json_abi::JsonAbi;
use alloy_primitives::{b256, FixedBytes, B256};
use alloy_sol_types::SolCall;
use tributary_sandbox::{abi::IERC165, artifact, constructors, Contract, DatasetNft, Sandbox};

/// ERC-721's functions and the selectors that the EIP's interface id is made of.
const ERC721: [(&str, u32); 9] = [
    ("balanceOf(address)", 0x70a0_8231),
    ("ownerOf(uint256)", 0x6352_211e),
    ("approve(address,uint256)", 0x095e_a7b3),
    ("getApproved(uint256)", 0x0818_12fc),
    ("setApprovalForAll(address,bool)", 0xa22c_b465),
    ("isApprovedForAll(address,address)", 0xe985_e9c5),
    ("transferFrom(address,address,uint256)", 0x23b8_72dd),
    ("safeTransferFrom(address,address,uint256)", 0x4284_2e0e),
    ("safeTransferFrom(address,address,uint256,bytes)", 0xb88d_4fde),
];
const METADATA: [(&str, u32); 3] =
    [("name()", 0x06fd_de03), ("symbol()", 0x95d8_9b41), ("tokenURI(uint256)", 0xc87b_56dd)];
const ERC165: [(&str, u32); 1] = [("supportsInterface(bytes4)", 0x01ff_c9a7)];
const ERC2981: [(&str, u32); 1] = [("royaltyInfo(uint256,uint256)", 0x2a55_205a)];

/// The interface ids that the EIPs print.
const ID_ERC721: u32 = 0x80ac_58cd;
const ID_METADATA: u32 = 0x5b5e_139f;
const ID_ERC165: u32 = 0x01ff_c9a7;
const ID_ERC2981: u32 = 0x2a55_205a;

fn selectors(abi: &JsonAbi) -> Vec<(String, u32)> {
    abi.functions()
        .map(|function| (function.signature(), u32::from_be_bytes(function.selector().0)))
        .collect()
}

#[test]
fn the_dataset_registry_has_the_standards_functions() {
    let built = selectors(&artifact::abi("dataset-nft").unwrap());
    let standards: [(&[(&str, u32)], u32); 4] =
        [(&ERC721, ID_ERC721), (&METADATA, ID_METADATA), (&ERC165, ID_ERC165), (&ERC2981, ID_ERC2981)];
    for (functions, id) in standards {
        let xor = functions.iter().fold(0, |xor, (_, selector)| xor ^ selector);
        assert_eq!(xor, id, "the selectors make up the id");
        for (signature, selector) in functions {
            assert!(built.contains(&((*signature).to_owned(), *selector)), "{signature} {selector:08x}");
        }
    }
}

#[test]
fn the_dataset_registry_has_the_standards_events() {
    let abi = artifact::abi("dataset-nft").unwrap();
    let expected: [(&str, B256, [bool; 3]); 3] = [
        (
            "Transfer(address,address,uint256)",
            b256!("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"),
            [true; 3],
        ),
        (
            "Approval(address,address,uint256)",
            b256!("8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925"),
            [true; 3],
        ),
        (
            "ApprovalForAll(address,address,bool)",
            b256!("17307eab39ab6107e8899845ad3d59bd9653f200f220920489ca2b5937696c31"),
            [true, true, false],
        ),
    ];
    for (signature, topic, indexed) in expected {
        let event = abi.events().find(|event| event.signature() == signature).expect(signature);
        assert_eq!(event.selector(), topic, "{signature}");
        assert_eq!(event.inputs.iter().map(|input| input.indexed).collect::<Vec<_>>(), indexed);
    }
}

#[test]
fn the_dataset_registry_says_which_standards_it_has() {
    let sandbox = Sandbox::new();
    let alice = sandbox.actor("alice");
    let arguments = constructors::dataset_nft(alice.address());
    let registry: Contract<DatasetNft> = Contract::deploy(&sandbox, &alice, &arguments).ok().value;
    let has =
        |id: u32| registry.view(IERC165::supportsInterfaceCall { interfaceID: FixedBytes(id.to_be_bytes()) });
    for id in [ID_ERC721, ID_METADATA, ID_ERC165, ID_ERC2981] {
        assert!(has(id), "{id:08x}");
    }
    for id in [0xffff_ffff, 0, 0x80ac_58ce, 0x36372b07, 0xd9b6_7a26] {
        assert!(!has(id), "{id:08x}");
    }
    assert_eq!(IERC165::supportsInterfaceCall::SELECTOR, ID_ERC165.to_be_bytes());
}

#[test]
fn the_ownership_and_settlement_calls_keep_their_numbers() {
    // Ownable's, which explorers know, and what the ledger calls the splitter by.
    let splitter = selectors(&artifact::abi("royalty-splitter").unwrap());
    let expected = [
        ("owner()", 0x8da5_cb5b),
        ("transferOwnership(address)", 0xf2fd_e38b),
        ("pause()", 0x8456_cb59),
        ("settle((uint64,bytes32,uint32,bytes32,uint128,bytes32,uint128,bytes32,uint128))", 0x12da_5b93),
        ("root()", 0xebf0_c717),
        ("canSettle(uint128,uint128)", 0x3c9b_b988),
        ("params()", 0xcff0_ab96),
    ];
    for (signature, selector) in expected {
        assert!(splitter.contains(&(signature.to_owned(), selector)), "{signature} {selector:08x}");
    }
    let transferred = b256!("8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e0");
    for contract in
        ["dataset-nft", "royalty-splitter", "attribution-ledger", "node-registry", "model-registry"]
    {
        let abi = artifact::abi(contract).unwrap();
        let event = abi.events().find(|event| event.name == "OwnershipTransferred").expect(contract);
        assert_eq!(event.selector(), transferred, "{contract}");
    }
}
