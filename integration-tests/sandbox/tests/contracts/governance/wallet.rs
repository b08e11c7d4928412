//! Members of the DAO who have a key.

use alloy_primitives::U256;
use tributary_sandbox::{abi::IGovernance::transferCall, Actor, Dao};

pub use tributary_sandbox::Wallet;

/// A wallet and its account, with tokens of the DAO's first member. It delegated to nobody.
#[track_caller]
pub fn holding(dao: &Dao, name: &str, wei: u128) -> (Wallet, Actor) {
    let wallet = Wallet::new(name);
    let actor = wallet.actor(dao.sandbox());
    let call = transferCall { to: wallet.address(), value: U256::from(wei) };
    dao.contract().call(dao.member(0), call, 0).ok();
    (wallet, actor)
}
