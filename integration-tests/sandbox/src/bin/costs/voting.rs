//! What the DAO and its peer both do, call for call, so that both are measured doing the same.
#![allow(non_snake_case, reason = "fields named as in the ABI")]

use alloy_primitives::{Address, Bytes, U256};
use tributary_sandbox::{
    abi::IGovernance::*,
    dao::FOR,
    typed_data::{domain, Ballot, Delegation, ExtendedBallot, Permit},
    Action, Actor, Contract, Dao, Governance, Kind, Motion, Sandbox, Wallet, TOKEN,
};

use crate::meter::Meter;

const REASON: &str = "More people can take part, also those who vote at weekends only";

/// How long [`tributary_sandbox::DaoBuilder`]'s timelock is, in blocks.
const TIMELOCK: u32 = 10;

/// A token, the governor that counts its votes, and who holds it. The DAO is both contracts in one.
pub struct Assembly<T, G> {
    /// The token.
    pub token: Contract<T>,
    /// The governor.
    pub governor: Contract<G>,
    /// Where the money is that proposals pay.
    pub treasury: Address,
    /// Who holds the tokens of [`tributary_sandbox::DaoBuilder`], each delegated to itself a block ago.
    pub members: [Actor; 4],
}

impl Assembly<Governance, Governance> {
    /// That of a DAO with four members.
    pub fn of(dao: &Dao) -> Self {
        let contract = dao.contract().clone();
        Self {
            treasury: contract.address(),
            token: contract.clone(),
            governor: contract,
            members: [0, 1, 2, 3].map(|place| dao.member(place).clone()),
        }
    }
}

/// A proposal to set another voting period.
pub fn motion(governor: Address, period: u32) -> Motion {
    let call = setVotingPeriodCall { newVotingPeriod: period };
    Motion::new(vec![Action::call(governor, &call)], &format!("A vote of {period} blocks. {REASON}."))
}

impl<T: Kind, G: Kind> Assembly<T, G> {
    /// Measures all that both do.
    pub fn measure(&self, meter: &mut Meter) {
        self.transfers(meter);
        self.delegations(meter);
        self.round(meter);
        self.by_signature(meter);
        self.without_threshold(meter);
    }

    const fn sandbox(&self) -> &Sandbox {
        self.governor.sandbox()
    }

    fn transfers(&self, meter: &mut Meter) {
        let (contract, [alice, bob, carol, dan]) = (&self.token, &self.members);
        let (to, value) = (bob.address(), U256::from(TOKEN));
        let advance = || self.sandbox().advance(1);
        meter.call(contract, alice, transferCall { to, value }, "both delegate to themselves");
        advance();
        for _ in 0..11 {
            contract.call(alice, transferCall { to, value }, 0).ok();
            advance();
        }
        meter.call(contract, alice, transferCall { to, value }, "the same, 13 recent checkpoints each");
        meter.call(contract, alice, transferCall { to, value }, "the same, once more in a block");
        for _ in 0..2 {
            advance();
            contract.call(alice, transferCall { to, value }, 0).ok();
        }
        advance();
        meter.call(contract, alice, transferCall { to, value }, "the same, both spill 12 checkpoints");
        let [one, two] = ["one", "two"].map(|name| self.sandbox().actor(name));
        let spender = two.address();
        meter.call(
            contract,
            alice,
            transferCall { to: one.address(), value },
            "to a new account without delegate",
        );
        advance();
        meter.call(contract, &one, transferCall { to: two.address(), value }, "nobody delegated");
        meter.call(contract, alice, approveCall { spender, value: U256::from(10 * TOKEN) }, "");
        advance();
        let call = transferFromCall { from: alice.address(), to, value };
        meter.call(contract, &two, call, "both delegate to themselves");
        contract.call(&two, delegateCall { delegatee: carol.address() }, 0).ok();
        contract.call(&one, delegateCall { delegatee: dan.address() }, 0).ok();
        advance();
        let call = transferCall { to: one.address(), value };
        meter.call(contract, &two, call, "each delegates to someone else");
    }

    fn delegations(&self, meter: &mut Meter) {
        let (contract, [alice, bob, ..]) = (&self.token, &self.members);
        let value = U256::from(TOKEN);
        let fresh = self.sandbox().actor("fresh");
        contract.call(alice, transferCall { to: fresh.address(), value }, 0).ok();
        self.sandbox().advance(1);
        meter.call(contract, &fresh, delegateCall { delegatee: fresh.address() }, "to itself");
        self.sandbox().advance(1);
        meter.call(contract, &fresh, delegateCall { delegatee: alice.address() }, "from itself to another");
        self.sandbox().advance(1);
        meter.call(contract, &fresh, delegateCall { delegatee: bob.address() }, "from one to another");
    }

    fn round(&self, meter: &mut Meter) {
        let (contract, [alice, bob, carol, dan]) = (&self.governor, &self.members);
        let first = motion(contract.address(), 25);
        meter.call(contract, alice, first.propose(), "one action");
        let long = Motion::new(first.actions.clone(), &"A vote of 25 blocks. ".repeat(50));
        meter.call(contract, alice, long.propose(), "one action, 1,050 characters");
        let four = Motion::new([first.actions.as_slice(); 4].concat(), "Four times");
        meter.call(contract, alice, four.propose(), "four actions");
        self.sandbox().advance(3);
        let (proposalId, support) = (first.id(), FOR);
        let call = castVoteCall { proposalId, support };
        meter.call(contract, alice, call, "the first ballot, 8 recent checkpoints");
        meter.call(contract, carol, castVoteCall { proposalId, support }, "a later ballot");
        let call = castVoteWithReasonCall { proposalId, support, reason: REASON.to_owned() };
        meter.call(contract, bob, call, "64 characters");
        let (reason, params) = (REASON.to_owned(), Bytes::new());
        let call = castVoteWithReasonAndParamsCall { proposalId, support, reason, params };
        meter.call(contract, dan, call, "64 characters, no params");
        self.close(proposalId);
        meter.call(contract, alice, first.queue(), "");
        self.sandbox().advance(TIMELOCK);
        meter.call(contract, alice, first.execute(), "one parameter");
        let receiver = self.sandbox().actor("receiver").address();
        self.sandbox().call(alice, self.treasury, Vec::new(), U256::from(TOKEN)).ok();
        let payment = Motion::new(vec![Action::pay(receiver, TOKEN)], "A payment");
        self.ready(&payment);
        meter.call(contract, alice, payment.execute(), "one payment");
        let other = motion(contract.address(), 20);
        contract.call(alice, other.propose(), 0).ok();
        meter.call(contract, alice, other.cancel(), "by its proposer");
    }

    fn by_signature(&self, meter: &mut Meter) {
        let (token, governor, [alice, ..]) = (&self.token, &self.governor, &self.members);
        let [first, second] = ["first", "second"].map(Wallet::new);
        let (owner, value) = (first.address(), U256::from(TOKEN));
        for voter in [&first, &second] {
            token.call(alice, transferCall { to: voter.address(), value }, 0).ok();
        }
        let actor = second.actor(self.sandbox());
        token.call(&actor, delegateCall { delegatee: second.address() }, 0).ok();

        let (own, deadline, spender) = (domain(token.address()), U256::MAX, alice.address());
        let permit = Permit { owner, spender, value, nonce: U256::ZERO, deadline };
        meter.call(token, alice, permit.relayed(&first.sign_typed(&permit, &own)), "");
        let delegation = Delegation { delegatee: owner, nonce: U256::from(1), expiry: deadline };
        meter.call(token, alice, delegation.relayed(&first.sign_typed(&delegation, &own)), "to itself");

        let (proposalId, support) = (self.open(&motion(governor.address(), 30)), FOR);
        let own = domain(governor.address());
        // The DAO has one sequence of nonces for both, its peer has two.
        let nonce = |owner: Address| governor.view(noncesCall { owner });
        let ballot = Ballot { proposalId, support, voter: owner, nonce: nonce(owner) };
        let signature = first.sign_typed(&ballot, &own).into();
        meter.call(governor, alice, castVoteBySigCall { proposalId, support, voter: owner, signature }, "");
        let (voter, reason, params) = (second.address(), REASON.to_owned(), Bytes::new());
        let (signed, unused) = (reason.clone(), params.clone());
        let nonce = nonce(voter);
        let ballot = ExtendedBallot { proposalId, support, voter, nonce, reason: signed, params: unused };
        let signature = second.sign_typed(&ballot, &own).into();
        let call =
            castVoteWithReasonAndParamsBySigCall { proposalId, support, voter, reason, params, signature };
        meter.call(governor, alice, call, "64 characters, no params");
    }

    /// Where it takes no votes to propose, which is decided here.
    fn without_threshold(&self, meter: &mut Meter) {
        let (contract, [alice, ..]) = (&self.governor, &self.members);
        let call = setProposalThresholdCall { newProposalThreshold: U256::ZERO };
        let lifted = Motion::new(vec![Action::call(contract.address(), &call)], "Anybody may propose");
        self.ready(&lifted);
        contract.call(alice, lifted.execute(), 0).ok();
        meter.call(contract, alice, motion(contract.address(), 28).propose(), "one action, no threshold");
    }

    /// Proposes, and lets blocks pass until votes count.
    fn open(&self, motion: &Motion) -> U256 {
        let [proposer, ..] = &self.members;
        let proposalId = self.governor.call(proposer, motion.propose(), 0).ok().value;
        self.pass(self.governor.view(proposalSnapshotCall { proposalId }));
        proposalId
    }

    /// Lets blocks pass until the vote is over.
    fn close(&self, proposalId: U256) {
        self.pass(self.governor.view(proposalDeadlineCall { proposalId }));
    }

    /// Lets blocks pass until this one is past.
    fn pass(&self, block: U256) {
        self.sandbox().advance_to(block.saturating_to::<u32>().saturating_add(1));
    }

    /// Proposes; all members vote for it; it is queued, and its timelock passes.
    fn ready(&self, motion: &Motion) {
        let proposalId = self.open(motion);
        for member in &self.members {
            self.governor.call(member, castVoteCall { proposalId, support: FOR }, 0).ok();
        }
        self.close(proposalId);
        let [proposer, ..] = &self.members;
        self.governor.call(proposer, motion.queue(), 0).ok();
        self.sandbox().advance(TIMELOCK);
    }
}
