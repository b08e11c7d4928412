//! The attribution ledger.

use alloy_primitives::Address;
use scale::Encode;
use tributary_core::{epoch::Commitment, Account};
use tributary_sandbox::{
    abi::{
        IAttributionLedger::*,
        IOwned::{ownerCall, transferOwnershipCall},
        IPausable::{guardianCall, pauseCall, pausedUntilCall, setGuardianCall, unpauseCall},
        IRoyaltySplitter::{activateLedgerCall, depositCall, scheduleLedgerCall},
    },
    constructors::AttributionLedgerArguments,
    AttributionLedger, Books, Contract, OracleKeys, Suite, TOKEN,
};

use crate::meter::Meter;

/// Measures all messages.
///
/// # Errors
/// If a contract was not built.
pub fn measure(meter: &mut Meter) -> anyhow::Result<()> {
    let suite = Suite::builder().build();
    let mut books = Books::new();
    first_epochs(meter, &suite, &mut books);
    views(meter, suite.ledger());
    committees(meter, &suite);
    succession(meter, &suite)?;

    let large = Suite::builder().oracles(16).build();
    large.advance(1);
    let commitment = epoch(&large, &mut Books::new());
    submit(meter, &large, &commitment, "11 of 16 signatures");
    insolvent(meter);
    Ok(())
}

/// The epoch in which a payer spent a token.
fn epoch(suite: &Suite, books: &mut Books) -> Commitment {
    let payer = suite.actor("payer");
    books.earn(Account::Treasury, TOKEN).spend(payer.core_address(), TOKEN);
    books.commit(suite.block().saturating_sub(1))
}

fn submit(meter: &mut Meter, suite: &Suite, commitment: &Commitment, case: &'static str) {
    let signatures = suite.committee().sign(commitment);
    let call = submitCall { commitment: commitment.encode().into(), signatures };
    meter.call(suite.ledger(), suite.deployer(), call, case);
}

fn first_epochs(meter: &mut Meter, suite: &Suite, books: &mut Books) {
    suite.splitter().call(&suite.actor("payer"), depositCall {}, TOKEN.saturating_mul(10)).ok();
    for case in ["3 of 4 signatures, first epoch", "3 of 4 signatures"] {
        suite.advance(1);
        submit(meter, suite, &epoch(suite, books), case);
    }
    suite.advance(10);
    meter.call(suite.ledger(), suite.deployer(), finalizeEpochCall {}, "settles on the splitter");
}

fn views(meter: &mut Meter, ledger: &Contract<AttributionLedger>) {
    meter.view(ledger, splitterCall {});
    meter.view(ledger, genesisHashCall {});
    meter.view(ledger, paramsCall {});
    meter.view(ledger, committeeCall {});
    meter.view(ledger, committeeVersionCall {});
    meter.view(ledger, configDigestCall {});
    meter.view(ledger, headEpochCall {});
    meter.view(ledger, headHashCall {});
    meter.view(ledger, finalEpochCall {});
    meter.view(ledger, pendingCall {});
    meter.view(ledger, ownerCall {});
    meter.view(ledger, guardianCall {});
    meter.view(ledger, pausedUntilCall {});
}

fn committees(meter: &mut Meter, suite: &Suite) {
    let (ledger, next) = (suite.ledger(), suite.actor("next").address());
    let members: Vec<Address> = OracleKeys::from_seed("next", 4).addresses();
    let call = scheduleCommitteeCall { members };
    meter.call(ledger, suite.owner(), call.clone(), "4 members");
    meter.view(ledger, scheduledCommitteeCall {});
    meter.call(ledger, suite.owner(), cancelCommitteeCall {}, "4 members");
    ledger.call(suite.owner(), call, 0).ok();
    suite.advance(300);
    meter.call(ledger, suite.deployer(), activateCommitteeCall {}, "4 members");
    meter.call(ledger, suite.guardian(), pauseCall {}, "");
    meter.call(ledger, suite.guardian(), unpauseCall {}, "");
    meter.call(ledger, suite.owner(), setGuardianCall { newGuardian: next }, "");
    meter.call(ledger, suite.owner(), transferOwnershipCall { newOwner: next }, "");
}

/// Another ledger takes the first one's place.
fn succession(meter: &mut Meter, suite: &Suite) -> anyhow::Result<()> {
    let arguments = AttributionLedgerArguments {
        owner: suite.owner().address(),
        guardian: suite.guardian().address(),
        splitter: suite.splitter().address(),
        genesis_hash: suite.sandbox().genesis_hash(),
        committee: suite.committee().members(),
        params: suite.ledger().view(paramsCall {}),
    };
    let next: Contract<AttributionLedger> =
        meter.deploy(suite.sandbox(), suite.deployer(), &arguments.encode())?;
    let call = scheduleLedgerCall { ledger: next.address() };
    suite.splitter().call(suite.owner(), call, 0).ok();
    suite.advance(280);
    suite.splitter().call(suite.deployer(), activateLedgerCall {}, 0).ok();
    meter.call(&next, suite.deployer(), inheritCall {}, "");
    Ok(())
}

/// An epoch that spends what nobody deposited.
fn insolvent(meter: &mut Meter) {
    let suite = Suite::builder().build();
    suite.advance(1);
    suite.submit(&epoch(&suite, &mut Books::new())).ok();
    meter.call(suite.ledger(), suite.deployer(), voidInsolventCall {}, "one epoch pending");
}
