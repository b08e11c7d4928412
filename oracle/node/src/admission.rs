//! Whether a voucher is worth answering for: judged by the very rules that the epoch will apply.

use scale::Decode;
use tributary_core::{
    ed25519::Zip215,
    epoch::{judge, State, Worthless},
    hashing::HostHashing,
    report::Signature,
    voucher::request_hash,
    Domain, ModelId, NodeId, Report, Voucher, Wei,
};

use crate::view::View;

/// What a consumer sends along with a request.
#[derive(Clone, Debug)]
pub struct Payment {
    /// The promise.
    pub voucher: Voucher,
    /// The session key's signature over it.
    pub signature: Signature,
    /// The consumer's salt of both hashes.
    pub salt: [u8; 32],
}

/// A voucher that may be answered for.
#[derive(Clone, Debug)]
pub struct Admission {
    /// The payer's generation, which the spend counts in.
    pub generation: u32,
    /// What a token costs.
    pub price_per_token: Wei,
    /// A report with everything known before the answer.
    pub draft: Report,
}

const NOT_READY: &str = "node_not_ready";

/// Why a request is refused; nothing is charged then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A header is missing.
    #[error("the header {name} is missing")]
    HeaderMissing {
        /// Which.
        name: &'static str,
    },
    /// A header cannot be read.
    #[error("the header {name} is not {expected} in hex")]
    HeaderMalformed {
        /// Which.
        name: &'static str,
        /// What it should hold.
        expected: &'static str,
    },
    /// The voucher pays for another request.
    #[error("the voucher pays for request 0x{}, this is 0x{}", hex::encode(expected), hex::encode(found))]
    OtherRequest {
        /// The hash in the voucher.
        expected: [u8; 32],
        /// The hash of this request.
        found: [u8; 32],
    },
    /// The voucher pays for another model.
    #[error("the voucher pays for version {version} of model {model}, not for {name}")]
    OtherModel {
        /// The model paid for.
        model: ModelId,
        /// Its version.
        version: u32,
        /// The model asked for.
        name: String,
    },
    /// The voucher would be worthless.
    #[error("{0}")]
    Worthless(#[from] Worthless),
    /// The voucher does not cover the prompt and one token.
    #[error("max_fee {max_fee} wei does not cover {tokens} tokens at {price} wei each")]
    TooSmall {
        /// The voucher's bound.
        max_fee: Wei,
        /// The prompt's tokens and one.
        tokens: u64,
        /// What each costs.
        price: Wei,
    },
}

impl Refusal {
    /// Whether it is the node that is not ready, whatever the voucher.
    pub fn is_of_the_node(&self) -> bool {
        self.code() == NOT_READY
    }

    /// A word that programs can go by.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::HeaderMissing { .. } => "voucher_missing",
            Self::HeaderMalformed { .. } => "voucher_malformed",
            Self::OtherRequest { .. } => "voucher_for_other_request",
            Self::OtherModel { .. } => "voucher_for_other_model",
            Self::TooSmall { .. } => "voucher_too_small",
            Self::Worthless(worthless) => match worthless {
                Worthless::VoucherForOtherNode { .. } => "voucher_for_other_node",
                Worthless::VoucherSignature { .. } | Worthless::NoSessionKey { .. } => "voucher_invalid",
                Worthless::VoucherExpired { .. } => "voucher_expired",
                Worthless::VoucherLifeTooLong { .. } => "voucher_too_long",
                Worthless::NonceReused { .. } => "voucher_replayed",
                Worthless::ReserveExceeded { .. } => "voucher_unreserved",
                Worthless::UnknownPayer { .. } => "payer_unknown",
                Worthless::PayerClosed { .. } | Worthless::PayerExited { .. } => "payer_leaving",
                _ => NOT_READY,
            },
        }
    }
}

/// Reads hex of exactly `N` bytes.
///
/// # Errors
/// [`Refusal::HeaderMalformed`] naming the header.
pub fn fixed<const N: usize>(
    name: &'static str,
    expected: &'static str,
    text: &str,
) -> Result<[u8; N], Refusal> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text.trim_start_matches("0x"), &mut bytes)
        .map_err(|_| Refusal::HeaderMalformed { name, expected })?;
    Ok(bytes)
}

/// Reads a voucher from hex of its SCALE encoding.
///
/// # Errors
/// [`Refusal::HeaderMalformed`].
pub fn read_voucher(name: &'static str, text: &str) -> Result<Voucher, Refusal> {
    let malformed = Refusal::HeaderMalformed { name, expected: "a SCALE-encoded voucher" };
    let bytes = hex::decode(text.trim_start_matches("0x")).map_err(|_| malformed.clone())?;
    let mut input = bytes.as_slice();
    let voucher = Voucher::decode(&mut input).map_err(|_| malformed.clone())?;
    if input.is_empty() {
        Ok(voucher)
    } else {
        Err(malformed)
    }
}

/// Checks that a payment is for the request with this body.
///
/// # Errors
/// [`Refusal::OtherRequest`].
pub fn check_request(payment: &Payment, body: &[u8]) -> Result<(), Refusal> {
    let expected = payment.voucher.request_hash;
    let found = request_hash::<HostHashing>(&payment.salt, body);
    if expected == found {
        Ok(())
    } else {
        Err(Refusal::OtherRequest { expected, found })
    }
}

/// Judges a payment for a request of `prompt_tokens` to `served`, anchored to `view`.
///
/// `used` is what the payer used up at this node so far. An answer to an admitted voucher, with a fee
/// of at most the voucher's, counts in an epoch that reads the chain as this view does. That the voucher
/// is for this request is [`check_request`]'s.
///
/// # Errors
/// [`Refusal`] saying what is wrong.
pub fn admit(
    payment: &Payment,
    served: (&str, ModelId, u32),
    prompt_tokens: u32,
    view: &View,
    used: &State,
    (node, domain): (NodeId, &Domain),
) -> Result<Admission, Refusal> {
    let voucher = &payment.voucher;
    let (name, model, version) = served;
    if (voucher.model, voucher.model_version) != (model, version) {
        let (model, version) = (voucher.model, voucher.model_version);
        return Err(Refusal::OtherModel { model, version, name: name.to_owned() });
    }
    let registry = &view.registry;
    let record = registry.versions.get(&(model, version));
    let draft = Report {
        node,
        sequence: 0,
        voucher: voucher.clone(),
        voucher_signature: payment.signature,
        response_hash: [0; 32],
        prompt_tokens: 0,
        completion_tokens: 0,
        fee: Wei::ZERO,
        anchor_block: view.block,
        method: record.map_or(0, |record| record.method),
        corpus_root: view.corpus.root,
        shares: Vec::new(),
    };
    let generation =
        judge::<HostHashing>(&draft, registry, used, view.block, &view.corpus.root, domain, &Zip215)?;
    let price_per_token = price(view, node, model, version);
    check_reserve(voucher, view, used, node, generation)?;
    let tokens = u64::from(prompt_tokens).saturating_add(1);
    if price_per_token.0.saturating_mul(u128::from(tokens)) > voucher.max_fee.0 {
        return Err(Refusal::TooSmall { max_fee: voucher.max_fee, tokens, price: price_per_token });
    }
    Ok(Admission { generation, price_per_token, draft: Report { prompt_tokens, ..draft } })
}

/// What a token costs at this view: the node's price, but at least the version's floor.
pub fn price(view: &View, node: NodeId, model: ModelId, version: u32) -> Wei {
    let record = view.registry.nodes.get(&node).and_then(|record| record.prices.get(&model));
    let price = record.and_then(|prices| prices.at(view.block)).copied().unwrap_or_default();
    let floor = view.registry.versions.get(&(model, version)).map_or(Wei::ZERO, |record| record.price_floor);
    price.max(floor)
}

/// The whole of `max_fee` must be left of the reserve, so that the fee is, whatever the answer's length.
fn check_reserve(
    voucher: &Voucher,
    view: &View,
    used: &State,
    node: NodeId,
    generation: u32,
) -> Result<(), Worthless> {
    let reserves = view.registry.payers.get(&voucher.payer).and_then(|payer| payer.reserves.get(&node));
    let reserve = reserves.and_then(|reserves| reserves.at(view.block));
    let total = reserve.filter(|reserve| reserve.generation == generation).map_or(Wei::ZERO, |r| r.total);
    let cursor = used.cursors.get(&(voucher.payer, node));
    let spent = cursor.filter(|cursor| cursor.generation == generation).map_or(Wei::ZERO, |c| c.spent);
    let left = total.try_sub(spent).unwrap_or(Wei::ZERO);
    if voucher.max_fee > left {
        return Err(Worthless::ReserveExceeded { payer: voucher.payer, node, left, fee: voucher.max_fee });
    }
    Ok(())
}
