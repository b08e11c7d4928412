//! Votes earned by work: what an oracle proves of them, held against the splitter, and claiming them.

use alloy_primitives::{Address, U256};
use tributary_client::{
    abi::{
        IGovernance::{
            self, claimVotesCall, claimedVotesCall, earnedCall, syncVotesCall, VotesClaimed, VotesSynced,
        },
        INodeRegistry, IRoyaltySplitter, IERC721,
    },
    Client, DatasetNft, Deployment, Governance, NodeRegistry, RoyaltySplitter, Signer,
};
use tributary_core::{
    governance::{Earning, RATE_UNIT},
    hashing::HostHashing,
    merkle::{verify_membership, Leaf, LeafFields, Node},
    Account, Wei,
};

use crate::{
    amount::coins,
    exit::Failure,
    final_root::{under_final_root, StaleProof},
    oracle_http::{self, path_of, Oracle, VotesProof},
};

#[cfg(test)]
mod tests;

/// Wei of a coin.
const COIN: u128 = 1_000_000_000_000_000_000;

/// An account whose work earns votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Worker {
    account: Account,
    id: u64,
}

impl Worker {
    /// That of an account.
    ///
    /// # Errors
    /// [`Failure::usage`] for all but datasets and nodes.
    pub fn of(account: Account) -> Result<Self, Failure> {
        let id = match account {
            Account::Dataset(id) => id.0,
            Account::Node(id) => id.0,
            other => {
                let (kind, _) = path_of(&other);
                return Err(Failure::usage(format!("only datasets and nodes earn votes, no {kind} does")));
            }
        };
        Ok(Self { account, id })
    }

    /// The account.
    pub const fn account(&self) -> &Account {
        &self.account
    }

    fn claim(&self, proof: &VotesProof) -> claimVotesCall {
        claimVotesCall {
            kind: self.account.kind(),
            id: self.id,
            cumulative: proof.cumulative_votes.0,
            proof: proof.proof.clone(),
        }
    }
}

/// The contracts by which votes are earned: the DAO, the splitter whose final epochs it reads, and the registries
/// that know whose datasets and nodes are.
#[derive(Clone, Debug)]
pub struct Work {
    dao: Governance,
    splitter: RoyaltySplitter,
    datasets: DatasetNft,
    nodes: NodeRegistry,
}

/// Where an account's votes stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerStanding {
    /// All that it earned under the final root; `None` if that is none.
    pub proof: Option<VotesProof>,
    /// What was minted for it, whoever owned it.
    pub claimed: Wei,
    /// To whom a claim mints now.
    pub to: Address,
}

impl WorkerStanding {
    /// All votes that it earned.
    pub fn cumulative(&self) -> Wei {
        self.proof.as_ref().map_or(Wei::ZERO, |proof| proof.cumulative_votes)
    }

    /// What was not minted. A claim mints as much of it as the epochs so far allow: all, unless oracles lied.
    pub fn open(&self) -> Wei {
        Wei(self.cumulative().0.saturating_sub(self.claimed.0))
    }
}

/// What claiming did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// What each account that earned any votes has earned in all.
    pub proofs: Vec<(Account, VotesProof)>,
    /// The epoch that the DAO had to read before, if it had to.
    pub read: Option<u64>,
    /// What was minted.
    pub minted: Vec<Minted>,
}

/// Votes that were minted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Minted {
    /// Who earned them.
    pub account: Account,
    /// To whom they were minted.
    pub to: Address,
    /// How many, in units of 10^-18.
    pub amount: Wei,
    /// What the account earned by its proof and has open still: more than the epochs so far allow.
    pub rest: Wei,
}

impl Claims {
    /// The newest epoch that anything is proven under; 0 if nobody earned any votes.
    pub fn epoch(&self) -> u64 {
        self.proofs.iter().map(|(_, proof)| proof.epoch).max().unwrap_or(0)
    }

    /// What an account has earned in all.
    pub fn earned(&self, account: &Account) -> Wei {
        let proof = self.proofs.iter().find(|(of, _)| of == account);
        proof.map_or(Wei::ZERO, |(_, proof)| proof.cumulative_votes)
    }

    /// What was minted for an account.
    pub fn minted(&self, account: &Account) -> Option<&Minted> {
        self.minted.iter().find(|minted| minted.account == *account)
    }
}

impl Work {
    /// Those of a deployment.
    pub fn of(client: &Client, deployment: &Deployment) -> Self {
        Self {
            dao: Governance::new(client.clone(), deployment.governance),
            splitter: RoyaltySplitter::new(client.clone(), deployment.royalty_splitter),
            datasets: DatasetNft::new(client.clone(), deployment.dataset_nft),
            nodes: NodeRegistry::new(client.clone(), deployment.node_registry),
        }
    }

    /// The registry of nodes and oracles.
    pub const fn nodes(&self) -> &NodeRegistry {
        &self.nodes
    }

    /// How votes are earned from now on.
    ///
    /// # Errors
    /// If the chain does not answer.
    pub async fn earning(&self) -> anyhow::Result<Earning> {
        let IGovernance::Earning { rate, cap } = self.dao.read(IGovernance::earningCall {}).await?;
        Ok(Earning { rate, cap })
    }

    /// The DAO's books of votes earned.
    ///
    /// # Errors
    /// If the chain does not answer.
    pub async fn books(&self) -> anyhow::Result<IGovernance::Earned> {
        Ok(self.dao.read(earnedCall {}).await?)
    }

    /// Who gets the treasury's cut, which earns votes only if that is the DAO.
    ///
    /// # Errors
    /// If the chain does not answer.
    pub async fn treasury(&self) -> anyhow::Result<Address> {
        Ok(self.splitter.read(IRoyaltySplitter::treasuryCall {}).await?)
    }

    /// `treasury`, if it is not the DAO.
    pub fn elsewhere(&self, treasury: Address) -> Option<Address> {
        (treasury != self.dao.address()).then_some(treasury)
    }

    /// The splitter's final root.
    ///
    /// # Errors
    /// If the chain does not answer.
    pub async fn root(&self) -> anyhow::Result<IRoyaltySplitter::Root> {
        Ok(self.splitter.read(IRoyaltySplitter::rootCall {}).await?)
    }

    /// Where an account's votes stand, by what `oracle` proves.
    ///
    /// # Errors
    /// If the oracle or the chain does not answer, the proof does not hold, or there is no such dataset or node.
    pub async fn standing(&self, oracle: Oracle<'_>, worker: &Worker) -> anyhow::Result<WorkerStanding> {
        let to = self.beneficiary(worker).await?;
        let proof = under_final_root(async || self.proven(oracle, worker.account()).await).await?;
        Ok(WorkerStanding { proof, claimed: self.claimed(worker).await?, to })
    }

    /// Claims what `oracle` proves for these accounts, as far as it was not claimed before, after the DAO read the
    /// splitter's final epoch if it had not. Without anything new, nothing is sent. Nothing is claimed either if
    /// one of the claims would be refused by itself.
    ///
    /// # Errors
    /// If the oracle does not answer, a proof does not hold or the chain refuses. What a transaction claimed before
    /// that stays claimed.
    pub async fn claim(
        &self,
        signer: &Signer,
        oracle: Oracle<'_>,
        workers: &[Worker],
    ) -> anyhow::Result<Claims> {
        let mut all = Claims::default();
        under_final_root(async || {
            all.proofs.clear();
            let mut calls = Vec::new();
            for worker in workers {
                let Some(proof) = self.proven(oracle, worker.account()).await? else { continue };
                if self.claimed(worker).await? < proof.cumulative_votes {
                    calls.push((*worker, worker.claim(&proof)));
                }
                all.proofs.push((worker.account, proof));
            }
            if calls.is_empty() {
                return Ok(());
            }
            if self.books().await?.epoch < all.epoch() {
                let receipt = self.dao.write(signer, syncVotesCall {}).await?;
                let synced = receipt.events_of::<VotesSynced>(self.dao.address()).next();
                // Without the event somebody else had it read at the same time.
                all.read = synced.map(|event| event.epoch).or(all.read);
            }
            for (_, call) in &calls {
                self.dao.simulate(signer.account_id(), call.clone(), Wei::ZERO).await?;
            }
            for (worker, call) in calls {
                let cumulative = call.cumulative;
                let receipt = self.dao.write(signer, call).await?;
                let claimed = receipt.events_of::<VotesClaimed>(self.dao.address()).next();
                // The same holds of a claim.
                let Some(VotesClaimed { to, amount, .. }) = claimed else { continue };
                let rest = Wei(cumulative.saturating_sub(self.claimed(&worker).await?.0));
                all.minted.push(Minted { account: worker.account, to, amount: Wei(amount), rest });
            }
            Ok(())
        })
        .await?;
        Ok(all)
    }

    /// To whom a claim mints now, as the DAO resolves it: the dataset's owner, or where the node is paid.
    async fn beneficiary(&self, worker: &Worker) -> anyhow::Result<Address> {
        let id = worker.id;
        Ok(match worker.account {
            Account::Node(_) => self.nodes.read(INodeRegistry::nodeCall { id }).await?.payout,
            _ => self.datasets.read(IERC721::ownerOfCall { tokenId: U256::from(id) }).await?,
        })
    }

    /// What was claimed of an account before.
    async fn claimed(&self, worker: &Worker) -> anyhow::Result<Wei> {
        let call = claimedVotesCall { kind: worker.account.kind(), id: worker.id };
        Ok(Wei(self.dao.read(call).await?))
    }

    /// What `oracle` proves that an account earned under the final root; `None` if it says that this is none.
    async fn proven(&self, oracle: Oracle<'_>, account: &Account) -> anyhow::Result<Option<VotesProof>> {
        // That it has no votes says nothing of the epoch that the oracle is at: this was at that one before.
        let settled = oracle_http::settling_proof(oracle, account).await?.map_or(0, |proof| proof.epoch);
        let found = oracle_http::votes_proof(oracle, account).await?;
        checked(&self.root().await?, settled, found, account)
    }
}

/// Holds what an oracle said of an account's votes, when it was at epoch `settled`, against the final root.
///
/// # Errors
/// [`StaleProof`] while it is at another epoch than the chain; [`Failure::not_verified`] if the proof does not hold.
fn checked(
    root: &IRoyaltySplitter::Root,
    settled: u64,
    found: Option<VotesProof>,
    account: &Account,
) -> anyhow::Result<Option<VotesProof>> {
    let (proven, last) = (found.as_ref().map_or(settled, |proof| proof.epoch), root.epoch);
    if proven != last {
        return Err(StaleProof { proven, last }.into());
    }
    let Some(proof) = found else { return Ok(None) };
    let (kind, id) = path_of(account);
    if proof.account.0 != account.to_word() {
        let words = format!("the oracle's proof is of another account than {kind} {id}");
        return Err(Failure::not_verified(words).into());
    }
    let under = Node { hash: root.votesHash.0, sum: Wei(root.votesSum) };
    let leaf = Leaf { fields: LeafFields::Total(*account), amount: proof.cumulative_votes };
    if let Err(error) = verify_membership::<HostHashing>(&under, &leaf, &proof.proof) {
        let votes = coins(proof.cumulative_votes);
        let words = format!(
            "the oracle says that {kind} {id} earned {votes} votes under epoch {last}, and its proof does not \
             hold: {error}"
        );
        return Err(Failure::not_verified(words).into());
    }
    Ok(Some(proof))
}

/// How votes are earned, in words; `elsewhere` is who gets the treasury's cut, if not the DAO.
pub fn earning_words(earning: &Earning, elsewhere: Option<Address>) -> String {
    if earning.rate == 0 {
        return "work earns no votes: the rate is 0".to_owned();
    }
    if earning.cap == 0 {
        return "work earns no votes: the cap is 0".to_owned();
    }
    let per_coin = u128::from(earning.rate).saturating_mul(COIN.div_euclid(RATE_UNIT));
    let (per_coin, cap) = (coins(Wei(per_coin)), coins(Wei(earning.cap)));
    let words = format!(
        "votes for each coin of the treasury's cut: {per_coin}, shared by the datasets and the node of each \
         answer; for all together in an epoch: {cap} at most"
    );
    match elsewhere {
        None => words,
        Some(treasury) => format!(
            "work earns no votes while the treasury's cut goes to {treasury}, not to the DAO; it would earn \
             {words}"
        ),
    }
}
