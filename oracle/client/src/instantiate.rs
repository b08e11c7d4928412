//! Putting contracts on the chain, and what that and calls would cost.

use alloy_primitives::{keccak256, Address, B256};
use alloy_sol_types::SolCall;
use scale::{Compact, Decode, Encode};
use serde::Serialize;
use subxt::{ext::scale_encode::EncodeAsFields, transactions::DynamicPayload};
use tributary_core::Wei;

use crate::{
    client::{to_native, to_wei, Client},
    dry_run::CodeArgument,
    error::{ClientError, Result},
    receipt::Receipt,
    runtime::{Mortality, Runtime},
    signer::Signer,
    submit::NonceUse,
    weight::Weight,
    write::{call_payload, Limits},
};

/// What a new contract runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// A PolkaVM blob, uploaded with it unless the chain has it.
    Upload(Vec<u8>),
    /// The hash of code that the chain has.
    Existing(B256),
}

impl Code {
    /// The hash that the chain keeps it under.
    pub fn hash(&self) -> B256 {
        match self {
            Self::Upload(blob) => keccak256(blob),
            Self::Existing(hash) => *hash,
        }
    }
}

/// A contract to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instantiation {
    /// What it runs.
    pub code: Code,
    /// ABI-encoded constructor arguments, without a selector; see [`crate::abi::constructors`].
    pub arguments: Vec<u8>,
    /// What it is endowed with.
    pub value: Wei,
    /// Makes its address depend on deployer, code, arguments and this instead of the deployer's nonce.
    pub salt: Option<[u8; 32]>,
}

/// What a transaction would cost at today's fees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// What it takes.
    pub weight: Weight,
    /// What is paid for that and its length.
    pub fee: Wei,
    /// What is set aside for the storage it creates, and returned with it.
    pub deposit: Wei,
}

/// `RuntimeDispatchInfo`: weight, class and fee.
type DispatchInfo = (Compact<u64>, Compact<u64>, u8, u128);

impl Client {
    /// Creates a contract and waits until that is final. Returns its address as the chain's event names it.
    ///
    /// # Errors
    /// As [`Client::write`]; the constructor's error as [`ClientError::Reverted`].
    pub async fn instantiate(
        &self,
        signer: &Signer,
        instantiation: Instantiation,
    ) -> Result<(Address, Receipt)> {
        let planned = self.plan(signer, &instantiation).await?;
        let limits = Limits::with_margin(&planned.runtime, planned.weight, planned.deposit_peak)?;
        let Instantiation { code, arguments, salt, .. } = instantiation;
        let payload = instantiate_payload(code, planned.native_value, limits, arguments, salt);
        // The pallet raises the deployer's nonce once more for each contract.
        let mined = self.submit(signer, &payload, NonceUse::More).await?;
        let made = mined.outcome.instantiated.last().copied();
        let receipt = self.noted(mined.receipt()?);
        let address = made.ok_or(ClientError::EventMissing {
            event: "Revive.Instantiated",
            contract: planned.address,
            extrinsic: receipt.extrinsic_hash,
        })?;
        tracing::info!(contract = %address, block = receipt.block_number, "contract instantiated");
        Ok((address, receipt))
    }

    /// Puts code on the chain; returns its hash.
    ///
    /// # Errors
    /// As [`Client::write`], without contract errors.
    pub async fn upload(&self, signer: &Signer, code: Vec<u8>) -> Result<(B256, Receipt)> {
        let at = self.best_hash().await?;
        let (hash, deposit) = self.dry_upload(signer.account_id(), &code, at).await?;
        let payload = subxt::dynamic::transaction("Revive", "upload_code", (code, deposit));
        let receipt = self.submit_plain(signer, &payload).await?;
        Ok((hash, receipt))
    }

    /// What a call would cost.
    ///
    /// # Errors
    /// As [`Client::write`]'s dry run.
    pub async fn estimate<C: SolCall>(
        &self,
        signer: &Signer,
        contract: Address,
        call: C,
        value: Wei,
    ) -> Result<Estimate> {
        let at = self.best_hash().await?;
        let runtime = self.runtime_at(at).await?;
        let native = to_native(&runtime, value)?;
        let data = call.abi_encode();
        let run = self.dry_call(signer.account_id(), contract, native, &data, at).await?;
        let limits = Limits { weight: run.weight, deposit: run.deposit_peak };
        let payload = call_payload(contract, native, limits, data);
        let (_, fee) = self.price(signer, &runtime, &payload, at).await?;
        Ok(Estimate { weight: run.weight, fee, deposit: to_wei(&runtime, run.deposit)? })
    }

    /// What putting code on the chain would cost.
    ///
    /// # Errors
    /// As [`Client::upload`]'s dry run.
    pub async fn estimate_upload(&self, signer: &Signer, code: Vec<u8>) -> Result<Estimate> {
        let at = self.best_hash().await?;
        let runtime = self.runtime_at(at).await?;
        let (_, deposit) = self.dry_upload(signer.account_id(), &code, at).await?;
        let payload = subxt::dynamic::transaction("Revive", "upload_code", (code, deposit));
        let (weight, fee) = self.price(signer, &runtime, &payload, at).await?;
        Ok(Estimate { weight, fee, deposit: to_wei(&runtime, deposit)? })
    }

    /// What creating a contract would cost, and the address that it would get if it were created next.
    ///
    /// # Errors
    /// As [`Client::instantiate`]'s dry run.
    pub async fn estimate_instantiate(
        &self,
        signer: &Signer,
        instantiation: Instantiation,
    ) -> Result<(Address, Estimate)> {
        let planned = self.plan(signer, &instantiation).await?;
        let limits = Limits { weight: planned.weight, deposit: planned.deposit_peak };
        let Instantiation { code, arguments, salt, .. } = instantiation;
        let payload = instantiate_payload(code, planned.native_value, limits, arguments, salt);
        let (_, fee) = self.price(signer, &planned.runtime, &payload, planned.at).await?;
        let deposit = to_wei(&planned.runtime, planned.deposit)?;
        Ok((planned.address, Estimate { weight: planned.weight, fee, deposit }))
    }

    async fn plan(&self, signer: &Signer, instantiation: &Instantiation) -> Result<Planned> {
        let at = self.best_hash().await?;
        let runtime = self.runtime_at(at).await?;
        let native_value = to_native(&runtime, instantiation.value)?;
        let code = match &instantiation.code {
            Code::Upload(blob) => CodeArgument::Upload(blob.clone()),
            Code::Existing(hash) => CodeArgument::Existing(hash.0),
        };
        let (run, address) = self
            .dry_instantiate(
                signer.account_id(),
                native_value,
                code,
                &instantiation.arguments,
                instantiation.salt,
                at,
            )
            .await?;
        Ok(Planned {
            runtime,
            at,
            native_value,
            address,
            weight: run.weight,
            deposit: run.deposit,
            deposit_peak: run.deposit_peak,
        })
    }

    /// What a transaction declares to take, and its fee.
    async fn price<Args: EncodeAsFields>(
        &self,
        signer: &Signer,
        runtime: &Runtime,
        payload: &DynamicPayload<Args>,
        at: B256,
    ) -> Result<(Weight, Wei)> {
        // Neither nonce nor mortality changes the length by more than a few bytes.
        let mortality = Mortality { birth: 0, birth_hash: self.genesis_hash(), blocks: 256 };
        let mut input = runtime.sign(signer, payload, 0, mortality)?;
        let length = u32::try_from(input.len()).unwrap_or(u32::MAX);
        length.encode_to(&mut input);
        let answer = self.rpc().state_call("TransactionPaymentApi_query_info", &input, at).await?;
        let (ref_time, proof_size, _, fee) = DispatchInfo::decode(&mut &*answer)
            .map_err(|error| ClientError::runtime("TransactionPaymentApi.query_info", error))?;
        Ok((Weight { ref_time: ref_time.0, proof_size: proof_size.0 }, to_wei(runtime, fee)?))
    }
}

struct Planned {
    runtime: Runtime,
    at: B256,
    native_value: u128,
    address: Address,
    weight: Weight,
    deposit: u128,
    deposit_peak: u128,
}

/// Arguments of `Revive.instantiate_with_code` and `Revive.instantiate`: both take the code, or its hash,
/// as bytes in the same place.
type InstantiateArguments = (u128, Weight, u128, Vec<u8>, Vec<u8>, Option<[u8; 32]>);

fn instantiate_payload(
    code: Code,
    native_value: u128,
    limits: Limits,
    arguments: Vec<u8>,
    salt: Option<[u8; 32]>,
) -> DynamicPayload<InstantiateArguments> {
    let (call, code) = match code {
        Code::Upload(blob) => ("instantiate_with_code", blob),
        Code::Existing(hash) => ("instantiate", hash.to_vec()),
    };
    let arguments = (native_value, limits.weight, limits.deposit, code, arguments, salt);
    subxt::dynamic::transaction("Revive", call, arguments)
}
