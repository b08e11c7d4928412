use tributary_client::abi::{IAttributionLedger, IRoyaltySplitter};
use tributary_core::{governance, Ppm};

use super::*;
use crate::exit::Exit;

pub(super) fn artifacts(folder: &Path, ledger: &[u8]) -> Artifacts {
    for (name, code) in [
        ("governance", b"zero".as_slice()),
        ("dataset_nft", b"one"),
        ("node_registry", b"two"),
        ("model_registry", b"three"),
        ("royalty_splitter", b"four"),
        ("attribution_ledger", ledger),
    ] {
        std::fs::create_dir_all(folder.join(name)).unwrap();
        std::fs::write(folder.join(name).join(format!("{name}.polkavm")), code).unwrap();
    }
    Artifacts::at(folder.to_owned())
}

fn dao() -> Founding {
    Founding {
        guardian: Some(Address::repeat_byte(4)),
        params: governance::Params {
            voting_delay: 1,
            voting_period: 10,
            late_quorum_extension: 0,
            timelock_delay: 1,
            grace_period: 60,
            quorum_numerator: Ppm(100_000),
            proposal_threshold: 0,
        },
        floors: governance::Floors { voting_period: 5, timelock_delay: 1 },
        earning: governance::Earning { rate: 7, cap: 8 },
        holders: vec![(Address::repeat_byte(1), 1_000)],
    }
}

pub(super) fn plan() -> Plan {
    let address = Address::repeat_byte;
    Plan {
        dao: dao(),
        guardian: address(2),
        treasury: Some(address(3)),
        committee: (10..14).map(address).collect(),
        min_node_stake: 5,
        min_oracle_stake: 6,
        unbonding_blocks: 100,
        ledger: IAttributionLedger::Params {
            challengeWindow: 6,
            maxPending: 4,
            maxReportAge: 120,
            maxVoucherLife: 80,
            deadAfter: 60,
            retirementGrace: 40,
            committeeDelay: 650,
            stageBlocks: 12,
        },
        splitter: IRoyaltySplitter::Params { exitDelay: 200, escapeAfter: 450, recipientDelay: 2 },
    }
}

const GENESIS: B256 = B256::repeat_byte(0xAA);
const SALT: B256 = B256::repeat_byte(0xBB);

fn progress(artifacts: &Artifacts, deployer: Address, plan: &Plan) -> Progress {
    let layout = Layout::of(GENESIS, deployer, SALT, artifacts, plan).unwrap();
    Progress::of(GENESIS, deployer, SALT, &layout)
}

/// Computed apart from this program: `CREATE2` of deployer, salt, and code and arguments, encoded word by word.
#[test]
fn the_addresses_are_those_of_an_independent_derivation() {
    let folder = tempfile::tempdir().unwrap();
    let artifacts = artifacts(folder.path(), b"five");
    let layout = Layout::of(GENESIS, Address::repeat_byte(9), SALT, &artifacts, &plan()).unwrap();
    let expected = [
        ("governance", "0x9d60d248e51ee9750e026c92afa482edfea970e7"),
        ("dataset-nft", "0xe9c757a4ff13d3dbeafa8de9dd127295d710d448"),
        ("node-registry", "0xe9e4b8ae581b56d35c810d1154f79110793af0f4"),
        ("model-registry", "0xb48d5b765dc60a4e933c2ece29c259677eebbb30"),
        ("royalty-splitter", "0x7ab3ac6a4c8444a2926851744f144d5957125e7a"),
        ("attribution-ledger", "0x6dafed4f69e13a0fb04bb878aa293608863d760b"),
    ];
    let found = layout.parts().map(|part| (part.contract, format!("{:#x}", part.address)));
    assert_eq!(found, expected.map(|(contract, address)| (contract, address.to_owned())));
    let deployment = layout.deployment(GENESIS, 7);
    let origin = &deployment.origin;
    assert_eq!((origin.deployer, origin.salt), (Address::repeat_byte(9), SALT));
    assert!(origin.later_ledgers.is_empty());
    let made = &origin.arguments;
    let recorded = [
        &made.governance,
        &made.dataset_nft,
        &made.node_registry,
        &made.model_registry,
        &made.royalty_splitter,
        &made.attribution_ledger,
    ];
    for (part, recorded) in layout.parts().into_iter().zip(recorded) {
        assert_eq!(origin.making(recorded).address(&part.code), part.address, "{}", part.contract);
    }
}

#[test]
fn later_contracts_names_follow_from_those_of_earlier_ones() {
    let folder = tempfile::tempdir().unwrap();
    let artifacts = artifacts(folder.path(), b"five");
    let (deployer, plan) = (Address::repeat_byte(9), plan());
    let layout = Layout::of(GENESIS, deployer, SALT, &artifacts, &plan).unwrap();
    let [dao, nft, .., splitter, ledger] = layout.parts();
    let names =
        |part: &Part, address: Address| part.arguments.windows(20).any(|window| window == address.as_slice());
    assert!(names(splitter, nft.address) && names(ledger, splitter.address));
    for part in layout.parts() {
        assert_eq!(names(part, dao.address), part.contract != "governance", "{}", part.contract);
        assert!(!names(part, deployer), "{} knows who deploys it", part.contract);
    }
    let deployment = layout.deployment(GENESIS, 7);
    assert_eq!((deployment.royalty_splitter, deployment.governance), (splitter.address, dao.address));
    let other = Layout::of(GENESIS, deployer, B256::ZERO, &artifacts, &plan).unwrap();
    for (one, other) in layout.parts().into_iter().zip(other.parts()) {
        assert_ne!(one.address, other.address, "{}", one.contract);
    }
}

#[test]
fn a_run_is_taken_up_with_the_same_chain_account_code_and_options_only() {
    let folder = tempfile::tempdir().unwrap();
    let code = artifacts(&folder.path().join("code"), b"five");
    let kept = kept_path(folder.path());
    let deployer = Address::repeat_byte(9);
    assert_eq!(Progress::load(&kept).unwrap(), None);
    progress(&code, deployer, &plan()).save(&kept).unwrap();
    let earlier = Progress::load(&kept).unwrap().unwrap();
    assert_eq!(earlier, progress(&code, deployer, &plan()));
    earlier.check_same(&progress(&code, deployer, &plan()), &kept).unwrap();

    let refused = |now: Progress| {
        let error = earlier.check_same(&now, &kept).unwrap_err();
        assert!(error.to_string().contains("deployment.json.progress"), "{error}");
        (Exit::of(&error), error.to_string())
    };
    let (exit, error) = refused(progress(&code, deployer, &Plan { min_node_stake: 6, ..plan() }));
    assert!(exit == Exit::Usage && error.contains("node-registry"), "{error}");
    let newer = artifacts(&folder.path().join("newer"), b"five and a half");
    let (exit, error) = refused(progress(&newer, deployer, &plan()));
    assert!(exit == Exit::Usage && error.contains("attribution-ledger"), "{error}");
    let (exit, _) = refused(progress(&code, Address::repeat_byte(8), &plan()));
    assert_eq!(exit, Exit::Usage);
    let layout = Layout::of(GENESIS, deployer, SALT, &code, &plan()).unwrap();
    let (exit, _) = refused(Progress::of(B256::ZERO, deployer, SALT, &layout));
    assert_eq!(exit, Exit::WrongChain);
}

fn kept_path(folder: &Path) -> PathBuf {
    progress::kept_at(&folder.join("deployment.json"))
}

#[test]
fn a_file_that_is_no_progress_is_not_taken_for_none() {
    let folder = tempfile::tempdir().unwrap();
    let kept = kept_path(folder.path());
    std::fs::write(&kept, "{\"salt\":").unwrap();
    assert_eq!(Exit::of(&Progress::load(&kept).unwrap_err()), Exit::Usage);
}

#[test]
fn missing_code_says_how_to_build_it() {
    let folder = tempfile::tempdir().unwrap();
    let error = Artifacts::at(folder.path().to_owned()).code("dataset-nft").unwrap_err();
    assert_eq!(Exit::of(&error), Exit::Usage);
    assert!(error.to_string().contains("scripts/build-contracts.sh"), "{error}");
}

#[test]
fn what_a_constructor_would_refuse_is_refused_before_anything_is_sent() {
    plan().check().unwrap();
    let refused = |alter: fn(&mut Plan)| {
        let mut plan = plan();
        alter(&mut plan);
        let error = plan.check().unwrap_err();
        assert_eq!(Exit::of(&error), Exit::Usage);
        error.to_string()
    };
    assert!(refused(|plan| plan.dao.holders.clear()).contains("nobody holds"));
    assert!(refused(|plan| plan.dao.params.voting_period = 4).contains("VotingPeriod"));
    assert!(refused(|plan| plan.guardian = Address::ZERO).contains("guardian"));
    assert!(refused(|plan| plan.treasury = Some(Address::ZERO)).contains("treasury"));
    assert!(refused(|plan| plan.committee.truncate(3)).contains("3f+1"));
    assert!(refused(|plan| plan.committee[1] = plan.committee[0]).contains("twice"));
    assert!(refused(|plan| plan.min_oracle_stake = 0).contains("stakes"));
    assert!(refused(|plan| plan.splitter.escapeAfter = 200).contains("escape"));
    assert!(refused(|plan| plan.ledger.maxPending = 0).contains("MaxPending"));
    // Each window is fine by itself, and does not fit the splitter's exits.
    assert!(refused(|plan| plan.ledger.committeeDelay = 649).contains("CommitteeDelay"));
    assert!(refused(|plan| plan.ledger.stageBlocks = 13).contains("ChallengeWindow"));
}

#[test]
fn the_treasury_is_the_daos_unless_somebody_else_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let artifacts = artifacts(folder.path(), b"five");
    let deployer = Address::repeat_byte(9);
    let splitter = |treasury| {
        let plan = Plan { treasury, ..plan() };
        let layout = Layout::of(GENESIS, deployer, SALT, &artifacts, &plan).unwrap();
        let [dao, .., splitter, _] = layout.parts();
        let treasury = splitter.arguments[64 + 12..96].to_vec();
        (dao.address, Address::from_slice(&treasury))
    };
    let (dao, found) = splitter(None);
    assert_eq!(found, dao);
    assert_eq!(splitter(Some(Address::repeat_byte(3))).1, Address::repeat_byte(3));
}
