//! What a call would do, by the runtime's `ReviveApi`.

use alloy_primitives::{Address, B256};
use subxt::{
    dynamic::Value,
    ext::{scale_decode, scale_encode},
    utils::AccountId32,
};

use crate::{
    client::Client,
    dispatch::DispatchFailure,
    error::{ClientError, Result},
    revert::KnownError,
    runtime::Runtime,
    signer::AccountId,
    weight::Weight,
};

/// Bit of the return flags that says the contract reverted.
const REVERT: u32 = 1;

/// Code to instantiate.
#[derive(Clone, Debug, scale_encode::EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub(crate) enum CodeArgument {
    Upload(Vec<u8>),
    Existing([u8; 32]),
}

#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct ContractResult<Output> {
    weight_required: Weight,
    storage_deposit: StorageDeposit,
    max_storage_deposit: StorageDeposit,
    result: std::result::Result<Output, Value>,
}

#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
enum StorageDeposit {
    Refund(#[allow(dead_code)] u128),
    Charge(u128),
}

impl StorageDeposit {
    const fn charged(&self) -> u128 {
        match self {
            Self::Charge(amount) => *amount,
            Self::Refund(_) => 0,
        }
    }
}

#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Returned {
    flags: Flags,
    data: Vec<u8>,
}

#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Flags {
    bits: u32,
}

#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Instantiated {
    result: Returned,
    addr: [u8; 20],
}

#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Uploaded {
    code_hash: [u8; 32],
    deposit: u128,
}

/// What a successful execution returns, and needs.
pub(crate) struct DryRun<T> {
    pub(crate) output: T,
    pub(crate) weight: Weight,
    /// Native units that stay charged.
    pub(crate) deposit: u128,
    /// Native units charged at the worst moment of the execution.
    pub(crate) deposit_peak: u128,
}

impl Client {
    pub(crate) async fn dry_call(
        &self,
        origin: AccountId,
        contract: Address,
        native_value: u128,
        data: &[u8],
        at: B256,
    ) -> Result<DryRun<Vec<u8>>> {
        let runtime = self.runtime_at(at).await?;
        let input = runtime.encode_api(
            "ReviveApi",
            "call",
            (
                AccountId32(origin),
                contract.into_array(),
                native_value,
                None::<Weight>,
                None::<u128>,
                data.to_vec(),
            ),
        )?;
        let answer = self.rpc().state_call("ReviveApi_call", &input, at).await?;
        let run: ContractResult<Returned> = runtime.decode_api("ReviveApi", "call", &answer)?;
        finish(run, &runtime, contract, |returned| (returned, ())).map(|(run, ())| run)
    }

    pub(crate) async fn dry_instantiate(
        &self,
        origin: AccountId,
        native_value: u128,
        code: CodeArgument,
        data: &[u8],
        salt: Option<[u8; 32]>,
        at: B256,
    ) -> Result<(DryRun<Vec<u8>>, Address)> {
        let runtime = self.runtime_at(at).await?;
        let input = runtime.encode_api(
            "ReviveApi",
            "instantiate",
            (AccountId32(origin), native_value, None::<Weight>, None::<u128>, code, data.to_vec(), salt),
        )?;
        let answer = self.rpc().state_call("ReviveApi_instantiate", &input, at).await?;
        let run: ContractResult<Instantiated> = runtime.decode_api("ReviveApi", "instantiate", &answer)?;
        let contract = run.result.as_ref().map(|done| Address::new(done.addr)).unwrap_or_default();
        finish(run, &runtime, contract, |done| (done.result, Address::new(done.addr)))
    }

    /// The code's hash, and the deposit in native units.
    pub(crate) async fn dry_upload(&self, origin: AccountId, code: &[u8], at: B256) -> Result<(B256, u128)> {
        let runtime = self.runtime_at(at).await?;
        let input = runtime.encode_api(
            "ReviveApi",
            "upload_code",
            (AccountId32(origin), code.to_vec(), None::<u128>),
        )?;
        let answer = self.rpc().state_call("ReviveApi_upload_code", &input, at).await?;
        let uploaded: std::result::Result<Uploaded, Value> =
            runtime.decode_api("ReviveApi", "upload_code", &answer)?;
        match uploaded {
            Ok(uploaded) => Ok((B256::new(uploaded.code_hash), uploaded.deposit)),
            Err(error) => Err(ClientError::Dispatch(DispatchFailure::name(&error, runtime.metadata()))),
        }
    }
}

fn finish<R, T>(
    run: ContractResult<R>,
    runtime: &Runtime,
    contract: Address,
    split: impl FnOnce(R) -> (Returned, T),
) -> Result<(DryRun<Vec<u8>>, T)> {
    let (returned, extra) = match run.result {
        Ok(output) => split(output),
        Err(error) => return Err(ClientError::Dispatch(DispatchFailure::name(&error, runtime.metadata()))),
    };
    if returned.flags.bits & REVERT != 0 {
        return Err(ClientError::Reverted { contract, error: Box::new(KnownError::read(&returned.data)) });
    }
    let deposit = run.storage_deposit.charged();
    let run = DryRun {
        output: returned.data,
        weight: run.weight_required,
        deposit,
        deposit_peak: deposit.max(run.max_storage_deposit.charged()),
    };
    Ok((run, extra))
}
