//! The royalty splitter, with proofs of 17 levels.

use alloy_primitives::B256;
use tributary_core::{
    dataset::registration::{commitment, REVEAL_DELAY},
    epoch::{Commitment, Head},
    hashing::HostHashing,
    Account, DatasetId, ModelId, NodeId,
};
use tributary_sandbox::{
    abi::{
        IAttributionLedger::finalizeEpochCall,
        IDatasetNft::{commitRegistrationCall, reassignCall, registerCall},
        IModelRegistry::registerModelCall,
        INodeRegistry::registerNodeCall,
        IOwned::{ownerCall, transferOwnershipCall},
        IPausable::{guardianCall, pauseCall, pausedUntilCall, setGuardianCall, unpauseCall},
        IRoyaltySplitter::{self, *},
    },
    constructors::RoyaltySplitterArguments,
    Actor, Contract, RoyaltySplitter, Suite, TOKEN,
};

use crate::{
    deep::{follow, Corner},
    meter::Meter,
};

/// Payouts and spends of the first and of the second epoch.
const SUMS: [u128; 2] = [TOKEN.saturating_mul(100), TOKEN.saturating_mul(150)];

/// A deployment with two final epochs at hand.
struct Scene {
    suite: Suite,
    payer: Actor,
    creator: Actor,
    head: Head,
}

/// Measures all messages.
///
/// # Errors
/// If a contract was not built.
pub fn measure(meter: &mut Meter) -> anyhow::Result<()> {
    let suite = Suite::builder().build();
    let (payer, creator) = (suite.actor("payer"), suite.actor("creator"));
    furnish(&suite, &creator);
    let mut scene = Scene { suite, payer, creator, head: Head::default() };
    scene.deposits(meter);
    let first = scene.settle(SUMS[0], TOKEN)?;
    scene.claims(meter, &first)?;
    scene.propose(meter);
    meter.call(scene.splitter(), &scene.payer, requestExitCall {}, "");
    scene.suite.advance(80);
    let second = scene.settle(SUMS[1], TOKEN.saturating_mul(2))?;
    let third = scene.later_claims(meter, &second)?;
    scene.exit(meter)?;
    scene.views(meter);
    scene.end_recipients(meter, &third)?;
    scene.roles(meter);
    settlement(meter, &scene.suite)
}

impl Scene {
    const fn splitter(&self) -> &Contract<RoyaltySplitter> {
        self.suite.splitter()
    }

    fn deposits(&self, meter: &mut Meter) {
        let (splitter, payer) = (self.splitter(), &self.payer);
        let amount = TOKEN.saturating_mul(100);
        let whale = self.suite.actor("whale");
        splitter.call(&whale, depositCall {}, amount.saturating_mul(10)).ok();
        meter.pay(splitter, payer, depositCall {}, amount, "first of a payer");
        self.suite.advance(1);
        meter.pay(splitter, payer, depositCall {}, amount, "");
        meter.call(splitter, payer, registerSessionKeyCall { key: B256::repeat_byte(3) }, "");
        meter.call(splitter, payer, reserveCall { node: 1, amount: TOKEN }, "first for a node");
        self.suite.advance(1);
        meter.call(splitter, payer, reserveCall { node: 1, amount: TOKEN }, "");
    }

    /// Makes an epoch final in which every account of the corner earned `each`.
    fn settle(&mut self, sum: u128, each: u128) -> anyhow::Result<Corner> {
        self.suite.advance(1);
        let payout = Corner::new(&accounts(&self.suite).map(|account| (account, each)), sum)?;
        let spend = Corner::new(&payers(&self.payer).map(|payer| (payer, each)), sum)?;
        let cut = self.suite.block().saturating_sub(1);
        let commitment: Commitment = follow(&self.head, cut, &payout, &spend)?;
        self.suite.submit(&commitment).ok();
        self.suite.advance(10);
        self.suite.ledger().call(self.suite.deployer(), finalizeEpochCall {}, 0).ok();
        self.head = commitment.head::<HostHashing>();
        Ok(payout)
    }

    fn claims(&self, meter: &mut Meter, payout: &Corner) -> anyhow::Result<()> {
        let (splitter, creator) = (self.splitter(), &self.creator);
        let (account, cumulative, proof) = payout.prove(dataset(1))?;
        let call = claimCall { account, cumulative, proof };
        meter.call(splitter, creator, call.clone(), "17 levels, first of an account");
        meter.call(splitter, creator, call, "17 levels, nothing new");
        let several = [dataset(2), dataset(3), Account::Node(NodeId(1)), Account::Developer(ModelId(1))];
        let mut many = claimManyCall { accounts: vec![], cumulatives: vec![], proofs: vec![] };
        for account in several {
            let (account, cumulative, proof) = payout.prove(account)?;
            many.accounts.push(account);
            many.cumulatives.push(cumulative);
            many.proofs.push(proof);
        }
        meter.call(splitter, creator, many, "4 claims of 17 levels");
        let (account, cumulative, proof) = payout.prove(dataset(4))?;
        let recipient = creator.address();
        let call = claimAndReleaseCall { account, cumulative, proof, recipient };
        meter.call(splitter, creator, call, "17 levels, first of an account");
        meter.view(splitter, releasableCall { account: word(dataset(1)), recipient });
        meter.call(splitter, creator, releaseCall { account: word(dataset(1)), recipient }, "to the owner");
        for (account, recipient, case) in [
            (oracle(&self.suite), creator.address(), "of an oracle"),
            (Account::Treasury, self.suite.treasury().address(), "of the treasury"),
        ] {
            let (account, cumulative, proof) = payout.prove(account)?;
            splitter.call(creator, claimCall { account, cumulative, proof }, 0).ok();
            meter.call(splitter, creator, releaseCall { account, recipient }, case);
        }
        Ok(())
    }

    fn propose(&self, meter: &mut Meter) {
        let recipients = ["one", "two", "three"].map(|name| self.suite.actor(name).address()).to_vec();
        let shares = vec![500_000, 300_000, 200_000];
        let call = proposeRecipientsCall { account: word(dataset(2)), recipients, shares };
        meter.call(self.splitter(), &self.creator, call, "3 recipients");
    }

    /// Claims and releases under later epochs; returns the newest one's payouts.
    fn later_claims(&self, meter: &mut Meter, payout: &Corner) -> anyhow::Result<Corner> {
        let (splitter, creator) = (self.splitter(), &self.creator);
        let (account, cumulative, proof) = payout.prove(dataset(1))?;
        meter.call(splitter, creator, claimCall { account, cumulative, proof }, "17 levels");
        let (account, cumulative, proof) = payout.prove(dataset(4))?;
        let call = claimAndReleaseCall { account, cumulative, proof, recipient: creator.address() };
        meter.call(splitter, creator, call, "17 levels");
        let (account, cumulative, proof) = payout.prove(dataset(2))?;
        let call = applyRecipientsCall { account, cumulative, proof };
        meter.call(splitter, creator, call, "3 recipients, 17 levels");
        let reassign = reassignCall { id: 2, to: creator.address() };
        self.suite.datasets().call(self.suite.owner(), reassign, 0).ok();
        let third = self.settled_again(payout)?;
        let (account, cumulative, proof) = third.prove(dataset(2))?;
        splitter.call(creator, claimCall { account, cumulative, proof }, 0).ok();
        let recipient = self.suite.actor("two").address();
        meter.call(splitter, creator, releaseCall { account, recipient }, "to one of 3 recipients");
        Ok(third)
    }

    /// The recipients of a dataset that was reassigned go.
    fn end_recipients(&self, meter: &mut Meter, payout: &Corner) -> anyhow::Result<()> {
        let (account, cumulative, proof) = payout.prove(dataset(2))?;
        let call = endRecipientsCall { account, cumulative, proof };
        meter.call(self.splitter(), &self.creator, call, "3 recipients, 17 levels");
        Ok(())
    }

    /// Another epoch with more for everybody, on a copy of the head: the scene itself stays.
    fn settled_again(&self, before: &Corner) -> anyhow::Result<Corner> {
        let sum = before.root().sum.0.saturating_add(SUMS[0]);
        let mut copy = Self {
            suite: self.suite.clone(),
            payer: self.payer.clone(),
            creator: self.creator.clone(),
            head: self.head,
        };
        copy.settle(sum, TOKEN.saturating_mul(3))
    }

    fn exit(&self, meter: &mut Meter) -> anyhow::Result<()> {
        let sum = SUMS[0].saturating_add(SUMS[1]);
        let leaves = payers(&self.payer).map(|payer| (payer, TOKEN.saturating_mul(3)));
        let (_, spent, proof) =
            Corner::new(&leaves, sum)?.prove(Account::Payer(self.payer.core_address()))?;
        meter.call(self.splitter(), &self.payer, exitCall { spent, proof }, "17 levels");
        Ok(())
    }

    fn views(&self, meter: &mut Meter) {
        let (splitter, payer, account) = (self.splitter(), self.payer.address(), word(dataset(2)));
        meter.view(splitter, canSettleCall { payoutSum: TOKEN, spendSum: TOKEN });
        meter.view(splitter, ledgerCall {});
        meter.view(splitter, scheduledLedgerCall {});
        meter.view(splitter, treasuryCall {});
        meter.view(splitter, datasetNftCall {});
        meter.view(splitter, nodeRegistryCall {});
        meter.view(splitter, modelRegistryCall {});
        meter.view(splitter, paramsCall {});
        meter.view(splitter, totalsCall {});
        meter.view(splitter, rootCall {});
        meter.view(splitter, claimedCall { account });
        meter.view(splitter, recipientsCall { account });
        meter.view(splitter, payeeOfCall { account });
        meter.view(splitter, payerCall { account: payer });
        meter.view(splitter, payerCountCall {});
        meter.view(splitter, payerAtCall { index: 1 });
        meter.view(splitter, payerChangesCall { account: payer });
        meter.view(splitter, sessionKeyChangesCall { account: payer });
        meter.view(splitter, reserveChangesCall { account: payer, node: 1 });
        meter.view(splitter, reservedNodesCall { account: payer });
        meter.view(splitter, ownerCall {});
        meter.view(splitter, guardianCall {});
        meter.view(splitter, pausedUntilCall {});
    }

    fn roles(&self, meter: &mut Meter) {
        let (splitter, suite) = (self.splitter(), &self.suite);
        let next = suite.actor("next").address();
        meter.call(splitter, suite.guardian(), pauseCall {}, "");
        meter.call(splitter, suite.guardian(), unpauseCall {}, "");
        meter.call(splitter, suite.owner(), setGuardianCall { newGuardian: next }, "");
        meter.call(splitter, suite.owner(), setTreasuryCall { newTreasury: next }, "");
        meter.call(splitter, suite.owner(), scheduleLedgerCall { ledger: next }, "");
        meter.call(splitter, suite.owner(), cancelLedgerCall {}, "");
        splitter.call(suite.owner(), scheduleLedgerCall { ledger: next }, 0).ok();
        suite.advance(280);
        meter.call(splitter, suite.deployer(), activateLedgerCall {}, "");
        meter.call(splitter, suite.owner(), transferOwnershipCall { newOwner: next }, "");
    }
}

/// A splitter whose ledger is an account, so that settling can be measured by itself.
fn settlement(meter: &mut Meter, suite: &Suite) -> anyhow::Result<()> {
    let ledger = suite.actor("ledger");
    let arguments = RoyaltySplitterArguments {
        owner: suite.owner().address(),
        guardian: suite.guardian().address(),
        treasury: suite.treasury().address(),
        dataset_nft: suite.datasets().address(),
        node_registry: suite.nodes().address(),
        model_registry: suite.models().address(),
        params: IRoyaltySplitter::Params { exitDelay: 80, escapeAfter: 200, recipientDelay: 25 },
    };
    let splitter: Contract<RoyaltySplitter> =
        meter.deploy(suite.sandbox(), suite.deployer(), &arguments.encode())?;
    meter.call(&splitter, suite.deployer(), wireCall { ledger: ledger.address() }, "");
    splitter.call(&ledger, depositCall {}, TOKEN).ok();
    let settlement = Settlement {
        epoch: 1,
        commitment: B256::repeat_byte(1),
        cutBlock: 1,
        payoutHash: B256::repeat_byte(2),
        payoutSum: TOKEN,
        spendHash: B256::repeat_byte(3),
        spendSum: TOKEN,
        votesHash: B256::repeat_byte(4),
        votesSum: TOKEN,
    };
    meter.call(&splitter, &ledger, settleCall { settlement }, "without the ledger's part");
    Ok(())
}

fn word(account: Account) -> B256 {
    B256::new(account.to_word())
}

const fn dataset(id: u64) -> Account {
    Account::Dataset(DatasetId(id))
}

/// The committee's first member.
fn oracle(suite: &Suite) -> Account {
    let signer = suite.committee().members().first().copied().unwrap_or_default();
    Account::Oracle(tributary_core::Address(signer.into_array()))
}

/// The accounts of the corner of payouts that is known.
fn accounts(suite: &Suite) -> [Account; 16] {
    let others = [Account::Node(NodeId(1)), Account::Developer(ModelId(1)), oracle(suite), Account::Treasury];
    let mut accounts = [Account::Treasury; 16];
    for (place, account) in accounts.iter_mut().zip((1..=12).map(dataset).chain(others)) {
        *place = account;
    }
    accounts
}

/// The payers of the corner of spends that is known.
fn payers(payer: &Actor) -> [Account; 16] {
    let mut payers = [Account::Payer(payer.core_address()); 16];
    for (place, byte) in payers.iter_mut().skip(1).zip(1..) {
        *place = Account::Payer(tributary_core::Address([byte; 20]));
    }
    payers
}

/// Four datasets, a node, an oracle and a model of the creator's.
fn furnish(suite: &Suite, creator: &Actor) {
    let (address, salt) = (creator.address(), B256::ZERO);
    for number in 1..=4 {
        let root = B256::repeat_byte(number);
        let commitment = commitment::<HostHashing>(&creator.core_address(), &root.0, &salt.0);
        let call = commitRegistrationCall { commitment: commitment.into() };
        suite.datasets().call(creator, call, 0).ok();
        suite.advance(REVEAL_DELAY);
        let call = registerCall {
            contentRoot: root,
            byteSize: 1,
            mediaType: "text/plain".to_owned(),
            licence: "CC0-1.0".to_owned(),
            uri: "ipfs://dataset".to_owned(),
            parents: vec![],
            parentShares: vec![],
            royaltyPpm: 0,
            salt,
        };
        suite.datasets().call(creator, call, 0).ok();
    }
    let call = registerNodeCall {
        key: B256::repeat_byte(1),
        endpoint: "https://node.example".to_owned(),
        payout: address,
        model: 1,
        pricePerToken: 1,
    };
    let nodes = suite.nodes();
    nodes.call(creator, call, TOKEN.saturating_mul(100)).ok();
    let endpoint = "https://oracle.example".to_owned();
    let call = suite.committee().keys().registration(0, nodes.address(), address, endpoint);
    nodes.call(creator, call, TOKEN.saturating_mul(500)).ok();
    suite.models().call(creator, registerModelCall { name: "model".to_owned(), developer: address }, 0).ok();
}
