//! Votes earned by work: whose work paid how much into the treasury's cut, and the votes of an epoch.

use alloc::collections::BTreeMap;

use crate::{
    account::Account,
    governance::{Earning, RATE_UNIT},
    ids::NodeId,
    money::{MoneyError, Wei},
    proportion::proportion,
};

/// Attributes the treasury's part of one divided fee, rounding included, to the datasets and the `node` that
/// the same fee paid: their *merits*, in wei.
///
/// Each dataset's is `floor(treasury * paid / all paid to datasets and node)`, and the node's is the rest: its
/// own part, and less than one wei for each dataset. So they add up to the treasury's part exactly. If neither
/// a dataset nor the node was paid, nobody has any. The result holds no zero.
///
/// # Errors
/// [`MoneyError`] if what was paid overflows, as no divided fee does.
pub fn merits(credits: &BTreeMap<Account, Wei>, node: NodeId) -> Result<BTreeMap<Account, Wei>, MoneyError> {
    let mut merits = BTreeMap::new();
    let treasury = credits.get(&Account::Treasury).copied().unwrap_or_default();
    let earner =
        |account: &Account| matches!(account, Account::Dataset(_)) || *account == Account::Node(node);
    let paid = Wei::total(credits.iter().filter(|(account, _)| earner(account)).map(|(_, amount)| *amount))?;
    if treasury.is_zero() || paid.is_zero() {
        return Ok(merits);
    }
    let mut rest = treasury;
    for (account, amount) in credits {
        if matches!(account, Account::Dataset(_)) {
            // At most the whole is paid to one, so that its part is at most the treasury's.
            let part = proportion(treasury.0, amount.0, paid.0).map_or(rest, Wei);
            rest = rest.try_sub(part)?;
            if !part.is_zero() {
                merits.insert(*account, part);
            }
        }
    }
    if !rest.is_zero() {
        merits.insert(Account::Node(node), rest);
    }
    Ok(merits)
}

/// The votes of an epoch by its accounts' merits: `floor(merit * rate / 1,000,000)` each, or, if all merits
/// together would come to more than the cap, `floor(merit * cap / all merits)`. What rounding leaves is not
/// minted, so the votes add up to the cap at most. The result holds no zero.
///
/// # Errors
/// [`MoneyError`] if the merits add up to more than `u128`.
pub fn votes(
    merits: &BTreeMap<Account, Wei>,
    earning: &Earning,
) -> Result<BTreeMap<Account, Wei>, MoneyError> {
    let all = Wei::total(merits.values().copied())?;
    let rate = u128::from(earning.rate);
    // Beyond `u128` is beyond every cap.
    let capped = proportion(all.0, rate, RATE_UNIT).is_none_or(|votes| votes > earning.cap);
    let (part, whole) = if capped { (earning.cap, all.0) } else { (rate, RATE_UNIT) };
    let votes = merits.iter().filter_map(|(account, merit)| {
        // Each is at most what all come to, which fits.
        let votes = proportion(merit.0, part, whole).map(Wei)?;
        (!votes.is_zero()).then_some((*account, votes))
    });
    Ok(votes.collect())
}
