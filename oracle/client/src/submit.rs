//! Signing, submitting, and finding out what became of it.

use std::time::Duration;

use alloy_primitives::B256;
use scale::{Decode, Encode};
use subxt::{
    ext::scale_encode::EncodeAsFields,
    rpcs::{client::RpcSubscription, methods::legacy::TransactionStatus, Error as RpcError},
    transactions::DynamicPayload,
    utils::{AccountId32, H256},
};
use tokio::time::{sleep, timeout, Instant};

use crate::{
    blocks::Block,
    client::Client,
    error::{ClientError, Result},
    receipt::Outcome,
    rpc::{b256, h256, longer, millis, refusal_words},
    runtime::{events_key, Mortality, Runtime},
    signer::{AccountId, Signer},
};

/// Pool error codes (`author_*`).
const POOL_INVALID: i32 = 1010;
const POOL_ALREADY_IMPORTED: i32 = 1013;
const POOL_TOO_LOW_PRIORITY: i32 = 1014;

/// How often a taken nonce is replaced before the pool's refusal counts.
const NONCE_ATTEMPTS: u32 = 8;
const NONCE_PAUSE: Duration = Duration::from_millis(20);

/// After this long without a status the subscription is no longer relied on.
const WATCH_SILENCE: Duration = Duration::from_secs(60);

/// How long to wait between two looks for a transaction.
const FIRST_LOOK: Duration = Duration::from_millis(100);

/// Mortality periods that the encoding of eras allows.
const SHORTEST_MORTALITY: u32 = 4;
const LONGEST_MORTALITY: u32 = 65_536;

type Progress = RpcSubscription<TransactionStatus<H256>>;

/// A signed transaction that the pool has, or may have.
struct Sent {
    bytes: Vec<u8>,
    hash: B256,
    nonce: u64,
    birth: u32,
    /// The last block that can hold it.
    last_block: u32,
}

/// A transaction in a final block, successful or not.
pub(crate) struct Mined {
    pub(crate) block: Block,
    pub(crate) index: u32,
    pub(crate) hash: B256,
    pub(crate) nonce: u64,
    pub(crate) outcome: Outcome,
}

/// How many nonces a transaction uses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum NonceUse {
    /// Its own; the next transaction may follow into the pool at once.
    One,
    /// Its own, and some that its execution uses: the next one has to wait for that.
    More,
}

enum Submission {
    Sent(Sent, Option<Progress>),
    /// The nonce was taken, or the birth block forgotten.
    Again(ClientError),
}

impl Client {
    /// Signs a call, submits it and waits until it is in a final block.
    pub(crate) async fn submit<Args: EncodeAsFields>(
        &self,
        signer: &Signer,
        call: &DynamicPayload<Args>,
        uses: NonceUse,
    ) -> Result<Mined> {
        let account = signer.account_id();
        let mut turn = self.nonces().turn(account).await;
        let (sent, progress) = self.send(&mut turn, signer, call).await?;
        tracing::debug!(
            signer = %signer.address(), nonce = sent.nonce, extrinsic = %sent.hash,
            pallet = call.pallet_name(), call = call.call_name(), "transaction submitted"
        );
        match uses {
            NonceUse::One => {
                drop(turn);
                let settled = self.settle(account, &sent, progress).await;
                if settled.is_err() {
                    self.nonces().forget(account).await;
                }
                settled
            }
            NonceUse::More => {
                *turn = None;
                self.settle(account, &sent, progress).await
            }
        }
    }

    async fn send<Args: EncodeAsFields>(
        &self,
        turn: &mut Option<u64>,
        signer: &Signer,
        call: &DynamicPayload<Args>,
    ) -> Result<(Sent, Option<Progress>)> {
        let mut attempt = 1u32;
        loop {
            // Until the pool has accepted, the next writer has to ask the chain.
            let nonce = match turn.take() {
                Some(nonce) => nonce,
                None => self.next_nonce(signer.account_id()).await?,
            };
            match self.try_send(signer, call, nonce).await? {
                Submission::Sent(sent, progress) => {
                    *turn = nonce.checked_add(1);
                    return Ok((sent, progress));
                }
                Submission::Again(error) if attempt >= NONCE_ATTEMPTS => return Err(error),
                Submission::Again(error) => {
                    tracing::debug!(signer = %signer.address(), nonce, %error, "asking for the nonce again");
                    attempt = attempt.saturating_add(1);
                    sleep(NONCE_PAUSE).await;
                }
            }
        }
    }

    async fn try_send<Args: EncodeAsFields>(
        &self,
        signer: &Signer,
        call: &DynamicPayload<Args>,
        nonce: u64,
    ) -> Result<Submission> {
        let birth = self.finalized_block().await?;
        let runtime = self.runtime_at(birth.hash).await?;
        let mortality = Mortality {
            birth: birth.number,
            birth_hash: birth.hash,
            blocks: self.mortality_blocks(&runtime)?,
        };
        let bytes = runtime.sign(signer, call, nonce, mortality)?;
        let sent = Sent {
            hash: runtime.hash(&bytes),
            bytes,
            nonce,
            birth: birth.number,
            last_block: birth.number.saturating_add(mortality.blocks),
        };
        let submission = self.rpc().methods().author_submit_and_watch_extrinsic(&sent.bytes);
        match timeout(self.options().request_timeout, submission).await {
            Ok(Ok(progress)) => return Ok(Submission::Sent(sent, Some(progress))),
            Ok(Err(RpcError::User(refusal))) => {
                let reason = refusal_words(&refusal);
                let outdated = refusal.code == POOL_INVALID
                    && (reason.contains("outdated") || reason.contains("ancient birth block"));
                let error = ClientError::Rejected { code: refusal.code, reason };
                return match refusal.code {
                    POOL_ALREADY_IMPORTED => Ok(Submission::Sent(sent, None)),
                    POOL_TOO_LOW_PRIORITY => Ok(Submission::Again(error)),
                    _ if outdated => Ok(Submission::Again(error)),
                    _ => Err(error),
                };
            }
            // The pool may or may not have it; only blocks can tell.
            Ok(Err(error)) => tracing::warn!(%error, extrinsic = %sent.hash, "submission interrupted"),
            Err(_) => tracing::warn!(extrinsic = %sent.hash, "submission not answered"),
        }
        Ok(Submission::Sent(sent, None))
    }

    /// The longest power of two that is neither above the option nor above what the chain remembers.
    fn mortality_blocks(&self, runtime: &Runtime) -> Result<u32> {
        let remembered: u32 = runtime.constant("System", "BlockHashCount")?;
        let wanted = self.options().mortality_blocks.clamp(SHORTEST_MORTALITY, LONGEST_MORTALITY);
        let mut blocks = wanted.checked_next_power_of_two().unwrap_or(LONGEST_MORTALITY);
        while blocks > remembered && blocks > SHORTEST_MORTALITY {
            blocks = blocks.saturating_div(2);
        }
        Ok(blocks)
    }

    async fn next_nonce(&self, account: AccountId) -> Result<u64> {
        self.rpc()
            .ask("system_accountNextIndex", |methods| async move {
                methods.system_account_next_index(&AccountId32(account)).await
            })
            .await
    }

    /// Waits until the transaction is in a final block, or dead. From here on it may be executed, so no
    /// error may say that trying again is harmless unless it is dead.
    async fn settle(&self, account: AccountId, sent: &Sent, progress: Option<Progress>) -> Result<Mined> {
        let started = Instant::now();
        let mut hint = match progress {
            Some(progress) => watch(progress).await,
            None => None,
        };
        let mut next = sent.birth.saturating_add(1);
        let mut pause = FIRST_LOOK;
        loop {
            let found = match hint {
                Some(block) => self.mined_in(block, sent).await,
                None => self.look(account, sent, &mut next).await,
            };
            let reason = match found {
                Ok(Some(mined)) => return Ok(mined),
                Ok(None) => "it is in no final block yet".to_owned(),
                Err(error @ (ClientError::Unreachable { .. } | ClientError::BlockUnknown { .. })) => {
                    error.to_string()
                }
                Err(error) => return Err(error),
            };
            hint = None;
            if started.elapsed() >= self.options().settle_timeout {
                return Err(ClientError::Undetermined {
                    extrinsic: sent.hash,
                    nonce: sent.nonce,
                    waited_ms: millis(started.elapsed()),
                    reason,
                });
            }
            self.submit_again(sent).await;
            sleep(pause).await;
            pause = longer(pause);
        }
    }

    /// A pool that lost the transaction gets it back; one that has it, or a chain past it, refuses.
    async fn submit_again(&self, sent: &Sent) {
        let submission = self.rpc().methods().author_submit_extrinsic(&sent.bytes);
        match timeout(self.options().request_timeout, submission).await {
            Ok(Ok(_)) => tracing::debug!(extrinsic = %sent.hash, "submitted again"),
            Ok(Err(error)) => tracing::trace!(%error, extrinsic = %sent.hash, "not taken again"),
            Err(_) => tracing::debug!(extrinsic = %sent.hash, "submission not answered"),
        }
    }

    /// Looks through the final blocks that can hold the transaction, from `next` on.
    async fn look(&self, account: AccountId, sent: &Sent, next: &mut u32) -> Result<Option<Mined>> {
        let head = self.finalized_block().await?;
        let nonce = self.nonce_at(account, head.hash).await?;
        while *next <= head.number.min(sent.last_block) {
            let hash = self.block_hash(*next).await?;
            if let Some(mined) = self.mined_in(hash, sent).await? {
                return Ok(Some(mined));
            }
            *next = next.saturating_add(1);
        }
        if nonce > sent.nonce {
            return Err(ClientError::Superseded { extrinsic: sent.hash, nonce: sent.nonce });
        }
        if *next > sent.last_block {
            return Err(ClientError::Expired { extrinsic: sent.hash, last_block: sent.last_block });
        }
        Ok(None)
    }

    /// The account's nonce in the state of a block.
    async fn nonce_at(&self, account: AccountId, at: B256) -> Result<u64> {
        let answer = self.rpc().state_call("AccountNonceApi_account_nonce", &account.encode(), at).await?;
        let nonce = match answer.len() {
            4 => u32::decode(&mut &*answer).map(u64::from),
            _ => u64::decode(&mut &*answer),
        };
        nonce.map_err(|error| ClientError::runtime("AccountNonceApi.account_nonce", error))
    }

    /// The transaction in a block, with what its events say.
    async fn mined_in(&self, block: B256, sent: &Sent) -> Result<Option<Mined>> {
        let details = self
            .rpc()
            .ask("chain_getBlock", |methods| async move { methods.chain_get_block(Some(h256(block))).await })
            .await?
            .ok_or(ClientError::BlockMissing { hash: block })?
            .block;
        let runtime = self.runtime_at(block).await?;
        let mut indexed = (0u32..).zip(&details.extrinsics);
        let Some((index, _)) = indexed.find(|(_, bytes)| runtime.hash(&bytes.0) == sent.hash) else {
            return Ok(None);
        };
        let events = self.rpc().storage(&events_key(), block).await?.unwrap_or_default();
        let outcome = Outcome::read(&runtime, &runtime.events(events), index)?;
        let number = u32::try_from(details.header.number)
            .map_err(|error| ClientError::runtime("block number", error))?;
        let block = Block { number, hash: block };
        Ok(Some(Mined { block, index, hash: sent.hash, nonce: sent.nonce, outcome }))
    }
}

/// The hash of the final block that a transaction is in; `None` if the subscription does not say.
async fn watch(mut progress: Progress) -> Option<B256> {
    loop {
        match timeout(WATCH_SILENCE, progress.next()).await {
            Ok(Some(Ok(TransactionStatus::Finalized(hash)))) => return Some(b256(hash)),
            Ok(Some(Ok(
                status @ (TransactionStatus::Usurped(_)
                | TransactionStatus::Dropped
                | TransactionStatus::Invalid
                | TransactionStatus::FinalityTimeout(_)),
            ))) => {
                tracing::debug!(?status, "the pool let go of a transaction");
                return None;
            }
            Ok(Some(Ok(_))) => {}
            Ok(Some(Err(error))) => {
                tracing::debug!(%error, "a transaction's subscription broke");
                return None;
            }
            Ok(None) | Err(_) => return None,
        }
    }
}
