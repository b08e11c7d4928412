//! Answers that more than one finding rests on.

use tributary_client::{
    abi::{
        constructors::{self, AttributionLedgerArguments, RoyaltySplitterArguments},
        IAttributionLedger, IGovernance, IRoyaltySplitter,
    },
    Address, B256, U256,
};

/// What contracts answered; `None` where one was not asked yet, or did not answer.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// The DAO's splitter, and the votes earned that it has read.
    pub(super) earned: Option<IGovernance::Earned>,
    /// How many proposals were made.
    pub(super) proposals: Option<U256>,
    pub(super) splitter_guardian: Option<Address>,
    pub(super) treasury: Option<Address>,
    pub(super) delays: Option<IRoyaltySplitter::Params>,
    pub(super) ledger_guardian: Option<Address>,
    pub(super) committee: Option<Vec<Address>>,
    pub(super) windows: Option<IAttributionLedger::Params>,
    pub(super) min_node_stake: Option<u128>,
    pub(super) min_oracle_stake: Option<u128>,
    pub(super) unbonding_blocks: Option<u32>,
}

impl Heard {
    /// Whether it is known that nothing was ever proposed, so that no vote has changed anything.
    pub(super) fn unvoted(&self) -> bool {
        self.proposals.is_some_and(|made| made.is_zero())
    }

    /// What the node registry's constructor took, which nothing can change.
    pub(super) fn node_registry(&self, owner: Address) -> Option<Vec<u8>> {
        let (node, oracle) = (self.min_node_stake?, self.min_oracle_stake?);
        Some(constructors::node_registry(owner, node, oracle, self.unbonding_blocks?))
    }

    /// What the splitter's constructor took, if guardian and treasury are the first ones; its registries are those of
    /// datasets, nodes and models.
    pub(super) fn royalty_splitter(
        &self,
        owner: Address,
        registries: [Address; 3],
    ) -> Option<RoyaltySplitterArguments> {
        let [dataset_nft, node_registry, model_registry] = registries;
        Some(RoyaltySplitterArguments {
            owner,
            guardian: self.splitter_guardian?,
            treasury: self.treasury?,
            dataset_nft,
            node_registry,
            model_registry,
            params: self.delays.clone()?,
        })
    }

    /// What the ledger's constructor took, if guardian and committee are the first ones.
    pub(super) fn attribution_ledger(
        &self,
        owner: Address,
        splitter: Address,
        genesis_hash: B256,
    ) -> Option<AttributionLedgerArguments> {
        Some(AttributionLedgerArguments {
            owner,
            guardian: self.ledger_guardian?,
            splitter,
            genesis_hash,
            committee: self.committee.clone()?,
            params: self.windows.clone()?,
        })
    }
}
