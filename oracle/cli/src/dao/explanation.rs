//! Why the DAO refuses something, in words and with the numbers that decided.

use alloy_sol_types::SolInterface;
use tributary_client::{
    abi::IGovernance::{self, IGovernanceErrors as Error},
    governance::Record,
    Address, KnownError, B256, U256,
};
use tributary_core::governance::State;

use super::{
    holding::Holding,
    short,
    standing::{plural, state_word, utc, Clock, Standing},
    votes, whole,
};

mod parameter;
#[cfg(test)]
mod tests;

/// What was known when something was refused.
#[derive(Clone, Debug)]
pub struct Scene {
    /// Who asked for it.
    pub caller: Address,
    /// The DAO, which does something itself when it executes.
    pub dao: Address,
    /// When.
    pub clock: Clock,
    /// The proposal that it was about, if it was about one.
    pub proposal: Option<Record>,
    /// Who may veto; zero: nobody.
    pub guardian: Address,
    /// What the caller holds.
    pub holding: Holding,
}

/// Why the DAO refused. `None` if the error is none of the DAO's own: then an action's target refused.
pub fn explain(error: &KnownError, scene: &Scene) -> Option<String> {
    Error::abi_decode(error.data()).ok().map(|error| words(&error, scene))
}

/// Every error that the contract declares.
fn words(error: &Error, scene: &Scene) -> String {
    match error {
        Error::GovernorAlreadyCastVote(error) => {
            let who = scene.who(error.voter, "has", "have");
            format!("{who} voted on it already, and a vote cannot be changed")
        }
        Error::GovernorNonexistentProposal(error) => {
            let id = B256::from(error.proposalId);
            format!("there is no proposal {id}: `tributary dao list` shows those there are")
        }
        Error::GovernorUnexpectedProposalState(error) => scene.state(error),
        Error::TimelockUnexpectedOperationState(_) => scene.timelock(),
        Error::GovernorInsufficientProposerVotes(error) => scene.threshold(error.votes, error.threshold),
        Error::GovernorRestrictedProposer(error) => format!(
            "the description ends with #proposer= and another address than {}: only that one may propose it",
            error.proposer
        ),
        Error::GovernorUnableToCancel(error) => scene.cancel(error.account),
        Error::GuardianSpared(_) => {
            "the proposal does nothing but replace the guardian, who cannot veto that".to_owned()
        }
        Error::GovernorOnlyExecutor(error) if error.account == scene.dao => {
            "the DAO cannot relay a call to itself: what it does to itself is an action of its own".to_owned()
        }
        Error::GovernorOnlyExecutor(error) => format!(
            "only the DAO itself does this, by a proposal that passed; {} called",
            scene.whom(error.account)
        ),
        Error::GovernorInvalidSignature(error) => format!(
            "the signature is not that of {} under this ballot and the voter's present nonce: every ballot, \
             permit or delegation that is relayed ends those signed before",
            error.voter
        ),
        Error::GovernorInvalidVoteType(_) => "a vote is 0 (against), 1 (for) or 2 (abstain)".to_owned(),
        Error::GovernorInvalidVoteParams(_) => "this DAO takes ballots without params".to_owned(),
        Error::NoBallots(_) => "there is no ballot in the batch".to_owned(),
        Error::BallotsMismatch(error) => format!(
            "the batch has {} votes, {} voters and {} signatures; it takes one each",
            error.support, error.voters, error.signatures
        ),
        Error::InvalidAccountNonce(error) => {
            format!("{} has come to nonce {}", error.account, error.currentNonce)
        }
        Error::VotesExpiredSignature(error) => scene.expired("delegation", error.expiry),
        Error::ERC2612ExpiredSignature(error) => scene.expired("permit", error.deadline),
        Error::ERC2612InvalidSigner(error) => {
            format!("the permit was signed by {}, not by the owner {}", error.signer, error.owner)
        }
        Error::ECDSAInvalidSignature(_) => "no key signs so: the signature is malformed".to_owned(),
        Error::ECDSAInvalidSignatureS(_) => {
            "the signature's s is in the upper half of the group's order, where it does not count".to_owned()
        }
        Error::GovernorInvalidProposalLength(error) => format!(
            "{} targets, {} calldatas and {} values are not one or more actions",
            error.targets, error.calldatas, error.values
        ),
        Error::GovernorInvalidVotingPeriod(error) => {
            format!("a voting period of {} is none", blocks(error.votingPeriod))
        }
        Error::GovernorInvalidQuorumFraction(error) => {
            format!("a quorum of {} in {} is none", error.quorumNumerator, error.quorumDenominator)
        }
        Error::GovernorPreventLateQuorumVoteExtensionTooLarge(error) => format!(
            "an extension of {} is more than the {} of the voting period",
            blocks(error.newVoteExtension),
            error.maxVoteExtension
        ),
        Error::ParamOutOfBounds(error) => parameter::words(error),
        Error::SelfCallUnknown(error) => {
            format!("the DAO does nothing to itself by the selector {}", error.selector)
        }
        Error::SelfCallMalformed(error) => format!(
            "the arguments of the DAO's own function {} are not encoded to the last byte",
            error.selector
        ),
        Error::SelfCallPaying(error) => {
            format!("the DAO cannot pay itself {} coin along with a call", votes(error.value))
        }
        Error::TargetWithoutCode(error) => {
            format!("there is no contract at {} to read the calldata", error.target)
        }
        Error::FailedCall(_) => "the call failed and gave no reason: the treasury may not hold enough, the \
                                 gas may not suffice, or the target calls the DAO back, which it cannot while \
                                 it executes"
            .to_owned(),
        Error::HoldersMismatch(error) => {
            format!("{} holders and {} amounts are not one each", error.holders, error.amounts)
        }
        Error::ZeroAddress(_) => "an address is zero where somebody is needed".to_owned(),
        Error::ERC5805FutureLookup(error) => format!(
            "block {} is not over: the chain is at block {}, and votes are known at the end of past ones",
            error.timepoint, error.clock
        ),
        Error::ERC20InsufficientBalance(error) => format!(
            "{} {} tokens, of {} that it takes",
            scene.who(error.sender, "holds", "hold"),
            votes(error.balance),
            votes(error.needed)
        ),
        Error::ERC20InsufficientAllowance(error) => format!(
            "{} {} tokens, of {} that it takes",
            scene.who(error.spender, "may spend", "may spend"),
            votes(error.allowance),
            votes(error.needed)
        ),
        Error::ERC20InvalidSender(error) => format!("tokens cannot be taken from {}", error.sender),
        Error::ERC20InvalidReceiver(error) => format!("tokens cannot go to {}", error.receiver),
        Error::ERC20InvalidApprover(error) => format!("{} cannot approve", error.approver),
        Error::ERC20InvalidSpender(error) => format!("{} cannot be let to spend", error.spender),
        Error::ERC20ExceededSafeSupply(error) => format!(
            "a supply of {} tokens is more than the {} that can be counted",
            votes(error.increasedSupply),
            votes(error.cap)
        ),
        Error::GovernorAlreadyQueuedProposal(_) => "it is queued already".to_owned(),
        Error::GovernorDisabledDeposit(_) => "it takes no deposits".to_owned(),
        Error::GovernorProposalQueueingFailed(_) => "it could not be queued".to_owned(),
        Error::GovernorProposalQueueingNotRequired(_) => "it need not be queued".to_owned(),
        Error::SplitterWired(error) => format!("it goes by the splitter {} already, for good", error.splitter),
        Error::NotDeployer(error) => {
            format!("only {}, who deployed it, may wire it; {} called", error.deployer, scene.whom(error.caller))
        }
        Error::NotWired(_) => {
            "it was not told which splitter's votes it goes by: deploying was not finished".to_owned()
        }
        Error::SplitterUnreadable(error) => format!("nothing at {} answers as a splitter", error.splitter),
        Error::EpochBehind(error) => format!(
            "the splitter says that epoch {} is its newest final one, and said {} before",
            error.found, error.synced
        ),
        Error::CutOutOfRange(error) => format!(
            "no newer epoch's work counts yet: the newest final one was cut at block {}, and those count that are \
             cut after block {} and by {}",
            error.found, error.after_, error.latest
        ),
        Error::VotesShrank(error) => format!(
            "{} votes were earned in all, and the newest epoch says {}",
            votes(U256::from(error.before)),
            votes(U256::from(error.after_))
        ),
        Error::NotEarner(error) => {
            format!("only datasets and nodes earn votes, not accounts of kind {}", error.kind)
        }
        Error::EarnerUnknown(error) => {
            format!("nobody is known for account {} of kind {}", error.id, error.kind)
        }
        Error::OwnerMustCall(error) => format!(
            "the dataset is held by the contract {}, which has to claim its votes itself: it may be an escrow",
            error.owner
        ),
        Error::NothingSynced(_) => "no final epoch's votes were read from the splitter yet".to_owned(),
        Error::VotesAboveAllowed(error) => format!(
            "{} votes are claimed, and {} of the {} that the epochs so far can have earned are minted: the \
             oracles' root is false",
            votes(U256::from(error.wanted)),
            votes(U256::from(error.minted)),
            votes(U256::from(error.allowed))
        ),
        Error::ProofLength(error) => format!("a proof of {} bytes is not of whole steps", error.found),
        Error::ProofSide(error) => format!("step {} of the proof is on no side", error.step),
        Error::ProofRoot(error) => format!(
            "the proof leads to {}, and the votes read last are under {}: ask an oracle for a newer one",
            error.found, error.expected
        ),
        Error::ProofOverflow(error) => {
            format!("the proof's sums {} and {} exceed what can be counted", error.left, error.right)
        }
    }
}

impl Scene {
    /// A ballot of somebody who had no votes at the snapshot. The contract would take it, for nothing.
    pub fn powerless(&self, snapshot: u32) -> String {
        let delegated = match self.holding {
            Holding { balance, .. } if balance.is_zero() => {
                "; you hold no tokens, and nobody's are delegated to you".to_owned()
            }
            Holding { delegate, .. } if delegate.is_zero() => {
                "; delegate before the next proposal: `tributary dao delegate`".to_owned()
            }
            Holding { delegate, .. } if delegate == self.caller => {
                "; what is delegated by now counts for the next proposal".to_owned()
            }
            Holding { delegate, .. } => {
                format!("; your tokens' votes are with {delegate}: delegate before the next proposal")
            }
        };
        format!("you held 0 votes at block {snapshot}, when the snapshot was taken{delegated}")
    }

    /// A call that needs another state.
    fn state(&self, error: &IGovernance::GovernorUnexpectedProposalState) -> String {
        let id = short(error.proposalId);
        let expected = error.expectedStates.0.last().copied().unwrap_or_default();
        let Some(record) = &self.proposal else {
            // Only a proposal that should not be there is refused without being looked up before.
            return format!(
                "proposal {id} exists: the same actions with the same description were proposed before; another \
                 description makes another proposal"
            );
        };
        let standing = Standing::of(record, &self.clock).words;
        let word = state_word(record.state);
        let votes_over = record.kept.voteEnd;
        match (expected, record.state) {
            (ACTIVE, State::Pending) => format!("the vote on proposal {id} is not open yet: {standing}"),
            (ACTIVE, State::Succeeded | State::Defeated | State::Queued) => {
                format!("the vote on proposal {id} closed after block {votes_over}; the proposal is {word}")
            }
            (SUCCEEDED, State::Pending | State::Active) => {
                format!("proposal {id} is {word}, and only one that succeeded can be queued: {standing}")
            }
            (QUEUED, State::Succeeded) => format!("proposal {id} waits to be queued first: {standing}"),
            (_, State::Defeated) => format!("proposal {id} was defeated: {standing}"),
            _ => format!("proposal {id} is {word}: {standing}"),
        }
    }

    fn timelock(&self) -> String {
        match &self.proposal {
            Some(Record { id, kept, .. }) => {
                let (until, eta) = (self.clock.until_second(kept.etaSeconds), utc(kept.etaSeconds));
                let id = short(*id);
                format!("the timelock of proposal {id} ends in {until}, at {eta}: execute it then")
            }
            None => "its timelock has not ended".to_owned(),
        }
    }

    fn threshold(&self, found: U256, threshold: U256) -> String {
        let before = self.clock.now.block.number.saturating_sub(1);
        let (found_shown, needed) = (votes(found), votes(threshold));
        let Holding { balance, delegate, votes: now } = self.holding;
        let advice = if now >= threshold {
            format!("; you have {} by now, which count from the next block on", votes(now))
        } else if delegate.is_zero() && !balance.is_zero() {
            let balance = votes(balance);
            format!(
                "; your {balance} tokens are delegated to nobody: `tributary dao delegate` makes them count"
            )
        } else if delegate != self.caller && !balance.is_zero() {
            format!("; the votes of your {} tokens are with {delegate}", votes(balance))
        } else {
            String::new()
        };
        format!("you had {found_shown} votes at block {before}, and to propose takes {needed}{advice}")
    }

    fn cancel(&self, account: Address) -> String {
        let Some(record) = &self.proposal else {
            return format!("{} cannot cancel it", self.whom(account));
        };
        let (word, proposer) = (state_word(record.state), record.kept.proposer);
        let guardian = self.guardian;
        if account == proposer {
            let pending = "its proposer can call it off only before the vote is open";
            return format!("the proposal is {word}: {pending}");
        }
        if account == guardian {
            return format!("the proposal is {word}: the guardian can veto only what is queued");
        }
        if guardian.is_zero() {
            return format!(
                "{} did not propose it: {proposer} did; and the DAO has no guardian",
                self.whom(account)
            );
        }
        let who = self.who(account, "is", "are");
        format!("{who} neither the guardian, {guardian}, nor the proposer, {proposer}")
    }

    fn expired(&self, what: &str, at: U256) -> String {
        let (at, now) = (utc(u64::try_from(at).unwrap_or(u64::MAX)), utc(self.clock.now.seconds));
        format!("the {what} could be relayed until {at}, and it is {now}")
    }

    /// An account with what it does, as others are spoken of and as the reader is spoken to.
    fn who(&self, account: Address, one: &str, you: &str) -> String {
        if account == self.caller && account != self.dao {
            format!("you {you}")
        } else {
            format!("{} {one}", self.whom(account))
        }
    }

    /// An account, which may be the reader or the DAO.
    fn whom(&self, account: Address) -> String {
        if account == self.dao {
            "the DAO".to_owned()
        } else if account == self.caller {
            format!("you, {account},")
        } else {
            account.to_string()
        }
    }
}

/// So many blocks.
fn blocks(count: U256) -> String {
    plural(whole(count), "block")
}

const ACTIVE: u8 = State::Active.bit();
const SUCCEEDED: u8 = State::Succeeded.bit();
const QUEUED: u8 = State::Queued.bit();
