//! What is done at random.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolEvent, SolStruct};
use tributary_sandbox::{
    abi::IGovernance::{
        approveCall, delegateCall, mintCall, transferCall, transferFromCall, ProposalExecuted,
    },
    runtime::CHAIN_ID,
    typed_data::{domain, domain_of, Delegation, Permit},
    Action, Actor, Motion, Wallet,
};

use crate::{
    forms::{Form, DELEGATIONS, PERMITS},
    plain::NOBODY,
    world::{Profile, World, WALLETS},
};

/// A kind of operation.
#[derive(Clone, Copy, Debug)]
enum Act {
    Transfer,
    TransferFrom,
    Approve,
    Delegate,
    DelegateBySig,
    Permit,
    Mint,
}

const ACTS: [(Act, u64); 7] = [
    (Act::Transfer, 27),
    (Act::TransferFrom, 18),
    (Act::Approve, 12),
    (Act::Delegate, 16),
    (Act::DelegateBySig, 12),
    (Act::Permit, 12),
    (Act::Mint, 3),
];

/// 2^128: more than anybody has.
fn beyond() -> U256 {
    U256::ONE << 128usize
}

impl World {
    /// One operation, and now and then a block or two.
    pub fn step(&mut self) {
        match self.dice.weighted(&ACTS) {
            Act::Transfer => self.transfer(),
            Act::TransferFrom => self.transfer_from(),
            Act::Approve => self.approve(),
            Act::Delegate => self.delegate(),
            Act::DelegateBySig => self.delegate_by_sig(),
            Act::Permit => self.permit(),
            Act::Mint => self.mint(),
        }
        let pace = match self.profile {
            Profile::Many => 35,
            Profile::Few => 70,
        };
        if self.dice.chance(pace) {
            let blocks = self.dice.between(1, 2);
            self.advance(blocks);
        }
    }

    /// Who acts.
    fn number(&mut self) -> usize {
        let few = self.profile == Profile::Few && self.dice.chance(90);
        let numbers: Vec<usize> = (0..if few { 2 } else { WALLETS }).collect();
        self.dice.pick(&numbers).unwrap()
    }

    fn actor(&mut self) -> Actor {
        let number = self.number();
        self.wallets[number].1.clone()
    }

    /// To whom: mostly one of those who act.
    fn target(&mut self) -> Address {
        match self.dice.below(12) {
            0 => NOBODY,
            1 => {
                let holders = self.holders();
                self.dice.pick(&holders).unwrap()
            }
            _ => {
                let number = self.number();
                self.address(number)
            }
        }
    }

    /// How much of a balance: some of it, all, none, or more.
    fn value(&mut self, balance: u128) -> U256 {
        match self.dice.below(14) {
            0 => U256::ZERO,
            1 => U256::from(balance),
            2 => U256::from(balance) + U256::ONE,
            3 => beyond() + U256::from(self.dice.amount(balance)),
            _ => U256::from(self.dice.amount(balance)),
        }
    }

    fn transfer(&mut self) {
        let (actor, to) = (self.actor(), self.target());
        let value = self.value(self.plain.state().balance(actor.address()));
        let _ = self.run("transfer", &actor, &transferCall { to, value }, |plain| {
            plain.transfer(actor.address(), to, value)
        });
    }

    /// Whose tokens and who spends them: mostly a pair of which one allowed the other something.
    fn spending(&mut self) -> (Address, Actor) {
        if self.dice.chance(8) {
            return (NOBODY, self.actor());
        }
        let allowed = self.plain.state().allowed();
        let pair = if self.dice.chance(75) { self.dice.pick(&allowed) } else { None };
        let spender = pair.and_then(|(owner, spender)| {
            let (_, actor) = self.wallets.iter().find(|(wallet, _)| wallet.address() == spender)?;
            Some((owner, actor.clone()))
        });
        spender.unwrap_or_else(|| {
            let owner = self.number();
            (self.address(owner), self.actor())
        })
    }

    fn transfer_from(&mut self) {
        let ((from, spender), to) = (self.spending(), self.target());
        let state = self.plain.state();
        let (balance, allowance) = (state.balance(from), state.allowance(from, spender.address()));
        let value = match self.dice.below(8) {
            0 => allowance,
            // Of nobody any amount but nothing is too much.
            4.. if from == NOBODY => U256::ZERO,
            1 => allowance.saturating_add(U256::ONE),
            2 => self.value(balance),
            3 => U256::ZERO,
            _ => U256::from(self.dice.amount(balance.min(allowance.saturating_to()))),
        };
        let _ = self.run("transferFrom", &spender, &transferFromCall { from, to, value }, |plain| {
            plain.transfer_from(spender.address(), from, to, value)
        });
    }

    fn allowance(&mut self, owner: Address) -> U256 {
        match self.dice.below(8) {
            0 => U256::ZERO,
            1 | 2 => U256::MAX,
            3 => beyond() + U256::from(self.dice.below(1_000)),
            4 => U256::MAX - U256::from(self.dice.below(3)),
            _ => U256::from(self.dice.amount(self.plain.state().balance(owner))),
        }
    }

    fn approve(&mut self) {
        let (owner, spender) = (self.actor(), self.target());
        let value = self.allowance(owner.address());
        let _ = self.run("approve", &owner, &approveCall { spender, value }, |plain| {
            plain.approve(owner.address(), spender, value)
        });
    }

    fn delegate(&mut self) {
        let (delegator, delegatee) = (self.actor(), self.target());
        let _ = self.run("delegate", &delegator, &delegateCall { delegatee }, |plain| {
            plain.delegate(delegator.address(), delegatee)
        });
    }

    /// What is signed.
    fn digest(&self, form: Form, data: &impl SolStruct) -> B256 {
        let contract = self.dao.address();
        data.eip712_signing_hash(&match form {
            Form::OtherDomain => domain_of(contract, CHAIN_ID + 1),
            _ => domain(contract),
        })
    }

    fn delegate_by_sig(&mut self) {
        let form = DELEGATIONS[self.delegations % DELEGATIONS.len()];
        self.delegations += 1;
        let (wallet, _) = {
            let number = self.number();
            self.wallets[number].clone()
        };
        let next = self.plain.state().nonce(wallet.address());
        let delegation = Delegation {
            delegatee: if form == Form::Nobody { NOBODY } else { self.target() },
            nonce: form.nonce(next, &mut self.dice),
            expiry: form.until(self.plain.time()),
        };
        let signature = form.sign(&wallet, self.digest(form, &delegation), &mut self.dice);
        let used = self.used_delegation.clone().filter(|_| form == Form::Replay);
        let call = used.unwrap_or_else(|| delegation.relayed(&signature));
        let relay = self.relay.clone();
        let verdict = self.run("delegateBySig", &relay, &call, |plain| plain.delegate_by_sig(&call));
        if verdict.is_ok() {
            self.used_delegation = Some(call);
        }
    }

    fn permit(&mut self) {
        let form = PERMITS[self.permits % PERMITS.len()];
        self.permits += 1;
        let number = self.number();
        let owner = self.address(number);
        let next = self.plain.state().nonce(owner);
        let permit = Permit {
            owner,
            spender: if form == Form::Nobody { NOBODY } else { self.target() },
            value: self.allowance(owner),
            nonce: form.nonce(next, &mut self.dice),
            deadline: form.until(self.plain.time()),
        };
        let other = (number + 1) % WALLETS;
        let wallet: Wallet = self.wallets[if form == Form::OtherSigner { other } else { number }].0.clone();
        let signature = form.sign(&wallet, self.digest(form, &permit), &mut self.dice);
        let used = self.used_permit.clone().filter(|_| form == Form::Replay);
        let call = used.unwrap_or_else(|| permit.relayed(&signature));
        let relay = self.relay.clone();
        let verdict = self.run("permit", &relay, &call, |plain| plain.permit(&call));
        if verdict.is_ok() {
            self.used_permit = Some(call);
        }
    }

    /// A mint by vote: by turns of some tokens, of more than there can be or may be made at once, and for nobody.
    fn mint(&mut self) {
        let room = u128::MAX - self.plain.state().supply;
        let number = self.mints;
        self.mints += 1;
        let supply = self.plain.state().supply;
        let (to, amount) = match number % 5 {
            1 => (self.target(), U256::from(room) + U256::from(self.dice.amount(1_000))),
            2 => (self.target(), U256::from(supply) + U256::from(self.dice.amount(2))),
            3 => (NOBODY, U256::from(self.dice.amount(1_000))),
            _ => {
                let number = self.number();
                (self.address(number), U256::from(self.dice.amount(supply / 3)))
            }
        };
        let chair = self.dao.member(0).clone();
        let action = Action::call(self.dao.address(), &mintCall { to, amount });
        let motion = Motion::new(vec![action], &format!("Mint {number}"));
        let id = self.dao.ready(&motion);
        self.follow();
        let _ = self.run("mint", &chair, &motion.execute(), |plain| {
            let mut effect = plain.mint(to, amount)?;
            effect.answer = id.to_be_bytes_vec();
            effect.events.push(ProposalExecuted { proposalId: id }.encode_log_data());
            Ok(effect)
        });
    }
}
