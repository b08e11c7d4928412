//! Calls that are measured.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use anyhow::{bail, Context};
use tributary_sandbox::{artifact, Actor, Contract, Cost, Kind, Sandbox};

/// One measurement.
#[derive(Clone, Debug)]
pub struct Row {
    /// The contract's name.
    pub contract: &'static str,
    /// The message's name.
    pub message: &'static str,
    /// Which case of it; empty where there is only one.
    pub case: &'static str,
    /// What it cost.
    pub cost: Cost,
    /// Whether it changes state.
    pub writes: bool,
}

/// All measurements.
#[derive(Default)]
pub struct Meter {
    rows: Vec<Row>,
    /// Bytes of code, by contract.
    sizes: BTreeMap<&'static str, usize>,
    seen: BTreeSet<(&'static str, [u8; 4])>,
}

impl Meter {
    /// The measurements in order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Bytes of code of every contract.
    pub const fn sizes(&self) -> &BTreeMap<&'static str, usize> {
        &self.sizes
    }

    /// Deploys a contract, code included, and notes what that cost.
    ///
    /// # Errors
    /// If it was not built.
    pub fn deploy<K: Kind>(
        &mut self,
        sandbox: &Sandbox,
        actor: &Actor,
        arguments: &[u8],
    ) -> anyhow::Result<Contract<K>> {
        self.sizes.insert(K::NAME, artifact::code(K::NAME)?.len());
        let receipt = Contract::deploy(sandbox, actor, arguments).ok();
        self.note_deployment::<K>(receipt.cost);
        Ok(receipt.value)
    }

    /// Deploys EVM init code with its arguments at the end, which leaves `size` bytes on chain, and notes
    /// what that cost.
    pub fn deploy_init<K: Kind>(
        &mut self,
        sandbox: &Sandbox,
        actor: &Actor,
        init: &[u8],
        size: usize,
    ) -> Contract<K> {
        self.sizes.insert(K::NAME, size);
        let receipt = sandbox.deploy(actor, init, &[], U256::ZERO).ok();
        self.note_deployment::<K>(receipt.cost);
        Contract::at(sandbox.clone(), receipt.value.address)
    }

    fn note_deployment<K: Kind>(&mut self, cost: Cost) {
        let case = "upload and constructor";
        self.rows.push(Row { contract: K::NAME, message: "constructor", case, cost, writes: true });
    }

    /// Calls a message and notes what it cost.
    pub fn call<K: Kind, C: SolCall>(
        &mut self,
        contract: &Contract<K>,
        actor: &Actor,
        call: C,
        case: &'static str,
    ) -> C::Return {
        self.pay(contract, actor, call, 0, case)
    }

    /// Calls a message with money and notes what it cost.
    pub fn pay<K: Kind, C: SolCall>(
        &mut self,
        contract: &Contract<K>,
        actor: &Actor,
        call: C,
        value: u128,
        case: &'static str,
    ) -> C::Return {
        let receipt = contract.call(actor, call, value).ok();
        self.note::<K, C>(case, receipt.cost, true);
        receipt.value
    }

    /// Asks a message and notes what it cost.
    pub fn view<K: Kind, C: SolCall>(&mut self, contract: &Contract<K>, call: C) {
        let receipt = contract.query(call).ok();
        self.note::<K, C>("", receipt.cost, false);
    }

    /// Calls a message that is open to nobody, and notes what the refusal cost.
    ///
    /// # Panics
    /// If it does not refuse.
    pub fn refused<K: Kind, C: SolCall>(&mut self, contract: &Contract<K>, actor: &Actor, call: C) {
        let outcome = contract.call(actor, call, 0);
        assert!(outcome.result.is_err(), "{} is open", C::SIGNATURE);
        self.note::<K, C>("from outside: refused", outcome.cost, true);
    }

    fn note<K: Kind, C: SolCall>(&mut self, case: &'static str, cost: Cost, writes: bool) {
        let message = C::SIGNATURE.split('(').next().unwrap_or(C::SIGNATURE);
        self.seen.insert((K::NAME, C::SELECTOR));
        self.rows.push(Row { contract: K::NAME, message, case, cost, writes });
    }

    /// Passes if every message of every contract deployed was measured.
    ///
    /// # Errors
    /// Naming the first that was not.
    pub fn check_complete(&self) -> anyhow::Result<()> {
        for contract in self.sizes.keys() {
            let abi = artifact::abi(contract).context("reading the ABI")?;
            // A function of selector zero is how ink! takes money without calldata.
            for function in abi.functions().filter(|function| function.selector() != [0; 4]) {
                if !self.seen.contains(&(*contract, function.selector().0)) {
                    bail!("{contract}: {} was not measured", function.signature());
                }
            }
        }
        Ok(())
    }
}
