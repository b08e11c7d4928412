use tributary_core::{hashing::HostHashing, DatasetId, Hashing};

use super::*;
use crate::{erc721, registries, splitter};

#[test]
fn input_is_the_selector_and_the_words() {
    let call = Call::view(Address([9; 20]), [1, 2, 3, 4]).arg(DatasetId(5)).arg(Address([6; 20]));
    let mut expected = vec![1, 2, 3, 4];
    expected.extend(5u8.to_word());
    expected.extend(Address([6; 20]).to_word());
    assert_eq!(call.input(), expected);
}

#[test]
fn as_many_words_as_promised_fit_and_no_more() {
    let full = (0..MAX_WORDS).fold(Call::change(Address::default(), [0; 4]), |call, _| call.arg(1u8));
    assert_eq!(full.input().len(), 4 + 32 * MAX_WORDS);
    assert!(std::panic::catch_unwind(|| full.arg(1u8)).is_err());
}

#[test]
fn selectors_are_those_of_the_signatures() {
    for (signature, selector) in [
        ("ownerOf(uint256)", erc721::OWNER_OF),
        ("onERC721Received(address,address,uint256,bytes)", erc721::ON_ERC721_RECEIVED),
        ("payoutOf(uint64)", registries::PAYOUT_OF),
        ("oraclePayoutOf(address)", registries::ORACLE_PAYOUT_OF),
        ("developerOf(uint64)", registries::DEVELOPER_OF),
        ("reassignment(uint64)", registries::REASSIGNMENT),
        ("settle((uint64,bytes32,uint32,bytes32,uint128,bytes32,uint128,bytes32,uint128))", splitter::SETTLE),
        ("root()", splitter::ROOT),
        ("canSettle(uint128,uint128)", splitter::CAN_SETTLE),
        ("params()", splitter::PARAMS),
        ("datasetNft()", splitter::DATASET_NFT),
        ("nodeRegistry()", splitter::NODE_REGISTRY),
    ] {
        assert_eq!(HostHashing::keccak256(signature.as_bytes())[..4], selector, "{signature}");
    }
}

#[test]
fn failures_keep_their_kind_and_the_error_its_selector() {
    assert_eq!(error(Failure::Reverted, &[1, 2, 3, 4, 5]), CallError::Reverted { selector: [1, 2, 3, 4] });
    assert_eq!(error(Failure::Reverted, &[1, 2]), CallError::Reverted { selector: [0; 4] });
    assert_eq!(error(Failure::Trapped, &[]), CallError::Trapped);
    assert_eq!(error(Failure::Transfer, &[]), CallError::TransferFailed);
    assert_eq!(error(Failure::OutOfResources, &[]), CallError::OutOfResources);
    assert_eq!(error(Failure::Other, &[]), CallError::Refused);
}

#[test]
fn a_receiver_gets_the_data_padded_to_words() {
    let input = erc721::received_input(&Address([1; 20]), &Address([2; 20]), &[3; 32], b"abc");
    let mut expected = erc721::ON_ERC721_RECEIVED.to_vec();
    expected.extend(Address([1; 20]).to_word());
    expected.extend(Address([2; 20]).to_word());
    expected.extend([3; 32]);
    expected.extend(0x80u8.to_word());
    expected.extend(3u8.to_word());
    expected.extend(b"abc");
    expected.extend([0; 29]);
    assert_eq!(input, expected);
    assert_eq!(erc721::received_input(&Address([1; 20]), &Address([2; 20]), &[3; 32], b"").len(), 4 + 5 * 32);
    assert_eq!(
        erc721::received_input(&Address([1; 20]), &Address([2; 20]), &[3; 32], &[7; 32]).len(),
        4 + 6 * 32
    );
}
