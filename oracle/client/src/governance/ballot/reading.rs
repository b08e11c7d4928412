//! Signed ballots out of what wallets and people write.

use alloy_primitives::{hex, Address, U256};
use serde_json::Value;
use tributary_core::{governance::typed_data, governance::Support, secp256k1::SIGNATURE_BYTES};

use super::{Ballot, BallotDomain, BallotFault, SignedBallot};

/// Reads a document of typed data and signature.
pub(super) fn signed(document: &Value) -> Result<SignedBallot, BallotFault> {
    let of = Reading(document);
    of.text("typed_data.domain.name", typed_data::NAME)?;
    of.text("typed_data.domain.version", typed_data::VERSION)?;
    let chain_id = of.number("typed_data.domain.chainId")?;
    let contract = of.address("typed_data.domain.verifyingContract")?;
    let support = of.number("typed_data.message.support")?;
    let support = u8::try_from(support)
        .ok()
        .and_then(Support::read)
        .ok_or_else(|| of.fault("typed_data.message.support", "0 (against), 1 (for) or 2 (abstain)"))?;
    let reason = match of.string("typed_data.primaryType", "Ballot or ExtendedBallot")? {
        "Ballot" => None,
        "ExtendedBallot" => {
            let params = of.string("typed_data.message.params", "0x")?;
            if params != "0x" {
                return Err(BallotFault::Params { found: params.to_owned() });
            }
            Some(of.string("typed_data.message.reason", "a text")?.to_owned())
        }
        _ => return Err(of.fault("typed_data.primaryType", "Ballot or ExtendedBallot")),
    };
    let ballot = Ballot {
        proposal: of.uint("typed_data.message.proposalId")?,
        support,
        voter: of.address("typed_data.message.voter")?,
        nonce: of.number("typed_data.message.nonce")?,
        reason,
    };
    let signature = signature(of.string("signature", "65 bytes in hex")?)
        .ok_or_else(|| of.fault("signature", "65 bytes in hex"))?;
    Ok(SignedBallot { domain: BallotDomain { chain_id, contract }, ballot, signature })
}

/// `r ‖ s ‖ v` in hex, with or without `0x`.
fn signature(text: &str) -> Option<[u8; SIGNATURE_BYTES]> {
    let mut bytes: [u8; SIGNATURE_BYTES] = hex::decode(text).ok()?.try_into().ok()?;
    let [.., v] = &mut bytes;
    if *v < 2 {
        *v = v.saturating_add(27);
    }
    Some(bytes)
}

/// A document that is read field by field.
struct Reading<'a>(&'a Value);

impl<'a> Reading<'a> {
    fn field(&self, path: &'static str) -> Option<&'a Value> {
        path.split('.').try_fold(self.0, |value, key| value.get(key))
    }

    fn fault(&self, field: &'static str, expected: &'static str) -> BallotFault {
        let found = self.field(field).map_or_else(|| "not there".to_owned(), Value::to_string);
        BallotFault::Field { field, found, expected }
    }

    fn string(&self, field: &'static str, expected: &'static str) -> Result<&'a str, BallotFault> {
        self.field(field).and_then(Value::as_str).ok_or_else(|| self.fault(field, expected))
    }

    fn text(&self, field: &'static str, expected: &'static str) -> Result<(), BallotFault> {
        if self.string(field, expected)? == expected {
            return Ok(());
        }
        Err(self.fault(field, expected))
    }

    fn address(&self, field: &'static str) -> Result<Address, BallotFault> {
        let expected = "an address in hex";
        self.string(field, expected)?.parse().map_err(|_| self.fault(field, expected))
    }

    /// A decimal or `0x` string, or a number that JSON carries exactly.
    fn uint(&self, field: &'static str) -> Result<U256, BallotFault> {
        let fault = || self.fault(field, "a whole number, as a string beyond 2^53");
        match self.field(field) {
            Some(Value::String(text)) => text.parse().map_err(|_| fault()),
            Some(Value::Number(number)) => number.as_u64().map(U256::from).ok_or_else(fault),
            _ => Err(fault()),
        }
    }

    fn number(&self, field: &'static str) -> Result<u64, BallotFault> {
        let number = self.uint(field)?;
        u64::try_from(number).map_err(|_| self.fault(field, "a number below 2^64"))
    }
}
