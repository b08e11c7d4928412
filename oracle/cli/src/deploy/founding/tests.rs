use tributary_core::governance::Param;

use super::*;
use crate::exit::Exit;

const SAMPLE: &str = include_str!("../../../dao.sample.toml");
const VOTE: u128 = 1_000_000_000_000_000_000;

/// Addresses by their hex, everything else by one that follows from its length.
fn address(name: &str) -> anyhow::Result<Address> {
    if let Ok(address) = name.parse() {
        return Ok(address);
    }
    anyhow::ensure!(name != "nobody", Failure::not_found("there is no key nobody"));
    Ok(Address::repeat_byte(u8::try_from(name.len()).unwrap()))
}

fn read(text: &str) -> anyhow::Result<Founding> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dao.toml");
    std::fs::write(&path, text).unwrap();
    let founding = Founding::load(&path, address)?;
    founding.check()?;
    Ok(founding)
}

fn refused(text: &str) -> String {
    let error = read(text).unwrap_err();
    assert_eq!(Exit::of(&error), Exit::Usage, "{error:#}");
    format!("{error:#}")
}

#[test]
fn the_sample_is_valid_and_means_what_it_says() {
    let founding = read(SAMPLE).unwrap();
    assert_eq!(founding.guardian, None);
    assert_eq!(founding.supply(), Some(1_000_000 * VOTE));
    assert_eq!(founding.holders[0].1, 600_000 * VOTE);
    assert_eq!(founding.params.quorum_numerator, Ppm(40_000));
    assert_eq!(founding.params.proposal_threshold, 1_000 * VOTE);
    assert_eq!((founding.floors.voting_period, founding.params.voting_period), (14_400, 72_000));
    assert_eq!(founding.earning, Earning { rate: 1_000_000, cap: 10 * VOTE });
    let with_guardian = read(&SAMPLE.replace("# guardian", "guardian")).unwrap();
    assert_eq!(with_guardian.guardian, Some(Address::repeat_byte(8)));
}

#[test]
fn what_the_constructor_takes_is_in_the_order_of_the_file() {
    let founding = read(SAMPLE).unwrap();
    let arguments = founding.arguments();
    assert_eq!(arguments.guardian, Address::ZERO, "nobody");
    assert_eq!(arguments.amounts, [600_000 * VOTE, 400_000 * VOTE]);
    assert_eq!(arguments.holders, founding.holders.iter().map(|(holder, _)| *holder).collect::<Vec<_>>());
    let params = &arguments.params;
    assert_eq!(
        (params.votingDelay, params.votingPeriod, params.lateQuorumExtension),
        (14_400, 72_000, 14_400)
    );
    assert_eq!((params.timelockDelay, params.gracePeriod), (172_800, 604_800));
    assert_eq!((params.quorumNumerator, params.proposalThreshold), (40_000, 1_000 * VOTE));
    assert_eq!((arguments.floors.votingPeriod, arguments.floors.timelockDelay), (14_400, 86_400));
    assert_eq!((arguments.earning.rate, arguments.earning.cap), (1_000_000, 10 * VOTE));
}

#[test]
fn a_file_with_a_field_too_many_or_too_few_is_named() {
    assert!(refused(&SAMPLE.replace("[params]", "[params]\nquorums = 1")).contains("quorums"));
    assert!(refused(&SAMPLE.replace("grace_period = 604800", "")).contains("grace_period"));
    assert!(refused("").contains("dao.toml"));
    assert!(refused(&SAMPLE.replace("\"4%\"", "\"4\"")).contains("quorum"));
    assert!(refused(&SAMPLE.replace("\"600000\"", "\"600000coin\"")).contains("number of votes"));
    assert!(refused(&SAMPLE.replace("\"600000\"", "\"-1\"")).contains("number of votes"));
}

#[test]
fn values_that_do_not_fit_each_other_are_refused_before_anything_is_sent() {
    let named = |from: &str, to: &str, param: Param| {
        let error = refused(&SAMPLE.replacen(from, to, 1));
        assert!(error.contains(&format!("{param:?}")), "{error}");
    };
    named("voting_delay = 14400", "voting_delay = 0", Param::VotingDelay);
    // Below the floor.
    named("voting_period = 72000", "voting_period = 14399", Param::VotingPeriod);
    named("timelock_delay = 172800", "timelock_delay = 86399", Param::TimelockDelay);
    // Longer than the vote.
    named("late_quorum_extension = 14400", "late_quorum_extension = 72001", Param::LateQuorumExtension);
    named("grace_period = 604800", "grace_period = 86399", Param::GracePeriod);
    named("\"4%\"", "\"31%\"", Param::QuorumNumerator);
    // More than a hundredth of all votes.
    named("\"1000\"", "\"10000.1\"", Param::ProposalThreshold);
    named("timelock_delay = 86400", "timelock_delay = 0", Param::TimelockFloor);
    named("rate_ppm = 1000000", "rate_ppm = 1000000000001", Param::EarnRate);
    // More than a hundredth of all votes.
    named("cap = \"10\"", "cap = \"10000.1\"", Param::EarnCap);
}

#[test]
fn without_its_section_work_earns_no_votes() {
    let (head, rest) = SAMPLE.split_once("[earning]").unwrap();
    let (_, holders) = rest.split_once("\n\n").unwrap();
    assert_eq!(read(&format!("{head}{holders}")).unwrap().earning, Earning::NONE);
    assert!(refused(&format!("{head}[earning]\nrate_ppm = 1\n\n{holders}")).contains("cap"));
}

#[test]
fn every_holder_is_somebody_with_votes_and_named_once() {
    let (head, _) = SAMPLE.split_once("[[holders]]").unwrap();
    assert!(refused(&head.replace("[params]", "holders = []\n[params]")).contains("nobody holds"));
    let holder = |who: &str, votes: &str| format!("[[holders]]\nwho = \"{who}\"\nvotes = \"{votes}\"\n");
    let zero = format!("0x{}", "00".repeat(20));
    let one = format!("0x{}", "11".repeat(20));
    let some = holder(&format!("0x{}", "22".repeat(20)), "1000000");
    assert!(refused(&format!("{head}{some}{}", holder(&zero, "1"))).contains("zero address"));
    assert!(refused(&format!("{head}{some}{}", holder(&one, "0"))).contains("no votes"));
    assert!(refused(&format!("{head}{some}{some}")).contains("twice"));
    let all = (u128::MAX / VOTE).to_string();
    assert!(refused(&format!("{head}{some}{}", holder(&one, &all))).contains("2^128"));
    let error = read(&format!("{head}{}", holder("nobody", "1"))).unwrap_err();
    assert_eq!(Exit::of(&error), Exit::NotFound);
    assert!(error.to_string().contains("dao.toml"), "{error}");
}
