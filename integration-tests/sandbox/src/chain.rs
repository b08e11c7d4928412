//! The chain: the devnode's runtime on state in memory, without transactions or fees.

use std::{cell::RefCell, fmt, rc::Rc};

use alloy_primitives::{Address, Bytes, B256, U256};
use frame_support::{
    dispatch::DispatchClass,
    storage::with_transaction,
    traits::{fungible::Mutate, OnFinalize, OnInitialize},
    weights::Weight,
};
use pallet_revive::{
    AddressMapper, Code, ContractResult, ExecConfig, ExecReturnValue, StorageDeposit, TransactionLimits,
};
use sp_core::H160;
use sp_io::TestExternalities;
use sp_runtime::{
    traits::{BlakeTwo256, Hash as Hashing},
    BuildStorage, DispatchError, TransactionOutcome,
};
use tributary_devnode::runtime::{
    AccountId, AllPalletsWithSystem, Balance, Balances, BlockNumber, Hash, Revive, Runtime,
    RuntimeBlockWeights, RuntimeEvent, RuntimeGenesisConfig, RuntimeOrigin, System, Timestamp, UNIT,
};

use crate::{
    actor::Actor,
    outcome::{fail, Cost, Log, Outcome, Revert},
};

/// What [`Sandbox::actor`] gives every account: a million native tokens, in plancks.
pub const ENDOWMENT: Balance = 1_000_000 * UNIT;

/// Milliseconds between blocks.
const BLOCK_MILLIS: u64 = 6_000;

/// A chain of its own in this process. Clones share it.
///
/// Calls run the real `pallet-revive` with the devnode's runtime. What surrounds a call in a
/// transaction is left out: signatures, nonces and fees, so balances change by what the call moves and
/// by its storage deposit.
#[derive(Clone)]
pub struct Sandbox {
    state: Rc<RefCell<TestExternalities>>,
}

/// A contract that was deployed, and what that cost.
#[derive(Clone, Debug)]
pub struct Deployed {
    /// Its address.
    pub address: Address,
    /// Bytes of its code.
    pub code_size: usize,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").finish_non_exhaustive()
    }
}

impl Default for Sandbox {
    fn default() -> Self {
        Self::new()
    }
}

impl Sandbox {
    /// A chain at block 1 where nobody owns anything.
    ///
    /// # Panics
    /// If the runtime rejects an empty genesis.
    pub fn new() -> Self {
        let storage = RuntimeGenesisConfig::default()
            .build_storage()
            .unwrap_or_else(|error| fail(&format!("no genesis: {error}")));
        let sandbox = Self { state: Rc::new(RefCell::new(TestExternalities::new(storage))) };
        sandbox.run(|| open_block(1));
        sandbox
    }

    /// Runs `what` on the chain's state, with the runtime's own types. For what the sandbox does not
    /// offer; whatever it does happens in the current block.
    pub fn run<R>(&self, what: impl FnOnce() -> R) -> R {
        self.state.borrow_mut().execute_with(what)
    }

    /// The current block's number.
    pub fn block(&self) -> BlockNumber {
        self.run(System::block_number)
    }

    /// The current block's time, in unix seconds.
    pub fn time(&self) -> u64 {
        u64::from(self.block()).saturating_mul(BLOCK_MILLIS).div_euclid(1_000)
    }

    /// Lets `blocks` blocks pass. Only the first and the last of them run the runtime's hooks, so long
    /// times cost nothing; hashes of the blocks between them do not exist.
    ///
    /// # Panics
    /// Beyond the last block number.
    #[track_caller]
    pub fn advance(&self, blocks: u32) {
        let Some(to) = self.block().checked_add(blocks) else { fail("block numbers end at 2^32") };
        self.advance_to(to);
    }

    /// Lets blocks pass until the current one is `to`, as [`Sandbox::advance`] does.
    ///
    /// # Panics
    /// If `to` is past.
    #[track_caller]
    pub fn advance_to(&self, to: BlockNumber) {
        let now = self.block();
        if to < now {
            fail(&format!("block {to} is before the current block {now}"));
        }
        if to == now {
            return;
        }
        self.run(|| {
            AllPalletsWithSystem::on_finalize(now);
            open_block(to);
        });
    }

    /// The hash of block 0, which signatures are bound to.
    pub fn genesis_hash(&self) -> B256 {
        B256::new(self.run(|| System::block_hash(0)).0)
    }

    /// The account of an Ethereum key called `name`, with [`ENDOWMENT`] more than it had.
    pub fn actor(&self, name: &str) -> Actor {
        let actor = Actor::ethereum(name);
        self.endow(actor.account(), ENDOWMENT);
        actor
    }

    /// Gives an account plancks out of nothing.
    ///
    /// # Panics
    /// If the account then owned less than the existential deposit, or all money exceeded 128 bits.
    #[track_caller]
    pub fn endow(&self, account: &AccountId, plancks: Balance) {
        if let Err(error) = self.run(|| Balances::mint_into(account, plancks)) {
            fail(&format!("cannot endow {account} with {plancks} plancks: {error:?}"));
        }
    }

    /// What the owner of `address` can spend, in wei, including the part below one planck. The
    /// existential deposit and storage deposits are not in it.
    ///
    /// # Panics
    /// If it exceeds 128 bits.
    #[track_caller]
    pub fn balance(&self, address: impl Into<Address>) -> u128 {
        let wei = self.run(|| Revive::evm_balance(&h160(address.into())));
        wei.try_into().unwrap_or_else(|_| fail(&format!("{wei} wei exceed 128 bits")))
    }

    /// The account that owns `address`.
    pub fn account_of(&self, address: impl Into<Address>) -> AccountId {
        let address = h160(address.into());
        self.run(|| pallet_revive::AccountId32Mapper::<Runtime>::to_account_id(&address))
    }

    /// Where the next contract that `actor` deploys will be.
    pub fn next_contract(&self, actor: &Actor) -> Address {
        let nonce = self.run(|| System::account_nonce(actor.account()));
        Address::new(pallet_revive::create1(&h160(actor.address()), u64::from(nonce)).0)
    }

    /// A hash of the whole state. Equal before and after a call if and only if it changed nothing.
    pub fn state_root(&self) -> B256 {
        self.run(|| {
            // What the call left in the block's own journal is not state of anybody.
            System::reset_events();
            let root = sp_io::storage::root(sp_core::storage::StateVersion::V1);
            B256::from_slice(&root)
        })
    }

    /// Deploys a contract: PolkaVM code with its ABI-encoded constructor arguments, or EVM init code,
    /// which carries them at its end, without.
    pub fn deploy(
        &self,
        actor: &Actor,
        code: &[u8],
        arguments: &[u8],
        value: U256,
    ) -> Outcome<Deployed, Bytes> {
        let (code_size, salt) = (code.len(), None);
        let (code, arguments) = (Code::Upload(code.to_vec()), arguments.to_vec());
        let origin = RuntimeOrigin::signed(actor.account().clone());
        let outcome = self.execute(true, most_weight(), |limits, config| {
            // As a transaction is counted before it runs; the new address depends on it.
            System::inc_account_nonce(actor.account());
            let done = Revive::bare_instantiate(origin, u256(value), limits, code, arguments, salt, &config);
            let ContractResult { result, weight_consumed, weight_required, storage_deposit, .. } = done;
            let (result, address) = match result {
                Ok(instance) => (Ok(instance.result), instance.addr),
                Err(error) => (Err(error), H160::zero()),
            };
            let (max_storage_deposit, gas_consumed) = (done.max_storage_deposit, done.gas_consumed);
            let done = ContractResult {
                result,
                weight_consumed,
                weight_required,
                storage_deposit,
                max_storage_deposit,
                gas_consumed,
            };
            (done, address)
        });
        let contract = outcome.contract;
        let result = outcome.result.map(|_| Deployed { address: contract, code_size });
        Outcome { result, cost: outcome.cost, refusal: outcome.refusal, logs: outcome.logs, contract }
    }

    /// Calls a contract, or pays an account.
    pub fn call(
        &self,
        actor: &Actor,
        to: impl Into<Address>,
        calldata: Vec<u8>,
        value: U256,
    ) -> Outcome<Bytes, Bytes> {
        self.call_and(true, actor, to.into(), calldata, value)
    }

    /// What a call would do; it is undone.
    pub fn dry_run(
        &self,
        actor: &Actor,
        to: impl Into<Address>,
        calldata: Vec<u8>,
        value: U256,
    ) -> Outcome<Bytes, Bytes> {
        self.call_and(false, actor, to.into(), calldata, value)
    }

    /// What a call without money would do that has only so many picoseconds of weight and so many bytes of proof, and
    /// never more of either than any call; it is undone.
    pub fn dry_run_within(
        &self,
        ref_time: u64,
        proof_size: u64,
        actor: &Actor,
        to: impl Into<Address>,
        calldata: Vec<u8>,
    ) -> Outcome<Bytes, Bytes> {
        let (origin, to) = (RuntimeOrigin::signed(actor.account().clone()), h160(to.into()));
        let weight = Weight::from_parts(ref_time, proof_size).min(most_weight());
        self.execute(false, weight, |limits, config| {
            (Revive::bare_call(origin, to, u256(U256::ZERO), limits, calldata, &config), to)
        })
    }

    fn call_and(
        &self,
        keep: bool,
        actor: &Actor,
        to: Address,
        calldata: Vec<u8>,
        value: U256,
    ) -> Outcome<Bytes, Bytes> {
        let origin = RuntimeOrigin::signed(actor.account().clone());
        self.execute(keep, most_weight(), |limits, config| {
            (Revive::bare_call(origin, h160(to), u256(value), limits, calldata, &config), h160(to))
        })
    }

    /// Runs one call as a transaction would: all of it counts, or nothing.
    fn execute(
        &self,
        keep: bool,
        weight_limit: Weight,
        run: impl FnOnce(Limits, ExecConfig<Runtime>) -> Executed,
    ) -> Outcome<Bytes, Bytes> {
        self.run(|| {
            System::reset_events();
            let limits = TransactionLimits::WeightAndDeposit { weight_limit, deposit_limit: Balance::MAX };
            let config = ExecConfig::new_substrate_tx();
            let done = with_transaction::<_, DispatchError, _>(|| {
                let (done, address) = run(limits, config);
                let succeeded = done.result.as_ref().is_ok_and(|output| !output.did_revert());
                let outcome = Ok(outcome(done, Address::new(address.0)));
                if keep && succeeded {
                    TransactionOutcome::Commit(outcome)
                } else {
                    TransactionOutcome::Rollback(outcome)
                }
            });
            done.unwrap_or_else(|error| fail(&format!("storage transactions are nested too deep: {error:?}")))
        })
    }
}

type Limits = TransactionLimits<Runtime>;
type Executed = (ContractResult<ExecReturnValue, Balance>, H160);

/// What a transaction may weigh.
fn most_weight() -> Weight {
    let classes = RuntimeBlockWeights::get();
    classes.get(DispatchClass::Normal).max_extrinsic.unwrap_or_default()
}

/// Begins block `number` after any block before it.
fn open_block(number: BlockNumber) {
    let parent = number.saturating_sub(1);
    System::set_block_number(parent);
    System::reset_events();
    System::initialize(&number, &parent_hash(parent), &Default::default());
    AllPalletsWithSystem::on_initialize(number);
    let millis = u64::from(number).saturating_mul(BLOCK_MILLIS);
    if let Err(error) = Timestamp::set(RuntimeOrigin::none(), millis) {
        fail(&format!("no time for block {number}: {error:?}"));
    }
    System::note_finished_initialize();
}

/// There are no headers here: a block's hash is that of its number.
fn parent_hash(number: BlockNumber) -> Hash {
    <BlakeTwo256 as Hashing>::hash(&[b"tributary sandbox".as_slice(), &number.to_le_bytes()].concat())
}

fn outcome(done: ContractResult<ExecReturnValue, Balance>, contract: Address) -> Outcome<Bytes, Bytes> {
    let cost = Cost {
        ref_time: done.weight_consumed.ref_time(),
        proof_size: done.weight_consumed.proof_size(),
        deposit: match done.storage_deposit {
            StorageDeposit::Charge(plancks) => i128::try_from(plancks).unwrap_or(i128::MAX),
            StorageDeposit::Refund(plancks) => {
                i128::try_from(plancks).map_or(i128::MIN, i128::saturating_neg)
            }
        },
        gas: done.gas_consumed,
    };
    let (result, refusal, logs) = match done.result {
        Ok(output) if output.did_revert() => {
            let data = Bytes::from(output.data);
            (Err(Revert::Undeclared(data.clone())), data, Vec::new())
        }
        Ok(output) => (Ok(Bytes::from(output.data)), Bytes::new(), logs()),
        Err(error) => (Err(Revert::Chain(error_name(error))), Bytes::new(), Vec::new()),
    };
    let cost = if result.is_ok() { cost } else { Cost { deposit: 0, ..cost } };
    Outcome { result, cost, refusal, logs, contract }
}

/// The events of the call that just ran.
fn logs() -> Vec<Log> {
    System::read_events_no_consensus()
        .filter_map(|record| match record.event {
            RuntimeEvent::Revive(pallet_revive::Event::ContractEmitted { contract, data, topics }) => {
                Some(Log {
                    contract: Address::new(contract.0),
                    topics: topics.into_iter().map(|topic| B256::new(topic.0)).collect(),
                    data: data.into(),
                })
            }
            _ => None,
        })
        .collect()
}

fn error_name(error: DispatchError) -> String {
    match error {
        DispatchError::Module(module) => {
            module.message.map_or_else(|| format!("{module:?}"), ToOwned::to_owned)
        }
        other => format!("{other:?}"),
    }
}

const fn h160(address: Address) -> H160 {
    H160(address.into_array())
}

fn u256(value: U256) -> sp_core::U256 {
    sp_core::U256::from_big_endian(&value.to_be_bytes::<32>())
}
