use alloy_sol_types::SolEvent;

use super::*;
use crate::abi::IAttributionLedger;

const SPLITTER: Address = Address::repeat_byte(1);
const FIRST: Address = Address::repeat_byte(2);
const SECOND: Address = Address::repeat_byte(3);
const STRANGER: Address = Address::repeat_byte(4);

fn emitted(contract: Address, event: &impl SolEvent) -> ContractEvent {
    let log = event.encode_log_data();
    ContractEvent { contract, topics: log.topics().to_vec(), data: log.data.clone() }
}

fn voided(contract: Address) -> ContractEvent {
    emitted(contract, &IAttributionLedger::EpochVoided { epoch: 1, commitmentHash: [7; 32].into() })
}

#[test]
fn a_ledgers_events_count_while_it_is_in_office() {
    let mut office = Office::new(SPLITTER, Address::ZERO);
    let wired = IRoyaltySplitter::Wired { ledger: FIRST };
    let replaced = IRoyaltySplitter::LedgerReplaced { previousLedger: FIRST, newLedger: SECOND };
    for (event, seen, ledger) in [
        (voided(FIRST), Seen::Other, Address::ZERO),
        // A stranger's contract may emit what it likes.
        (emitted(STRANGER, &wired), Seen::Other, Address::ZERO),
        (emitted(SPLITTER, &wired), Seen::Other, FIRST),
        (voided(FIRST), Seen::Ledger, FIRST),
        (voided(SECOND), Seen::Other, FIRST),
        (emitted(STRANGER, &replaced), Seen::Other, FIRST),
        (emitted(SPLITTER, &replaced), Seen::Succession, SECOND),
        (voided(FIRST), Seen::Other, SECOND),
        (voided(SECOND), Seen::Ledger, SECOND),
    ] {
        assert_eq!((office.see(&event), office.ledger()), (seen, ledger), "{event:?}");
    }
}
