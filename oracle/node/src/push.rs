//! Bringing reports to oracles, for those that cannot fetch them here.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use futures::future::join_all;
use reqwest::{redirect::Policy, Client, StatusCode};
use serde::Deserialize;
use tokio::{
    sync::watch,
    time::{interval, MissedTickBehavior},
};
use tracing::{debug, info, warn};
use tributary_core::{BlockNumber, NodeId};

use crate::{
    committee::Committee,
    report_page::report_page,
    store::{Store, StoreError},
    view::Sighting,
};

/// Between rounds.
const PERIOD: Duration = Duration::from_secs(5);
/// Rounds between two readings of where the oracles serve.
const LOOK_EVERY: u32 = 60;
/// For how long an oracle is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most reports at once.
const PAGE: u32 = 500;
/// The most pages to one oracle in a round.
const PAGES: u32 = 4;
/// The most rounds that an oracle which refuses is left alone.
const LONGEST: u32 = 64;

/// Brings reports to oracles and remembers how far each has come.
#[derive(Debug)]
pub struct Pusher {
    node: NodeId,
    store: Store,
    http: Client,
    reached: BTreeMap<String, Reached>,
}

/// How far an oracle has come.
#[derive(Clone, Copy, Debug, Default)]
struct Reached {
    /// The next sequence that it is brought.
    next: u64,
    /// For how many rounds it was left alone last.
    step: u32,
    /// For how many more it is.
    left: u32,
}

/// Why an oracle did not take reports.
#[derive(Debug, thiserror::Error)]
enum PushError {
    /// It did not answer.
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    /// It refused.
    #[error("{0}")]
    Refused(StatusCode),
    /// The own store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An oracle's answer.
#[derive(Deserialize)]
struct Answer {
    /// The first sequence that it was brought too early.
    early: Option<u64>,
}

impl Pusher {
    /// A pusher that has brought nothing yet.
    ///
    /// # Errors
    /// If the HTTP client cannot be made.
    pub fn new(node: NodeId, store: Store) -> reqwest::Result<Self> {
        let http = Client::builder().redirect(Policy::none()).timeout(PATIENCE).build()?;
        Ok(Self { node, store, http, reached: BTreeMap::new() })
    }

    /// Brings new reports to every member of `committee`, again and again, as long as anything is seen of
    /// the chain.
    pub async fn run(mut self, committee: Committee, sightings: watch::Receiver<Option<Arc<Sighting>>>) {
        let mut rounds = interval(PERIOD);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut oracles, mut round) = (Vec::new(), 0u32);
        while sightings.has_changed().is_ok() {
            rounds.tick().await;
            let Some(sighting) = sightings.borrow().clone() else { continue };
            if oracles.is_empty() || round.checked_rem(LOOK_EVERY) == Some(0) {
                match committee.endpoints().await {
                    Ok(endpoints) => oracles = endpoints,
                    Err(error) => warn!(error = format!("{error:#}"), "the committee could not be read"),
                }
            }
            round = round.wrapping_add(1);
            let oldest = sighting.head.saturating_sub(sighting.registry.params.max_report_age);
            if let Err(error) = self.round(&oracles, oldest).await {
                warn!(%error, "reports could not be read");
            }
        }
    }

    /// Brings each of `oracles` what it was not brought before, but for what was anchored before `oldest`
    /// and cannot count any more.
    ///
    /// # Errors
    /// [`StoreError`]; what oracles say is for the log.
    pub async fn round(&mut self, oracles: &[String], oldest: BlockNumber) -> Result<(), StoreError> {
        let first = self.first_since(oldest).await?;
        self.reached.retain(|oracle, _| oracles.contains(oracle));
        let mut due = Vec::new();
        for oracle in oracles {
            let reached = self.reached.entry(oracle.clone()).or_default();
            if reached.left > 0 {
                reached.left = reached.left.saturating_sub(1);
            } else {
                due.push((oracle, reached.next.max(first)));
            }
        }
        let this = &*self;
        let brought = due.into_iter().map(|(oracle, from)| async move {
            let mut next = from;
            let answer = this.bring(oracle, &mut next).await;
            (oracle, from, next, answer)
        });
        for (oracle, from, next, answer) in join_all(brought).await {
            let reached = self.reached.entry(oracle.clone()).or_default();
            reached.next = next;
            if next > from {
                info!(oracle, reports = next.saturating_sub(from), "reports brought");
            }
            match answer {
                Ok(()) => (reached.step, reached.left) = (0, 0),
                Err(error) => {
                    debug!(oracle, %error, "oracle did not take reports");
                    reached.step = reached.step.saturating_mul(2).clamp(1, LONGEST);
                    reached.left = reached.step;
                }
            }
        }
        Ok(())
    }

    /// Brings an oracle reports from sequence `next` on, which moves on with what it took.
    async fn bring(&self, oracle: &str, next: &mut u64) -> Result<(), PushError> {
        for _ in 0..PAGES {
            let reports = self.store.reports(*next, PAGE).await?;
            let Some(last) = reports.last() else { break };
            let after = last.report.sequence.saturating_add(1);
            let page = report_page(self.node, after, &reports);
            let url = format!("{}/v1/reports", oracle.trim_end_matches('/'));
            let answer = self.http.post(url).json(&page).send().await?;
            if answer.status() != StatusCode::OK {
                return Err(PushError::Refused(answer.status()));
            }
            let answer: Answer = answer.json().await?;
            match answer.early.filter(|early| (*next..after).contains(early)) {
                // The oracle is behind this node's view of the chain; it soon will not be.
                Some(early) => {
                    *next = early;
                    break;
                }
                None => *next = after,
            }
        }
        Ok(())
    }

    /// The first sequence whose report was anchored at `oldest` or later. Anchors hardly ever go back.
    async fn first_since(&self, oldest: BlockNumber) -> Result<u64, StoreError> {
        let (mut low, mut high) = (1, self.store.next_sequence().await?);
        while low < high {
            let middle = low.midpoint(high);
            let report = self.store.reports(middle, 1).await?;
            if report.first().is_none_or(|signed| signed.report.anchor_block >= oldest) {
                high = middle;
            } else {
                low = middle.saturating_add(1);
            }
        }
        Ok(low)
    }
}

#[cfg(test)]
mod tests;
