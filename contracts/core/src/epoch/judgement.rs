//! The rules that make a report worth nothing.

use scale::{Decode, Encode};

use crate::{
    domain::Domain,
    epoch::State,
    hashing::Hashing,
    ids::{Address, BlockNumber, DatasetId, Hash, ModelId, NodeId},
    money::Wei,
    ppm::Ppm,
    registry::{NodeRecord, PayerRecord, Registry, Reserve, VersionRecord, VersionStatus},
    report::{Report, Signature, MAX_SHARES},
};

/// Ed25519 verification by ZIP-215's rules (cofactored, non-canonical points accepted).
pub trait Signatures {
    /// Whether `signature` over `message` is valid under `key`.
    fn verify(&self, key: &Hash, message: &Hash, signature: &Signature) -> bool;
}

/// Why a report consumes its sequence at zero value.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, thiserror::Error)]
#[cfg_attr(
    feature = "std",
    derive(serde::Serialize, serde::Deserialize),
    serde(tag = "rule", rename_all = "snake_case")
)]
pub enum Worthless {
    /// The anchor lies after the cut.
    #[error("anchor block {anchor} is after the cut at {cut}")]
    AnchorAfterCut {
        /// The report's anchor.
        anchor: BlockNumber,
        /// The epoch's cut.
        cut: BlockNumber,
    },
    /// The anchor is too old.
    #[error("anchor block {anchor} is more than {most} blocks before the cut at {cut}")]
    AnchorTooOld {
        /// The report's anchor.
        anchor: BlockNumber,
        /// The epoch's cut.
        cut: BlockNumber,
        /// The most allowed.
        most: BlockNumber,
    },
    /// The node was not active at the anchor.
    #[error("node {node} was not active at block {anchor}")]
    NodeInactive {
        /// The node.
        node: NodeId,
        /// The anchor.
        anchor: BlockNumber,
    },
    /// The voucher names another node.
    #[error("the voucher is for node {named}, not {node}")]
    VoucherForOtherNode {
        /// The reporting node.
        node: NodeId,
        /// The node named.
        named: NodeId,
    },
    /// The payer never deposited.
    #[error("{payer} never deposited")]
    UnknownPayer {
        /// The payer.
        payer: Address,
    },
    /// The payer had requested an exit at the anchor.
    #[error("{payer} took no vouchers at block {anchor}")]
    PayerClosed {
        /// The payer.
        payer: Address,
        /// The anchor.
        anchor: BlockNumber,
    },
    /// The payer has exited since.
    #[error("{payer} exited generation {generation} before the cut")]
    PayerExited {
        /// The payer.
        payer: Address,
        /// The generation at the anchor.
        generation: u32,
    },
    /// The payer had no session key at the anchor.
    #[error("{payer} had no session key at block {anchor}")]
    NoSessionKey {
        /// The payer.
        payer: Address,
        /// The anchor.
        anchor: BlockNumber,
    },
    /// The voucher is not signed by the session key.
    #[error("the voucher's signature is not by the session key of {payer}")]
    VoucherSignature {
        /// The payer.
        payer: Address,
    },
    /// The voucher had expired at the anchor.
    #[error("the voucher expired at block {expired_at}, before the anchor at {anchor}")]
    VoucherExpired {
        /// Its last block.
        expired_at: BlockNumber,
        /// The anchor.
        anchor: BlockNumber,
    },
    /// The voucher lives too long.
    #[error(
        "the voucher lasts until block {expires_at}, more than {most} blocks after the anchor at {anchor}"
    )]
    VoucherLifeTooLong {
        /// Its last block.
        expires_at: BlockNumber,
        /// The anchor.
        anchor: BlockNumber,
        /// The most allowed.
        most: BlockNumber,
    },
    /// The nonce does not increase.
    #[error("nonce {found} of {payer} at node {node} is not above {last}")]
    NonceReused {
        /// The payer.
        payer: Address,
        /// The node.
        node: NodeId,
        /// The last nonce that counted.
        last: u64,
        /// The nonce found.
        found: u64,
    },
    /// No such model version.
    #[error("model {model} has no version {version}")]
    UnknownVersion {
        /// The model.
        model: ModelId,
        /// The version.
        version: u32,
    },
    /// The model version was not live at the anchor, nor retired within the grace.
    #[error("version {version} of model {model} was not live at block {anchor}")]
    VersionNotLive {
        /// The model.
        model: ModelId,
        /// The version.
        version: u32,
        /// The anchor.
        anchor: BlockNumber,
    },
    /// Another attribution method is due.
    #[error("attribution method {found}, where the model version has {expected}")]
    MethodMismatch {
        /// The version's method.
        expected: u16,
        /// The report's.
        found: u16,
    },
    /// Attributed against another corpus.
    #[error("attributed against another corpus than that of block {anchor}")]
    CorpusMismatch {
        /// The anchor.
        anchor: BlockNumber,
        /// The corpus root there.
        expected: Hash,
        /// The report's.
        found: Hash,
    },
    /// Too many shares.
    #[error("{found} shares, at most {MAX_SHARES}")]
    TooManyShares {
        /// How many.
        found: u32,
    },
    /// Shares are not strictly ascending by dataset.
    #[error("share of dataset {dataset} does not sort after {before}")]
    SharesUnsorted {
        /// The one before.
        before: DatasetId,
        /// The offending one.
        dataset: DatasetId,
    },
    /// A share of nothing.
    #[error("dataset {dataset} has a share of zero")]
    ShareZero {
        /// The dataset.
        dataset: DatasetId,
    },
    /// Shares add up to more than the whole.
    #[error("the shares add up to more than 1000000 ppm")]
    SharesExceedWhole,
    /// A credited dataset did not count at the anchor.
    #[error("dataset {dataset} did not count at block {anchor}")]
    DatasetInactive {
        /// The dataset.
        dataset: DatasetId,
        /// The anchor.
        anchor: BlockNumber,
    },
    /// The node had no price for the model at the anchor.
    #[error("node {node} had no price for model {model} at block {anchor}")]
    NoPrice {
        /// The node.
        node: NodeId,
        /// The model.
        model: ModelId,
        /// The anchor.
        anchor: BlockNumber,
    },
    /// The fee is not what price and voucher make it.
    #[error("fee {found} wei, where price, tokens and voucher make it {expected}")]
    WrongFee {
        /// The fee due.
        expected: Wei,
        /// The fee charged.
        found: Wei,
    },
    /// The fee exceeds what is left of the payer's reserve for the node.
    #[error("fee {fee} wei exceeds the {left} wei that {payer} has left reserved for node {node}")]
    ReserveExceeded {
        /// The payer.
        payer: Address,
        /// The node.
        node: NodeId,
        /// What is left.
        left: Wei,
        /// The fee.
        fee: Wei,
    },
}

/// Judges `report` as of its anchor, against the chain at `cut` and the use of vouchers so far, and
/// returns the payer's generation that it counts in.
///
/// `corpus_root` is the registry's at the anchor. The node's own signature is not judged here: a report
/// without it is nobody's.
///
/// # Errors
/// [`Worthless`] naming the first rule broken.
pub fn judge<H: Hashing>(
    report: &Report,
    registry: &Registry,
    state: &State,
    cut: BlockNumber,
    corpus_root: &Hash,
    domain: &Domain,
    signatures: &impl Signatures,
) -> Result<u32, Worthless> {
    let anchor = report.anchor_block;
    check_anchor(anchor, cut, registry.params.max_report_age)?;
    let inactive = Worthless::NodeInactive { node: report.node, anchor };
    let node = registry.nodes.get(&report.node).ok_or_else(|| inactive.clone())?;
    if !node.active.at(anchor).copied().unwrap_or(false) {
        return Err(inactive);
    }
    let payer_address = report.voucher.payer;
    let payer =
        registry.payers.get(&payer_address).ok_or(Worthless::UnknownPayer { payer: payer_address })?;
    let generation = check_payer(report, payer)?;
    check_voucher::<H>(report, payer, registry, state, domain, signatures)?;
    let version = check_version(report, registry)?;
    check_shares(report, registry, corpus_root)?;
    check_fee(report, node, version)?;
    check_reserve(report, payer, state, generation)?;
    Ok(generation)
}

fn check_anchor(anchor: BlockNumber, cut: BlockNumber, most: BlockNumber) -> Result<(), Worthless> {
    match cut.checked_sub(anchor) {
        None => Err(Worthless::AnchorAfterCut { anchor, cut }),
        Some(age) if age > most => Err(Worthless::AnchorTooOld { anchor, cut, most }),
        Some(_) => Ok(()),
    }
}

fn check_payer(report: &Report, payer: &PayerRecord) -> Result<u32, Worthless> {
    let (address, anchor) = (report.voucher.payer, report.anchor_block);
    let standing = payer.standing.at(anchor).filter(|standing| standing.open);
    let generation = standing.ok_or(Worthless::PayerClosed { payer: address, anchor })?.generation;
    if generation < payer.generation {
        return Err(Worthless::PayerExited { payer: address, generation });
    }
    Ok(generation)
}

fn check_voucher<H: Hashing>(
    report: &Report,
    payer: &PayerRecord,
    registry: &Registry,
    state: &State,
    domain: &Domain,
    signatures: &impl Signatures,
) -> Result<(), Worthless> {
    let (voucher, anchor) = (&report.voucher, report.anchor_block);
    if voucher.node != report.node {
        return Err(Worthless::VoucherForOtherNode { node: report.node, named: voucher.node });
    }
    let key = payer.keys.at(anchor).ok_or(Worthless::NoSessionKey { payer: voucher.payer, anchor })?;
    if !signatures.verify(key, &voucher.digest::<H>(domain), &report.voucher_signature) {
        return Err(Worthless::VoucherSignature { payer: voucher.payer });
    }
    let most = registry.params.max_voucher_life;
    match voucher.expires_at_block.checked_sub(anchor) {
        None => return Err(Worthless::VoucherExpired { expired_at: voucher.expires_at_block, anchor }),
        Some(life) if life > most => {
            return Err(Worthless::VoucherLifeTooLong { expires_at: voucher.expires_at_block, anchor, most })
        }
        Some(_) => {}
    }
    let last = state.cursors.get(&(voucher.payer, voucher.node)).map_or(0, |cursor| cursor.nonce);
    if voucher.nonce <= last {
        let (payer, node) = (voucher.payer, voucher.node);
        return Err(Worthless::NonceReused { payer, node, last, found: voucher.nonce });
    }
    Ok(())
}

fn check_version<'a>(report: &Report, registry: &'a Registry) -> Result<&'a VersionRecord, Worthless> {
    let (model, version) = (report.voucher.model, report.voucher.model_version);
    let anchor = report.anchor_block;
    let record =
        registry.versions.get(&(model, version)).ok_or(Worthless::UnknownVersion { model, version })?;
    let counts = match record.status.entry_at(anchor) {
        Some((_, VersionStatus::Live)) => true,
        Some((retired_at, VersionStatus::Retired)) => {
            let was_live = retired_at
                .checked_sub(1)
                .and_then(|before| record.status.at(before))
                .is_some_and(|status| *status == VersionStatus::Live);
            let grace_over = retired_at.saturating_add(registry.params.retirement_grace);
            was_live && anchor < grace_over
        }
        _ => false,
    };
    if !counts {
        return Err(Worthless::VersionNotLive { model, version, anchor });
    }
    if report.method != record.method {
        return Err(Worthless::MethodMismatch { expected: record.method, found: report.method });
    }
    Ok(record)
}

fn check_shares(report: &Report, registry: &Registry, corpus_root: &Hash) -> Result<(), Worthless> {
    let anchor = report.anchor_block;
    if report.corpus_root != *corpus_root {
        return Err(Worthless::CorpusMismatch { anchor, expected: *corpus_root, found: report.corpus_root });
    }
    if report.shares.len() > MAX_SHARES {
        return Err(Worthless::TooManyShares {
            found: u32::try_from(report.shares.len()).unwrap_or(u32::MAX),
        });
    }
    let mut before: Option<DatasetId> = None;
    for (dataset, share) in &report.shares {
        if let Some(before) = before.filter(|before| before >= dataset) {
            return Err(Worthless::SharesUnsorted { before, dataset: *dataset });
        }
        if *share == Ppm::ZERO {
            return Err(Worthless::ShareZero { dataset: *dataset });
        }
        let record = registry.datasets.get(dataset);
        if !record.and_then(|record| record.active.at(anchor)).copied().unwrap_or(false) {
            return Err(Worthless::DatasetInactive { dataset: *dataset, anchor });
        }
        before = Some(*dataset);
    }
    Ppm::total(report.shares.iter().map(|(_, share)| *share)).map(|_| ()).ok_or(Worthless::SharesExceedWhole)
}

/// `min(max_fee, max(registered price, floor) * tokens)`; a product beyond `u128` is above any voucher.
fn check_fee(report: &Report, node: &NodeRecord, version: &VersionRecord) -> Result<(), Worthless> {
    let (model, anchor) = (report.voucher.model, report.anchor_block);
    let price = node.prices.get(&model).and_then(|prices| prices.at(anchor));
    let price = price.ok_or(Worthless::NoPrice { node: report.node, model, anchor })?;
    let expected = fee(
        (*price).max(version.price_floor),
        report.prompt_tokens,
        report.completion_tokens,
        report.voucher.max_fee,
    );
    if report.fee == expected {
        Ok(())
    } else {
        Err(Worthless::WrongFee { expected, found: report.fee })
    }
}

/// What an answer costs: `min(max_fee, price_per_token * (prompt_tokens + completion_tokens))`.
pub fn fee(price_per_token: Wei, prompt_tokens: u32, completion_tokens: u32, max_fee: Wei) -> Wei {
    let tokens = u128::from(prompt_tokens).saturating_add(u128::from(completion_tokens));
    Wei(price_per_token.0.saturating_mul(tokens)).min(max_fee)
}

fn check_reserve(
    report: &Report,
    payer: &PayerRecord,
    state: &State,
    generation: u32,
) -> Result<(), Worthless> {
    let (address, node) = (report.voucher.payer, report.node);
    let reserved = payer.reserves.get(&node).and_then(|reserves| reserves.at(report.anchor_block));
    let total = match reserved {
        Some(Reserve { generation: of, total }) if *of == generation => *total,
        _ => Wei::ZERO,
    };
    let spent = state
        .cursors
        .get(&(address, node))
        .filter(|cursor| cursor.generation == generation)
        .map_or(Wei::ZERO, |cursor| cursor.spent);
    let left = total.try_sub(spent).unwrap_or(Wei::ZERO);
    if report.fee > left {
        return Err(Worthless::ReserveExceeded { payer: address, node, left, fee: report.fee });
    }
    Ok(())
}
