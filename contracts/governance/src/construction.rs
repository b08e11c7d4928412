//! What the DAO is made with.

use ink::{prelude::vec::Vec, Address};
use tributary_core::{
    governance::{Amount, Earning},
    BlockNumber,
};

use crate::{
    abi::from_abi,
    cells::{self, Origin},
    earning,
    errors::Error,
    events,
    state::State,
    token,
};

/// Mints the first members' tokens and stores what stands beside the root cell.
pub fn construct(
    state: &mut State,
    origin: &Origin,
    earning: Earning,
    holders: Vec<Address>,
    amounts: Vec<u128>,
    now: BlockNumber,
) -> Result<(), Error> {
    origin.floors.check()?;
    if holders.len() != amounts.len() {
        let [holders, amounts] =
            [holders.len(), amounts.len()].map(|length| u32::try_from(length).unwrap_or(u32::MAX));
        return Err(Error::HoldersMismatch { holders, amounts });
    }
    for (holder, amount) in holders.into_iter().zip(amounts) {
        token::mint(state, &from_abi(holder), Amount::from(amount), now)?;
    }
    state.params.check(&origin.floors, state.supply.latest())?;
    if let Some(spill) = state.quorums.push(now, u128::from(state.params.quorum_numerator.0)) {
        cells::store_quorums_page(&spill);
    }
    cells::store_origin(origin);
    events::constructed(state);
    earning::open(earning, state.supply.latest(), now)
}
