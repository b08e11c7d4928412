//! The attribution ledger: epochs that 2f + 1 oracles signed, pending for a challenge window, then
//! settled on the royalty splitter in order. The rules are `tributary_core::ledger`'s.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod abi;
mod errors;
mod events;
mod state;

/// The contract.
#[ink::contract]
// ink! generates type aliases without documentation.
#[allow(missing_docs)]
mod attribution_ledger {
    use ink::{
        prelude::vec::Vec,
        sol::{DynBytes, FixedBytes},
        storage::{Lazy, Mapping},
    };
    use tributary_core::{
        committee::Committee,
        ids::EpochId,
        ledger::{
            self, decode_commitment, encoded_digest, encoded_hash, verify_quorum, QueueError, Scheduled,
        },
        pause::Pause,
        Domain,
    };
    use tributary_interfaces::{
        ecrecover,
        splitter::{splitter_can_settle, splitter_exit_times, splitter_head, splitter_settle},
        HostHash,
    };

    use crate::{
        abi::{from_abi, to_abi, Bytes32, Params, Pending, ScheduledCommittee},
        errors::Error,
        events,
        state::{Cell, State},
    };

    /// Storage: the root cell, a ring of pending epochs, the committee and the next one.
    #[ink(storage)]
    pub struct AttributionLedger {
        state: State,
        pending: Mapping<u8, Cell<ledger::Pending>>,
        committee: Lazy<Cell<Committee>>,
        scheduled: Lazy<Cell<Option<Scheduled>>>,
    }

    impl AttributionLedger {
        /// Creates the ledger that settles on `splitter`, whose delays `params` has to fit. Its committee
        /// signs at once.
        #[ink(constructor)]
        #[allow(non_snake_case)]
        pub fn new(
            owner: Address,
            guardian: Address,
            splitter: Address,
            genesisHash: Bytes32,
            committee: Vec<Address>,
            params: Params,
        ) -> Result<Self, Error> {
            let none = Address::zero();
            if owner == none || guardian == none || splitter == none {
                return Err(Error::ZeroAddress);
            }
            let params = ledger::Params::from(&params);
            params.check()?;
            let exits = splitter_exit_times(from_abi(splitter))
                .map_err(|_| Error::SplitterUnreadable { splitter })?;
            params.check_exits(&exits)?;
            let committee = Committee::new(1, committee.into_iter().map(from_abi).collect())?;
            let state = State {
                owner: from_abi(owner),
                guardian: from_abi(guardian),
                pause: Pause::default(),
                pause_blocks: params.longest_pause(&exits),
                domain: Domain { genesis_hash: genesisHash.0, splitter: from_abi(splitter) },
                params,
                config_digest: committee.config_digest::<HostHash>(&from_abi(Self::env().address())),
                queue: ledger::Queue::default(),
            };
            let mut contract =
                Self { state, pending: Mapping::new(), committee: Lazy::new(), scheduled: Lazy::new() };
            contract.committee.set(&Cell(committee.clone()));
            events::ownership_transferred(from_abi(none), state.owner);
            events::guardian_changed(from_abi(none), state.guardian);
            events::committee_activated(&committee);
            Ok(contract)
        }

        /// Takes the epoch that follows the head, under the committee's signatures. Anyone may transmit.
        ///
        /// # Errors
        /// While paused, at K pending epochs, for a commitment that does not follow, and for anything
        /// but 2f + 1 valid signatures or more in order.
        #[ink(message)]
        pub fn submit(&mut self, commitment: DynBytes, signatures: DynBytes) -> Result<(), Error> {
            let (state, now) = (&mut self.state, Self::env().block_number());
            state.pause.ensure_running(now)?;
            let encoded = &commitment.0;
            let commitment = decode_commitment(encoded)?;
            let hash = encoded_hash::<HostHash>(encoded);
            let (queue, pending) = state.queue.submit(&commitment, hash, now, state.params.max_pending)?;
            let digest = encoded_digest::<HostHash>(encoded, &state.domain, &state.config_digest);
            let members = self.committee.get().map(|cell| cell.0.members).unwrap_or_default();
            verify_quorum(&members, &digest, &signatures.0, |digest, [rs @ .., v]| {
                let (r, s) = rs.split_first_chunk::<32>()?;
                ecrecover(digest, *v, r, s.first_chunk()?)
            })?;
            state.queue = queue;
            self.pending
                .insert(ledger::Pending::slot(pending.epoch, state.params.max_pending), &Cell(pending));
            events::epoch_submitted(pending.epoch, hash, from_abi(Self::env().caller()), encoded);
            Ok(())
        }

        /// Makes the oldest pending epoch final and settles it on the splitter, all or nothing. Anyone
        /// may call it, paused or not. Returns the epoch.
        ///
        /// # Errors
        /// With nothing pending, within the challenge window, or if the splitter refuses; the reason is its
        /// custom error.
        #[ink(message, name = "finalizeEpoch")]
        pub fn finalize_epoch(&mut self) -> Result<u64, Error> {
            let pending = self.oldest()?;
            let window = self.state.params.challenge_window;
            let queue = self.state.queue.finalize(&pending, Self::env().block_number(), window)?;
            splitter_settle(self.state.domain.splitter, &pending.settlement()).map_err(|reason| {
                Error::SettlementRefused { epoch: pending.epoch.0, reason: DynBytes(reason) }
            })?;
            self.state.queue = queue;
            events::epoch_finalized(&pending);
            Ok(pending.epoch.0)
        }

        /// Voids the oldest pending epoch, and all that build on it, if the splitter says that it cannot
        /// pay it. Anyone may call it.
        ///
        /// # Errors
        /// With nothing pending, or unless the splitter's answer is a plain no: a call that failed, for
        /// want of weight for instance, is no answer.
        #[ink(message, name = "voidInsolvent")]
        pub fn void_insolvent(&mut self) -> Result<(), Error> {
            let oldest = self.oldest()?;
            let (payouts, spends) = (oldest.payout.sum, oldest.spend.sum);
            if splitter_can_settle(self.state.domain.splitter, payouts, spends) != Ok(false) {
                return Err(Error::StillPayable { epoch: oldest.epoch.0 });
            }
            let queue = self.state.queue.void(Self::env().block_number())?;
            self.state
                .queue
                .pending_epochs()
                .filter_map(|epoch| self.cell(epoch))
                .for_each(|pending| events::epoch_voided(&pending));
            self.state.queue = queue;
            Ok(())
        }

        /// Starts where the splitter's final root stands: what a ledger does that takes another's place.
        /// Anyone may call it; what is pending here is given up, as it could never be settled.
        ///
        /// # Errors
        /// Unless the splitter's root is beyond the last final epoch here, or if it cannot be read.
        #[ink(message)]
        pub fn inherit(&mut self) -> Result<(), Error> {
            let splitter = self.state.domain.splitter;
            let head = splitter_head(splitter)
                .map_err(|_| Error::SplitterUnreadable { splitter: to_abi(splitter) })?;
            let queue = self.state.queue.inherit(head)?;
            self.state
                .queue
                .pending_epochs()
                .filter_map(|epoch| self.cell(epoch))
                .for_each(|pending| events::epoch_voided(&pending));
            self.state.queue = queue;
            events::inherited(&queue.last_final);
            Ok(())
        }

        /// Schedules the next committee in place of any scheduled before. The owner only.
        ///
        /// # Errors
        /// For any other caller, and for members that make no committee.
        #[ink(message, name = "scheduleCommittee")]
        pub fn schedule_committee(&mut self, members: Vec<Address>) -> Result<(), Error> {
            self.state.ensure_owner(from_abi(Self::env().caller()))?;
            let members = members.into_iter().map(from_abi).collect();
            let (now, delay) = (Self::env().block_number(), self.state.params.committee_delay);
            let scheduled = Scheduled::new(self.committee_version(), members, now, delay)?;
            self.scheduled.set(&Cell(Some(scheduled.clone())));
            events::committee_scheduled(&scheduled);
            Ok(())
        }

        /// Gives up the scheduled committee, whether or not it lapsed. The owner only.
        ///
        /// # Errors
        /// For any other caller, and with nothing scheduled.
        #[ink(message, name = "cancelCommittee")]
        pub fn cancel_committee(&mut self) -> Result<(), Error> {
            self.state.ensure_owner(from_abi(Self::env().caller()))?;
            let cancelled = self.scheduled()?;
            self.scheduled.set(&Cell(None));
            events::committee_cancelled(&cancelled);
            Ok(())
        }

        /// Puts the scheduled committee in office in its term, which begins when its delay is over and
        /// lasts as long again; signatures of the one before count no more. Anyone may call it.
        ///
        /// # Errors
        /// With nothing scheduled, and before and after its term.
        #[ink(message, name = "activateCommittee")]
        pub fn activate_committee(&mut self) -> Result<(), Error> {
            let committee = self.scheduled()?.activate(Self::env().block_number())?;
            let ledger = from_abi(Self::env().address());
            self.state.config_digest = committee.config_digest::<HostHash>(&ledger);
            self.committee.set(&Cell(committee.clone()));
            self.scheduled.set(&Cell(None));
            events::committee_activated(&committee);
            Ok(())
        }

        /// The splitter that is settled on.
        #[ink(message)]
        pub fn splitter(&self) -> Address {
            to_abi(self.state.domain.splitter)
        }

        /// The hash of the chain's block 0, which signatures are bound to.
        #[ink(message, name = "genesisHash")]
        pub fn genesis_hash(&self) -> Bytes32 {
            FixedBytes(self.state.domain.genesis_hash)
        }

        /// The parameters.
        #[ink(message)]
        pub fn params(&self) -> Params {
            Params::from(&self.state.params)
        }

        /// The committee, in the order of its signers' indices.
        #[ink(message)]
        pub fn committee(&self) -> Vec<Address> {
            let members = self.committee.get().map(|cell| cell.0.members).unwrap_or_default();
            members.into_iter().map(to_abi).collect()
        }

        /// Counts committees from 1.
        #[ink(message, name = "committeeVersion")]
        pub fn committee_version(&self) -> u32 {
            self.committee.get().map(|cell| cell.0.version).unwrap_or_default()
        }

        /// The committee that waits to take office, or lapsed, and the first and the last block in which it
        /// may; empty and zero for none.
        #[ink(message, name = "scheduledCommittee")]
        pub fn scheduled_committee(&self) -> ScheduledCommittee {
            self.scheduled().map(ScheduledCommittee::from).unwrap_or_default()
        }

        /// What the committee's signatures are bound to.
        #[ink(message, name = "configDigest")]
        pub fn config_digest(&self) -> Bytes32 {
            FixedBytes(self.state.config_digest)
        }

        /// The newest epoch, pending or final; 0 before any.
        #[ink(message, name = "headEpoch")]
        pub fn head_epoch(&self) -> u64 {
            self.state.queue.head.epoch.0
        }

        /// Its commitment's hash; zero before any.
        #[ink(message, name = "headHash")]
        pub fn head_hash(&self) -> Bytes32 {
            FixedBytes(self.state.queue.head.hash)
        }

        /// The newest final epoch; 0 before any.
        #[ink(message, name = "finalEpoch")]
        pub fn final_epoch(&self) -> u64 {
            self.state.queue.last_final.epoch.0
        }

        /// The pending epochs, oldest first.
        #[ink(message)]
        pub fn pending(&self) -> Vec<Pending> {
            let epochs = self.state.queue.pending_epochs();
            epochs.filter_map(|epoch| self.cell(epoch)).map(|pending| Pending::from(&pending)).collect()
        }

        /// The owner.
        #[ink(message)]
        pub fn owner(&self) -> Address {
            to_abi(self.state.owner)
        }

        /// Hands the owner role over at once. The owner only.
        ///
        /// # Errors
        /// For any other caller, and for the zero address.
        #[ink(message, name = "transferOwnership")]
        #[allow(non_snake_case)]
        pub fn transfer_ownership(&mut self, newOwner: Address) -> Result<(), Error> {
            let previous = self.state.owner;
            self.state.owner = self.appointed(newOwner)?;
            events::ownership_transferred(previous, self.state.owner);
            Ok(())
        }

        /// The guardian.
        #[ink(message)]
        pub fn guardian(&self) -> Address {
            to_abi(self.state.guardian)
        }

        /// The first block at which submissions are taken again; 0 or past if they are.
        #[ink(message, name = "pausedUntil")]
        pub fn paused_until(&self) -> u32 {
            self.state.pause.until
        }

        /// Stops submissions for a while, nothing else: never for so long that payers could escape before
        /// what they spent is settled. The guardian only.
        ///
        /// # Errors
        /// For any other caller, while paused, and within the cooldown.
        #[ink(message)]
        pub fn pause(&mut self) -> Result<(), Error> {
            let (state, caller) = (&mut self.state, from_abi(Self::env().caller()));
            let (length, now) = (state.pause_blocks, Self::env().block_number());
            state.pause = state.pause.pause(caller, state.guardian, length, now)?;
            events::paused_until(caller, state.pause.until);
            Ok(())
        }

        /// Ends a pause early. The guardian or the owner.
        ///
        /// # Errors
        /// For any other caller, and without a pause.
        #[ink(message)]
        pub fn unpause(&mut self) -> Result<(), Error> {
            let (state, caller) = (&mut self.state, from_abi(Self::env().caller()));
            let now = Self::env().block_number();
            state.pause = state.pause.unpause(caller, state.guardian, state.owner, now)?;
            events::unpaused(caller);
            Ok(())
        }

        /// Appoints another guardian. The owner only.
        ///
        /// # Errors
        /// For any other caller, and for the zero address.
        #[ink(message, name = "setGuardian")]
        #[allow(non_snake_case)]
        pub fn set_guardian(&mut self, newGuardian: Address) -> Result<(), Error> {
            let previous = self.state.guardian;
            self.state.guardian = self.appointed(newGuardian)?;
            events::guardian_changed(previous, self.state.guardian);
            Ok(())
        }

        /// Whom the owner, calling, gives a role.
        fn appointed(&self, address: Address) -> Result<tributary_core::Address, Error> {
            self.state.ensure_owner(from_abi(Self::env().caller()))?;
            if address == Address::zero() {
                return Err(Error::ZeroAddress);
            }
            Ok(from_abi(address))
        }

        fn scheduled(&self) -> Result<Scheduled, Error> {
            self.scheduled.get().and_then(|cell| cell.0).ok_or(Error::NoCommitteeScheduled)
        }

        fn cell(&self, epoch: EpochId) -> Option<ledger::Pending> {
            self.pending.get(ledger::Pending::slot(epoch, self.state.params.max_pending)).map(|cell| cell.0)
        }

        fn oldest(&self) -> Result<ledger::Pending, Error> {
            let epoch = self.state.queue.oldest()?;
            Ok(self.cell(epoch).ok_or(QueueError::NothingPending)?)
        }
    }
}
