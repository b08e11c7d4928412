//! The contracts but the DAO, deployed and wired together.

use alloy_primitives::Bytes;
use tributary_core::{epoch::Commitment, Domain};

use crate::{
    abi::{IAttributionLedger, IRoyaltySplitter},
    actor::Actor,
    books::Books,
    chain::Sandbox,
    committee::{Committee, OracleKeys},
    constructors::{self, AttributionLedgerArguments, RoyaltySplitterArguments},
    contract::{
        AttributionLedger, AttributionLedgerError, Contract, DatasetNft, ModelRegistry, NodeRegistry,
        RoyaltySplitter,
    },
    outcome::{fail, Outcome, Receipt},
};

use scale::Encode;

/// One native token, in wei.
pub const TOKEN: u128 = 1_000_000_000_000_000_000;

/// What a [`Suite`] is made with. All times are in blocks and short, so that tests can wait for them.
#[derive(Clone, Debug)]
pub struct SuiteBuilder {
    /// The splitter's delays.
    pub splitter: IRoyaltySplitter::Params,
    /// The ledger's windows and limits.
    pub ledger: IAttributionLedger::Params,
    /// A node's least stake, in wei.
    pub min_node_stake: u128,
    /// An oracle's least stake, in wei.
    pub min_oracle_stake: u128,
    /// How long a stake stays bonded.
    pub unbonding_blocks: u32,
    /// The committee's size: 1, 4, 7, 10, 13 or 16.
    pub oracles: u8,
    /// What the oracles' keys are made from.
    pub oracle_seed: String,
}

impl Default for SuiteBuilder {
    fn default() -> Self {
        Self {
            splitter: IRoyaltySplitter::Params { exitDelay: 80, escapeAfter: 200, recipientDelay: 25 },
            ledger: IAttributionLedger::Params {
                challengeWindow: 10,
                maxPending: 3,
                maxReportAge: 50,
                maxVoucherLife: 30,
                deadAfter: 20,
                retirementGrace: 40,
                committeeDelay: 300,
                stageBlocks: 5,
            },
            min_node_stake: 100_u128.saturating_mul(TOKEN),
            min_oracle_stake: 500_u128.saturating_mul(TOKEN),
            unbonding_blocks: 400,
            oracles: 4,
            oracle_seed: "oracle".to_owned(),
        }
    }
}

impl SuiteBuilder {
    /// Other delays for the splitter.
    pub fn splitter(mut self, params: IRoyaltySplitter::Params) -> Self {
        self.splitter = params;
        self
    }

    /// Other windows and limits for the ledger.
    pub fn ledger(mut self, params: IAttributionLedger::Params) -> Self {
        self.ledger = params;
        self
    }

    /// Another size of the committee.
    pub const fn oracles(mut self, count: u8) -> Self {
        self.oracles = count;
        self
    }

    /// Other least stakes, in wei, and bonding time.
    pub const fn stakes(mut self, node: u128, oracle: u128, unbonding_blocks: u32) -> Self {
        self.min_node_stake = node;
        self.min_oracle_stake = oracle;
        self.unbonding_blocks = unbonding_blocks;
        self
    }

    /// Deploys and wires everything on a chain of its own.
    ///
    /// # Panics
    /// If a contract was not built or refuses its arguments.
    #[track_caller]
    pub fn build(self) -> Suite {
        self.build_on(Sandbox::new())
    }

    /// Deploys and wires everything on `sandbox`, beside what is there.
    ///
    /// # Panics
    /// If a contract was not built or refuses its arguments.
    #[track_caller]
    pub fn build_on(self, sandbox: Sandbox) -> Suite {
        let [deployer, owner, guardian] = ["deployer", "owner", "guardian"].map(|name| sandbox.actor(name));
        let treasury = Actor::ethereum("treasury");
        let datasets =
            Contract::deploy(&sandbox, &deployer, &constructors::dataset_nft(owner.address())).ok().value;
        let models =
            Contract::deploy(&sandbox, &deployer, &constructors::model_registry(owner.address())).ok().value;
        let arguments = constructors::node_registry(
            owner.address(),
            self.min_node_stake,
            self.min_oracle_stake,
            self.unbonding_blocks,
        );
        let nodes = Contract::deploy(&sandbox, &deployer, &arguments).ok().value;
        let arguments = RoyaltySplitterArguments {
            owner: owner.address(),
            guardian: guardian.address(),
            treasury: treasury.address(),
            dataset_nft: Contract::<DatasetNft>::address(&datasets),
            node_registry: Contract::<NodeRegistry>::address(&nodes),
            model_registry: Contract::<ModelRegistry>::address(&models),
            params: self.splitter,
        };
        let splitter: Contract<RoyaltySplitter> =
            Contract::deploy(&sandbox, &deployer, &arguments.encode()).ok().value;
        let keys = OracleKeys::from_seed(&self.oracle_seed, self.oracles);
        let arguments = AttributionLedgerArguments {
            owner: owner.address(),
            guardian: guardian.address(),
            splitter: splitter.address(),
            genesis_hash: sandbox.genesis_hash(),
            committee: keys.addresses(),
            params: self.ledger,
        };
        let ledger: Contract<AttributionLedger> =
            Contract::deploy(&sandbox, &deployer, &arguments.encode()).ok().value;
        splitter.call(&deployer, IRoyaltySplitter::wireCall { ledger: ledger.address() }, 0).ok();
        let domain = Domain { genesis_hash: sandbox.genesis_hash().0, splitter: splitter.core_address() };
        let committee = Committee::new(keys, 1, ledger.address(), domain)
            .unwrap_or_else(|error| fail(&error.to_string()));
        Suite {
            sandbox,
            deployer,
            owner,
            guardian,
            treasury,
            datasets,
            nodes,
            models,
            splitter,
            ledger,
            committee,
            domain,
        }
    }
}

/// The deployed contracts and who holds which role.
#[derive(Clone, Debug)]
pub struct Suite {
    sandbox: Sandbox,
    deployer: Actor,
    owner: Actor,
    guardian: Actor,
    treasury: Actor,
    datasets: Contract<DatasetNft>,
    nodes: Contract<NodeRegistry>,
    models: Contract<ModelRegistry>,
    splitter: Contract<RoyaltySplitter>,
    ledger: Contract<AttributionLedger>,
    committee: Committee,
    domain: Domain,
}

impl Suite {
    /// The defaults of [`SuiteBuilder`], to change or to build.
    pub fn builder() -> SuiteBuilder {
        SuiteBuilder::default()
    }

    /// The chain.
    pub const fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// The account of an Ethereum key called `name`, with [`crate::ENDOWMENT`] more than it had.
    pub fn actor(&self, name: &str) -> Actor {
        self.sandbox.actor(name)
    }

    /// Lets blocks pass.
    #[track_caller]
    pub fn advance(&self, blocks: u32) {
        self.sandbox.advance(blocks);
    }

    /// The current block.
    pub fn block(&self) -> u32 {
        self.sandbox.block()
    }

    /// Who deployed everything; it has no right left.
    pub const fn deployer(&self) -> &Actor {
        &self.deployer
    }

    /// The owner of every contract.
    pub const fn owner(&self) -> &Actor {
        &self.owner
    }

    /// The guardian of the splitter and the ledger.
    pub const fn guardian(&self) -> &Actor {
        &self.guardian
    }

    /// Where the treasury's cut goes. Its account does not exist before it is paid.
    pub const fn treasury(&self) -> &Actor {
        &self.treasury
    }

    /// The dataset registry.
    pub const fn datasets(&self) -> &Contract<DatasetNft> {
        &self.datasets
    }

    /// The node registry.
    pub const fn nodes(&self) -> &Contract<NodeRegistry> {
        &self.nodes
    }

    /// The model registry.
    pub const fn models(&self) -> &Contract<ModelRegistry> {
        &self.models
    }

    /// The royalty splitter.
    pub const fn splitter(&self) -> &Contract<RoyaltySplitter> {
        &self.splitter
    }

    /// The attribution ledger.
    pub const fn ledger(&self) -> &Contract<AttributionLedger> {
        &self.ledger
    }

    /// The first committee.
    pub const fn committee(&self) -> &Committee {
        &self.committee
    }

    /// What all signatures of this deployment are bound to.
    pub const fn domain(&self) -> Domain {
        self.domain
    }

    /// Submits a commitment under the first committee's signatures, as the deployer, who is nobody.
    #[track_caller]
    pub fn submit(
        &self,
        commitment: &Commitment,
    ) -> Outcome<IAttributionLedger::submitReturn, AttributionLedgerError> {
        self.submit_signed(commitment, self.committee.sign(commitment))
    }

    /// Submits a commitment under these signatures.
    #[track_caller]
    pub fn submit_signed(
        &self,
        commitment: &Commitment,
        signatures: Bytes,
    ) -> Outcome<IAttributionLedger::submitReturn, AttributionLedgerError> {
        let call = IAttributionLedger::submitCall { commitment: commitment.encode().into(), signatures };
        self.ledger.call(&self.deployer, call, 0)
    }

    /// Makes the books' next epoch, cut at the block before this one, final: submits it, waits until its
    /// window has passed and finalizes it. Returns the commitment and what finalizing did.
    ///
    /// # Panics
    /// If the ledger or the splitter refuses it, or another epoch is pending.
    #[track_caller]
    pub fn settle(&self, books: &mut Books) -> (Commitment, Receipt<u64>) {
        self.advance(1);
        let commitment = books.commit(self.block().saturating_sub(1));
        self.submit(&commitment).ok();
        self.advance(self.ledger.view(IAttributionLedger::paramsCall {}).challengeWindow);
        let receipt = self.ledger.call(&self.deployer, IAttributionLedger::finalizeEpochCall {}, 0).ok();
        (commitment, receipt)
    }
}
