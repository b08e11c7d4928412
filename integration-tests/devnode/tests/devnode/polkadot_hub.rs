//! What the chain answers is what Polkadot Hub says: its runtime in the Polkadot Fellowship's release 2.3.2
//! (`asset-hub-polkadot`, specification 2003002) for what a runtime chooses, and `pallet-revive` for the limits that
//! are the same on every chain. All numbers here are literals; nothing is taken from the runtime's own code.

use frame_support::dispatch::DispatchClass;
use frame_system::limits::{BlockLength, BlockWeights};
use pallet_revive::{
    pallet_revive_types::runtime_api::{CodeUploadReturnValueV1, ContractResultV1, ExecReturnValueV1},
    Config, Error,
};
use polkavm_common::{
    program::{Instruction, InstructionSetKind, Reg, BLOB_MAGIC},
    writer::ProgramBlobBuilder,
};
use scale::Decode;
use sp_core::{Get, H160, U256};
use sp_runtime::{DispatchError, FixedU128, Perbill, Weight};
use subxt_signer::sr25519;
use tributary_devnode::runtime::{AccountId, Balance, Runtime};

use crate::{
    connection::Connection,
    contracts::{created, deploying, instantiate},
};

const MIB: usize = 1024 * 1024;

/// EVM code that returns the chain's id.
const CHAIN_ID: [u8; 7] = [0x46, 0x5F, 0x52, 0x60, 0x20, 0x5F, 0xF3];
/// EVM code that does nothing.
const NOTHING: [u8; 1] = [0x00];
/// EVM code that logs as many bytes as it is sent.
const LOGS: [u8; 4] = [0x36, 0x5F, 0xA0, 0x00];
/// EVM code that writes the byte of memory whose number it is sent.
const REMEMBERS: [u8; 5] = [0x5F, 0x5F, 0x35, 0x53, 0x00];
/// EVM code that calls itself as deep as it can, and returns how many calls that were, the first included.
const DIVES: [u8; 21] = [
    // CALL(GAS, ADDRESS, 0, 0, 0, 0, 32); POP
    0x60, 0x20, 0x5F, 0x5F, 0x5F, 0x5F, 0x30, 0x5A, 0xF1, 0x50, //
    // MSTORE(0, MLOAD(0) + 1); RETURN(0, 32)
    0x5F, 0x51, 0x60, 0x01, 0x01, 0x5F, 0x52, 0x60, 0x20, 0x5F, 0xF3,
];

/// PolkaVM code that stores a value under a key; as many bytes as it is sent has the one whose length goes into the
/// register `length` of the host call, the other has one.
fn storing(length: Reg) -> Vec<u8> {
    /// Where a program's constant data stands.
    const DATA: i32 = 0x10000;
    let returns = Instruction::jump_indirect(Reg::RA.into(), 0);
    let load = |register: Reg, value| Instruction::load_imm(register.into(), value);
    let code = [
        returns,
        Instruction::ecalli(0),
        Instruction::move_reg(Reg::S0.into(), Reg::A0.into()),
        load(Reg::A0, 0),
        load(Reg::A1, DATA),
        load(Reg::A2, 1),
        load(Reg::A3, DATA),
        load(Reg::A4, 1),
        Instruction::move_reg(length.into(), Reg::S0.into()),
        Instruction::ecalli(1),
        returns,
    ];
    let mut program = ProgramBlobBuilder::new(InstructionSetKind::ReviveV1);
    program.set_ro_data_size(512);
    program.set_ro_data(vec![7; 512]);
    program.add_import(b"call_data_size");
    program.add_import(b"set_storage");
    program.add_export_by_basic_block(0, b"deploy");
    program.add_export_by_basic_block(1, b"call");
    program.set_code(&code, &[]);
    program.into_vec().unwrap()
}

fn alice() -> AccountId {
    AccountId::new(sr25519::dev::alice().public_key().0)
}

impl Connection {
    /// A constant of the runtime's, out of the metadata that the node serves.
    async fn constant<T: Decode>(&self, pallet: &str, name: &str) -> T {
        let block = self.api.at_current_block().await.unwrap();
        let address = subxt::dynamic::constant::<subxt::dynamic::Value>(pallet, name);
        let bytes = block.constants().entry_bytes(address).unwrap();
        T::decode(&mut &bytes[..]).unwrap()
    }

    async fn contract(&self, code: Vec<u8>) -> H160 {
        let included = self.submit(instantiate(code), &sr25519::dev::alice()).await;
        assert!(included.succeeded(), "{:?}", included.events);
        created(&included.events)[0]
    }

    /// What a call with this input would return.
    async fn tried(&self, contract: H160, input: Vec<u8>) -> Result<Vec<u8>, DispatchError> {
        let arguments = (alice(), contract, 0u128, None::<Weight>, None::<Balance>, input);
        let answer: ContractResultV1<ExecReturnValueV1, Balance> =
            self.ask("ReviveApi_call", arguments).await;
        answer.result.map(|returned| returned.data)
    }

    /// Inputs of up to `most` bytes do, one more is refused.
    async fn takes(&self, contract: H160, most: usize, refusal: Error<Runtime>) {
        let refusal = DispatchError::from(refusal);
        assert_eq!(
            self.tried(contract, vec![1; most]).await,
            Ok(Vec::new()),
            "{most} bytes, not {refusal:?}"
        );
        assert_eq!(self.tried(contract, vec![1; most + 1]).await, Err(refusal), "{most} bytes and one");
    }

    async fn uploaded(&self, code: Vec<u8>) -> Result<CodeUploadReturnValueV1<Balance>, DispatchError> {
        self.ask("ReviveApi_upload_code", (alice(), code, None::<Balance>)).await
    }
}

#[tokio::test]
async fn its_currency_and_deposits_are_polkadot_hubs() {
    let (_devnode, chain) = Connection::fresh().await;
    assert_eq!(chain.constant::<u64>("Revive", "ChainId").await, 420_420_419);
    let contract = chain.contract(deploying(&CHAIN_ID)).await;
    let seen = chain.tried(contract, Vec::new()).await.unwrap();
    assert_eq!(U256::from_big_endian(&seen), 420_420_419.into());
    assert_eq!(chain.constant::<u32>("Revive", "NativeToEthRatio").await, 100_000_000);
    // A hundredth of a DOT of ten decimals.
    assert_eq!(chain.constant::<Balance>("Balances", "ExistentialDeposit").await, 100_000_000);
    assert_eq!(chain.constant::<Balance>("Revive", "DepositPerItem").await, 2_000_000_000);
    assert_eq!(chain.constant::<Balance>("Revive", "DepositPerChildTrieItem").await, 20_000_000);
    assert_eq!(chain.constant::<Balance>("Revive", "DepositPerByte").await, 100_000);
    let lockup: Perbill = chain.constant("Revive", "CodeHashLockupDepositPercent").await;
    assert_eq!(lockup, Perbill::from_percent(30));
    assert_eq!(chain.constant::<u32>("Revive", "GasScale").await, 80_000);
    assert!(chain.constant::<bool>("Revive", "AllowEVMBytecode").await);
    assert!(chain.constant::<bool>("Revive", "AutoMap").await);
    assert!(!chain.constant::<bool>("Revive", "DebugEnabled").await);
    // What a transaction that does nothing pays for its weight, and for each of its bytes.
    let weight = Weight::from_parts(125_000_000, 0);
    let fee: Balance = chain.ask("TransactionPaymentApi_query_weight_to_fee", weight).await;
    assert_eq!(fee, 500_000);
    let fee: Balance = chain.ask("TransactionPaymentApi_query_length_to_fee", 1u32).await;
    assert_eq!(fee, 50_000);
    assert_eq!(chain.constant::<u8>("TransactionPayment", "OperationalFeeMultiplier").await, 5);
}

#[tokio::test]
async fn its_blocks_are_polkadot_hubs() {
    let (_devnode, chain) = Connection::fresh().await;
    let weights: BlockWeights = chain.constant("System", "BlockWeights").await;
    // Two seconds and ten MiB of proof, of which normal transactions take 85 %.
    assert_eq!(weights.max_block, Weight::from_parts(2_000_000_000_000, 10_485_760));
    assert_eq!(weights.base_block, Weight::from_parts(5_000_000_000, 0));
    let normal = weights.get(DispatchClass::Normal);
    assert_eq!(normal.max_total, Some(Weight::from_parts(1_700_000_000_000, 8_912_896)));
    assert_eq!(normal.base_extrinsic, Weight::from_parts(125_000_000, 0));
    // Without the twentieth that blocks begin with.
    assert_eq!(normal.max_extrinsic, Some(Weight::from_parts(1_599_875_000_000, 8_388_608)));
    let operational = weights.get(DispatchClass::Operational);
    assert_eq!(operational.max_total, Some(weights.max_block));
    assert_eq!(operational.reserved, Some(Weight::from_parts(300_000_000_000, 1_572_864)));
    let half: FixedU128 = chain.constant("Revive", "MaxEthExtrinsicWeight").await;
    assert_eq!(half, FixedU128::from_rational(1, 2));
    let length: BlockLength = chain.constant("System", "BlockLength").await;
    assert_eq!(*length.max.get(DispatchClass::Normal), 4_456_448);
    assert_eq!(*length.max.get(DispatchClass::Operational), 5_242_880);
    assert_eq!(length.max_header_size, Some(102_400));
    // Nanoseconds of a read and of a write.
    assert_eq!(chain.constant::<(u64, u64)>("System", "DbWeight").await, (13_701_000, 33_060_000));
    assert_eq!(chain.constant::<u32>("System", "BlockHashCount").await, 4_096);
}

#[tokio::test]
async fn its_contracts_have_polkadot_hubs_limits() {
    let (_devnode, chain) = Connection::fresh().await;
    let nothing = chain.contract(deploying(&NOTHING)).await;
    chain.takes(nothing, 128 * 1024, Error::CallDataTooLarge).await;
    let logs = chain.contract(deploying(&LOGS)).await;
    chain.takes(logs, 64 * 1024, Error::OutOfGas).await;
    let values = chain.contract(storing(Reg::A4)).await;
    chain.takes(values, 416, Error::ValueTooLarge).await;
    let keys = chain.contract(storing(Reg::A2)).await;
    chain.takes(keys, 128, Error::DecodingFailed).await;

    let remembers = chain.contract(deploying(&REMEMBERS)).await;
    let at = |number: usize| U256::from(number).to_big_endian().to_vec();
    assert_eq!(chain.tried(remembers, at(MIB - 1)).await, Ok(Vec::new()));
    assert_eq!(chain.tried(remembers, at(MIB)).await, Err(Error::<Runtime>::OutOfGas.into()));
    // 25 calls below the first.
    let dives = chain.contract(deploying(&DIVES)).await;
    let depth = chain.tried(dives, Vec::new()).await.unwrap();
    assert_eq!(U256::from_big_endian(&depth), 26.into());

    let mut code = BLOB_MAGIC.to_vec();
    code.resize(MIB, 0);
    assert_eq!(chain.uploaded(code.clone()).await.unwrap_err(), Error::<Runtime>::CodeRejected.into());
    code.push(0);
    assert_eq!(chain.uploaded(code).await.unwrap_err(), Error::<Runtime>::BlobTooLarge.into());
}

/// No answer of the chain tells these two: the pallet holds its own limits against them, and that is all.
#[test]
fn its_memory_is_polkadot_hubs() {
    let of_collators = <<Runtime as Config>::RuntimeMemory as Get<u32>>::get();
    let of_validators = <<Runtime as Config>::PVFMemory as Get<u32>>::get();
    assert_eq!((of_collators, of_validators), (128 * 1024 * 1024, 512 * 1024 * 1024));
}
