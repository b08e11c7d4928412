//! All that the contract says, compared.

use alloy_primitives::{aliases::U48, Address, U256};
use alloy_sol_types::{Panic, SolCall, SolError};
use tributary_sandbox::{
    abi::IGovernance::{
        allowanceCall, balanceOfCall, checkpointsCall, delegatesCall, getPastTotalSupplyCall,
        getPastVotesCall, getVotes_0Call, noncesCall, numCheckpointsCall, totalSupplyCall,
        ERC5805FutureLookup,
    },
    Revert,
};

use crate::{
    plain::NOBODY,
    verdict::refused,
    world::{World, WALLETS},
};

impl World {
    fn ask<C: SolCall>(&self, call: C) -> C::Return {
        self.dao.contract().view(call)
    }

    /// What everybody has.
    pub fn check_present(&self) {
        let state = self.plain.state();
        self.agree("totalSupply", &self.ask(totalSupplyCall {}), &U256::from(state.supply));
        let mut accounts = self.holders();
        accounts.push(NOBODY);
        for account in &accounts {
            let account = *account;
            let told = (
                self.ask(balanceOfCall { account }),
                self.ask(getVotes_0Call { account }),
                self.ask(delegatesCall { account }),
                self.ask(noncesCall { owner: account }),
            );
            let predicted = (
                U256::from(state.balance(account)),
                U256::from(state.votes(account)),
                state.delegate(account),
                U256::from(state.nonce(account)),
            );
            self.agree(&format!("balance, votes, delegate and nonce of {account}"), &told, &predicted);
        }
        let owners = &accounts[..WALLETS];
        for owner in owners {
            for spender in owners {
                let (owner, spender) = (*owner, *spender);
                let told = self.ask(allowanceCall { owner, spender });
                let what = format!("allowance of {owner} for {spender}");
                self.agree(&what, &told, &state.allowance(owner, spender));
            }
        }
    }

    /// What everybody had at the end of every block that passed, and every change of it.
    pub fn check_past(&mut self) {
        self.advance(1);
        let now = self.plain.block();
        let holders = self.holders();
        for account in &holders {
            self.check_checkpoints(*account);
        }
        for block in 0..now {
            let timepoint = U256::from(block);
            let supply = self.ask(getPastTotalSupplyCall { timepoint });
            self.agree(
                &format!("supply at block {block}"),
                &supply,
                &U256::from(self.plain.past_supply(block)),
            );
            let mut sum = U256::ZERO;
            for account in &holders {
                let votes = self.ask(getPastVotesCall { account: *account, timepoint });
                let what = format!("votes of {account} at block {block}");
                self.agree(&what, &votes, &U256::from(self.plain.past_votes(*account, block)));
                sum += votes;
            }
            if sum > supply {
                self.fail(&format!("{sum} votes at block {block} are more than the supply of {supply}"));
            }
            self.agree(
                &format!("all votes at block {block}"),
                &sum,
                &U256::from(self.plain.at(block).delegated()),
            );
        }
        for timepoint in [U256::from(now), U256::from(now + 1), U256::MAX] {
            let clock = U48::from(now);
            let expected = refused(ERC5805FutureLookup { timepoint, clock }).data;
            self.refuses(getPastTotalSupplyCall { timepoint }, &expected);
            self.refuses(getPastVotesCall { account: self.address(0), timepoint }, &expected);
        }
    }

    fn check_checkpoints(&self, account: Address) {
        let predicted = self.plain.checkpoints(account);
        let count = self.ask(numCheckpointsCall { account });
        self.agree(&format!("checkpoints of {account}"), &count, &u32::try_from(predicted.len()).unwrap());
        for (pos, (block, votes)) in (0u32..).zip(&predicted) {
            let told = self.ask(checkpointsCall { account, pos });
            let told = (told._key.to::<u64>(), told._value.to::<u128>());
            self.agree(&format!("checkpoint {pos} of {account}"), &told, &(u64::from(*block), *votes));
        }
        let beyond = Panic { code: U256::from(0x32) }.abi_encode();
        self.refuses(checkpointsCall { account, pos: count }, &beyond);
    }

    fn refuses<C: SolCall>(&self, call: C, expected: &[u8]) {
        let calldata = call.abi_encode();
        let outcome = self.dao.sandbox().dry_run(&self.relay, self.dao.address(), calldata, U256::ZERO);
        match outcome.result {
            Err(Revert::Undeclared(data)) if data[..] == *expected => {}
            other => self.fail(&format!("{} gave {other:?}", C::SIGNATURE)),
        }
    }
}
