//! What an account holds of the DAO's token, and what it counts for.

use tributary_client::{
    abi::IGovernance::{balanceOfCall, delegatesCall, getVotes_0Call},
    Address, ClientError, Governance, B256, U256,
};

use super::votes;

#[cfg(test)]
mod tests;

/// Tokens and votes of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// Its tokens.
    pub balance: U256,
    /// Whom they are delegated to; zero: nobody, so that they do not count.
    pub delegate: Address,
    /// The votes that count as its own, now.
    pub votes: U256,
}

impl Holding {
    /// That of an account, in the state of a block.
    ///
    /// # Errors
    /// As [`tributary_client::Client::read`].
    pub async fn read(dao: &Governance, account: Address, block: B256) -> Result<Self, ClientError> {
        Ok(Self {
            balance: dao.read_at(balanceOfCall { account }, block).await?,
            delegate: dao.read_at(delegatesCall { account }, block).await?,
            votes: dao.read_at(getVotes_0Call { account }, block).await?,
        })
    }

    /// Whom the account's tokens are delegated to, as programs read it: nobody is `None`.
    pub fn delegated_to(&self) -> Option<Address> {
        (!self.delegate.is_zero()).then_some(self.delegate)
    }

    /// The same as people read it.
    pub fn delegate_word(&self, account: Address) -> String {
        match self.delegated_to() {
            None => "nobody".to_owned(),
            Some(delegate) if delegate == account => "yourself".to_owned(),
            Some(delegate) => delegate.to_string(),
        }
    }

    /// What the account's tokens will count for in a proposal, and until when that can be changed: the votes weigh
    /// what they do at the end of the block `snapshot`.
    pub fn before_snapshot(&self, account: Address, snapshot: u32) -> String {
        let Self { balance, delegate, votes: now } = *self;
        let (held, voting) = (votes(balance), votes(now));
        if balance.is_zero() {
            return if now.is_zero() {
                "you hold no tokens, and nobody's are delegated to you".to_owned()
            } else {
                format!("you hold no tokens; the {voting} votes that others delegated to you count")
            };
        }
        if delegate.is_zero() {
            return format!(
                "you hold {held} and delegated to nobody: delegate by block {snapshot} for them to count"
            );
        }
        if delegate == account {
            return format!("you hold {held} and delegated to yourself: you have {voting} votes");
        }
        format!(
            "you hold {held} and delegated to {delegate}, for whom they count: by block {snapshot} you can change \
             that"
        )
    }
}
