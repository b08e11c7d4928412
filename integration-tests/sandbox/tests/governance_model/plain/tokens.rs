//! Tokens that move, are minted, allowed and delegated.

use alloy_primitives::{Address, LogData, U256};
use tributary_sandbox::abi::IGovernance::{
    Approval, DelegateChanged, ERC20ExceededSafeSupply, ERC20InsufficientAllowance, ERC20InsufficientBalance,
    ERC20InvalidApprover, ERC20InvalidReceiver, ERC20InvalidSpender, ParamOutOfBounds, Transfer,
};

use super::{rules::Rule, Plain, NOBODY};
use crate::verdict::{done, event, refused, silent, Refusal, Verdict};

impl Plain {
    pub fn transfer(&mut self, from: Address, to: Address, value: U256) -> Verdict {
        self.attempt(|plain| plain.send(from, to, value).map(done))
    }

    pub fn transfer_from(&mut self, spender: Address, from: Address, to: Address, value: U256) -> Verdict {
        self.attempt(|plain| {
            let allowance = plain.state.allowance(from, spender);
            if allowance < U256::MAX || plain.forgets(Rule::WithoutEnd) {
                if allowance < value {
                    return Err(refused(ERC20InsufficientAllowance { spender, allowance, needed: value }));
                }
                if from == NOBODY {
                    return Err(refused(ERC20InvalidApprover { approver: NOBODY }));
                }
                if !plain.forgets(Rule::AllowanceUsed) {
                    plain.state.allowances.insert((from, spender), allowance - value);
                }
            }
            plain.send(from, to, value).map(done)
        })
    }

    pub fn approve(&mut self, owner: Address, spender: Address, value: U256) -> Verdict {
        self.attempt(|plain| plain.allow(owner, spender, value).map(done))
    }

    /// What there is before anybody decides.
    pub fn found(&mut self, to: Address, supply: u128) {
        self.state.supply = supply;
        self.state.balances.insert(to, supply);
    }

    pub fn mint(&mut self, to: Address, amount: U256) -> Verdict {
        self.attempt(|plain| {
            if to == NOBODY {
                return Err(refused(ERC20InvalidReceiver { receiver: NOBODY }));
            }
            let (increased, cap) =
                (U256::from(plain.state.supply).saturating_add(amount), U256::from(u128::MAX));
            if increased > cap {
                return Err(refused(ERC20ExceededSafeSupply { increasedSupply: increased, cap }));
            }
            // There is one mint in a block at most.
            let (found, most) = (amount.to::<u128>(), plain.state.supply);
            if found > most {
                return Err(refused(ParamOutOfBounds { param: 11, found, least: 0, most }));
            }
            plain.state.supply = increased.to();
            let balance = plain.state.balance(to) + amount.to::<u128>();
            plain.state.balances.insert(to, balance);
            let mut events = vec![event(&Transfer { from: NOBODY, to, value: amount })];
            if !plain.forgets(Rule::MintVotes) {
                events.extend(plain.count());
            }
            Ok(silent(events))
        })
    }

    pub fn delegate(&mut self, delegator: Address, to: Address) -> Verdict {
        self.attempt(|plain| Ok(silent(plain.choose(delegator, to))))
    }

    pub(super) fn allow(
        &mut self,
        owner: Address,
        spender: Address,
        value: U256,
    ) -> Result<Vec<LogData>, Refusal> {
        if spender == NOBODY {
            return Err(refused(ERC20InvalidSpender { spender: NOBODY }));
        }
        self.state.allowances.insert((owner, spender), value);
        Ok(vec![event(&Approval { owner, spender, value })])
    }

    pub(super) fn choose(&mut self, delegator: Address, to: Address) -> Vec<LogData> {
        let from = self.state.delegate(delegator);
        self.state.delegates.insert(delegator, to);
        let mut events = vec![event(&DelegateChanged { delegator, fromDelegate: from, toDelegate: to })];
        if to != NOBODY || !self.forgets(Rule::NobodyVotes) {
            events.extend(self.count());
        }
        events
    }

    fn send(&mut self, from: Address, to: Address, value: U256) -> Result<Vec<LogData>, Refusal> {
        if to == NOBODY {
            return Err(refused(ERC20InvalidReceiver { receiver: NOBODY }));
        }
        let (balance, received) = (self.state.balance(from), self.state.balance(to));
        if U256::from(balance) < value && !self.forgets(Rule::Balance) {
            let balance = U256::from(balance);
            return Err(refused(ERC20InsufficientBalance { sender: from, balance, needed: value }));
        }
        let sent: u128 = value.saturating_to();
        self.state.balances.insert(from, balance.saturating_sub(sent));
        let received = if self.forgets(Rule::ToOneself) { received } else { self.state.balance(to) };
        self.state.balances.insert(to, received.saturating_add(sent));
        let mut events = vec![event(&Transfer { from, to, value })];
        if !self.forgets(Rule::VotesFollow) {
            events.extend(self.count());
        }
        Ok(events)
    }
}
