//! What the token says of accounts.

use alloy_primitives::{Address, U256};
use tributary_sandbox::{
    abi::IGovernance::{
        allowanceCall, balanceOfCall, checkpointsCall, delegatesCall, getPastVotesCall, getVotes_0Call,
        noncesCall, numCheckpointsCall,
    },
    Dao,
};

/// What is asked about an account.
pub trait Accounts {
    /// Its tokens, in wei.
    fn tokens(&self, account: impl Into<Address>) -> u128;
    /// Its votes now.
    fn votes(&self, account: impl Into<Address>) -> u128;
    /// Its votes at the end of a past block.
    fn past_votes(&self, account: impl Into<Address>, block: u32) -> u128;
    /// For whom its votes count.
    fn delegate_of(&self, account: impl Into<Address>) -> Address;
    /// How many of its signatures were used.
    fn nonce(&self, account: impl Into<Address>) -> U256;
    /// What it lets `spender` spend.
    fn allowance(&self, owner: impl Into<Address>, spender: impl Into<Address>) -> U256;
    /// All its checkpoints: blocks and votes.
    fn checkpoints(&self, account: impl Into<Address>) -> Vec<(u32, u128)>;
}

impl Accounts for Dao {
    #[track_caller]
    fn tokens(&self, account: impl Into<Address>) -> u128 {
        self.contract().view(balanceOfCall { account: account.into() }).to()
    }

    #[track_caller]
    fn votes(&self, account: impl Into<Address>) -> u128 {
        self.contract().view(getVotes_0Call { account: account.into() }).to()
    }

    #[track_caller]
    fn past_votes(&self, account: impl Into<Address>, block: u32) -> u128 {
        let call = getPastVotesCall { account: account.into(), timepoint: U256::from(block) };
        self.contract().view(call).to()
    }

    #[track_caller]
    fn delegate_of(&self, account: impl Into<Address>) -> Address {
        self.contract().view(delegatesCall { account: account.into() })
    }

    #[track_caller]
    fn nonce(&self, account: impl Into<Address>) -> U256 {
        self.contract().view(noncesCall { owner: account.into() })
    }

    #[track_caller]
    fn allowance(&self, owner: impl Into<Address>, spender: impl Into<Address>) -> U256 {
        self.contract().view(allowanceCall { owner: owner.into(), spender: spender.into() })
    }

    #[track_caller]
    fn checkpoints(&self, account: impl Into<Address>) -> Vec<(u32, u128)> {
        let account = account.into();
        let count = self.contract().view(numCheckpointsCall { account });
        let checkpoint = |pos| {
            let found = self.contract().view(checkpointsCall { account, pos });
            (found._key.to(), found._value.to())
        };
        (0..count).map(checkpoint).collect()
    }
}
