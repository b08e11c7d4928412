use clap::Parser;

use super::*;

#[derive(Parser)]
struct Program {
    #[command(flatten)]
    options: Options,
}

fn parse(arguments: &[&str]) -> Result<Options, clap::Error> {
    Program::try_parse_from(std::iter::once(&"devnode").chain(arguments)).map(|program| program.options)
}

#[test]
fn the_program_listens_on_9944_and_seals_instantly() {
    let options = parse(&[]).unwrap();
    assert_eq!((options.port, options.block_time, options.db), (9944, None, None));
    assert_eq!(options.finality_lag, 0);
    assert!(options.endow.is_empty() && !options.manual_mapping);
    assert_eq!((options.native_to_eth_ratio, options.block_hash_count), (None, None));
}

#[test]
fn options_are_read() {
    let arguments = ["--port", "0", "--block-time-ms", "250", "--db", "/tmp/chain", "--manual-mapping"];
    let options = parse(&arguments).unwrap();
    assert!(options.manual_mapping);
    assert_eq!(options.port, 0);
    assert_eq!(options.block_time, Some(Duration::from_millis(250)));
    assert_eq!(options.db, Some(PathBuf::from("/tmp/chain")));
}

#[test]
fn a_chain_can_be_made_unlike_polkadot_hub() {
    let options = parse(&["--native-to-eth-ratio", "1000000", "--block-hash-count", "32"]).unwrap();
    assert_eq!((options.native_to_eth_ratio, options.block_hash_count), (Some(1_000_000), Some(32)));
    assert!(parse(&["--native-to-eth-ratio", "0"]).is_err());
    assert!(parse(&["--block-hash-count", "0"]).is_err());
}

#[test]
fn a_block_time_of_zero_is_refused() {
    assert!(parse(&["--block-time-ms", "0"]).is_err());
    assert!(parse(&["--block-time-ms", "-1"]).is_err());
}

#[test]
fn finality_may_be_behind_but_not_too_far() {
    for lag in [0, 1, MAX_FINALITY_LAG] {
        assert_eq!(parse(&["--finality-lag", &lag.to_string()]).unwrap().finality_lag, lag);
    }
    for wrong in ["101", "-1", "some"] {
        assert!(parse(&["--finality-lag", wrong]).is_err(), "{wrong}");
    }
}

#[test]
fn accounts_are_read_in_every_form() {
    let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    let alice_on_polkadot = "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5";
    let alice_id = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
    let of = |account: &str| format!("{account}=1").parse::<Endowment>().map(|endowment| endowment.account);
    assert_eq!(of(alice), of(alice_id));
    assert_eq!(of(alice), of(alice_on_polkadot));

    let mut expected = [0xEE; 32];
    expected[..20].fill(0x11);
    assert_eq!(of(&format!("0x{}", "11".repeat(20))), Ok(AccountId::new(expected)));

    for wrong in ["", "0x", "0x1234", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ"] {
        assert_eq!(of(wrong), Err(EndowmentError::Account(wrong.to_owned())));
    }
}

#[test]
fn amounts_are_native_tokens() {
    let of = |amount: &str| {
        format!("0x{}={amount}", "22".repeat(32)).parse::<Endowment>().map(|endowment| endowment.plancks)
    };
    assert_eq!(of("0"), Ok(0));
    assert_eq!(of("3"), Ok(30_000_000_000));
    assert_eq!(of("0.0000000001"), Ok(1));
    assert_eq!(of("12.5"), Ok(125_000_000_000));
    for wrong in ["", ".5", "1.", "-1", "+1", "1e3", "1_000", "1.00000000001", &u128::MAX.to_string()] {
        assert_eq!(of(wrong), Err(EndowmentError::Amount(wrong.to_owned())));
    }
    assert_eq!("nothing".parse::<Endowment>(), Err(EndowmentError::Form("nothing".to_owned())));
}
