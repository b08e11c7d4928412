#![allow(clippy::arithmetic_side_effects)]

use super::*;

const OWNER: Address = Address::repeat_byte(1);

fn splitter() -> RoyaltySplitterArguments {
    RoyaltySplitterArguments {
        owner: OWNER,
        guardian: Address::repeat_byte(2),
        treasury: Address::repeat_byte(3),
        dataset_nft: Address::repeat_byte(4),
        node_registry: Address::repeat_byte(5),
        model_registry: Address::repeat_byte(6),
        params: IRoyaltySplitter::Params { exitDelay: 7, escapeAfter: 8, recipientDelay: 9 },
    }
}

fn ledger() -> AttributionLedgerArguments {
    AttributionLedgerArguments {
        owner: OWNER,
        guardian: Address::repeat_byte(2),
        splitter: Address::repeat_byte(3),
        genesis_hash: B256::repeat_byte(4),
        committee: (10..14).map(Address::repeat_byte).collect(),
        params: IAttributionLedger::Params { challengeWindow: 5, stageBlocks: 6, ..Default::default() },
    }
}

fn dao() -> GovernanceArguments {
    GovernanceArguments {
        guardian: Address::ZERO,
        params: IGovernance::Params { votingDelay: 1, proposalThreshold: u128::MAX, ..Default::default() },
        floors: IGovernance::Floors { votingPeriod: 2, timelockDelay: 3 },
        earning: IGovernance::Earning { rate: 4, cap: 5 },
        holders: vec![Address::repeat_byte(6), Address::repeat_byte(7)],
        amounts: vec![8, 9],
    }
}

#[test]
fn what_was_encoded_is_read_as_it_was() {
    assert_eq!(decode_owner(&dataset_nft(OWNER)), Some(OWNER));
    assert_eq!(decode_owner(&model_registry(OWNER)), Some(OWNER));
    assert_eq!(decode_node_registry(&node_registry(OWNER, 2, 3, 4)), Some((OWNER, 2, 3, 4)));
    assert_eq!(RoyaltySplitterArguments::decode(&splitter().encode()), Some(splitter()));
    assert_eq!(AttributionLedgerArguments::decode(&ledger().encode()), Some(ledger()));
    assert_eq!(GovernanceArguments::decode(&dao().encode()), Some(dao()));
}

/// A contract takes what comes after its arguments, or in the unused bytes of a word, for nothing: an address is made
/// of it all the same.
#[test]
fn no_other_bytes_are_read_as_the_same() {
    fn refuses<T>(encoded: Vec<u8>, decode: impl Fn(&[u8]) -> Option<T>) {
        assert!(decode(&encoded).is_some());
        assert!(decode(&[encoded.as_slice(), &[0]].concat()).is_none());
        assert!(decode(&[encoded.as_slice(), &[0; 32]].concat()).is_none());
        assert!(decode(&encoded[..encoded.len() - 1]).is_none());
        // The first word is an address in each of them.
        let mut dirty = encoded;
        dirty[0] = 1;
        assert!(decode(&dirty).is_none());
    }
    assert!(decode_owner(&[]).is_none());
    refuses(dataset_nft(OWNER), decode_owner);
    refuses(node_registry(OWNER, 2, 3, 4), decode_node_registry);
    refuses(splitter().encode(), RoyaltySplitterArguments::decode);
    refuses(ledger().encode(), AttributionLedgerArguments::decode);
    refuses(dao().encode(), GovernanceArguments::decode);
}
