//! Oracles come, change and go. Which of them are in the committee is another matter.

use alloy_primitives::{Address, Bytes};
use tributary_sandbox::{
    abi::INodeRegistry::{leaveOracleCall, registerOracleCall, setOraclePayoutCall, withdrawOracleStakeCall},
    TOKEN,
};

use super::signing::make_high;
use crate::{
    cast::Person,
    world::{Touch, World},
};

impl World {
    /// An oracle, mostly one that exists, and mostly its operator.
    fn some_oracle(&mut self) -> (Address, Person) {
        let signers: Vec<_> = self.model.nodes.oracles.keys().copied().collect();
        let chosen = if self.dice.chance(94) { self.dice.pick(&signers) } else { None };
        let signer = chosen.unwrap_or_else(|| self.cast.stranger.address());
        let operator = self.model.nodes.oracles.get(&signer).map(|oracle| oracle.bond.operator);
        let operator = operator.and_then(|operator| self.cast.find(operator));
        let operator = operator.unwrap_or_else(|| self.cast.operators[0].clone());
        (signer, self.mostly(&operator))
    }

    /// Mostly with the consent of a key of some committee; the flaws are what a stranger could try.
    pub fn register_oracle(&mut self) {
        let operator = self.dice.pick(&self.cast.operators).unwrap();
        let who = self.mostly(&operator);
        let least = self.model.nodes.min_stake;
        let stake = if self.dice.chance(12) { least - 1 } else { least + self.dice.amount(TOKEN) };
        let endpoint = if self.dice.chance(6) { "oracle.example" } else { "https://oracle.example" };
        let committees: Vec<_> = self.committees.values().cloned().collect();
        let committee = self.dice.pick(&committees).unwrap();
        let members = u64::try_from(committee.members().len()).unwrap();
        let index = u8::try_from(self.dice.below(members)).unwrap();
        let registry = if self.dice.chance(4) { who.address() } else { self.model.nodes.address };
        let mut call =
            committee.keys().registration(index, registry, operator.address(), endpoint.to_owned());
        call.consent = self.some_consent(&call.consent);
        if self.dice.chance(4) {
            call.signer = committee.members()[usize::from(index + 1) % committee.members().len()];
        }
        self.register_oracle_as(&who, stake, call);
    }

    /// A consent, now and then in a form that does not count.
    fn some_consent(&mut self, whole: &Bytes) -> Bytes {
        let mut bytes = whole.to_vec();
        match self.dice.below(20) {
            0 => bytes.truncate(usize::try_from(self.dice.below(65)).unwrap()),
            1 => bytes.push(0),
            2 => bytes[64] -= 27,
            3 => make_high(&mut bytes),
            4 => bytes[64] = 55 - bytes[64],
            5 => bytes[..32].fill(0),
            _ => {}
        }
        bytes.into()
    }

    fn register_oracle_as(&mut self, who: &Person, stake: u128, call: registerOracleCall) {
        let (address, now) = (who.address(), self.model.now);
        let predicted = call.clone();
        self.nodes(("register oracle", Touch::Oracle(call.signer)), who, call, stake, |model| {
            model.nodes.register_oracle(address, stake, &predicted, now)
        });
    }

    pub fn set_oracle_payout(&mut self) {
        let (signer, who) = self.some_oracle();
        let address = who.address();
        let places = [
            address,
            signer,
            self.cast.fresh[2],
            self.cast.stranger.address(),
            self.cast.rejecting,
            Address::ZERO,
        ];
        let payout = self.dice.pick(&places).unwrap();
        let call = setOraclePayoutCall { signer, payout };
        self.nodes(("set oracle payout", Touch::Oracle(signer)), &who, call, 0, |model| {
            model.nodes.set_oracle_payout(address, signer, payout)
        });
    }

    pub fn leave_as_oracle(&mut self) {
        let (signer, who) = self.some_oracle();
        let (address, now) = (who.address(), self.model.now);
        let call = leaveOracleCall { signer };
        self.nodes(("leave as oracle", Touch::Oracle(signer)), &who, call, 0, |model| {
            model.nodes.leave_as_oracle(address, signer, now)
        });
    }

    pub fn withdraw_oracle_stake(&mut self) {
        let (signer, who) = self.some_oracle();
        let bonded = self.model.nodes.oracles.get(&signer).and_then(|oracle| oracle.bond.leaving_at);
        let until = bonded.map_or(0, |leaving| leaving + self.model.nodes.unbonding);
        if self.dice.chance(40) {
            self.wait(until.saturating_sub(self.model.now));
        }
        let address = who.address();
        let call = withdrawOracleStakeCall { signer };
        self.nodes(("withdraw oracle stake", Touch::Oracle(signer)), &who, call, 0, |model| {
            model.withdraw_oracle_stake(address, signer)
        });
    }
}
