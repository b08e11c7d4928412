use tributary_client::Signer;

use super::*;

#[test]
fn an_address_an_account_and_a_name_are_told_apart() {
    let alice = Signer::dev("Alice").unwrap();
    let expected = Ok(Who::Address(alice.address()));
    assert_eq!(alice.address().to_string().parse::<Who>(), expected);
    assert_eq!(alice.ss58().parse::<Who>(), expected);
    assert_eq!("alice".parse::<Who>(), Ok(Who::Key("alice".to_owned())));
}

#[test]
fn a_mistyped_address_is_no_name() {
    for text in ["0x12", "0xalice", ""] {
        assert!(text.parse::<Who>().is_err(), "{text}");
    }
    let address = Signer::dev("Alice").unwrap().address();
    let checksummed = address.to_checksum(None);
    assert_eq!(checksummed.parse::<Who>(), Ok(Who::Address(address)));
    assert_eq!(checksummed.to_lowercase().parse::<Who>(), Ok(Who::Address(address)));
    let place = checksummed.rfind(|sign: char| sign.is_ascii_uppercase()).unwrap();
    let mut mistyped = checksummed.clone();
    mistyped.replace_range(place..=place, &checksummed[place..=place].to_lowercase());
    assert!(mistyped.parse::<Who>().unwrap_err().contains(&mistyped));
}
