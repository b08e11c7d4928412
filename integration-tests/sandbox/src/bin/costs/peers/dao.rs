//! The token, the governor and its timelock, set up as the DAO is.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolValue;
use anyhow::{anyhow, ensure};
use tributary_sandbox::{
    abi::IGovernance::{delegateCall, Params},
    Actor, Contract, Dao, DaoBuilder, Sandbox,
};

use super::build::{Build, PeerGovernor, PeerToken, TimelockController};
use crate::{meter::Meter, voting::Assembly};

/// Deploys them; the members delegate to themselves, and a block passes.
///
/// # Errors
/// If one was not compiled, or is not where the others were told.
pub fn assemble(meter: &mut Meter, build: &Build) -> anyhow::Result<Assembly<PeerToken, PeerGovernor>> {
    let sandbox = Sandbox::new();
    let [deployer, guardian, other] = ["deployer", "guardian", "other"].map(|name| sandbox.actor(name));
    let DaoBuilder { params, members, .. } = Dao::builder();
    let amounts: Vec<U256> = members.iter().map(|(_, wei)| U256::from(*wei)).collect();
    let members: Vec<Actor> = members.iter().map(|(name, _)| sandbox.actor(name)).collect();
    let holders: Vec<Address> = members.iter().map(Into::into).collect();
    let members: [Actor; 4] = members.try_into().map_err(|_| anyhow!("members other than four"))?;
    let arguments = (holders, amounts).abi_encode_params();
    let token: Contract<PeerToken> = build.deploy(meter, &sandbox, &deployer, &arguments)?;

    // Each of the two is told where the other is.
    let timelock = sandbox.next_contract(&other);
    let rules = rules(&params);
    let arguments = (token.address(), timelock, guardian.address(), rules).abi_encode_params();
    let governor: Contract<PeerGovernor> = build.deploy(meter, &sandbox, &deployer, &arguments)?;
    // The governor alone proposes to it, anybody executes, and it is its own administrator.
    let (proposers, executors) = (vec![governor.address()], vec![Address::ZERO]);
    let delay = U256::from(params.timelockDelay);
    let arguments = (delay, proposers, executors, Address::ZERO).abi_encode_params();
    let deployed: Contract<TimelockController> = build.deploy(meter, &sandbox, &other, &arguments)?;
    ensure!(deployed.address() == timelock, "the timelock is at {}, not at {timelock}", deployed.address());

    for member in &members {
        token.call(member, delegateCall { delegatee: member.address() }, 0).ok();
    }
    sandbox.advance(1);
    Ok(Assembly { token, governor, treasury: timelock, members })
}

/// The delay, the period, the threshold, the quorum and the extension, in the order of the constructor.
fn rules(params: &Params) -> [U256; 5] {
    [
        U256::from(params.votingDelay),
        U256::from(params.votingPeriod),
        U256::from(params.proposalThreshold),
        U256::from(params.quorumNumerator),
        U256::from(params.lateQuorumExtension),
    ]
}
