//! Writing: transactions that call contracts or move money.

use alloy_primitives::{Address, B256};
use alloy_sol_types::SolCall;
use subxt::{
    ext::scale_encode::EncodeAsFields,
    transactions::DynamicPayload,
    utils::{AccountId32, MultiAddress},
};
use tributary_core::Wei;

use crate::{
    client::{to_native, Client},
    error::{ClientError, Result},
    properties::max_extrinsic_weight,
    receipt::Receipt,
    revert::KnownError,
    runtime::Runtime,
    signer::{AccountId, Signer},
    submit::{Mined, NonceUse},
    weight::Weight,
};

/// What the dry run took is raised by this much: the state may change before the transaction runs.
/// Weight that is not used is not paid for.
const WEIGHT_MARGIN_PERCENT: u64 = 25;

/// Storage that a transaction may create beyond what the dry run did. A limit, not a price.
const DEPOSIT_MARGIN_ITEMS: u128 = 4;
const DEPOSIT_MARGIN_BYTES: u128 = 2_048;

impl Client {
    /// Calls a contract: dry run first, then a signed transaction with limits from it, an explicit nonce
    /// and a mortality, then waiting until it is in a final block. Any number of writes may run at once,
    /// with one signer too.
    ///
    /// If the caller gives up waiting (the future is dropped) the transaction may still be executed.
    ///
    /// # Errors
    /// [`ClientError::Reverted`] with the contract's error, without submitting if the dry run says so;
    /// [`ClientError::Dispatch`] if the runtime refuses; [`ClientError::Dust`] if `value` is no whole
    /// number of native units; [`ClientError::Rejected`], [`ClientError::Expired`],
    /// [`ClientError::Superseded`] or [`ClientError::Undetermined`] if it is not in a final block.
    pub async fn write<C: SolCall>(
        &self,
        signer: &Signer,
        contract: Address,
        call: C,
        value: Wei,
    ) -> Result<Receipt> {
        self.write_raw(signer, contract, call.abi_encode(), value).await
    }

    /// As [`Client::write`], with the calldata itself.
    ///
    /// # Errors
    /// As [`Client::write`].
    pub async fn write_raw(
        &self,
        signer: &Signer,
        contract: Address,
        data: Vec<u8>,
        value: Wei,
    ) -> Result<Receipt> {
        let at = self.best_hash().await?;
        let runtime = self.runtime_at(at).await?;
        let native = to_native(&runtime, value)?;
        let run = self.dry_call(signer.account_id(), contract, native, &data, at).await?;
        let limits = Limits::with_margin(&runtime, run.weight, run.deposit_peak)?;
        let call = call_payload(contract, native, limits, data.clone());
        let mined = self.submit(signer, &call, NonceUse::One).await?;
        if mined.reverted() {
            let error = self.reason(signer, contract, native, &data, &mined).await;
            return Err(ClientError::Reverted { contract, error: Box::new(error) });
        }
        Ok(self.noted(mined.receipt()?))
    }

    /// Puts a receipt into the journal, if one is kept.
    pub(crate) fn noted(&self, receipt: Receipt) -> Receipt {
        if let Some(journal) = &self.options().journal {
            journal.note(&receipt);
        }
        receipt
    }

    /// Pays `amount` to an address, contract or not.
    ///
    /// # Errors
    /// As [`Client::write`].
    pub async fn pay(&self, signer: &Signer, to: Address, amount: Wei) -> Result<Receipt> {
        self.write_raw(signer, to, Vec::new(), amount).await
    }

    /// Pays `amount` to a native account.
    ///
    /// # Errors
    /// As [`Client::write`], without contract errors.
    pub async fn transfer(&self, signer: &Signer, to: AccountId, amount: Wei) -> Result<Receipt> {
        let runtime = self.runtime_at(self.best_hash().await?).await?;
        let native = to_native(&runtime, amount)?;
        let destination: MultiAddress<AccountId32, ()> = MultiAddress::Id(AccountId32(to));
        let call = subxt::dynamic::transaction("Balances", "transfer_keep_alive", (destination, native));
        self.submit_plain(signer, &call).await
    }

    /// Submits a call of the runtime's own.
    pub(crate) async fn submit_plain<Args: EncodeAsFields>(
        &self,
        signer: &Signer,
        call: &DynamicPayload<Args>,
    ) -> Result<Receipt> {
        self.submit(signer, call, NonceUse::One).await?.receipt()
    }

    /// Why a mined transaction reverted: blocks do not keep what contracts return, so it is run again on
    /// the state before its block, then on the state after it.
    async fn reason(
        &self,
        signer: &Signer,
        contract: Address,
        native: u128,
        data: &[u8],
        mined: &Mined,
    ) -> KnownError {
        let before = match mined.block.number.checked_sub(1) {
            Some(number) => self.block_hash(number).await.ok(),
            None => None,
        };
        for state in before.into_iter().chain([mined.block.hash]) {
            let run = self.dry_call(signer.account_id(), contract, native, data, state).await;
            if let Err(ClientError::Reverted { error, .. }) = run {
                return *error;
            }
        }
        KnownError::read(&[])
    }
}

impl Mined {
    /// Whether a contract reverted it.
    pub(crate) fn reverted(&self) -> bool {
        self.outcome.failure.as_ref().is_some_and(|failure| failure.is_contract_reverted())
    }

    /// The receipt, if it succeeded.
    pub(crate) fn receipt(self) -> Result<Receipt> {
        if let Some(failure) = self.outcome.failure {
            return Err(ClientError::Dispatch(failure));
        }
        if !self.outcome.succeeded {
            return Err(ClientError::EventMalformed {
                event: "System.ExtrinsicSuccess",
                reason: format!("block {} has none for extrinsic {}", self.block.hash, self.index),
            });
        }
        Ok(Receipt {
            block_number: self.block.number,
            block_hash: self.block.hash,
            extrinsic_index: self.index,
            extrinsic_hash: self.hash,
            nonce: self.nonce,
            fee: self.outcome.fee,
            deposit: self.outcome.deposit,
            refund: self.outcome.refund,
            events: self.outcome.events,
        })
    }
}

/// The most that a transaction may take.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) weight: Weight,
    /// Native units.
    pub(crate) deposit: u128,
}

impl Limits {
    /// What a dry run took, and some more.
    pub(crate) fn with_margin(runtime: &Runtime, weight: Weight, deposit: u128) -> Result<Self> {
        let most = max_extrinsic_weight(runtime)?;
        if !weight.fits(most) {
            return Err(ClientError::TooHeavy { required: weight, most });
        }
        let per_item: u128 = runtime.constant("Revive", "DepositPerItem")?;
        let per_byte: u128 = runtime.constant("Revive", "DepositPerByte")?;
        let margin = per_item
            .saturating_mul(DEPOSIT_MARGIN_ITEMS)
            .saturating_add(per_byte.saturating_mul(DEPOSIT_MARGIN_BYTES));
        Ok(Self {
            weight: weight.plus_percent(WEIGHT_MARGIN_PERCENT).min(most),
            deposit: deposit.saturating_add(margin),
        })
    }
}

/// Arguments of `Revive.call`.
pub(crate) type CallArguments = ([u8; 20], u128, Weight, u128, Vec<u8>);

pub(crate) fn call_payload(
    contract: Address,
    native_value: u128,
    limits: Limits,
    data: Vec<u8>,
) -> DynamicPayload<CallArguments> {
    let arguments = (contract.into_array(), native_value, limits.weight, limits.deposit, data);
    subxt::dynamic::transaction("Revive", "call", arguments)
}

impl Client {
    /// Whether contracts see this account under its address. Where the chain does not map accounts by
    /// itself, each has to be mapped once before its first write.
    ///
    /// # Errors
    /// The node's.
    pub async fn is_mapped(&self, signer: &Signer) -> Result<bool> {
        let at: B256 = self.best_hash().await?;
        let runtime = self.runtime_at(at).await?;
        let key = runtime.map_key("Revive", "OriginalAccount", signer.address().into_array())?;
        Ok(self.rpc().storage(&key, at).await?.is_some())
    }

    /// Maps the signer's account if the chain does not do that by itself and it is not mapped; costs a
    /// deposit. Every signer's first write needs it. `None` if nothing had to be done.
    ///
    /// # Errors
    /// As [`Client::write`], without contract errors.
    pub async fn map_account(&self, signer: &Signer) -> Result<Option<Receipt>> {
        if self.properties().await?.auto_map || self.is_mapped(signer).await? {
            return Ok(None);
        }
        let call = subxt::dynamic::transaction("Revive", "map_account", ());
        self.submit_plain(signer, &call).await.map(Some)
    }
}
