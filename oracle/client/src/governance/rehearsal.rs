//! Whether an action would succeed if the DAO did it now.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolError;
use futures::try_join;
use tributary_core::{
    governance::{
        allowance::check_approve, self_call::SelfCallError, token::TokenError, Amount, Earning, Floors,
        ParamError, Params, SelfCall,
    },
    Ppm, Wei,
};

use self::token::{MintError, Purse};
use super::Action;
use crate::{
    abi::IGovernance::{
        allowanceCall, balanceOfCall, floorsCall, getMinDelayCall, lateQuorumVoteExtensionCall,
        proposalThresholdCall, quorumNumerator_0Call, totalSupplyCall, votingDelayCall, votingPeriodCall,
        ERC20ExceededSafeSupply, ERC20InsufficientAllowance, ERC20InsufficientBalance, ERC20InvalidApprover,
        ERC20InvalidReceiver, ERC20InvalidSender, ERC20InvalidSpender, GRACE_PERIODCall,
        GovernorOnlyExecutor, ParamOutOfBounds, SelfCallMalformed, SelfCallPaying, SelfCallUnknown,
        TargetWithoutCode,
    },
    client::to_native,
    contracts::Governance,
    error::{ClientError, Result},
    revert::KnownError,
    signer::derived_account,
};

mod token;

impl Governance {
    /// Does one action as the DAO would, by itself and without leaving a trace, in the newest state. What an
    /// earlier action of the same proposal changes does not show, nor what changes until it is executed.
    ///
    /// Whoever executes pays the storage deposit, so what the DAO can spend has to suffice for the action's value
    /// only. A target that pays an account which does not exist yet is tried up to that payment, if the DAO could not
    /// pay for the account: what would come after it is not known. Calls on the DAO itself cannot be tried from outside: what they ask for is held against the DAO's own
    /// rules.
    ///
    /// # Errors
    /// [`ClientError::Reverted`], [`ClientError::Dispatch`] or [`ClientError::Unaffordable`] if it would fail; the
    /// node's.
    pub async fn rehearse(&self, action: &Action) -> Result<()> {
        let at = self.client().best_hash().await?;
        if action.target == self.address() {
            self.rehearse_own(action, at).await
        } else {
            self.rehearse_call(action, at).await
        }
    }

    async fn rehearse_call(&self, action: &Action, at: B256) -> Result<()> {
        let client = self.client();
        let contract = client.code_hash(action.target, Some(at)).await?.is_some();
        if !contract && !action.calldata.is_empty() {
            return Err(self.refusal(&TargetWithoutCode { target: action.target }));
        }
        let (payer, needed) = (self.address(), action.value);
        let balance = client.balance(payer, Some(at)).await?;
        if needed > U256::from(balance.0) {
            return Err(ClientError::Unaffordable { payer, balance, needed });
        }
        if !contract {
            return Ok(());
        }
        // No more than the balance, which fits.
        let value = Wei(u128::try_from(needed).unwrap_or(u128::MAX));
        let native = to_native(&client.runtime_at(at).await?, value)?;
        match client.dry_call(derived_account(payer), action.target, native, &action.calldata, at).await {
            // The dry run has the DAO pay the deposit. The runtime collects it after the call has succeeded
            // (pallet-revive's `bare_call`: first `run_call`, then `execute_postponed_deposits`), and nothing is
            // to be collected of a call that reverted. It says the same of the existential deposit of an account
            // that the target pays and that does not exist yet, which is the executing account's to pay, too.
            // A value that the DAO does not have is `TransferFailed`, before the target runs.
            Err(ClientError::Dispatch(failure)) if failure.is_deposit_unpaid() => Ok(()),
            run => run.map(|_| ()),
        }
    }

    async fn rehearse_own(&self, action: &Action, at: B256) -> Result<()> {
        if action.value != U256::ZERO {
            return Err(self.refusal(&SelfCallPaying { value: action.value }));
        }
        let call = SelfCall::decode(&action.calldata).map_err(|error| match error {
            SelfCallError::Unknown { selector } => {
                self.refusal(&SelfCallUnknown { selector: selector.into() })
            }
            SelfCallError::Malformed { selector } => {
                self.refusal(&SelfCallMalformed { selector: selector.into() })
            }
        })?;
        let this = to_core(self.address());
        match call {
            SelfCall::Set(param, value) => {
                let (params, floors, supply) = self.params(at).await?;
                let set = params.with(param, value, &floors, supply);
                set.map(|_| ()).map_err(|error| self.out_of_bounds(error))
            }
            // Anybody, or nobody.
            SelfCall::SetGuardian(_) => Ok(()),
            SelfCall::Mint { to, amount } => {
                let minted = token::mint(self.supply(at).await?, &to, amount);
                minted.map_err(|error| match error {
                    MintError::Token(error) => self.token_refusal(error),
                    MintError::Amount(error) => self.out_of_bounds(error),
                })
            }
            SelfCall::SetEarning { rate, cap } => {
                let checked = Earning { rate, cap }.check(self.supply(at).await?);
                checked.map_err(|error| self.out_of_bounds(error))
            }
            // The DAO cannot be entered by a call that it relays.
            SelfCall::Relay { target, .. } if target == this => {
                Err(self.refusal(&GovernorOnlyExecutor { account: self.address() }))
            }
            SelfCall::Relay { target, value, data } => {
                let (target, value) = (target.0.into(), U256::from_be_bytes(value));
                let relayed = Action { target, value, calldata: data.to_vec().into() };
                self.rehearse_call(&relayed, at).await
            }
            SelfCall::Transfer { to, amount } => {
                let purse = self.purse(this, at).await?;
                token::transfer(purse, &to, amount).map_err(|error| self.token_refusal(error))
            }
            SelfCall::Approve { spender, amount: _ } => {
                check_approve(&this, &spender).map_err(|error| self.token_refusal(error))
            }
            SelfCall::TransferFrom { from, to, amount } => {
                let (owner, spender) = (to_abi(from), self.address());
                let allowed = self.read_at(allowanceCall { owner, spender }, at).await?;
                let (allowed, purse) =
                    (Amount::from_be_bytes(allowed.to_be_bytes()), self.purse(from, at).await?);
                let sent = token::transfer_from(&this, allowed, purse, &to, amount);
                sent.map_err(|error| self.token_refusal(error))
            }
        }
    }

    async fn purse(&self, owner: tributary_core::Address, at: B256) -> Result<Purse> {
        let balance = self.read_at(balanceOfCall { account: to_abi(owner) }, at).await?;
        // At most the supply, which the DAO counts in 128 bits.
        Ok(Purse { owner, balance: u128::try_from(balance).unwrap_or(u128::MAX) })
    }

    async fn supply(&self, at: B256) -> Result<u128> {
        let supply = self.read_at(totalSupplyCall {}, at).await?;
        Ok(u128::try_from(supply).unwrap_or(u128::MAX))
    }

    /// The parameters as they are, what they cannot go below, and the supply.
    async fn params(&self, at: B256) -> Result<(Params, Floors, u128)> {
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
            self.supply(at),
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
        Ok((params, floors, supply))
    }

    fn out_of_bounds(&self, error: ParamError) -> ClientError {
        let ParamError { param, found, least, most } = error;
        self.refusal(&ParamOutOfBounds { param: param.index(), found, least, most })
    }

    fn token_refusal(&self, error: TokenError) -> ClientError {
        match error {
            TokenError::InvalidReceiver { receiver } => {
                self.refusal(&ERC20InvalidReceiver { receiver: to_abi(receiver) })
            }
            TokenError::InvalidSender { sender } => {
                self.refusal(&ERC20InvalidSender { sender: to_abi(sender) })
            }
            TokenError::InvalidSpender { spender } => {
                self.refusal(&ERC20InvalidSpender { spender: to_abi(spender) })
            }
            TokenError::InvalidApprover { approver } => {
                self.refusal(&ERC20InvalidApprover { approver: to_abi(approver) })
            }
            TokenError::InsufficientBalance { sender, balance, needed } => {
                self.refusal(&ERC20InsufficientBalance {
                    sender: to_abi(sender),
                    balance: U256::from(balance),
                    needed: word(needed),
                })
            }
            TokenError::InsufficientAllowance { spender, allowance, needed } => {
                self.refusal(&ERC20InsufficientAllowance {
                    spender: to_abi(spender),
                    allowance: word(allowance),
                    needed: word(needed),
                })
            }
            TokenError::ExceededSafeSupply { increased, cap } => self
                .refusal(&ERC20ExceededSafeSupply { increasedSupply: word(increased), cap: U256::from(cap) }),
        }
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

fn to_abi(address: tributary_core::Address) -> Address {
    address.0.into()
}

fn to_core(address: Address) -> tributary_core::Address {
    tributary_core::Address(address.into_array())
}

fn word(amount: Amount) -> U256 {
    U256::from_be_bytes(amount.to_be_bytes())
}
