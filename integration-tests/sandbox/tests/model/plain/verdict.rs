//! What a report is worth.

use std::collections::BTreeMap;

use tributary_core::{
    epoch::{PayerCursor, Worthless},
    hashing::HostHashing,
    registry::corpus_root,
    Address, DatasetId, NodeId, Report, Wei,
};

use super::{
    abi,
    rules::{forgot, Rule},
    Model,
};
use crate::answers::Given;

/// Limits of judging, in blocks.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub max_report_age: u32,
    pub max_voucher_life: u32,
    pub dead_after: u32,
    pub retirement_grace: u32,
}

/// What was used of vouchers, by payer and node.
pub type Cursors = BTreeMap<(Address, NodeId), PayerCursor>;

impl Model {
    /// The fee that `given` counts for in an epoch cut at `cut`, and the payer's generation; or the
    /// first rule that it breaks. Judged by what held at the end of its anchor block.
    pub fn judge(
        &self,
        given: &Given,
        cursors: &Cursors,
        cut: u32,
        limits: &Limits,
    ) -> Result<(u128, u32), Worthless> {
        let report = &given.signed.report;
        let (anchor, node) = (report.anchor_block, report.node);
        if anchor > cut {
            return Err(Worthless::AnchorAfterCut { anchor, cut });
        }
        if cut - anchor > limits.max_report_age {
            return Err(Worthless::AnchorTooOld { anchor, cut, most: limits.max_report_age });
        }
        let entry = self.nodes.list.get(&node.0).filter(|entry| entry.bond.active_at(anchor));
        let entry = entry.ok_or(Worthless::NodeInactive { node, anchor })?;
        let generation = self.judge_payer(report)?;
        self.judge_voucher(given, cursors, limits)?;
        let floor = self.judge_version(report, limits)?;
        self.judge_shares(given)?;
        let model = report.voucher.model;
        let price = entry.prices.get(&model.0).and_then(|prices| prices.at(anchor));
        let price = price.ok_or(Worthless::NoPrice { node, model, anchor })?;
        let tokens = u128::from(report.prompt_tokens) + u128::from(report.completion_tokens);
        let expected = Wei((price.max(floor) * tokens).min(report.voucher.max_fee.0));
        if report.fee != expected {
            return Err(Worthless::WrongFee { expected, found: report.fee });
        }
        self.judge_reserve(report, cursors, generation)?;
        Ok((report.fee.0, generation))
    }

    fn judge_payer(&self, report: &Report) -> Result<u32, Worthless> {
        let (payer, anchor) = (report.voucher.payer, report.anchor_block);
        let account = self.splitter.payers.get(&abi(payer)).ok_or(Worthless::UnknownPayer { payer })?;
        match account.standings.at(anchor) {
            Some((generation, true)) if generation < account.generation => {
                Err(Worthless::PayerExited { payer, generation })
            }
            Some((generation, true)) => Ok(generation),
            _ => Err(Worthless::PayerClosed { payer, anchor }),
        }
    }

    fn judge_voucher(&self, given: &Given, cursors: &Cursors, limits: &Limits) -> Result<(), Worthless> {
        let report = &given.signed.report;
        let (voucher, node, anchor) = (&report.voucher, report.node, report.anchor_block);
        let payer = voucher.payer;
        if voucher.node != node {
            return Err(Worthless::VoucherForOtherNode { node, named: voucher.node });
        }
        let key = self.splitter.payers[&abi(payer)].keys.at(anchor);
        let key = key.ok_or(Worthless::NoSessionKey { payer, anchor })?;
        if given.voucher_key != key {
            return Err(Worthless::VoucherSignature { payer });
        }
        let expires_at = voucher.expires_at_block;
        if expires_at < anchor {
            return Err(Worthless::VoucherExpired { expired_at: expires_at, anchor });
        }
        let most = limits.max_voucher_life;
        if expires_at - anchor > most {
            return Err(Worthless::VoucherLifeTooLong { expires_at, anchor, most });
        }
        let last = cursors.get(&(payer, node)).map_or(0, |cursor| cursor.nonce);
        if voucher.nonce <= last && !forgot(Rule::Nonce) {
            return Err(Worthless::NonceReused { payer, node, last, found: voucher.nonce });
        }
        Ok(())
    }

    /// The least price of a version that counts.
    fn judge_version(&self, report: &Report, limits: &Limits) -> Result<u128, Worthless> {
        let (model, version) = (report.voucher.model, report.voucher.model_version);
        let anchor = report.anchor_block;
        let entry = self.versions.list.get(&(model.0, version));
        let entry = entry.ok_or(Worthless::UnknownVersion { model, version })?;
        let live = match entry.statuses.entry_at(anchor) {
            Some((_, 5)) => true,
            Some((retired, 6)) => {
                entry.statuses.at(retired - 1) == Some(5) && anchor < retired + limits.retirement_grace
            }
            _ => false,
        };
        if !live {
            return Err(Worthless::VersionNotLive { model, version, anchor });
        }
        if report.method != 1 {
            return Err(Worthless::MethodMismatch { expected: 1, found: report.method });
        }
        Ok(entry.price_floor)
    }

    fn judge_shares(&self, given: &Given) -> Result<(), Worthless> {
        let report = &given.signed.report;
        let anchor = report.anchor_block;
        let corpus = self.datasets.corpus_at(anchor);
        if given.corpus.as_ref() != Some(&corpus) {
            return Err(Worthless::CorpusMismatch {
                anchor,
                expected: self.corpus_root(&corpus),
                found: report.corpus_root,
            });
        }
        if report.shares.len() > 64 {
            let found = u32::try_from(report.shares.len()).unwrap();
            return Err(Worthless::TooManyShares { found });
        }
        let mut before = None;
        for (dataset, share) in &report.shares {
            let dataset = *dataset;
            if let Some(before) = before.filter(|before| *before >= dataset) {
                return Err(Worthless::SharesUnsorted { before, dataset });
            }
            if share.0 == 0 {
                return Err(Worthless::ShareZero { dataset });
            }
            if !corpus.contains(&dataset.0) {
                return Err(Worthless::DatasetInactive { dataset, anchor });
            }
            before = Some(dataset);
        }
        let total: u64 = report.shares.iter().map(|(_, share)| u64::from(share.0)).sum();
        if total > 1_000_000 {
            return Err(Worthless::SharesExceedWhole);
        }
        Ok(())
    }

    fn judge_reserve(&self, report: &Report, cursors: &Cursors, generation: u32) -> Result<(), Worthless> {
        let (payer, node, fee) = (report.voucher.payer, report.node, report.fee);
        let account = &self.splitter.payers[&abi(payer)];
        let reserved = account.reserves.get(&node.0).and_then(|history| history.at(report.anchor_block));
        let total = reserved.filter(|(of, _)| *of == generation).map_or(0, |(_, total)| total);
        let cursor = cursors.get(&(payer, node)).filter(|cursor| cursor.generation == generation);
        let left = Wei(total.saturating_sub(cursor.map_or(0, |cursor| cursor.spent.0)));
        if fee > left && !forgot(Rule::Reserved) {
            return Err(Worthless::ReserveExceeded { payer, node, left, fee });
        }
        Ok(())
    }

    /// The root of the corpus of these datasets.
    pub fn corpus_root(&self, corpus: &[u64]) -> [u8; 32] {
        let datasets = corpus.iter().map(|id| (DatasetId(*id), self.datasets.list[id].root.0));
        corpus_root::<HostHashing>(datasets).expect("ids ascend")
    }
}
