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
    progress: Option<Progress>,
}

/// A transaction in a final block, successful or not.
pub(crate) struct Mined {
    pub(crate) block: Block,
    pub(crate) index: u32,
    pub(crate) hash: B256,
    pub(crate) nonce: u64,
    pub(crate) outcome: Outcome,
}

enum Submission {
    Sent(Box<Sent>),
    /// The nonce was taken, or the birth block forgotten.
    Again(ClientError),
}

impl Client {
    /// Signs a call, submits it and waits until it is in a final block.
    pub(crate) async fn submit<Args: EncodeAsFields>(
        &self,
        signer: &Signer,
        call: &DynamicPayload<Args>,
    ) -> Result<Mined> {
        let mut sent = self.send(signer, call).await?;
        tracing::debug!(
            signer = %signer.address(), nonce = sent.nonce, extrinsic = %sent.hash,
            pallet = call.pallet_name(), call = call.call_name(), "transaction submitted"
        );
        match self.settle(signer, &mut sent).await {
            Ok((block, index)) => {
                let outcome = self.outcome(block.hash, index).await?;
                Ok(Mined { block, index, hash: sent.hash, nonce: sent.nonce, outcome })
            }
            Err(error) => {
                self.nonces().forget(signer.account_id()).await;
                Err(error)
            }
        }
    }

    async fn send<Args: EncodeAsFields>(
        &self,
        signer: &Signer,
        call: &DynamicPayload<Args>,
    ) -> Result<Sent> {
        let mut turn = self.nonces().turn(signer.account_id()).await;
        let mut attempt = 1u32;
        loop {
            // Until the pool has accepted, the next writer has to ask the chain.
            let nonce = match turn.take() {
                Some(nonce) => nonce,
                None => self.next_nonce(signer.account_id()).await?,
            };
            match self.try_send(signer, call, nonce).await? {
                Submission::Sent(sent) => {
                    *turn = nonce.checked_add(1);
                    return Ok(*sent);
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
        let mut sent = Sent {
            hash: runtime.hash(&bytes),
            bytes,
            nonce,
            birth: birth.number,
            last_block: birth.number.saturating_add(mortality.blocks),
            progress: None,
        };
        match self.rpc().methods().author_submit_and_watch_extrinsic(&sent.bytes).await {
            Ok(progress) => sent.progress = Some(progress),
            Err(RpcError::User(refusal)) => {
                let reason = refusal_words(&refusal);
                let outdated = refusal.code == POOL_INVALID
                    && (reason.contains("outdated") || reason.contains("ancient birth block"));
                let error = ClientError::Rejected { code: refusal.code, reason };
                return match refusal.code {
                    POOL_ALREADY_IMPORTED => Ok(Submission::Sent(Box::new(sent))),
                    POOL_TOO_LOW_PRIORITY => Ok(Submission::Again(error)),
                    _ if outdated => Ok(Submission::Again(error)),
                    _ => Err(error),
                };
            }
            // The pool may or may not have it; only blocks can tell.
            Err(error) => tracing::warn!(%error, extrinsic = %sent.hash, "submission interrupted"),
        }
        Ok(Submission::Sent(Box::new(sent)))
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

    async fn settle(&self, signer: &Signer, sent: &mut Sent) -> Result<(Block, u32)> {
        if let Some(progress) = sent.progress.take() {
            if let Some(hash) = watch(progress).await {
                if let Some(found) = self.find(hash, sent.hash).await? {
                    return Ok(found);
                }
            }
        }
        tracing::debug!(extrinsic = %sent.hash, nonce = sent.nonce, "searching final blocks");
        self.search(signer.account_id(), sent).await
    }

    /// Looks through the final blocks that can hold the transaction until one does or none can any more.
    async fn search(&self, account: AccountId, sent: &Sent) -> Result<(Block, u32)> {
        let started = Instant::now();
        let mut next = sent.birth.saturating_add(1);
        let mut pause = FIRST_LOOK;
        loop {
            let reason = match self.look(account, sent, &mut next).await {
                Ok(Some(found)) => return Ok(found),
                Ok(None) => "it is in no final block yet".to_owned(),
                Err(error @ (ClientError::Unreachable { .. } | ClientError::BlockUnknown { .. })) => {
                    error.to_string()
                }
                Err(error) => return Err(error),
            };
            if started.elapsed() >= self.options().settle_timeout {
                return Err(ClientError::Undetermined {
                    extrinsic: sent.hash,
                    nonce: sent.nonce,
                    waited_ms: millis(started.elapsed()),
                    reason,
                });
            }
            // A pool that lost it gets it back; one that has it, or a chain that is past it, refuses.
            if let Err(error) = self.rpc().methods().author_submit_extrinsic(&sent.bytes).await {
                tracing::trace!(%error, extrinsic = %sent.hash, "not taken again");
            }
            sleep(pause).await;
            pause = longer(pause);
        }
    }

    async fn look(&self, account: AccountId, sent: &Sent, next: &mut u32) -> Result<Option<(Block, u32)>> {
        let head = self.finalized_block().await?;
        let nonce = self.nonce_at(account, head.hash).await?;
        while *next <= head.number.min(sent.last_block) {
            let hash = self.block_hash(*next).await?;
            if let Some(found) = self.find(hash, sent.hash).await? {
                return Ok(Some(found));
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

    /// Where in a block a transaction is.
    async fn find(&self, block: B256, extrinsic: B256) -> Result<Option<(Block, u32)>> {
        let details = self
            .rpc()
            .ask("chain_getBlock", |methods| async move { methods.chain_get_block(Some(h256(block))).await })
            .await?
            .ok_or(ClientError::BlockMissing { hash: block })?
            .block;
        let runtime = self.runtime_at(block).await?;
        let number = u32::try_from(details.header.number)
            .map_err(|error| ClientError::runtime("block number", error))?;
        let index = (0u32..)
            .zip(&details.extrinsics)
            .find(|(_, bytes)| runtime.hash(&bytes.0) == extrinsic)
            .map(|(index, _)| index);
        Ok(index.map(|index| (Block { number, hash: block }, index)))
    }

    async fn outcome(&self, block: B256, index: u32) -> Result<Outcome> {
        let runtime = self.runtime_at(block).await?;
        let events = self.rpc().storage(&events_key(), block).await?.unwrap_or_default();
        Outcome::read(&runtime, &runtime.events(events), index)
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
