//! The royalty splitter: holds what payers deposit and earners claim. The rules are
//! `tributary_core::splitter`'s.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod abi;
mod accounts;
mod cells;
mod errors;
mod events;
mod payers;
mod recipients;
mod royalties;
mod state;

// A settling claim below a message takes most of the default 8 KiB.
tributary_interfaces::min_stack_size!(65_536);

/// The contract.
#[ink::contract]
// ink! generates type aliases without documentation.
#[allow(missing_docs)]
mod royalty_splitter {
    use ink::{prelude::vec::Vec, sol::DynBytes};
    use tributary_core::{
        ids::NodeId,
        pause::MAX_PAUSE,
        splitter::{
            self, check_batch, payable_account, shareable_account, KeyChange, ScheduledLedger, Table,
        },
        Wei,
    };
    use tributary_interfaces::HostHash;

    use crate::{
        abi::{
            self, from_abi, from_lists, to_abi, Bytes32, Params, Payer, PayerChange, Recipients, Root,
            Settlement, Totals,
        },
        accounts,
        cells::{self, Key},
        errors::Error,
        events, payers, recipients, royalties,
        state::{named, Config, State},
    };

    /// The root cell. Other cells stand under [`Key`]s.
    #[ink(storage)]
    pub struct RoyaltySplitter {
        state: State,
    }

    impl RoyaltySplitter {
        /// Creates a splitter whose caller may name its ledger, once.
        ///
        /// # Errors
        /// For a zero address, and for delays out of their bounds.
        #[ink(constructor)]
        #[allow(non_snake_case)]
        pub fn new(
            owner: Address,
            guardian: Address,
            treasury: Address,
            datasetNft: Address,
            nodeRegistry: Address,
            modelRegistry: Address,
            params: Params,
        ) -> Result<Self, Error> {
            let params = splitter::Params::from(&params);
            params.validate()?;
            let config = Config {
                owner: named(owner)?,
                guardian: named(guardian)?,
                treasury: named(treasury)?,
                wirer: from_abi(Self::env().caller()),
                dataset_nft: named(datasetNft)?,
                node_registry: named(nodeRegistry)?,
                model_registry: named(modelRegistry)?,
                params,
            };
            cells::store(&Key::Config, &config);
            let none = tributary_core::Address::default();
            events::ownership_transferred(none, config.owner);
            events::guardian_changed(none, config.guardian);
            events::treasury_changed(none, config.treasury);
            Ok(Self { state: State::default() })
        }

        /// Names the ledger. The deployer only, and only once.
        ///
        /// # Errors
        /// Once wired, for any other caller, and for the zero address.
        #[ink(message)]
        pub fn wire(&mut self, ledger: Address) -> Result<(), Error> {
            if self.state.is_wired() {
                return Err(Error::AlreadyWired { ledger: to_abi(self.state.ledger) });
            }
            let (caller, wirer) = (self.caller(), self.config().wirer);
            if caller != wirer {
                return Err(Error::NotWirer { caller: to_abi(caller), wirer: to_abi(wirer) });
            }
            self.state.ledger = named(ledger)?;
            events::wired(self.state.ledger);
            Ok(())
        }

        /// Schedules the ledger that may take the place of the one in office, and of any scheduled before.
        /// The owner only.
        ///
        /// # Errors
        /// For any other caller, for the zero address, and before wiring.
        #[ink(message, name = "scheduleLedger")]
        pub fn schedule_ledger(&mut self, ledger: Address) -> Result<(), Error> {
            let config = self.owned_config()?;
            if !self.state.is_wired() {
                return Err(Error::NotWired);
            }
            let scheduled = ScheduledLedger::new(named(ledger)?, &config.params, self.env().block_number());
            cells::store(&Key::ScheduledLedger, &scheduled);
            events::ledger_scheduled(&scheduled);
            Ok(())
        }

        /// Gives up the scheduled ledger, whether or not it lapsed. The owner only.
        ///
        /// # Errors
        /// For any other caller, and with nothing scheduled.
        #[ink(message, name = "cancelLedger")]
        pub fn cancel_ledger(&mut self) -> Result<(), Error> {
            self.owned_config()?;
            let cancelled = ScheduledLedger::cancel(cells::load(&Key::ScheduledLedger))?;
            cells::clear(&Key::ScheduledLedger);
            events::ledger_cancelled(cancelled);
            Ok(())
        }

        /// Puts the scheduled ledger in office in its term, which begins `exitDelay + escapeAfter` blocks after
        /// its scheduling and lasts as long again. Anyone may call it. What is pending on the ledger
        /// before can no longer settle; the new one inherits the final root.
        ///
        /// # Errors
        /// With nothing scheduled, and before and after its term.
        #[ink(message, name = "activateLedger")]
        pub fn activate_ledger(&mut self) -> Result<(), Error> {
            let scheduled = cells::load(&Key::ScheduledLedger);
            let next = ScheduledLedger::activate(scheduled, self.env().block_number())?;
            let previous = self.state.ledger;
            self.state.ledger = next;
            cells::clear(&Key::ScheduledLedger);
            events::ledger_replaced(previous, next);
            Ok(())
        }

        /// Pays in for the caller. The first deposit of a generation opens it for vouchers.
        ///
        /// # Errors
        /// While paused or leaving, for nothing, beyond `u128`, and with too long a history of exits.
        #[ink(message, payable)]
        pub fn deposit(&mut self) -> Result<(), Error> {
            let now = self.env().block_number();
            self.state.pause.ensure_running(now)?;
            let found = self.env().transferred_value();
            let amount =
                u128::try_from(found).map_err(|_| Error::AmountTooLarge { found, most: u128::MAX })?;
            let (caller, amount) = (self.caller(), Wei(amount));
            let before = payers::load(caller);
            let (payer, opened) = before.deposit(amount, now)?;
            self.state.books.totals = self.state.books.totals.deposit(amount)?;
            if let Some(change) = opened {
                // Room for the exit that ends what this begins: leaving must never fail.
                payers::record_standing(caller, change, 1)?;
            }
            if before.first_deposit_at.is_none() {
                payers::enumerate(self.state.payers, caller);
                self.state.payers = self.state.payers.saturating_add(1);
            }
            payers::store(caller, &payer);
            events::deposited(caller, amount, payer.deposited);
            Ok(())
        }

        /// Names the ed25519 key that signs the caller's vouchers from now on.
        ///
        /// # Errors
        /// For someone who never deposited, for zero, and with too long a history of keys.
        #[ink(message, name = "registerSessionKey")]
        pub fn register_session_key(&mut self, key: Bytes32) -> Result<(), Error> {
            let (caller, from_block) = (self.caller(), self.env().block_number());
            let payer = payers::load(caller).register_key(caller, key.0)?;
            payers::record_key(caller, KeyChange { from_block, key: key.0 })?;
            payers::store(caller, &payer);
            events::session_key_registered(caller, key.0);
            Ok(())
        }

        /// Moves part of the caller's free balance to a node, for good until an exit. Whether the node
        /// exists is the caller's business.
        ///
        /// # Errors
        /// For someone who never deposited or is leaving, for nothing, for more than is free, with too long
        /// a history with this node, and with too many nodes.
        #[ink(message)]
        pub fn reserve(&mut self, node: u64, amount: u128) -> Result<(), Error> {
            let (caller, now) = (self.caller(), self.env().block_number());
            let (node, amount) = (NodeId(node), Wei(amount));
            let newest = payers::newest_reserves(caller, node);
            let (payer, change) = payers::load(caller).reserve(caller, amount, newest.last(), now)?;
            payers::record_reserve(caller, node, newest, change)?;
            payers::store(caller, &payer);
            events::reserved(caller, node, amount, change.total);
            Ok(())
        }

        /// Announces that the caller leaves; its vouchers no longer count.
        ///
        /// # Errors
        /// For someone who never deposited, already left, or is already leaving.
        #[ink(message, name = "requestExit")]
        pub fn request_exit(&mut self) -> Result<(), Error> {
            let (caller, now) = (self.caller(), self.env().block_number());
            let (payer, change) = payers::load(caller).request_exit(caller, now)?;
            payers::record_standing(caller, change, 0)?;
            payers::store(caller, &payer);
            events::exit_requested(caller, payer.generation);
            Ok(())
        }

        /// Pays the caller all but what it spent, which is proven by its leaf in the final root. Only
        /// who first deposited after the final cut, or with nothing final, passes 0 and no proof. Where the
        /// counters leave less to payers it gets that, and stays leaving until a later exit pays the rest.
        ///
        /// # Errors
        /// Without a request, before a root covers it or the escape opens, for a wrong proof, where the
        /// counters leave nothing to payers, and if the caller rejects the money.
        #[ink(message)]
        pub fn exit(&mut self, spent: u128, proof: DynBytes) -> Result<(), Error> {
            let (caller, now) = (self.caller(), self.env().block_number());
            let (before, params) = (payers::load(caller), self.config().params);
            let (books, spent) = (&self.state.books, Wei(spent));
            let exit = splitter::exit::<HostHash>(&before, caller, books, &params, now, spent, &proof)?;
            self.state.books.totals = exit.totals;
            payers::store(caller, &exit.payer);
            events::exited(caller, before.generation, &exit);
            royalties::send(caller, exit.amount)
        }

        /// Makes a root final. The ledger only.
        ///
        /// # Errors
        /// Before wiring, for any other caller, for any epoch but the next, for a cut that is not after the
        /// one before or not past, and for sums that shrink or exceed what payers left here.
        #[ink(message)]
        pub fn settle(&mut self, settlement: Settlement) -> Result<(), Error> {
            if !self.state.is_wired() {
                return Err(Error::NotWired);
            }
            let (caller, ledger) = (self.caller(), self.state.ledger);
            if caller != ledger {
                return Err(Error::NotLedger { caller: to_abi(caller), ledger: to_abi(ledger) });
            }
            let settlement = splitter::Settlement::from(&settlement);
            self.state.books = self.state.books.settle(&settlement, self.env().block_number())?;
            events::settled(&settlement);
            Ok(())
        }

        /// Whether a root whose payouts and spends add up to these sums could become final now.
        #[ink(message, name = "canSettle")]
        #[allow(non_snake_case)]
        pub fn can_settle(&self, payoutSum: u128, spendSum: u128) -> bool {
            self.state.books.totals.settle(Wei(payoutSum), Wei(spendSum)).is_ok()
        }

        /// Credits an account with what it newly earned, and returns that. Anyone may call it; when
        /// everything was claimed before, nothing changes.
        ///
        /// # Errors
        /// For a word that is no account that earns, with nothing final, for a wrong proof, and beyond
        /// what the counters allow.
        #[ink(message)]
        pub fn claim(&mut self, account: Bytes32, cumulative: u128, proof: DynBytes) -> Result<u128, Error> {
            let account = payable_account(account.0)?;
            royalties::claim(&mut self.state, &account, cumulative, &proof).map(|(_, amount)| amount.0)
        }

        /// Claims for several accounts, and returns the sum. All or none.
        ///
        /// # Errors
        /// For an empty batch, one of different lengths or longer than 16, and as `claim` does. More than
        /// 16 KiB of input is no call that the contract understands.
        #[ink(message, name = "claimMany")]
        pub fn claim_many(
            &mut self,
            accounts: Vec<Bytes32>,
            cumulatives: Vec<u128>,
            proofs: Vec<DynBytes>,
        ) -> Result<u128, Error> {
            check_batch(accounts.len(), cumulatives.len(), proofs.len())?;
            let mut sum = Wei::ZERO;
            for ((account, cumulative), proof) in accounts.iter().zip(cumulatives).zip(&proofs) {
                let account = payable_account(account.0)?;
                let (_, amount) = royalties::claim(&mut self.state, &account, cumulative, proof)?;
                sum = sum.try_add(amount)?;
            }
            Ok(sum.0)
        }

        /// Claims, then pays `recipient` what it is due, and returns that.
        ///
        /// # Errors
        /// As `claim` and `release` do; nothing is claimed then either.
        #[ink(message, name = "claimAndRelease")]
        pub fn claim_and_release(
            &mut self,
            account: Bytes32,
            cumulative: u128,
            proof: DynBytes,
            recipient: Address,
        ) -> Result<u128, Error> {
            let account = payable_account(account.0)?;
            let (earnings, _) = royalties::claim(&mut self.state, &account, cumulative, &proof)?;
            let caller = self.caller();
            royalties::release(&mut self.state, &account, earnings, from_abi(recipient), caller)
        }

        /// Pays `recipient` its part of what the account claimed, and what it is owed from earlier
        /// recipients' times; returns the sum. Anyone may call it, except for what is a dataset's owner's as
        /// such where that is a contract, which has to call itself: else a stranger could pay it into an
        /// escrow that holds the token.
        ///
        /// # Errors
        /// For a word that is no account that earns, someone who has no part in it, nothing due, a payee
        /// nobody knows, an owner who has to call, and if the recipient rejects the money.
        #[ink(message)]
        pub fn release(&mut self, account: Bytes32, recipient: Address) -> Result<u128, Error> {
            let account = payable_account(account.0)?;
            let earnings = accounts::earnings(account.to_word());
            let caller = self.caller();
            royalties::release(&mut self.state, &account, earnings, from_abi(recipient), caller)
        }

        /// What `release` would pay now if `recipient` itself called it; 0 for someone who has no part in the
        /// account.
        ///
        /// # Errors
        /// For a word that is no account that earns, and a payee nobody knows.
        #[ink(message)]
        pub fn releasable(&self, account: Bytes32, recipient: Address) -> Result<u128, Error> {
            let account = payable_account(account.0)?;
            royalties::releasable(&account, from_abi(recipient)).map(|amount| amount.0)
        }

        /// Proposes recipients for an account, in place of any proposed before. Its natural payee only.
        ///
        /// # Errors
        /// For any other caller, and for lists that make no table.
        #[ink(message, name = "proposeRecipients")]
        pub fn propose_recipients(
            &mut self,
            account: Bytes32,
            recipients: Vec<Address>,
            shares: Vec<u32>,
        ) -> Result<(), Error> {
            let account = shareable_account(account.0)?;
            let (addresses, shares) = from_lists(recipients, shares);
            let table = Table::new(&addresses, &shares)?;
            recipients::propose(&account, table, self.caller(), self.env().block_number())
        }

        /// Puts proposed recipients in place: what was claimed until now, including by this call, is
        /// credited to those of before. The natural payee only. An account that never earned shows that,
        /// by 0 and a proof of absence. Where there are no recipients before, the claim may be left out, as
        /// 0 and no proof; it is all the payee's then.
        ///
        /// # Errors
        /// For any other caller, with nothing proposed by it, before the delay or a cut after the
        /// proposal, and as `claim` does.
        #[ink(message, name = "applyRecipients")]
        pub fn apply_recipients(
            &mut self,
            account: Bytes32,
            cumulative: u128,
            proof: DynBytes,
        ) -> Result<(), Error> {
            let account = payable_account(account.0)?;
            let (caller, now) = (self.caller(), self.env().block_number());
            recipients::apply(&mut self.state, &account, caller, now, cumulative, &proof)
        }

        /// Ends the recipients of a dataset that was reassigned since they took office: what was claimed
        /// until now, including by this call, is theirs; what is claimed later is the natural payee's.
        /// Anyone may call it.
        ///
        /// # Errors
        /// Without recipients or such a reassignment, before a final cut covers what they earned, and as
        /// `claim` does.
        #[ink(message, name = "endRecipients")]
        pub fn end_recipients(
            &mut self,
            account: Bytes32,
            cumulative: u128,
            proof: DynBytes,
        ) -> Result<(), Error> {
            let account = payable_account(account.0)?;
            recipients::end(&mut self.state, &account, cumulative, &proof)
        }

        /// Moves the treasury's cut, and what of it was not released, to another address. The owner
        /// only.
        ///
        /// # Errors
        /// For any other caller, and for the zero address.
        #[ink(message, name = "setTreasury")]
        #[allow(non_snake_case)]
        pub fn set_treasury(&mut self, newTreasury: Address) -> Result<(), Error> {
            let mut config = self.owned_config()?;
            let previous = config.treasury;
            config.treasury = named(newTreasury)?;
            cells::store(&Key::Config, &config);
            events::treasury_changed(previous, config.treasury);
            Ok(())
        }

        /// Who settles; zero before wiring.
        #[ink(message)]
        pub fn ledger(&self) -> Address {
            to_abi(self.state.ledger)
        }

        /// The ledger that waits to take office, or lapsed, and the first and the last block in which it
        /// may; zero for none.
        #[ink(message, name = "scheduledLedger")]
        pub fn scheduled_ledger(&self) -> (Address, u32, u32) {
            let scheduled: Option<ScheduledLedger> = cells::load(&Key::ScheduledLedger);
            scheduled.map_or((Address::zero(), 0, 0), |ScheduledLedger { ledger, term }| {
                (to_abi(ledger), term.from_block, term.until_block)
            })
        }

        /// Natural payee of the treasury's cut.
        #[ink(message)]
        pub fn treasury(&self) -> Address {
            to_abi(self.config().treasury)
        }

        /// Who says who owns a dataset.
        #[ink(message, name = "datasetNft")]
        pub fn dataset_nft(&self) -> Address {
            to_abi(self.config().dataset_nft)
        }

        /// Who says where a node wants its money.
        #[ink(message, name = "nodeRegistry")]
        pub fn node_registry(&self) -> Address {
            to_abi(self.config().node_registry)
        }

        /// Who says who develops a model.
        #[ink(message, name = "modelRegistry")]
        pub fn model_registry(&self) -> Address {
            to_abi(self.config().model_registry)
        }

        /// The delays.
        #[ink(message)]
        pub fn params(&self) -> Params {
            Params::from(&self.config().params)
        }

        /// The counters.
        #[ink(message)]
        pub fn totals(&self) -> Totals {
            Totals::from(&self.state.books.totals)
        }

        /// The final root; epoch 0 before any.
        #[ink(message)]
        pub fn root(&self) -> Root {
            Root::from(&self.state.books)
        }

        /// What an account claimed in all.
        #[ink(message)]
        pub fn claimed(&self, account: Bytes32) -> u128 {
            accounts::earnings(account.0).claimed.0
        }

        /// An account's recipients and those proposed for it; empty lists for none.
        #[ink(message)]
        pub fn recipients(&self, account: Bytes32) -> Recipients {
            recipients::shown(account.0)
        }

        /// To whom an account's earnings belong as long as it has no recipients, and who may propose
        /// some.
        ///
        /// # Errors
        /// For a word that is no account that earns, and a payee nobody knows.
        #[ink(message, name = "payeeOf")]
        pub fn payee_of(&self, account: Bytes32) -> Result<Address, Error> {
            let account = payable_account(account.0)?;
            self.config().payee(&account).map(to_abi)
        }

        /// A payer's account; all zero for someone who never deposited.
        #[ink(message)]
        pub fn payer(&self, account: Address) -> Payer {
            Payer::from(&payers::load(from_abi(account)))
        }

        /// How many addresses ever deposited.
        #[ink(message, name = "payerCount")]
        pub fn payer_count(&self) -> u64 {
            self.state.payers
        }

        /// The address that was the `index`th to deposit, counting from 0; zero beyond them.
        #[ink(message, name = "payerAt")]
        pub fn payer_at(&self, index: u64) -> Address {
            to_abi(payers::at(index).unwrap_or_default())
        }

        /// When a payer's vouchers counted, oldest first.
        #[ink(message, name = "payerChanges")]
        pub fn payer_changes(&self, account: Address) -> Vec<PayerChange> {
            payers::standings(from_abi(account))
        }

        /// A payer's session keys, oldest first.
        #[ink(message, name = "sessionKeyChanges")]
        pub fn session_key_changes(&self, account: Address) -> Vec<abi::KeyChange> {
            payers::keys(from_abi(account))
        }

        /// The nodes that a payer ever set something aside for, in the order of its first reserves.
        #[ink(message, name = "reservedNodes")]
        pub fn reserved_nodes(&self, account: Address) -> Vec<u64> {
            payers::nodes(from_abi(account)).into_iter().map(|node| node.0).collect()
        }

        /// What a payer set aside for a node, oldest first.
        #[ink(message, name = "reserveChanges")]
        pub fn reserve_changes(&self, account: Address, node: u64) -> Vec<abi::ReserveChange> {
            payers::reserves(from_abi(account), NodeId(node))
        }

        /// The owner.
        #[ink(message)]
        pub fn owner(&self) -> Address {
            to_abi(self.config().owner)
        }

        /// Hands the owner role over at once. The owner only.
        ///
        /// # Errors
        /// For any other caller, and for the zero address.
        #[ink(message, name = "transferOwnership")]
        #[allow(non_snake_case)]
        pub fn transfer_ownership(&mut self, newOwner: Address) -> Result<(), Error> {
            let mut config = self.owned_config()?;
            let previous = config.owner;
            config.owner = named(newOwner)?;
            cells::store(&Key::Config, &config);
            events::ownership_transferred(previous, config.owner);
            Ok(())
        }

        /// The guardian.
        #[ink(message)]
        pub fn guardian(&self) -> Address {
            to_abi(self.config().guardian)
        }

        /// The first block at which deposits are taken again; 0 or past if they are.
        #[ink(message, name = "pausedUntil")]
        pub fn paused_until(&self) -> u32 {
            self.state.pause.until
        }

        /// Stops deposits for a while, nothing else. The guardian only.
        ///
        /// # Errors
        /// For any other caller, while paused, and within the cooldown.
        #[ink(message)]
        pub fn pause(&mut self) -> Result<(), Error> {
            let (caller, guardian) = (self.caller(), self.config().guardian);
            let now = self.env().block_number();
            self.state.pause = self.state.pause.pause(caller, guardian, MAX_PAUSE, now)?;
            events::paused_until(caller, self.state.pause.until);
            Ok(())
        }

        /// Ends a pause early. The guardian or the owner.
        ///
        /// # Errors
        /// For any other caller, and without a pause.
        #[ink(message)]
        pub fn unpause(&mut self) -> Result<(), Error> {
            let (caller, config, now) = (self.caller(), self.config(), self.env().block_number());
            self.state.pause = self.state.pause.unpause(caller, config.guardian, config.owner, now)?;
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
            let mut config = self.owned_config()?;
            let previous = config.guardian;
            config.guardian = named(newGuardian)?;
            cells::store(&Key::Config, &config);
            events::guardian_changed(previous, config.guardian);
            Ok(())
        }

        fn caller(&self) -> tributary_core::Address {
            from_abi(self.env().caller())
        }

        fn config(&self) -> Config {
            Config::load()
        }

        /// The configuration, for the owner only.
        fn owned_config(&self) -> Result<Config, Error> {
            let config = self.config();
            config.ensure_owner(self.caller())?;
            Ok(config)
        }
    }
}
