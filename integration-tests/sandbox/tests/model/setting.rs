//! Where a run begins: contracts deployed, a few datasets, nodes, models and deposits.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::Address;
use tributary_sandbox::{
    abi::{IAttributionLedger, IRoyaltySplitter},
    Dao, Suite, TOKEN,
};

use crate::{
    answers::Desk,
    cast::Cast,
    dice::Dice,
    journal::Journal,
    oracles::Oracles,
    plain::{
        datasets::Datasets,
        ledger::{Head, Ledger},
        nodes::Nodes,
        pause::{Pause, LENGTH},
        splitter::{Root, Splitter, Totals},
        verdict::Limits,
        versions::Versions,
        votes::EARNING,
        Model,
    },
    world::{Profile, World},
};

const LIMITS: Limits =
    Limits { max_report_age: 60, max_voucher_life: 20, dead_after: 12, retirement_grace: 20 };
const EXIT_DELAY: u32 = 80;
const ESCAPE_AFTER: u32 = 130;
const RECIPIENT_DELAY: u32 = 10;
const CHALLENGE_WINDOW: u32 = 5;
const MAX_PENDING: u8 = 3;
const STAGE: u32 = 1;
const COMMITTEE_DELAY: u32 = EXIT_DELAY + ESCAPE_AFTER;
/// How long a ledger pauses: what the longest time between epochs, with a turn of each of 16 oracles and one more,
/// and the window leave until the escape.
const PAUSE: u32 = ESCAPE_AFTER - EXIT_DELAY - LIMITS.max_report_age / 4 - 17 * STAGE - CHALLENGE_WINDOW - 1;
const MIN_STAKE: u128 = 5 * TOKEN;
const UNBONDING: u32 = 90;

impl World {
    pub fn new(seed: u64, profile: Profile) -> Self {
        let suite = Suite::builder()
            .splitter(IRoyaltySplitter::Params {
                exitDelay: EXIT_DELAY,
                escapeAfter: ESCAPE_AFTER,
                recipientDelay: RECIPIENT_DELAY,
            })
            .ledger(ledger_params())
            .stakes(MIN_STAKE, MIN_STAKE, UNBONDING)
            .build();
        let dao = Dao::builder().earning(EARNING.rate, EARNING.cap).build_beside(&suite);
        let cast = Cast::gather(&suite);
        let model = model(&suite, &cast);
        let mut world = Self {
            seed,
            profile,
            dice: Dice::new(seed),
            committees: BTreeMap::from([(1, suite.committee().clone())]),
            ledger_in_office: suite.ledger().clone(),
            successor: None,
            usurper: None,
            suite,
            dao,
            cast,
            model,
            journal: Journal::default(),
            desk: Desk::default(),
            oracles: Oracles::new(),
            limits: LIMITS,
        };
        world.furnish();
        world
    }

    /// Five datasets, two nodes, three versions that are live, and consumers with reserves.
    fn furnish(&mut self) {
        let creators = self.cast.creators.clone();
        let parents: [&[(u64, u32)]; 5] =
            [&[], &[], &[(1, 250_000)], &[(1, 100_001), (3, 300_000)], &[(2, 1_000_000)]];
        self.register_datasets_of(creators.iter().cycle().zip(parents));
        for developer in creators.iter().take(2) {
            self.register_model_of(developer);
        }
        let owner = self.cast.owner.clone();
        for (model, version, base) in [(1, 1, None), (1, 2, None), (2, 1, Some((1, 1, 333_333)))] {
            let developer = creators[usize::try_from(model - 1).unwrap()].clone();
            self.propose_version_of(&developer, model, base, TOKEN / 100_000);
            for status in 2..=5 {
                self.set_status_of(&owner, (model, version), status);
            }
        }
        let operators = self.cast.operators.clone();
        for (node, operator) in (1..=2).zip(&operators) {
            let secret = self.dice.word();
            let key = self.desk.new_key(secret);
            let facts = (key, "https://node.example/v1", operator.address());
            let price = |model: u64| u128::from(node * model) * (TOKEN / 3_000 + 7);
            self.register_node_of(operator, MIN_STAKE, facts, (1, price(1)));
            self.set_price_of(operator, node, 2, price(2));
        }
        for consumer in self.cast.consumers.clone() {
            let kind = ("deposit", crate::world::Touch::Payer(consumer.address()));
            let (call, address) = (IRoyaltySplitter::depositCall {}, consumer.address());
            let value = 10 * TOKEN + self.dice.amount(TOKEN);
            self.pay_splitter(kind, &consumer, call, value, |model| model.deposit(address, value));
            self.register_session_key_of(&consumer);
            for node in 1..=2 {
                self.reserve_of(&consumer, node, 3 * TOKEN + u128::from(node));
            }
        }
    }
}

/// What every ledger is made with.
pub const fn ledger_params() -> IAttributionLedger::Params {
    IAttributionLedger::Params {
        challengeWindow: CHALLENGE_WINDOW,
        maxPending: MAX_PENDING,
        maxReportAge: LIMITS.max_report_age,
        maxVoucherLife: LIMITS.max_voucher_life,
        deadAfter: LIMITS.dead_after,
        retirementGrace: LIMITS.retirement_grace,
        committeeDelay: COMMITTEE_DELAY,
        stageBlocks: STAGE,
    }
}

/// A ledger at its beginning.
pub fn new_ledger(address: Address, (owner, guardian): (Address, Address), members: Vec<Address>) -> Ledger {
    Ledger {
        address,
        owner,
        pause: Pause::of(guardian, PAUSE),
        challenge_window: CHALLENGE_WINDOW,
        max_pending: MAX_PENDING,
        committee_delay: COMMITTEE_DELAY,
        last_final: Head::default(),
        head: Head::default(),
        pending: Vec::new(),
        version: 1,
        members,
        scheduled: None,
    }
}

fn model(suite: &Suite, cast: &Cast) -> Model {
    let (owner, guardian) = (suite.owner().address(), suite.guardian().address());
    let [splitter, ledger, nodes] =
        [suite.splitter().address(), suite.ledger().address(), suite.nodes().address()];
    let contracts = [splitter, ledger, nodes, suite.datasets().address(), suite.models().address()];
    let people = cast.people();
    let actors = people.iter().flat_map(|person| [person.actor.address(), person.address()]);
    let unable = [cast.rejecting, cast.vault];
    let others = cast.fresh.iter().copied().chain(unable).chain([suite.treasury().address()]);
    let puppets = people.iter().filter_map(|person| person.puppet);
    let everybody: BTreeSet<Address> = actors.chain(others).chain(contracts).collect();
    let balance = |address: Address| (address, suite.sandbox().balance(address));
    Model {
        now: suite.block(),
        splitter: Splitter {
            address: splitter,
            owner,
            treasury: suite.treasury().address(),
            ledger,
            exit_delay: EXIT_DELAY,
            scheduled_ledger: None,
            escape_after: ESCAPE_AFTER,
            recipient_delay: RECIPIENT_DELAY,
            pause: Pause::of(guardian, LENGTH),
            totals: Totals::default(),
            root: Root::default(),
            payers: BTreeMap::new(),
            order: Vec::new(),
            royalties: BTreeMap::new(),
            unseen: 0,
            escapes: 0,
        },
        ledger: new_ledger(ledger, (owner, guardian), suite.committee().members()),
        nodes: Nodes {
            address: nodes,
            min_stake: MIN_STAKE,
            unbonding: UNBONDING,
            list: BTreeMap::new(),
            holders: BTreeMap::new(),
            oracles: BTreeMap::new(),
        },
        datasets: Datasets {
            owner,
            list: BTreeMap::new(),
            commitments: BTreeMap::new(),
            operators: BTreeSet::new(),
        },
        versions: Versions { owner, models: BTreeMap::new(), list: BTreeMap::new() },
        purses: everybody.into_iter().map(balance).collect(),
        rejecting: BTreeSet::from([cast.rejecting]),
        holders: BTreeSet::from([cast.vault]),
        contracts: contracts.into_iter().chain(unable).chain(puppets).collect(),
    }
}
