//! Who changes a version or a feature: the contract's owner, and who has a role of its own.

use serde_json::Value;
use tributary_client::{abi::IModelRegistry, Address, Signer, SolCall, Suite};
use tributary_core::registry::VersionStatus;

use super::{show, Connection};
use crate::command::{connection::Connected, owner::Owned, sent};

/// Whose role covers all of `steps` of a version that is `found`, besides the owner; `None` if nobody's does.
pub(super) async fn moving(
    suite: &Suite,
    model: u64,
    found: u8,
    steps: &[u8],
) -> anyhow::Result<Option<Address>> {
    let [training, evaluated] =
        [VersionStatus::Training, VersionStatus::Evaluated].map(VersionStatus::number);
    if found == VersionStatus::Proposed.number() && steps == [VersionStatus::Retired.number()] {
        let id = model;
        return Ok(Some(suite.model_registry.read(IModelRegistry::developerOfCall { id }).await?));
    }
    if steps.iter().all(|step| [training, evaluated].contains(step)) {
        return steward(suite, model).await.map(Some);
    }
    Ok(None)
}

/// A model's steward; zero if it has none.
pub(super) async fn steward(suite: &Suite, model: u64) -> anyhow::Result<Address> {
    Ok(suite.model_registry.read(IModelRegistry::stewardOfCall { model }).await?)
}

/// Who proposed a feature.
pub(super) async fn proposer(suite: &Suite, model: u64, feature: u32) -> anyhow::Result<Address> {
    Ok(suite.model_registry.read(IModelRegistry::featureCall { model, feature }).await?.proposer)
}

/// The signing account, to make `calls` by its role or as the owner.
///
/// # Errors
/// [`tributary_cli::exit::Exit::Refused`] with the motion to make instead, if the account is not whose `role` it is
/// and the DAO owns the contract.
pub(super) async fn signer<C: SolCall>(
    connection: &Connection,
    connected: &Connected,
    role: Option<Address>,
    calls: &[C],
) -> anyhow::Result<Signer> {
    // Without a role the motion is told before any key is asked for.
    if role.is_none_or(|role| role.is_zero()) || role != Some(connection.account_address()?) {
        Owned::Models.ensure_not_the_daos(connected, calls).await?;
    }
    connection.signer_on(&connected.client).await
}

/// Makes one call by the account's `role` or as the owner; returns the model after it.
///
/// # Errors
/// As [`signer`], and the contract's refusals.
pub(super) async fn send<C: SolCall>(
    connection: &Connection,
    connected: Connected,
    model: u64,
    role: Option<Address>,
    call: C,
) -> anyhow::Result<Value> {
    let calls = [call];
    let signer = signer(connection, &connected, role, &calls).await?;
    let [call] = calls;
    let receipt = connected.suite.model_registry.write(&signer, call).await?;
    let mut shown = show(&connected.suite, model).await?;
    sent::describe(&receipt, &mut shown);
    Ok(shown)
}
