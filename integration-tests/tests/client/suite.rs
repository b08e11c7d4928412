//! The whole suite on a chain, with short delays.

use tributary_cli::deploy::{deploy, Artifacts, Plan};
use tributary_client::{
    abi::{IAttributionLedger, IRoyaltySplitter},
    governance::Action,
    Address, Client, Deployment, Receipt, Signer, SolCall, Suite, Until,
};
use tributary_demo::members::Members;
use tributary_devnode::Devnode;

use crate::{passage::let_pass, TOKEN};

/// Blocks from asking to leave until it may be done without any epoch.
pub const ESCAPE_AFTER: u32 = 120;

/// Blocks that an epoch is pending.
pub const CHALLENGE_WINDOW: u32 = 4;

/// Blocks from naming a committee until it may take over.
pub const COMMITTEE_DELAY: u32 = SUCCESSION;

/// Blocks of an oracle's turn.
pub const STAGE_BLOCKS: u32 = 5;

/// Blocks from naming another ledger until it may take office.
pub const SUCCESSION: u32 = 20 + ESCAPE_AFTER;

/// What its ledgers are made with.
pub const fn ledger_params() -> IAttributionLedger::Params {
    IAttributionLedger::Params {
        challengeWindow: CHALLENGE_WINDOW,
        maxPending: 4,
        maxReportAge: 12,
        maxVoucherLife: 8,
        deadAfter: 5,
        retirementGrace: 5,
        committeeDelay: COMMITTEE_DELAY,
        stageBlocks: STAGE_BLOCKS,
    }
}

/// The DAO's members: Alice, and somebody with fewer votes.
fn members() -> Members {
    Members::new(Signer::dev("Alice").unwrap(), vec![Signer::dev("Bob//stash").unwrap()])
}

/// Has the DAO decide on a call, and make it.
pub async fn decide(
    node: &Devnode,
    suite: &Suite,
    target: Address,
    call: &impl SolCall,
    why: &str,
) -> Receipt {
    let (dao, actions) = (&suite.governance, vec![Action::call(target, call)]);
    let wait = async |until: Until| let_pass(node, dao.client(), until).await;
    members().decide_with(dao, actions, why, wait).await.unwrap()
}

/// Deploys it by Alice, who guards it, with a committee that never signs.
pub async fn deployed(node: &Devnode) -> (Client, Signer, Deployment) {
    deployed_for(node, (1..=4).map(Address::repeat_byte).collect()).await
}

/// Deploys it by Alice, who guards it; the DAO owns it.
pub async fn deployed_for(node: &Devnode, committee: Vec<Address>) -> (Client, Signer, Deployment) {
    let client = Client::connect(&node.url()).await.unwrap();
    let alice = Signer::dev("Alice").unwrap();
    let guardian = alice.address();
    let plan = Plan {
        dao: members().founding(guardian),
        guardian,
        treasury: Some(guardian),
        committee,
        min_node_stake: TOKEN,
        min_oracle_stake: TOKEN,
        unbonding_blocks: 100,
        ledger: ledger_params(),
        splitter: IRoyaltySplitter::Params { exitDelay: 20, escapeAfter: ESCAPE_AFTER, recipientDelay: 2 },
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deployment.json");
    let artifacts = Artifacts::at(tributary_sandbox::artifact::folder().unwrap());
    let deployment = deploy(&client, &alice, &artifacts, &plan, &file).await.unwrap();
    (client, alice, deployment)
}
