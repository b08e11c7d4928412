//! The node registry's oracles.

use alloy_primitives::{Address, Signature, B256, U256};
use tributary_core::{hashing::HostHashing, Hashing};
use tributary_sandbox::{
    abi::{
        INodeRegistry::{self, registerOracleCall},
        IOwned,
    },
    runtime::CHAIN_ID,
};

use super::{
    nodes::{ensure_endpoint, Bond, Nodes},
    rules::{forgot, Rule},
    Model,
};
use crate::refusal::{ensure, refused, Predicted};

/// The largest `s` of a signature that counts.
const HALF_ORDER: U256 = U256::from_limbs([
    0xdfe9_2f46_681b_20a0,
    0x5d57_6e73_57a4_501d,
    0xffff_ffff_ffff_ffff,
    0x7fff_ffff_ffff_ffff,
]);

/// An oracle.
#[derive(Clone, Copy, Debug)]
pub struct OracleEntry {
    pub bond: Bond,
    pub payout: Address,
}

impl OracleEntry {
    fn ensure_operator(&self, caller: Address) -> Predicted<()> {
        let operator = self.bond.operator;
        ensure(caller == operator, INodeRegistry::NotOperator { caller, operator })
    }
}

/// Whether the key of `expected` lets `operator` register.
fn ensure_consent(registry: Address, operator: Address, call: &registerOracleCall) -> Predicted<()> {
    let (bytes, expected) = (call.consent.as_ref(), call.signer);
    let length = u32::try_from(bytes.len()).unwrap();
    ensure(length == 65, INodeRegistry::SignatureMalformed { length })?;
    let (v, s) = (bytes[64], B256::from_slice(&bytes[32..64]));
    let low = U256::from_be_bytes(s.0) <= HALF_ORDER;
    ensure((27..=28).contains(&v) && low, INodeRegistry::SignatureNotCanonical { v, s })?;
    let signed: [&[u8]; 4] = [
        b"tributary/oracle-registration/v1",
        &CHAIN_ID.to_le_bytes(),
        registry.as_slice(),
        operator.as_slice(),
    ];
    let digest = B256::new(HostHashing::sha256(&signed.concat()));
    let signature = Signature::from_bytes_and_parity(&bytes[..64], v == 28);
    let found = signature.recover_address_from_prehash(&digest).unwrap_or_default();
    let own = found == expected && !found.is_zero() || forgot(Rule::Consent);
    ensure(own, INodeRegistry::WrongSigner { expected, found })
}

impl Nodes {
    fn known_oracle(&mut self, signer: Address) -> Predicted<&mut OracleEntry> {
        self.oracles.get_mut(&signer).ok_or_else(|| refused(INodeRegistry::UnknownOracle { signer }))
    }

    /// Who gets what a committee key earns.
    pub fn oracle_payout(&self, signer: Address) -> Address {
        self.oracles.get(&signer).map_or(signer, |oracle| oracle.payout)
    }

    pub fn register_oracle(
        &mut self,
        operator: Address,
        stake: u128,
        call: &registerOracleCall,
        now: u32,
    ) -> Predicted<()> {
        ensure_consent(self.address, operator, call)?;
        let (signer, least) = (call.signer, self.min_stake);
        ensure(stake >= least, INodeRegistry::StakeTooLow { found: stake, least })?;
        ensure(!self.oracles.contains_key(&signer), INodeRegistry::SignerTaken { signer })?;
        ensure_endpoint(&call.endpoint)?;
        let bond = Bond { operator, stake, registered_at: now, leaving_at: None, left: false };
        self.oracles.insert(signer, OracleEntry { bond, payout: operator });
        Ok(())
    }

    pub fn set_oracle_payout(&mut self, caller: Address, signer: Address, payout: Address) -> Predicted<()> {
        let oracle = self.known_oracle(signer)?;
        oracle.ensure_operator(caller)?;
        ensure(!payout.is_zero(), IOwned::ZeroAddress {})?;
        oracle.payout = payout;
        Ok(())
    }

    pub fn leave_as_oracle(&mut self, caller: Address, signer: Address, now: u32) -> Predicted<()> {
        let oracle = self.known_oracle(signer)?;
        oracle.ensure_operator(caller)?;
        let status = oracle.bond.status();
        ensure(status == 1, INodeRegistry::OracleNotActive { signer, status })?;
        oracle.bond.leaving_at = Some(now);
        Ok(())
    }

    /// What nodes and oracles staked.
    pub fn stakes(&self) -> u128 {
        let nodes = self.list.values().map(|node| node.bond.stake);
        nodes.chain(self.oracles.values().map(|oracle| oracle.bond.stake)).sum()
    }
}

impl Model {
    pub fn withdraw_oracle_stake(&mut self, caller: Address, signer: Address) -> Predicted<()> {
        let (now, unbonding, registry) = (self.now, self.nodes.unbonding, self.nodes.address);
        let oracle = self.nodes.known_oracle(signer)?;
        oracle.ensure_operator(caller)?;
        let status = oracle.bond.status();
        ensure(status == 2, INodeRegistry::OracleNotLeaving { signer, status })?;
        let untilBlock = oracle.bond.leaving_at.unwrap_or_default() + unbonding;
        ensure(now >= untilBlock, INodeRegistry::StillBonded { untilBlock })?;
        oracle.bond.left = true;
        let stake = std::mem::take(&mut oracle.bond.stake);
        self.pay(registry, caller, stake);
        Ok(())
    }
}
