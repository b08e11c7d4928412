//! The DAO, with members who hold its tokens and what they do together.

use alloy_primitives::{keccak256, Address, Bytes, B256, U256};
use alloy_sol_types::SolCall;

use crate::{
    abi::IGovernance::{
        castVoteCall, delegateCall, executeCall, proposalCall, proposeCall, queueCall, wireCall, Earning,
        Floors, Params,
    },
    actor::Actor,
    chain::Sandbox,
    constructors::GovernanceArguments,
    contract::{Contract, Governance, GovernanceError},
    outcome::Outcome,
    suite::{Suite, TOKEN},
};

/// Votes against.
pub const AGAINST: u8 = 0;
/// Votes for.
pub const FOR: u8 = 1;
/// Abstains.
pub const ABSTAIN: u8 = 2;

/// What a [`Dao`] is made with. Times are short, so that tests can wait for them.
#[derive(Clone, Debug)]
pub struct DaoBuilder {
    /// What votes can change.
    pub params: Params,
    /// What votes cannot go below.
    pub floors: Floors,
    /// How work earns votes; at first none.
    pub earning: Earning,
    /// Who holds how many tokens, in wei; each delegates to itself.
    pub members: Vec<(String, u128)>,
}

impl Default for DaoBuilder {
    fn default() -> Self {
        let member = |name: &str, tokens: u128| (name.to_owned(), tokens.saturating_mul(TOKEN));
        Self {
            params: Params {
                votingDelay: 2,
                votingPeriod: 20,
                lateQuorumExtension: 8,
                timelockDelay: 60,
                gracePeriod: 600,
                quorumNumerator: 100_000,
                proposalThreshold: TOKEN,
            },
            floors: Floors { votingPeriod: 5, timelockDelay: 30 },
            earning: Earning::default(),
            members: vec![member("alice", 500), member("bob", 300), member("carol", 150), member("dan", 50)],
        }
    }
}

impl DaoBuilder {
    /// Other parameters.
    pub fn params(mut self, params: Params) -> Self {
        self.params = params;
        self
    }

    /// Lets work earn votes.
    pub fn earning(mut self, rate: u64, cap: u128) -> Self {
        self.earning = Earning { rate, cap };
        self
    }

    /// Other members: names and tokens in wei.
    pub fn members(mut self, members: &[(&str, u128)]) -> Self {
        self.members = members.iter().map(|(name, wei)| ((*name).to_owned(), *wei)).collect();
        self
    }

    /// The constructor's arguments.
    pub fn arguments(&self, guardian: Address) -> GovernanceArguments {
        GovernanceArguments {
            guardian,
            params: self.params.clone(),
            floors: self.floors.clone(),
            earning: self.earning.clone(),
            holders: self.members.iter().map(|(name, _)| Actor::ethereum(name).address()).collect(),
            amounts: self.members.iter().map(|(_, wei)| *wei).collect(),
        }
    }

    /// Deploys it on a chain of its own; its members delegate to themselves, and a block passes.
    ///
    /// # Panics
    /// If the contract was not built or refuses its arguments.
    #[track_caller]
    pub fn build(self) -> Dao {
        self.build_on(Sandbox::new())
    }

    /// Deploys it beside `suite`, by the epochs of whose splitter votes are earned from then on.
    ///
    /// # Panics
    /// If the contract was not built or refuses its arguments.
    #[track_caller]
    pub fn build_beside(self, suite: &Suite) -> Dao {
        let dao = self.build_on(suite.sandbox().clone());
        dao.contract.call(suite.deployer(), wireCall { splitter: suite.splitter().address() }, 0).ok();
        dao
    }

    /// The same as [`DaoBuilder::build`] on `sandbox`.
    ///
    /// # Panics
    /// If the contract was not built or refuses its arguments.
    #[track_caller]
    pub fn build_on(self, sandbox: Sandbox) -> Dao {
        let [deployer, guardian] = ["deployer", "guardian"].map(|name| sandbox.actor(name));
        let arguments = self.arguments(guardian.address()).encode();
        let contract: Contract<Governance> = Contract::deploy(&sandbox, &deployer, &arguments).ok().value;
        let members: Vec<Actor> = self.members.iter().map(|(name, _)| sandbox.actor(name)).collect();
        for member in &members {
            contract.call(member, delegateCall { delegatee: member.address() }, 0).ok();
        }
        sandbox.advance(1);
        Dao { contract, guardian, members, params: self.params }
    }
}

/// One action of a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Whom it calls.
    pub target: Address,
    /// Wei sent along.
    pub value: U256,
    /// What it says.
    pub calldata: Bytes,
}

impl Action {
    /// A call without money.
    pub fn call(target: impl Into<Address>, call: &impl SolCall) -> Self {
        Self { target: target.into(), value: U256::ZERO, calldata: call.abi_encode().into() }
    }

    /// A payment without calldata.
    pub fn pay(target: impl Into<Address>, wei: u128) -> Self {
        Self { target: target.into(), value: U256::from(wei), calldata: Bytes::new() }
    }
}

/// What was proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Motion {
    /// What it does.
    pub actions: Vec<Action>,
    /// What it says.
    pub description: String,
}

impl Motion {
    /// A proposal of these actions.
    pub fn new(actions: Vec<Action>, description: &str) -> Self {
        Self { actions, description: description.to_owned() }
    }

    fn lists(&self) -> (Vec<Address>, Vec<U256>, Vec<Bytes>) {
        let targets = self.actions.iter().map(|action| action.target).collect();
        let values = self.actions.iter().map(|action| action.value).collect();
        let calldatas = self.actions.iter().map(|action| action.calldata.clone()).collect();
        (targets, values, calldatas)
    }

    /// Its description's hash.
    pub fn description_hash(&self) -> B256 {
        keccak256(&self.description)
    }

    /// Its id, by alloy's encoding.
    pub fn id(&self) -> U256 {
        use alloy_sol_types::SolValue;
        let (targets, values, calldatas) = self.lists();
        U256::from_be_bytes(
            keccak256((targets, values, calldatas, self.description_hash()).abi_encode_params()).0,
        )
    }

    /// The call that proposes it.
    pub fn propose(&self) -> proposeCall {
        let (targets, values, calldatas) = self.lists();
        proposeCall { targets, values, calldatas, description: self.description.clone() }
    }

    /// The call that queues it.
    pub fn queue(&self) -> queueCall {
        let (targets, values, calldatas) = self.lists();
        queueCall { targets, values, calldatas, descriptionHash: self.description_hash() }
    }

    /// The call that executes it.
    pub fn execute(&self) -> executeCall {
        let (targets, values, calldatas) = self.lists();
        executeCall { targets, values, calldatas, descriptionHash: self.description_hash() }
    }

    /// The call that calls it off.
    pub fn cancel(&self) -> crate::abi::IGovernance::cancelCall {
        let (targets, values, calldatas) = self.lists();
        crate::abi::IGovernance::cancelCall {
            targets,
            values,
            calldatas,
            descriptionHash: self.description_hash(),
        }
    }
}

/// The deployed DAO.
#[derive(Clone, Debug)]
pub struct Dao {
    contract: Contract<Governance>,
    guardian: Actor,
    members: Vec<Actor>,
    params: Params,
}

impl Dao {
    /// The defaults of [`DaoBuilder`], to change or to build.
    pub fn builder() -> DaoBuilder {
        DaoBuilder::default()
    }

    /// The contract.
    pub const fn contract(&self) -> &Contract<Governance> {
        &self.contract
    }

    /// Where it is.
    pub const fn address(&self) -> Address {
        self.contract.address()
    }

    /// The chain it is on.
    pub const fn sandbox(&self) -> &Sandbox {
        self.contract.sandbox()
    }

    /// Who may veto.
    pub const fn guardian(&self) -> &Actor {
        &self.guardian
    }

    /// Who holds tokens, in the builder's order.
    pub fn members(&self) -> &[Actor] {
        &self.members
    }

    /// The member of this place.
    ///
    /// # Panics
    /// If there is none.
    #[track_caller]
    pub fn member(&self, place: usize) -> &Actor {
        match self.members.get(place) {
            Some(member) => member,
            None => crate::outcome::fail(&format!("there are {} members", self.members.len())),
        }
    }

    /// What it was made with.
    pub const fn params(&self) -> &Params {
        &self.params
    }

    /// Proposes as the first member, and lets blocks pass until votes count.
    #[track_caller]
    pub fn open(&self, motion: &Motion) -> U256 {
        let id = self.contract.call(self.member(0), motion.propose(), 0).ok().value;
        self.advance_past(self.contract.view(proposalCall { proposalId: id }).voteStart);
        id
    }

    /// Casts a ballot.
    #[track_caller]
    pub fn vote(&self, voter: &Actor, proposal: U256, support: u8) -> U256 {
        self.contract.call(voter, castVoteCall { proposalId: proposal, support }, 0).ok().value
    }

    /// Lets blocks pass until the vote is over.
    #[track_caller]
    pub fn close(&self, proposal: U256) {
        self.advance_past(self.contract.view(proposalCall { proposalId: proposal }).voteEnd);
    }

    /// Proposes; all members vote for it; it is queued, and its timelock passes.
    #[track_caller]
    pub fn ready(&self, motion: &Motion) -> U256 {
        let id = self.open(motion);
        for member in &self.members {
            self.vote(member, id, FOR);
        }
        self.close(id);
        self.contract.call(self.member(0), motion.queue(), 0).ok();
        self.wait(self.params.timelockDelay);
        id
    }

    /// The same, and executes it: nothing if that succeeds.
    #[track_caller]
    pub fn attempt(&self, motion: &Motion) -> Outcome<U256, GovernanceError> {
        self.ready(motion);
        self.contract.call(self.member(0), motion.execute(), 0)
    }

    /// Decides and does these actions.
    #[track_caller]
    pub fn pass(&self, actions: Vec<Action>, description: &str) -> crate::outcome::Receipt<U256> {
        self.attempt(&Motion::new(actions, description)).ok()
    }

    /// Lets at least so many seconds pass.
    #[track_caller]
    pub fn wait(&self, seconds: u32) {
        self.sandbox().advance(seconds.div_ceil(6));
    }

    #[track_caller]
    fn advance_past(&self, block: u32) {
        let after = block.saturating_add(1);
        if self.sandbox().block() < after {
            self.sandbox().advance_to(after);
        }
    }
}
