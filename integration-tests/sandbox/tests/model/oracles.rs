//! The oracles: what they read, and the epochs that they settled.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::B256;
use tributary_core::{
    epoch::{Commitment, State},
    registry::{
        DatasetRecord, EpochParams, NodeRecord, PayerRecord, Registry, Reserve, Standing, VersionRecord,
        VersionStatus,
    },
    Account, Address, DatasetId, FeePolicy, History, ModelId, NodeId, Ppm, Wei,
};
use tributary_sandbox::abi::{
    IAttributionLedger, IDatasetNft, IModelRegistry, INodeRegistry, IRoyaltySplitter,
};

use crate::{
    plain::{
        own,
        tree::{Leaf, Node, Tree},
        votes::EARNING,
    },
    world::World,
};

/// An epoch that was submitted, or the state before any.
#[derive(Clone, Debug)]
pub struct After {
    /// What the next epoch builds on; its totals add up to the trees' sums.
    pub state: State,
    pub payout: Tree,
    pub spend: Tree,
}

/// What the oracles keep.
pub struct Oracles {
    /// By epoch number: the final and the pending ones.
    pub chain: Vec<After>,
    /// Voided ones.
    pub buried: Vec<After>,
    /// Everything that a committee ever signed, with what it would lead to.
    pub signed: Vec<(Commitment, After)>,
    /// The most that any final root gave an account.
    most: BTreeMap<Account, u128>,
}

impl After {
    /// With trees of all totals.
    pub fn honest(state: State) -> Self {
        let payout = state.payouts.iter().map(|(account, amount)| Leaf::honest(*account, amount.0));
        let payer = |(payer, amount): (&Address, &Wei)| Leaf::honest(Account::Payer(*payer), amount.0);
        let spend = state.spends.iter().map(payer).collect();
        Self { payout: Tree::new(payout.collect()), spend: Tree::new(spend), state }
    }

    /// The root of votes earned.
    pub fn votes(&self) -> Node {
        votes_of(&self.state)
    }
}

/// The root of the votes that these books have.
pub fn votes_of(state: &State) -> Node {
    let leaves = state.votes.iter().map(|(account, votes)| Leaf::honest(*account, votes.0));
    Tree::new(leaves.collect()).root()
}

impl Oracles {
    pub fn new() -> Self {
        let genesis = After::honest(State::genesis());
        Self { chain: vec![genesis], buried: Vec::new(), signed: Vec::new(), most: BTreeMap::new() }
    }

    /// The newest epoch.
    pub fn head(&self) -> &After {
        self.chain.last().unwrap()
    }

    /// The epoch of this number, which was not voided.
    pub fn epoch(&self, number: u64) -> &After {
        &self.chain[usize::try_from(number).unwrap()]
    }

    /// Epoch `number` became final: what its tree proves may be claimed.
    pub fn finalized(&mut self, number: u64) {
        let leaves = self.epoch(number).payout.leaves.clone();
        for leaf in leaves.into_iter().filter(|leaf| leaf.amount == leaf.declared) {
            let most = self.most.entry(leaf.account).or_default();
            *most = leaf.amount.max(*most);
        }
    }

    /// All epochs after `number` were voided.
    pub fn voided(&mut self, number: u64) {
        let kept = usize::try_from(number).unwrap() + 1;
        self.buried.extend(self.chain.drain(kept..));
    }

    /// The most that any final root gave an account.
    pub fn most_final(&self, account: Account) -> u128 {
        self.most.get(&account).copied().unwrap_or_default()
    }
}

impl World {
    /// The present committee's addresses.
    pub fn oracle_addresses(&self) -> Vec<Address> {
        self.committees[&self.model.ledger.version].members().into_iter().map(own).collect()
    }

    /// Reads from the contracts what reports are judged by, as an oracle does.
    pub fn read_registry(&self) -> Registry {
        let params = self.ledger_in_office.view(IAttributionLedger::paramsCall {});
        let members = self.ledger_in_office.view(IAttributionLedger::committeeCall {});
        Registry {
            params: EpochParams {
                max_report_age: params.maxReportAge,
                max_voucher_life: params.maxVoucherLife,
                dead_after: params.deadAfter,
                retirement_grace: params.retirementGrace,
            },
            datasets: self.read_datasets(),
            nodes: self.read_nodes(),
            versions: self.read_versions(),
            payers: self.read_payers(),
            oracles: members.into_iter().map(own).collect(),
            // Whoever the treasury is: contracts take what oracles say that an epoch goes by.
            earning: EARNING,
        }
    }

    fn read_datasets(&self) -> BTreeMap<DatasetId, DatasetRecord> {
        let registry = self.suite.datasets();
        let ids = 1..=registry.view(IDatasetNft::datasetCountCall {});
        let read = |id| {
            let dataset = registry.view(IDatasetNft::datasetCall { id });
            let changes = registry.view(IDatasetNft::statusChangesCall { id });
            let parents = dataset.parents.iter().zip(&dataset.parentShares);
            let record = DatasetRecord {
                content_root: dataset.contentRoot.0,
                active: history(changes.iter().map(|change| (change.fromBlock, change.status == 1))),
                parents: parents.map(|(parent, share)| (DatasetId(*parent), Ppm(*share))).collect(),
            };
            (DatasetId(id), record)
        };
        ids.map(read).collect()
    }

    fn read_nodes(&self) -> BTreeMap<NodeId, NodeRecord> {
        let registry = self.suite.nodes();
        let models = self.suite.models().view(IModelRegistry::modelCountCall {});
        let ids = 1..=registry.view(INodeRegistry::nodeCountCall {});
        let read = |id| {
            let keys = registry.view(INodeRegistry::keyChangesCall { id });
            let active = registry.view(INodeRegistry::activityChangesCall { id });
            let prices = (1..=models).filter_map(|model| {
                let changes = registry.view(INodeRegistry::priceChangesCall { id, model });
                let changes = changes.iter().map(|change| (change.fromBlock, Wei(change.pricePerToken)));
                let prices = history(changes);
                (!prices.changes().is_empty()).then_some((ModelId(model), prices))
            });
            let prices: BTreeMap<_, _> = prices.collect();
            // What oracles go by instead of asking for every model.
            let listed = registry.view(INodeRegistry::pricedModelsCall { id });
            let listed: BTreeSet<_> = listed.into_iter().map(ModelId).collect();
            assert!(prices.keys().all(|model| listed.contains(model)), "{listed:?} of node {id}");
            assert!(listed
                .iter()
                .all(|model| !(1..=models).contains(&model.0) || prices.contains_key(model)));
            let record = NodeRecord {
                keys: history(keys.iter().map(|change| (change.fromBlock, change.key.0))),
                active: history(active.iter().map(|change| (change.fromBlock, change.active))),
                prices,
            };
            (NodeId(id), record)
        };
        ids.map(read).collect()
    }

    fn read_versions(&self) -> BTreeMap<(ModelId, u32), VersionRecord> {
        let registry = self.suite.models();
        let mut versions = BTreeMap::new();
        for model in 1..=registry.view(IModelRegistry::modelCountCall {}) {
            let count = registry.view(IModelRegistry::modelCall { id: model }).versions;
            for version in 1..=count {
                let found = registry.view(IModelRegistry::versionCall { model, version });
                let changes = registry.view(IModelRegistry::statusChangesCall { model, version });
                let base = (ModelId(found.baseModel), found.baseVersion, Ppm(found.baseCut));
                let record = VersionRecord {
                    status: history(changes.iter().map(|change| (change.fromBlock, status(change.status)))),
                    policy: FeePolicy {
                        datasets: Ppm(found.policy.datasets),
                        node: Ppm(found.policy.node),
                        developer: Ppm(found.policy.developer),
                        oracles: Ppm(found.policy.oracles),
                        treasury: Ppm(found.policy.treasury),
                    },
                    price_floor: Wei(found.priceFloor),
                    method: found.method,
                    base: (found.baseModel != 0).then_some(base),
                };
                versions.insert((ModelId(model), version), record);
            }
        }
        versions
    }

    fn read_payers(&self) -> BTreeMap<Address, PayerRecord> {
        let splitter = self.suite.splitter();
        let nodes = self.suite.nodes().view(INodeRegistry::nodeCountCall {});
        let count = splitter.view(IRoyaltySplitter::payerCountCall {});
        let read = |index| {
            let account = splitter.view(IRoyaltySplitter::payerAtCall { index });
            let standings = splitter.view(IRoyaltySplitter::payerChangesCall { account });
            let keys = splitter.view(IRoyaltySplitter::sessionKeyChangesCall { account });
            let reserves = (1..=nodes).filter_map(|node| {
                let changes = splitter.view(IRoyaltySplitter::reserveChangesCall { account, node });
                let changes = changes.iter().map(|change| {
                    (change.fromBlock, Reserve { generation: change.generation, total: Wei(change.total) })
                });
                let reserves = history(changes);
                (!reserves.changes().is_empty()).then_some((NodeId(node), reserves))
            });
            let reserves: BTreeMap<_, _> = reserves.collect();
            let listed = splitter.view(IRoyaltySplitter::reservedNodesCall { account });
            let listed: BTreeSet<_> = listed.into_iter().map(NodeId).collect();
            assert!(reserves.keys().all(|node| listed.contains(node)), "{listed:?} of payer {account}");
            assert!(listed.iter().all(|node| !(1..=nodes).contains(&node.0) || reserves.contains_key(node)));
            let record = PayerRecord {
                generation: splitter.view(IRoyaltySplitter::payerCall { account }).generation,
                standing: history(standings.iter().map(|change| {
                    (change.fromBlock, Standing { generation: change.generation, open: change.open })
                })),
                keys: history(keys.iter().map(|change| (change.fromBlock, B256::from(change.key).0))),
                reserves,
            };
            (own(account), record)
        };
        (0..count).map(read).collect()
    }
}

fn history<T>(changes: impl Iterator<Item = (u32, T)>) -> History<T> {
    History::from_changes(changes).expect("registries keep changes in block order")
}

fn status(number: u8) -> VersionStatus {
    match number {
        1 => VersionStatus::Proposed,
        2 => VersionStatus::Approved,
        3 => VersionStatus::Training,
        4 => VersionStatus::Evaluated,
        5 => VersionStatus::Live,
        6 => VersionStatus::Retired,
        _ => panic!("no version has status {number}"),
    }
}
