//! Asking other members.

use std::{pin::pin, time::Duration};

use futures::{
    future::join_all,
    stream::{self, StreamExt},
};
use rand::seq::SliceRandom;
use scale::{DecodeAll, Encode};
use serde::Deserialize;
use tokio::time::sleep;
use tracing::warn;
use tributary_core::{hashing::HostHashing, BlockNumber, Hash, Hashing, NodeId, SignedReport};

use super::{Member, Withheld};
use crate::{
    agreement::{sign_request, Endorsement, Proposal, Range, ReportsRequest},
    keys::KeyError,
    ledger::Peer,
    objects::ObjectError,
    outbound::OutboundError,
    pull::{MAX_REPORT_BYTES, PAGE},
};

/// The most bytes of an epoch's data.
pub const MAX_DATA_BYTES: usize = 512 * 1024 * 1024;
/// Until the next peer is asked for an object as well.
const NEXT_PEER: Duration = Duration::from_secs(1);
/// The most peers asked for an object at once: each may send all that an object can be.
const PEERS_AT_ONCE: u32 = 3;
/// The most bytes of an endorsement.
const MAX_ENDORSEMENT_BYTES: usize = 1024;
/// The most bytes of a page of reports.
const MAX_PAGE_BYTES: usize = PAGE as usize * MAX_REPORT_BYTES + 16;
/// The most bytes of a member's status.
const MAX_STATUS_BYTES: usize = 64 * 1024;

/// Why a peer did not give what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum PeerError {
    /// It did not answer, or with an error.
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    /// It answered with something else.
    #[error("the peer's {0} cannot be read")]
    Unreadable(&'static str),
    /// It served what was not asked for.
    #[error("the peer served report {sequence} of node {node}, which was not asked for")]
    NotAsked {
        /// The report's node.
        node: NodeId,
        /// Its sequence.
        sequence: u64,
    },
    /// The request could not be signed.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl PeerError {
    /// Whether the peer says that the same may pass later.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Outbound(OutboundError::Status { status, .. }) if status.as_u16() == 503)
    }

    /// The report that the peer holds and the proposal skips, if that is why it refused.
    pub fn withheld(&self) -> Option<Withheld> {
        let Self::Outbound(OutboundError::Status { body, .. }) = self else { return None };
        let refused: Refused = serde_json::from_str(body).ok()?;
        refused.withheld.map(|held| Withheld { node: NodeId(held.node), sequence: held.sequence })
    }
}

/// A refusal's body, as far as it is read.
#[derive(Deserialize)]
struct Refused {
    withheld: Option<Held>,
}

#[derive(Deserialize)]
struct Held {
    node: u64,
    sequence: u64,
}

/// A member's status, as far as it is read.
#[derive(Deserialize)]
struct Status {
    epoch_blocks: BlockNumber,
}

impl Member {
    /// Asks `peer` to endorse a signed proposal.
    pub(super) async fn ask(&self, peer: &Peer, body: Vec<u8>) -> Result<Endorsement, PeerError> {
        let timeout = self.config.endorse_timeout();
        let path = "peer/v1/proposals";
        let bytes = self.outbound.post(&peer.endpoint, path, body, MAX_ENDORSEMENT_BYTES, timeout).await?;
        Endorsement::decode_all(&mut bytes.as_slice()).map_err(|_| PeerError::Unreadable("endorsement"))
    }

    /// Brings a quorum to `peers`, so that it reaches the chain without this oracle.
    pub async fn share(&self, peers: &[Peer], quorum: Vec<u8>) {
        let others = self.others(peers);
        let sent = others.map(|peer| {
            let (quorum, timeout) = (quorum.clone(), self.config.timeout());
            async move {
                let path = "peer/v1/quorums";
                let answer =
                    self.outbound.post(&peer.endpoint, path, quorum, MAX_STATUS_BYTES, timeout).await;
                if let Err(error) = answer {
                    warn!(peer = %peer.signer, %error, "peer did not take the quorum");
                }
            }
        });
        join_all(sent).await;
    }

    /// A page of what `peer` holds of `range`, ascending.
    ///
    /// # Errors
    /// [`PeerError`].
    pub async fn fetch_page(
        &self,
        peer: &Peer,
        range: Range,
        at: BlockNumber,
        timeout: Duration,
    ) -> Result<Vec<SignedReport>, PeerError> {
        let request = ReportsRequest { to: peer.signer, at, range };
        let body = sign_request(request, &self.domain, &self.key)?.encode();
        let path = "peer/v1/reports";
        let bytes = self.outbound.post(&peer.endpoint, path, body, MAX_PAGE_BYTES, timeout).await?;
        let reports = Vec::<SignedReport>::decode_all(&mut bytes.as_slice())
            .map_err(|_| PeerError::Unreadable("reports"))?;
        let mut least = range.from;
        for signed in &reports {
            let (node, sequence) = (signed.report.node, signed.report.sequence);
            let large = signed.encoded_size() > MAX_REPORT_BYTES;
            if node != range.node || sequence < least || sequence >= range.until || large {
                return Err(PeerError::NotAsked { node, sequence });
            }
            least = sequence.saturating_add(1);
        }
        Ok(reports)
    }

    /// The reports that `peer` made `proposal` from; all of them within one endorsement's time.
    pub(super) async fn fetch_choice(
        &self,
        peer: &Peer,
        proposal: &Proposal,
        at: BlockNumber,
    ) -> anyhow::Result<Vec<SignedReport>> {
        let timeout = self.config.timeout();
        let most = usize::try_from(proposal.commitment.report_count).unwrap_or(usize::MAX);
        let fetching = async {
            let mut reports = Vec::new();
            for range in &proposal.ranges {
                let mut left = *range;
                while left.from < left.until {
                    let page = self.fetch_page(peer, left, at, timeout).await?;
                    let Some(last) = page.last() else { break };
                    left.from = last.report.sequence.saturating_add(1);
                    reports.extend(page);
                    anyhow::ensure!(reports.len() <= most, "more reports than the {most} proposed");
                }
            }
            Ok(reports)
        };
        tokio::time::timeout(self.config.endorse_timeout(), fetching).await?
    }

    /// An object, from here or from any of `peers`; checked against its name either way. A few peers are asked
    /// one shortly after the other, each further one when one of them has answered or is given up. Their
    /// order is drawn anew each time: the same few that are silent do not hold up every object.
    ///
    /// # Errors
    /// If nobody has it.
    pub async fn data(&self, name: &Hash, peers: &[Peer]) -> anyhow::Result<Vec<u8>> {
        match self.objects.get(name).await {
            Ok(Some(bytes)) => return Ok(bytes),
            Ok(None) => {}
            Err(error @ ObjectError::Corrupt { .. }) => warn!(%error, "asking peers for it"),
            Err(error) => return Err(error.into()),
        }
        let mut others: Vec<_> = self.others(peers).collect();
        others.shuffle(&mut rand::thread_rng());
        let asked = (0u32..).zip(others).map(|(place, peer)| {
            // Who comes later takes the place of one that had nothing.
            let delay = if place < PEERS_AT_ONCE { NEXT_PEER.saturating_mul(place) } else { Duration::ZERO };
            async move {
                sleep(delay).await;
                self.data_of(peer, name).await
            }
        });
        let asked: Vec<_> = asked.collect();
        let mut answers = pin!(stream::iter(asked).buffer_unordered(PEERS_AT_ONCE as usize));
        while let Some(answer) = answers.next().await {
            if let Some(bytes) = answer {
                self.objects.put(bytes.clone()).await?;
                return Ok(bytes);
            }
        }
        anyhow::bail!("object {} is neither here nor at any peer", hex::encode(name))
    }

    /// An object, if `peer` has it.
    async fn data_of(&self, peer: &Peer, name: &Hash) -> Option<Vec<u8>> {
        let (path, timeout) = (format!("v1/data/{}", hex::encode(name)), self.config.endorse_timeout());
        match self.outbound.get_within(&peer.endpoint, &path, MAX_DATA_BYTES, timeout).await {
            Ok(bytes) if HostHashing::sha256(&bytes) == *name => return Some(bytes),
            Ok(_) => warn!(peer = %peer.signer, "peer served other bytes than asked for"),
            Err(error) => warn!(peer = %peer.signer, %error, "peer has no such data"),
        }
        None
    }

    /// The `epoch_blocks` that each of `peers` runs with, of those that answer.
    pub(super) async fn settings_of(&self, peers: &[Peer]) -> Vec<BlockNumber> {
        let others = self.others(peers);
        let asked = others.map(|peer| async move {
            let bytes = self.outbound.get(&peer.endpoint, "v1/status", MAX_STATUS_BYTES).await.ok()?;
            let status: Status = serde_json::from_slice(&bytes).ok()?;
            Some(status.epoch_blocks)
        });
        join_all(asked).await.into_iter().flatten().collect()
    }

    /// What is stored here of a range, one report of each sequence, at most `most`.
    ///
    /// # Errors
    /// The store's.
    pub async fn stored(
        &self,
        range: &Range,
        most: u32,
    ) -> Result<Vec<SignedReport>, crate::store::StoreError> {
        let stored = self.store.reports(range.node, range.from, most).await?;
        Ok(stored.into_iter().take_while(|signed| signed.report.sequence < range.until).collect())
    }
}
