//! How a run ends: everybody takes what it is due.

use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use tributary_core::Account;
use tributary_sandbox::abi::IGovernance::{
    claimVotesCall, earnedCall, syncVotesCall, OwnerMustCall, VotesClaimed,
};

use crate::{
    acts::word,
    cast::Person,
    journal::DONE,
    plain::{
        own, part,
        royalties::Royalty,
        splitter::Claim,
        tree::{Leaf, Tree},
    },
    world::{Profile, World},
};

impl World {
    /// Settles what is pending, then lets everybody claim, draw and leave.
    pub fn finish(&mut self) {
        if self.usurper.is_some() {
            self.install(false);
        }
        let until = self.model.splitter.pause.until.max(self.model.ledger.pause.until);
        self.advance(until.saturating_sub(self.model.now));
        if self.model.ledger.last_final.epoch < self.model.splitter.root.epoch {
            self.inherit();
        }
        let payers = self.model.splitter.order.clone();
        let payers: Vec<_> = payers.into_iter().filter_map(|payer| self.cast.find(payer)).collect();
        for payer in &payers {
            self.request_exit_of(payer);
        }
        self.advance(self.model.splitter.exit_delay);
        for _ in 0..60 {
            let covered = self
                .model
                .splitter
                .payers
                .values()
                .all(|payer| payer.exit_requested_at.is_none() || self.model.splitter.covers(payer));
            if covered && self.model.ledger.pending.is_empty() {
                break;
            }
            if self.model.ledger.pending.is_empty() {
                self.settle();
            } else {
                self.finalize();
            }
        }
        self.claim_everything();
        self.release_everything();
        // Some of the proofs that payers leave by are flawed.
        for payer in payers.iter().cycle().take(payers.len() * 6) {
            if self.model.splitter.payers[&payer.address()].exit_requested_at.is_some() {
                self.leave_as(payer);
            }
        }
        self.check_all();
        if self.profile != Profile::Corrupt {
            self.mint_votes();
        }
        if self.profile == Profile::Honest {
            self.expect_nothing_left();
        }
    }

    /// The DAO mints all that the work in reports earned, to the unit, and to whom its money belongs.
    fn mint_votes(&self) {
        let (contract, caller) = (self.dao.contract(), self.suite.actor("claimant of votes"));
        let epoch = self.model.splitter.root.epoch;
        contract.call(&caller, syncVotesCall {}, 0).ok();
        let votes = &self.oracles.epoch(epoch).state.votes;
        let leaves = votes.iter().map(|(account, votes)| Leaf::honest(*account, votes.0));
        let tree = Tree::new(leaves.collect());
        // What contracts hold that call nobody.
        let mut waiting = 0u128;
        for (index, leaf) in tree.leaves.iter().enumerate() {
            let (kind, id) = match leaf.account {
                Account::Dataset(id) => (1, id.0),
                Account::Node(id) => (2, id.0),
                other => self.fail(&format!("{other:?} earned votes")),
            };
            let (cumulative, proof) = (leaf.amount, tree.prove(index).into());
            let call = claimVotesCall { kind, id, cumulative, proof };
            let what = format!("votes of {:?}", leaf.account);
            let owner = self.model.payee(&leaf.account).unwrap_or_default();
            let mut claimant = Some(Person { actor: caller.clone(), puppet: None });
            if kind == 1 && self.model.contracts.contains(&owner) {
                let refusal = contract.call(&caller, call.clone(), 0).refusal();
                let (account, caller) = (word(leaf.account), caller.address());
                self.agree(&what, &OwnerMustCall { account, owner, caller }, &refusal);
                claimant = self.cast.find(owner);
            }
            let Some(claimant) = claimant else {
                waiting += cumulative;
                continue;
            };
            let (target, calldata) = claimant.route(contract.address(), call.abi_encode());
            let receipt = self.suite.sandbox().call(&claimant.actor, target, calldata, U256::ZERO).ok();
            // Claims of a contract's go through it.
            let claimed = receipt.events_of(contract.address());
            let claimed = claimed.iter().map(|VotesClaimed { to, amount, .. }| (*to, *amount));
            self.agree(&what, &vec![(owner, cumulative)], &claimed.collect::<Vec<_>>());
        }
        let (earned, sum) = (contract.view(earnedCall {}), tree.root().sum);
        let found = (earned.epoch, earned.minted, earned.allowed);
        self.agree("votes minted", &(epoch, sum - waiting, sum), &found);
        if sum == 0 && self.journal.count("report", DONE) > 50 {
            self.fail("no work earned any votes");
        }
    }

    fn claim_everything(&mut self) {
        let tree = self.oracles.epoch(self.model.splitter.root.epoch).payout.clone();
        for (index, leaf) in tree.leaves.iter().enumerate() {
            let (account, cumulative) = (word(leaf.account), leaf.amount);
            self.claim(&Claim { account, cumulative, proof: tree.prove(index) });
        }
    }

    fn release_everything(&mut self) {
        let royalties = self.model.splitter.royalties.clone();
        for (account, royalty) in royalties {
            let mut recipients: Vec<_> = royalty.shares.iter().map(|(address, _)| *address).collect();
            recipients.extend(royalty.owed.keys());
            if royalty.shares.is_empty() {
                recipients.extend(self.model.payee(&account));
            }
            for recipient in recipients {
                // A contract that can call may have to.
                let own = self.cast.find(recipient).filter(|person| person.puppet.is_some());
                let who = own.unwrap_or_else(|| self.anyone());
                self.release_by(&who, word(account), recipient);
            }
        }
    }

    /// With honest oracles every payer got back all that it did not spend, all that was spent was
    /// claimed, and what nobody drew is rounding or was for those who take no money or cannot call for it.
    fn expect_nothing_left(&self) {
        let splitter = &self.model.splitter;
        let (root, totals) = (splitter.root, splitter.totals);
        for (address, payer) in &splitter.payers {
            let leaf = self.oracles.epoch(root.epoch).spend.find(Account::Payer(own(*address)));
            let spent = leaf.map_or(0, |(spent, _)| spent);
            self.agree(&format!("spent by {address}"), &spent, &(payer.deposited - payer.withdrawn));
        }
        self.agree("spends against what is left of deposits", &root.spend.sum, &splitter.backed());
        self.agree("claims against payouts", &root.payout.sum, &totals.claimed);
        let left: u128 = totals.claimed - totals.released;
        let undrawn: u128 =
            splitter.royalties.iter().map(|(account, royalty)| self.undrawn(account, royalty)).sum();
        if left > undrawn {
            self.fail(&format!("{left} wei were never drawn, of which {undrawn} could not be"));
        }
        for refusal in ["ClaimAboveCap", "WithdrawalAboveCap", "SpendAboveDeposit"] {
            for kind in ["claim", "claim several", "claim and release", "apply recipients", "exit"] {
                let found = self.journal.count(kind, refusal);
                self.agree(&format!("{kind} refused with {refusal}"), &0, &found);
            }
        }
    }

    /// The most of an account that stays undrawn when everybody drew: a wei of rounding per recipient,
    /// and what is for those who take no money or cannot call for it.
    fn undrawn(&self, account: &Account, royalty: &Royalty) -> u128 {
        let rejecting = self.cast.rejecting;
        let owed = royalty.owed.get(&rejecting).copied().unwrap_or_default();
        let share = royalty.shares.iter().find(|(address, _)| *address == rejecting);
        let rounding = u128::try_from(royalty.shares.len()).unwrap();
        let part = share.map_or(0, |(_, share)| part(royalty.earned, *share));
        let unable = [rejecting, self.cast.vault].map(Some).contains(&self.model.payee(account));
        owed + rounding + part + if royalty.shares.is_empty() && unable { royalty.earned } else { 0 }
    }
}
