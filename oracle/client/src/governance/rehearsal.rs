//! Whether an action would succeed if the DAO did it now.

use alloy_primitives::U256;
use alloy_sol_types::SolError;
use futures::try_join;
use tributary_core::{
    governance::{self_call::SelfCallError, Floors, ParamError, Params, SelfCall},
    Ppm, Wei,
};

use super::Action;
use crate::{
    abi::IGovernance::{
        floorsCall, getMinDelayCall, lateQuorumVoteExtensionCall, proposalThresholdCall,
        quorumNumerator_0Call, totalSupplyCall, votingDelayCall, votingPeriodCall, FailedCall,
        GRACE_PERIODCall, ParamOutOfBounds, SelfCallMalformed, SelfCallPaying, SelfCallUnknown,
        TargetWithoutCode,
    },
    client::to_native,
    contracts::Governance,
    error::{ClientError, Result},
    revert::KnownError,
    signer::derived_account,
};

impl Governance {
    /// Does one action as the DAO would, by itself and without leaving a trace, in the newest state. What an
    /// earlier action of the same proposal changes does not show, nor what changes until it is executed.
    ///
    /// Calls on the DAO itself cannot be tried from outside: their arguments are checked by the DAO's own
    /// rules, and those that set a parameter by its bounds.
    ///
    /// # Errors
    /// [`ClientError::Reverted`] or [`ClientError::Dispatch`] if it would fail; the node's.
    pub async fn rehearse(&self, action: &Action) -> Result<()> {
        if action.target == self.address() {
            return self.rehearse_own(action).await;
        }
        let client = self.client();
        let at = client.best_hash().await?;
        if !action.calldata.is_empty() && client.code_hash(action.target, Some(at)).await?.is_none() {
            return Err(self.refusal(&TargetWithoutCode { target: action.target }));
        }
        // More than 128 bits is more than there is.
        let value = Wei(u128::try_from(action.value).unwrap_or(u128::MAX));
        let native = to_native(&client.runtime_at(at).await?, value)?;
        let caller = derived_account(self.address());
        client.dry_call(caller, action.target, native, &action.calldata, at).await.map(|_| ())
    }

    async fn rehearse_own(&self, action: &Action) -> Result<()> {
        if action.value != U256::ZERO {
            return Err(self.refusal(&SelfCallPaying { value: action.value }));
        }
        match SelfCall::decode(&action.calldata) {
            Err(SelfCallError::Unknown { selector }) => {
                Err(self.refusal(&SelfCallUnknown { selector: selector.into() }))
            }
            Err(SelfCallError::Malformed { selector }) => {
                Err(self.refusal(&SelfCallMalformed { selector: selector.into() }))
            }
            Ok(SelfCall::Set(param, value)) => {
                let (params, floors, supply) = self.params().await?;
                let set = params.with(param, value, &floors, supply);
                set.map(|_| ()).map_err(|ParamError { param, found, least, most }| {
                    self.refusal(&ParamOutOfBounds { param: param.index(), found, least, most })
                })
            }
            Ok(SelfCall::Relay { target, value, data }) => {
                let (target, value) = (target.0.into(), U256::from_be_bytes(value));
                let relayed = Action { target, value, calldata: data.to_vec().into() };
                // The DAO cannot be entered by a call that it relays.
                if relayed.target == self.address() {
                    return Err(self.refusal(&FailedCall {}));
                }
                Box::pin(self.rehearse(&relayed)).await
            }
            Ok(_) => Ok(()),
        }
    }

    /// The parameters as they are, what they cannot go below, and the supply.
    async fn params(&self) -> Result<(Params, Floors, u128)> {
        let at = self.client().best_hash().await?;
        let (voting_delay, voting_period, extension, timelock) = try_join!(
            self.read_at(votingDelayCall {}, at),
            self.read_at(votingPeriodCall {}, at),
            self.read_at(lateQuorumVoteExtensionCall {}, at),
            self.read_at(getMinDelayCall {}, at),
        )?;
        let (grace, numerator, threshold, floors, supply) = try_join!(
            self.read_at(GRACE_PERIODCall {}, at),
            self.read_at(quorumNumerator_0Call {}, at),
            self.read_at(proposalThresholdCall {}, at),
            self.read_at(floorsCall {}, at),
            self.read_at(totalSupplyCall {}, at),
        )?;
        let params = Params {
            voting_delay: short(voting_delay),
            voting_period: short(voting_period),
            late_quorum_extension: u32::try_from(extension).unwrap_or(u32::MAX),
            timelock_delay: short(timelock),
            grace_period: short(grace),
            quorum_numerator: Ppm(short(numerator)),
            proposal_threshold: u128::try_from(threshold).unwrap_or(u128::MAX),
        };
        let floors = Floors { voting_period: floors.votingPeriod, timelock_delay: floors.timelockDelay };
        Ok((params, floors, u128::try_from(supply).unwrap_or(u128::MAX)))
    }

    fn refusal(&self, error: &impl SolError) -> ClientError {
        let error = Box::new(KnownError::read(&error.abi_encode()));
        ClientError::Reverted { contract: self.address(), error }
    }
}

/// A parameter's value; all of them fit.
fn short(value: U256) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
