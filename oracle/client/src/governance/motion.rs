//! What a proposal does and says, and the calls that are about it.

use alloy_primitives::{keccak256, Address, Bytes, B256, U256};
use alloy_sol_types::{SolCall, SolValue};
use tributary_core::Wei;

use crate::abi::IGovernance::{cancelCall, executeCall, proposeCall, queueCall, ProposalCreated};

#[cfg(test)]
mod tests;

/// One call that a proposal makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Who is called.
    pub target: Address,
    /// The wei sent along.
    pub value: U256,
    /// Selector and arguments.
    pub calldata: Bytes,
}

impl Action {
    /// A call without money.
    pub fn call(target: Address, call: &impl SolCall) -> Self {
        Self { target, value: U256::ZERO, calldata: call.abi_encode().into() }
    }

    /// A payment out of the treasury, without calldata.
    pub fn pay(target: Address, amount: Wei) -> Self {
        Self { target, value: U256::from(amount.0), calldata: Bytes::new() }
    }
}

/// What is proposed: its actions in order, and what it says of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Motion {
    /// What it does.
    pub actions: Vec<Action>,
    /// Its text; the first line is its title.
    pub description: String,
}

impl Motion {
    /// A motion of these actions.
    pub fn new(actions: Vec<Action>, description: impl Into<String>) -> Self {
        Self { actions, description: description.into() }
    }

    /// The first line of the description that says something, without the marks of a heading.
    pub fn title(&self) -> &str {
        let mut lines = self.description.lines().map(|line| line.trim_start_matches('#').trim());
        lines.find(|line| !line.is_empty()).unwrap_or_default()
    }

    /// The Keccak-256 hash of the description.
    pub fn description_hash(&self) -> B256 {
        keccak256(&self.description)
    }

    /// The proposal's id: the Keccak-256 hash of
    /// `abi.encode(targets, values, calldatas, descriptionHash)`, as OpenZeppelin's `hashProposal` has it.
    pub fn id(&self) -> U256 {
        let (targets, values, calldatas) = self.lists();
        let encoded = (targets, values, calldatas, self.description_hash()).abi_encode_params();
        U256::from_be_bytes(keccak256(encoded).0)
    }

    /// The same motion, which `proposer` alone may propose.
    pub fn only_by(mut self, proposer: Address) -> Self {
        self.description = format!("{}\n\n#proposer={proposer:#x}", self.description.trim_end());
        self
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

    /// The call that cancels it, as its proposer's or as the guardian's veto.
    pub fn cancel(&self) -> cancelCall {
        let (targets, values, calldatas) = self.lists();
        cancelCall { targets, values, calldatas, descriptionHash: self.description_hash() }
    }

    fn lists(&self) -> (Vec<Address>, Vec<U256>, Vec<Bytes>) {
        let targets = self.actions.iter().map(|action| action.target).collect();
        let values = self.actions.iter().map(|action| action.value).collect();
        let calldatas = self.actions.iter().map(|action| action.calldata.clone()).collect();
        (targets, values, calldatas)
    }
}

impl From<ProposalCreated> for Motion {
    fn from(event: ProposalCreated) -> Self {
        let ProposalCreated { targets, values, calldatas, description, .. } = event;
        let lists = targets.into_iter().zip(values).zip(calldatas);
        let actions = lists.map(|((target, value), calldata)| Action { target, value, calldata });
        Self { actions: actions.collect(), description }
    }
}
