//! What the chain says.

use serde_json::{json, Value};
use tributary_cli::dao::{holding::Holding, whole};
use tributary_client::abi::{
    IAttributionLedger, IDatasetNft, IModelRegistry, INodeRegistry, IRoyaltySplitter,
};
use tributary_core::Wei;

use super::{
    connection::{Connected, Connection},
    epoch::pending,
    payer::balances,
};
use crate::output::Output;

pub(super) async fn run(connection: &Connection) -> anyhow::Result<Value> {
    // Named wrongly, an account is an error before the chain is asked.
    let account = connection.names_account().then(|| connection.account_address()).transpose()?;
    let Connected { client, suite, deployment } = connection.connect().await?;
    let at = client.finalized_block().await?;
    let block = at.hash;
    let (splitter, ledger) = (&suite.royalty_splitter, &suite.attribution_ledger);
    let totals = splitter.read_at(IRoyaltySplitter::totalsCall {}, block).await?;
    let balance = client.balance(deployment.royalty_splitter, Some(block)).await?;
    let pending = pending(&suite, at).await?;
    // deposits = withdrawn + released + owed
    let owed = totals.deposited.saturating_sub(totals.withdrawn).saturating_sub(totals.released);
    let mut result = json!({
        "chain": client.endpoint(),
        "block": at.number,
        "datasets": suite.dataset_nft.read_at(IDatasetNft::datasetCountCall {}, block).await?,
        "nodes": suite.node_registry.read_at(INodeRegistry::nodeCountCall {}, block).await?,
        "oracles": suite.node_registry.read_at(INodeRegistry::oracleCountCall {}, block).await?,
        "models": suite.model_registry.read_at(IModelRegistry::modelCountCall {}, block).await?,
        "head_epoch": ledger.read_at(IAttributionLedger::headEpochCall {}, block).await?,
        "final_epoch": ledger.read_at(IAttributionLedger::finalEpochCall {}, block).await?,
        "deposited_wei": Wei(totals.deposited),
        "withdrawn_wei": Wei(totals.withdrawn),
        "spent_wei": Wei(totals.spendSum),
        "paid_wei": Wei(totals.payoutSum),
        "claimed_wei": Wei(totals.claimed),
        "released_wei": Wei(totals.released),
        "owed_wei": Wei(owed),
        "splitter_balance_wei": balance,
        "splitter_holds_what_it_owes": balance.0 >= owed,
    });
    let Some(fields) = result.as_object_mut() else { return Ok(result) };
    if let Some(address) = account {
        let payer = splitter.read_at(IRoyaltySplitter::payerCall { account: address }, block).await?;
        fields.insert("account".to_owned(), json!(address));
        fields.insert("account_balance_wei".to_owned(), json!(client.balance(address, Some(block)).await?));
        fields.extend(balances(&payer).into_iter().map(|(key, value)| (format!("account_{key}"), value)));
        let session_key = (!payer.sessionKey.is_zero()).then_some(payer.sessionKey);
        fields.insert("account_session_key".to_owned(), json!(session_key));
        let holding = Holding::read(&suite.governance, address, block).await?;
        let delegate = match connection.output() {
            Output::Json => json!(holding.delegated_to()),
            Output::Table => json!(holding.delegate_word(address)),
        };
        fields.insert("account_held_votes".to_owned(), json!(Wei(whole(holding.balance))));
        fields.insert("account_delegate".to_owned(), delegate);
        fields.insert("account_votes".to_owned(), json!(Wei(whole(holding.votes))));
    }
    fields.insert("pending_epochs".to_owned(), json!(pending));
    Ok(result)
}
