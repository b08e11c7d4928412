//! The DAO.
#![allow(non_snake_case, reason = "fields named as in the ABI")]

use alloy_primitives::{keccak256, Bytes, FixedBytes, B256, U256};
use tributary_core::{
    dataset::registration::{commitment, REVEAL_DELAY},
    epoch::Head,
    hashing::HostHashing,
    Account, DatasetId, NodeId,
};
use tributary_sandbox::{
    abi::{
        IAttributionLedger::finalizeEpochCall,
        IDatasetNft::{commitRegistrationCall, registerCall},
        IGovernance::*,
        INodeRegistry::registerNodeCall,
    },
    dao::FOR,
    typed_data::{domain, Ballot},
    Action, Dao, Governance, Motion, Suite, Wallet, TOKEN,
};

use crate::{
    deep::{follow_with_votes, Corner},
    meter::Meter,
    voting::{motion, Assembly},
};

/// Measures all messages.
///
/// # Errors
/// If the contract was not built, or skips a ballot.
pub fn measure(meter: &mut Meter) -> anyhow::Result<()> {
    let dao = Dao::builder().build();
    let arguments = Dao::builder().arguments(dao.guardian().address()).encode();
    meter.deploy::<Governance>(dao.sandbox(), dao.guardian(), &arguments)?;
    Assembly::of(&dao).measure(meter);
    many_proposals(meter, &dao);
    behind_pages(meter)?;
    batches(meter, &dao)?;
    earning(meter)?;
    views(meter, &dao);
    Ok(())
}

/// Ballots on proposals of an earlier window of receipts.
fn many_proposals(meter: &mut Meter, dao: &Dao) {
    let (contract, alice) = (dao.contract(), dao.member(0));
    let motions: Vec<Motion> = (1_000..1_130).map(|period| motion(dao.address(), period)).collect();
    for motion in &motions {
        contract.call(alice, motion.propose(), 0).ok();
    }
    dao.sandbox().advance(3);
    let mut cast = |index: usize, case| {
        let proposalId = motions.get(index).map(Motion::id).unwrap_or_default();
        meter.call(contract, alice, castVoteCall { proposalId, support: FOR }, case);
    };
    cast(1, "the window of receipts before has none");
    cast(129, "the first in a new window of receipts");
    cast(2, "in an earlier window of receipts");
}

/// Ballots of somebody whose votes changed so often since the snapshot that it is looked up in pages.
fn behind_pages(meter: &mut Meter) -> anyhow::Result<()> {
    for (transfers, case) in [
        (17_u32, "17 checkpoints since the snapshot, 1 page"),
        (200, "200 checkpoints since the snapshot, 16 pages"),
    ] {
        let builder = Dao::builder();
        let params = Params { votingPeriod: 300, ..builder.params.clone() };
        let dao = builder.params(params).build();
        let (contract, alice, bob) = (dao.contract(), dao.member(0), dao.member(1));
        let weight = contract.view(getVotes_0Call { account: alice.address() });
        let (proposalId, to, value) = (dao.open(&motion(dao.address(), 25)), alice.address(), U256::from(1));
        for _ in 0..transfers {
            contract.call(bob, transferCall { to, value }, 0).ok();
            dao.sandbox().advance(1);
        }
        let cast = meter.call(contract, alice, castVoteCall { proposalId, support: FOR }, case);
        anyhow::ensure!(cast == weight, "a ballot of {cast} where {weight} stood at the snapshot");
    }
    Ok(())
}

fn batches(meter: &mut Meter, dao: &Dao) -> anyhow::Result<()> {
    let (contract, alice) = (dao.contract(), dao.member(0));
    let domain = domain(dao.address());
    let voters: Vec<Wallet> = (0..64).map(|number| Wallet::new(&format!("voter {number}"))).collect();
    let value = U256::from(TOKEN / 100);
    for voter in &voters {
        contract.call(alice, transferCall { to: voter.address(), value }, 0).ok();
        let actor = voter.actor(dao.sandbox());
        contract.call(&actor, delegateCall { delegatee: voter.address() }, 0).ok();
    }
    let (proposalId, support) = (dao.open(&motion(dao.address(), 35)), FOR);
    let ballot = |voter: &Wallet| {
        let ballot = Ballot { proposalId, support, voter: voter.address(), nonce: U256::ZERO };
        Bytes::from(voter.sign_typed(&ballot, &domain))
    };
    let [one, many @ ..] = voters.as_slice() else { anyhow::bail!("no voters") };
    for (batch, case) in [(std::slice::from_ref(one), "one ballot"), (many, "63 ballots")] {
        let call = castVotesBySigCall {
            proposalId,
            support: vec![FOR; batch.len()],
            voters: batch.iter().map(Wallet::address).collect(),
            signatures: batch.iter().map(ballot).collect(),
        };
        let counted = meter.call(contract, alice, call, case);
        anyhow::ensure!(counted == U256::from(batch.len()), "{counted} of {} ballots counted", batch.len());
    }
    Ok(())
}

/// Votes earned by work, with proofs of 17 levels.
fn earning(meter: &mut Meter) -> anyhow::Result<()> {
    let suite = Suite::builder().build();
    let dao = Dao::builder().earning(1_000_000, 10 * TOKEN).build_on(suite.sandbox().clone());
    let (contract, alice, splitter) = (dao.contract(), dao.member(0), suite.splitter().address());
    let (dataset, node) = work_of(&suite, &dao)?;
    meter.call(contract, suite.deployer(), wireCall { splitter }, "");
    let mut head = Head::default();
    for (epoch, claimed) in [
        (1_u64, [(dataset, "17 levels, first of a dataset"), (node, "17 levels, first of a node")]),
        (2, [(dataset, "17 levels, a dataset's"), (node, "17 levels, a node's")]),
    ] {
        suite.advance(1);
        let each = TOKEN.saturating_mul(epoch.into());
        let votes = Corner::new(&[(dataset, each), (node, each)], each.saturating_mul(10))?;
        let nothing = Corner::new(&[(dataset, 0), (node, 0)], 0)?;
        let cut = suite.block().saturating_sub(1);
        let next = follow_with_votes(&head, cut, &nothing, &nothing, votes.root())?;
        suite.submit(&next).ok();
        suite.advance(10);
        suite.ledger().call(suite.deployer(), finalizeEpochCall {}, 0).ok();
        head = next.head::<HostHashing>();
        meter.call(
            contract,
            alice,
            syncVotesCall {},
            if epoch == 1 { "the first epoch" } else { "an epoch" },
        );
        for (account, case) in claimed {
            dao.sandbox().advance(1);
            let (_, cumulative, proof) = votes.prove(account)?;
            let (kind, id) = (account.kind(), 1);
            meter.call(contract, alice, claimVotesCall { kind, id, cumulative, proof }, case);
        }
    }
    meter.call(contract, alice, syncVotesCall {}, "nothing new");
    let call = setEarningCall { newRate: 1_000_000, newCap: 5 * TOKEN };
    let lower = Motion::new(vec![Action::call(dao.address(), &call)], "Half the cap");
    dao.ready(&lower);
    meter.call(contract, alice, lower.execute(), "setEarning, which finds nothing new to read");
    Ok(())
}

/// A dataset of the first member, and a node that pays it. Its votes count for itself.
fn work_of(suite: &Suite, dao: &Dao) -> anyhow::Result<(Account, Account)> {
    let alice = dao.member(0);
    let (content, salt) = (keccak256("content"), B256::repeat_byte(7));
    let commitment = commitment::<HostHashing>(&alice.core_address(), &content.0, &salt.0);
    suite.datasets().call(alice, commitRegistrationCall { commitment: commitment.into() }, 0).ok();
    suite.advance(REVEAL_DELAY);
    let register = registerCall {
        contentRoot: content,
        byteSize: 1_000,
        mediaType: "text/plain".to_owned(),
        licence: "CC0-1.0".to_owned(),
        uri: "https://datasets.example/1".to_owned(),
        parents: Vec::new(),
        parentShares: Vec::new(),
        royaltyPpm: 0,
        salt,
    };
    let dataset = suite.datasets().call(alice, register, 0).ok().value;
    let node = registerNodeCall {
        key: keccak256("key"),
        endpoint: "https://node.example".to_owned(),
        payout: alice.address(),
        model: 1,
        pricePerToken: 1,
    };
    let node = suite.nodes().call(alice, node, 100 * TOKEN).ok().value;
    anyhow::ensure!((dataset, node) == (1, 1), "dataset {dataset} and node {node} are not the first");
    Ok((Account::Dataset(DatasetId(dataset)), Account::Node(NodeId(node))))
}

fn views(meter: &mut Meter, dao: &Dao) {
    let contract = dao.contract();
    let (account, spender) = (dao.member(0).address(), dao.member(1).address());
    let past = U256::from(dao.sandbox().block().saturating_sub(1));
    let proposalId = contract.view(latestProposalCall {});
    meter.view(contract, nameCall {});
    meter.view(contract, symbolCall {});
    meter.view(contract, decimalsCall {});
    meter.view(contract, totalSupplyCall {});
    meter.view(contract, balanceOfCall { account });
    meter.view(contract, allowanceCall { owner: account, spender });
    meter.view(contract, noncesCall { owner: account });
    meter.view(contract, DOMAIN_SEPARATORCall {});
    meter.view(contract, eip712DomainCall {});
    meter.view(contract, clockCall {});
    meter.view(contract, CLOCK_MODECall {});
    meter.view(contract, getVotes_0Call { account });
    meter.view(contract, getVotes_1Call { account, timepoint: past });
    meter.view(contract, getPastVotesCall { account, timepoint: past });
    meter.view(contract, getPastTotalSupplyCall { timepoint: past });
    meter.view(contract, delegatesCall { account });
    meter.view(contract, numCheckpointsCall { account });
    meter.view(contract, checkpointsCall { account, pos: 0 });
    meter.view(contract, versionCall {});
    meter.view(contract, COUNTING_MODECall {});
    meter.view(contract, tokenCall {});
    meter.view(contract, timelockCall {});
    meter.view(contract, BALLOT_TYPEHASHCall {});
    meter.view(contract, EXTENDED_BALLOT_TYPEHASHCall {});
    let motion = motion(dao.address(), 30);
    let queueCall { targets, values, calldatas, descriptionHash } = motion.queue();
    let lists = (targets.clone(), values.clone(), calldatas.clone());
    meter.view(contract, hashProposalCall { targets, values, calldatas, descriptionHash });
    let (targets, values, calldatas) = lists;
    meter.view(contract, getProposalIdCall { targets, values, calldatas, descriptionHash });
    meter.view(contract, stateCall { proposalId });
    meter.view(contract, proposalSnapshotCall { proposalId });
    meter.view(contract, proposalDeadlineCall { proposalId });
    meter.view(contract, proposalEtaCall { proposalId });
    meter.view(contract, proposalProposerCall { proposalId });
    meter.view(contract, proposalNeedsQueuingCall { proposalId });
    meter.view(contract, proposalVotesCall { proposalId });
    meter.view(contract, hasVotedCall { proposalId, account });
    meter.view(contract, getVotesWithParamsCall { account, timepoint: past, params: Bytes::new() });
    meter.view(contract, quorumCall { timepoint: past });
    meter.view(contract, proposalCountCall {});
    meter.view(contract, latestProposalCall {});
    meter.view(contract, proposalCall { proposalId });
    meter.view(contract, votingDelayCall {});
    meter.view(contract, votingPeriodCall {});
    meter.view(contract, lateQuorumVoteExtensionCall {});
    meter.view(contract, proposalThresholdCall {});
    meter.view(contract, quorumNumerator_0Call {});
    meter.view(contract, quorumNumerator_1Call { timepoint: past });
    meter.view(contract, quorumDenominatorCall {});
    meter.view(contract, getMinDelayCall {});
    meter.view(contract, GRACE_PERIODCall {});
    meter.view(contract, floorsCall {});
    meter.view(contract, proposalGuardianCall {});
    meter.view(contract, earningCall {});
    meter.view(contract, earnedCall {});
    meter.view(contract, claimedVotesCall { kind: 1, id: 1 });
    let (operator, from, tokenId, data) = (account, account, U256::ZERO, Bytes::new());
    meter.view(contract, onERC721ReceivedCall { operator, from, tokenId, data: data.clone() });
    let (id, value) = (U256::ZERO, U256::ZERO);
    meter.view(contract, onERC1155ReceivedCall { operator, from, id, value, data: data.clone() });
    let (ids, values) = (Vec::new(), Vec::new());
    meter.view(contract, onERC1155BatchReceivedCall { operator, from, ids, values, data });
    meter.view(contract, supportsInterfaceCall { interfaceId: FixedBytes([0x01, 0xff, 0xc9, 0xa7]) });
    by_vote_only(meter, dao);
}

/// What refuses everybody from outside; through a proposal each of them costs about what `execute` says.
fn by_vote_only(meter: &mut Meter, dao: &Dao) {
    let (contract, alice) = (dao.contract(), dao.member(0));
    let (account, value, data) = (alice.address(), U256::from(TOKEN), Bytes::new());
    meter.refused(contract, alice, setVotingDelayCall { newVotingDelay: 5.try_into().unwrap_or_default() });
    meter.refused(contract, alice, setVotingPeriodCall { newVotingPeriod: 50 });
    meter.refused(contract, alice, setProposalThresholdCall { newProposalThreshold: value });
    meter.refused(contract, alice, updateQuorumNumeratorCall { newQuorumNumerator: U256::from(50_000) });
    let newVoteExtension = 5.try_into().unwrap_or_default();
    meter.refused(contract, alice, setLateQuorumVoteExtensionCall { newVoteExtension });
    meter.refused(contract, alice, setProposalGuardianCall { newProposalGuardian: account });
    meter.refused(contract, alice, updateDelayCall { newDelay: U256::from(90) });
    meter.refused(contract, alice, updateGracePeriodCall { newGracePeriod: U256::from(900) });
    meter.refused(contract, alice, setEarningCall { newRate: 1, newCap: TOKEN });
    meter.refused(contract, alice, mintCall { to: account, amount: value });
    meter.refused(contract, alice, relayCall { target: account, value, data });
}
