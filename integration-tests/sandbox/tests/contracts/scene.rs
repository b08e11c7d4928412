//! A suite in use: payers who deposited, books that settle, and the sum that holds after everything.
#![allow(clippy::expect_used, reason = "clippy's exemptions for tests do not reach what tests call")]

use alloy_primitives::{keccak256, Address, Bytes, B256};
use tributary_core::{
    dataset::registration::{commitment, REVEAL_DELAY},
    epoch::Commitment,
    hashing::HostHashing,
    merkle::{Leaf, LeafFields, Proof},
    Account, DatasetId, ModelId, NodeId, Wei,
};
use tributary_sandbox::{
    abi::{IDatasetNft, IModelRegistry, INodeRegistry, IRoyaltySplitter},
    Actor, Books, Contract, RoyaltySplitter, Suite, SuiteBuilder, TOKEN,
};

/// A deployed suite and the books that its committee signs.
pub struct Scene {
    /// The contracts.
    pub suite: Suite,
    /// What everybody earned and spent.
    pub books: Books,
    /// What reached the splitter without a deposit, in wei.
    pub gifts: u128,
}

impl Scene {
    /// With the default delays.
    pub fn new() -> Self {
        Self::of(Suite::builder())
    }

    /// With other delays.
    pub fn of(builder: SuiteBuilder) -> Self {
        Self { suite: builder.build(), books: Books::new(), gifts: 0 }
    }

    /// The splitter.
    pub const fn splitter(&self) -> &Contract<RoyaltySplitter> {
        self.suite.splitter()
    }

    /// An account called `name` that deposited `wei`.
    #[track_caller]
    pub fn payer(&self, name: &str, wei: u128) -> Actor {
        let payer = self.suite.actor(name);
        self.deposit(&payer, wei);
        payer
    }

    /// Pays in.
    #[track_caller]
    pub fn deposit(&self, payer: &Actor, wei: u128) {
        self.splitter().call(payer, IRoyaltySplitter::depositCall {}, wei).ok();
    }

    /// What the splitter keeps about a payer.
    #[track_caller]
    pub fn payer_record(&self, payer: impl Into<Address>) -> IRoyaltySplitter::Payer {
        self.splitter().view(IRoyaltySplitter::payerCall { account: payer.into() })
    }

    /// Lets `payer` pay `account`, as far as the books go.
    pub fn earn(&mut self, account: Account, payer: &Actor, wei: u128) {
        self.books.earn(account, wei).spend(payer.core_address(), wei);
    }

    /// Makes an epoch final that is cut at the current block, with a leaf for everybody who deposited.
    /// About a window of blocks later it is final.
    #[track_caller]
    pub fn settle(&mut self) -> Commitment {
        for payer in self.payers() {
            self.books.spend(tributary_core::Address(payer.into_array()), 0);
        }
        self.suite.settle(&mut self.books).0
    }

    /// Makes an epoch final that is cut at block `cut`.
    #[track_caller]
    pub fn settle_cut_at(&mut self, cut: u32) -> Commitment {
        self.suite.sandbox().advance_to(cut);
        self.settle()
    }

    /// What `claim` takes for an account that is in the books.
    #[track_caller]
    pub fn claim_call(&self, account: Account) -> IRoyaltySplitter::claimCall {
        let (account, cumulative, proof) = self.books.claim(account);
        IRoyaltySplitter::claimCall { account, cumulative, proof }
    }

    /// Claims for an account, as a stranger to it.
    #[track_caller]
    pub fn claim(&self, account: Account) -> u128 {
        self.splitter().call(self.suite.deployer(), self.claim_call(account), 0).ok().value
    }

    /// Releases to a recipient, as a stranger to it.
    #[track_caller]
    pub fn release(&self, account: Account, recipient: impl Into<Address>) -> u128 {
        let call = IRoyaltySplitter::releaseCall { account: word(account), recipient: recipient.into() };
        self.splitter().call(self.suite.deployer(), call, 0).ok().value
    }

    /// What a release would pay.
    #[track_caller]
    pub fn releasable(&self, account: Account, recipient: impl Into<Address>) -> u128 {
        let recipient = recipient.into();
        self.splitter().view(IRoyaltySplitter::releasableCall { account: word(account), recipient })
    }

    /// Registers a dataset of its own content for `owner`. Takes the blocks for which a commitment has to age.
    #[track_caller]
    pub fn dataset(&self, owner: &Actor) -> Account {
        let registry = self.suite.datasets();
        let number = registry.view(IDatasetNft::datasetCountCall {}) + 1;
        let (content_root, salt) = (keccak256(number.to_be_bytes()), B256::repeat_byte(7));
        let commitment = commitment::<HostHashing>(&owner.core_address(), &content_root.0, &salt.0);
        let commit = IDatasetNft::commitRegistrationCall { commitment: commitment.into() };
        registry.call(owner, commit, 0).ok();
        self.suite.advance(REVEAL_DELAY);
        let register = IDatasetNft::registerCall {
            contentRoot: content_root,
            byteSize: 1_000,
            mediaType: "text/plain".to_owned(),
            licence: "CC0-1.0".to_owned(),
            uri: "https://datasets.example/1".to_owned(),
            parents: Vec::new(),
            parentShares: Vec::new(),
            royaltyPpm: 0,
            salt,
        };
        Account::Dataset(DatasetId(registry.call(owner, register, 0).ok().value))
    }

    /// Registers a node of `operator` that is paid at `payout`.
    #[track_caller]
    pub fn node(&self, operator: &Actor, payout: Address) -> Account {
        let key = keccak256([operator.address().as_slice(), payout.as_slice()].concat());
        let endpoint = "https://node.example".to_owned();
        let call = INodeRegistry::registerNodeCall { key, endpoint, payout, model: 1, pricePerToken: 1 };
        Account::Node(NodeId(self.suite.nodes().call(operator, call, 100 * TOKEN).ok().value))
    }

    /// Registers an oracle of `operator` under the committee's key at `index`.
    #[track_caller]
    pub fn oracle_of(&self, operator: &Actor, index: u8) -> Account {
        let (keys, nodes) = (self.suite.committee().keys(), self.suite.nodes());
        let endpoint = "https://oracle.example".to_owned();
        let call = keys.registration(index, nodes.address(), operator.address(), endpoint);
        nodes.call(operator, call, 500 * TOKEN).ok();
        oracle(keys.addresses()[usize::from(index)])
    }

    /// Has the oracle under the committee's key at `index` paid at `payout`.
    #[track_caller]
    pub fn pay_oracle_at(&self, operator: &Actor, index: u8, payout: Address) {
        let signer = self.suite.committee().members()[usize::from(index)];
        self.suite.nodes().call(operator, INodeRegistry::setOraclePayoutCall { signer, payout }, 0).ok();
    }

    /// Registers a model that `developer` develops.
    #[track_caller]
    pub fn model(&self, developer: &Actor) -> Account {
        let call =
            IModelRegistry::registerModelCall { name: "model".to_owned(), developer: developer.address() };
        Account::Developer(ModelId(self.suite.models().call(developer, call, 0).ok().value))
    }

    /// The splitter's counters.
    #[track_caller]
    pub fn totals(&self) -> IRoyaltySplitter::Totals {
        self.splitter().view(IRoyaltySplitter::totalsCall {})
    }

    /// Everybody who ever deposited.
    #[track_caller]
    pub fn payers(&self) -> Vec<Address> {
        let count = self.splitter().view(IRoyaltySplitter::payerCountCall {});
        (0..count).map(|index| self.splitter().view(IRoyaltySplitter::payerAtCall { index })).collect()
    }

    /// Deposits are what was withdrawn, released and is owed, summed up payer by payer and account by
    /// account, and what is owed lies in the splitter to the wei.
    #[track_caller]
    pub fn assert_conserved(&self) {
        let totals = self.totals();
        let payers: Vec<_> = self.payers().into_iter().map(|payer| self.payer_record(payer)).collect();
        let deposited = payers.iter().map(|payer| payer.deposited).sum::<u128>();
        let withdrawn = payers.iter().map(|payer| payer.withdrawn).sum::<u128>();
        assert_eq!((totals.deposited, totals.withdrawn), (deposited, withdrawn), "payers and totals");
        let kept = |payer: &IRoyaltySplitter::Payer| payer.withdrawn + payer.settled + payer.reserved;
        assert!(payers.iter().all(|payer| payer.deposited >= kept(payer)), "{payers:?}");
        let accounts = self.books.payout_tree();
        let claimed = accounts.leaves().iter().filter_map(|leaf| match leaf.fields {
            LeafFields::Total(account) => {
                Some(self.splitter().view(IRoyaltySplitter::claimedCall { account: word(account) }))
            }
            _ => None,
        });
        assert_eq!(totals.claimed, claimed.sum::<u128>(), "accounts and totals");
        assert!(totals.released <= totals.claimed && totals.claimed <= totals.payoutSum, "{totals:?}");

        let owed_to_payers = deposited.checked_sub(withdrawn + totals.spendSum).expect("payers are covered");
        let owed_to_earners = totals.payoutSum - totals.released;
        let owed = owed_to_payers + owed_to_earners;
        assert_eq!(totals.deposited, totals.withdrawn + totals.released + owed);
        assert_eq!(self.splitter().balance(), owed + self.gifts, "what is owed is there");
    }
}

/// An account's word in the ABI.
pub fn word(account: Account) -> B256 {
    B256::new(account.to_word())
}

/// The account of an oracle that signs as `address`.
pub fn oracle(address: impl Into<Address>) -> Account {
    Account::Oracle(tributary_core::Address(address.into().into_array()))
}

/// The hash at which the path of `account` with `amount` ends.
pub fn end_of_path(account: Account, amount: u128, proof: &Bytes) -> B256 {
    let leaf = Leaf { fields: LeafFields::Total(account), amount: Wei(amount) };
    let proof = Proof::from_bytes(proof).expect("a proof");
    B256::new(proof.root::<HostHashing>(leaf.node::<HostHashing>()).expect("sums that fit").hash)
}
