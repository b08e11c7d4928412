//! What must hold after every operation, whoever did what.

use alloy_primitives::{Address, B256};
use tributary_core::Account;
use tributary_sandbox::abi::{IAttributionLedger, IDatasetNft, INodeRegistry, IRoyaltySplitter, IERC721};

use crate::{
    plain::{abi, operators::OracleEntry, royalties::Royalty},
    world::{Touch, World},
};

impl World {
    /// Checks the money, and what the operation may have changed.
    pub fn check(&self, touch: Touch) {
        self.check_totals();
        self.check_purses();
        match touch {
            Touch::Nothing => {}
            Touch::Payer(payer) => self.check_payer(payer),
            Touch::Account(account) => self.check_account(account),
            Touch::Node(id) => self.check_node(id),
            Touch::Oracle(signer) => self.check_oracle(signer),
            Touch::Dataset(id) => self.check_dataset(id),
            Touch::Ledger => self.check_ledger(),
            Touch::Office => self.check_office(),
        }
    }

    /// Checks everything.
    pub fn check_all(&self) {
        self.check(Touch::Ledger);
        self.check_office();
        self.model.splitter.payers.keys().for_each(|payer| self.check_payer(*payer));
        self.model.splitter.royalties.keys().for_each(|account| self.check_account(*account));
        self.model.nodes.list.keys().for_each(|id| self.check_node(*id));
        self.model.nodes.oracles.keys().for_each(|signer| self.check_oracle(*signer));
        self.model.datasets.list.keys().for_each(|id| self.check_dataset(*id));
        let count = u64::try_from(self.model.splitter.order.len()).unwrap();
        let splitter = self.suite.splitter();
        self.agree("number of payers", &count, &splitter.view(IRoyaltySplitter::payerCountCall {}));
        for (index, payer) in (0..).zip(&self.model.splitter.order) {
            let found = splitter.view(IRoyaltySplitter::payerAtCall { index });
            self.agree("payer by number", payer, &found);
        }
        self.check_caps_by_account();
    }

    /// The counters are the model's, and by the chain's own words nobody can take what is not there.
    fn check_totals(&self) {
        let splitter = self.suite.splitter();
        let found = splitter.view(IRoyaltySplitter::totalsCall {});
        let (totals, root) = (self.model.splitter.totals, self.model.splitter.root);
        let predicted = IRoyaltySplitter::Totals {
            deposited: totals.deposited,
            withdrawn: totals.withdrawn,
            released: totals.released,
            claimed: totals.claimed,
            payoutSum: root.payout.sum,
            spendSum: root.spend.sum,
        };
        self.agree("counters", &predicted, &found);
        let left = found.deposited.checked_sub(found.withdrawn);
        let owed = left.and_then(|left| left.checked_sub(found.released));
        let Some((left, owed)) = left.zip(owed) else {
            self.fail(&format!("more went out than in: {found:?}"))
        };
        let held = splitter.balance();
        self.agree("owed and unseen wei against the balance", &(owed + self.model.splitter.unseen), &held);
        let caps = [
            ("released", found.released, "claimed", found.claimed),
            ("claimed", found.claimed, "the sum of payouts", found.payoutSum),
            ("the sum of payouts", found.payoutSum, "deposits less withdrawals", left),
            ("the sum of spends", found.spendSum, "deposits less withdrawals", left),
        ];
        for (what, wei, of, cap) in caps {
            if wei > cap {
                self.fail(&format!("{what} of {wei} wei exceed {of} of {cap}"));
            }
        }
        let found = splitter.view(IRoyaltySplitter::rootCall {});
        let predicted = IRoyaltySplitter::Root {
            epoch: root.epoch,
            commitment: root.commitment,
            cutBlock: root.cut_block,
            finalizedAt: root.finalized_at,
            payoutHash: root.payout.hash,
            payoutSum: root.payout.sum,
            spendHash: root.spend.hash,
            spendSum: root.spend.sum,
            votesHash: root.votes.hash,
            votesSum: root.votes.sum,
        };
        self.agree("final root", &predicted, &found);
    }

    /// Everybody has to the wei what the model says.
    fn check_purses(&self) {
        for (address, predicted) in &self.model.purses {
            let found = self.suite.sandbox().balance(*address);
            if *predicted != found {
                let who = self.cast.find(*address).map_or(format!("{address}"), |who| who.name().to_owned());
                self.fail(&format!("{who} should have {predicted} wei and has {found}"));
            }
        }
    }

    /// No account was paid more than any final root gave it, no payer more than it paid in.
    fn check_caps_by_account(&self) {
        for (account, royalty) in &self.model.splitter.royalties {
            let most = self.oracles.most_final(*account);
            if royalty.paid > royalty.claimed || royalty.claimed > most {
                let Royalty { paid, claimed, .. } = royalty;
                self.fail(&format!("{account:?} was paid {paid} of {claimed} claimed of {most} earned"));
            }
        }
        for (address, payer) in &self.model.splitter.payers {
            if payer.withdrawn + payer.settled > payer.deposited {
                self.fail(&format!("{address} took out what it was proven to have spent"));
            }
        }
    }

    fn check_payer(&self, address: Address) {
        let payer = self.model.splitter.payers.get(&address).cloned().unwrap_or_default();
        let predicted = IRoyaltySplitter::Payer {
            deposited: payer.deposited,
            withdrawn: payer.withdrawn,
            settled: payer.settled,
            reserved: payer.reserved,
            firstDepositAt: payer.first_deposit_at.unwrap_or_default(),
            exitRequestedAt: payer.exit_requested_at.unwrap_or_default(),
            generation: payer.generation,
            sessionKey: payer.session_key(),
        };
        let found = self.suite.splitter().view(IRoyaltySplitter::payerCall { account: address });
        self.agree("payer", &predicted, &found);
    }

    fn check_account(&self, account: Account) {
        let word = B256::new(account.to_word());
        let royalty = self.model.splitter.royalties.get(&account).cloned().unwrap_or_default();
        let splitter = self.suite.splitter();
        let claimed = splitter.view(IRoyaltySplitter::claimedCall { account: word });
        self.agree("claimed", &royalty.claimed, &claimed);
        let found = splitter.view(IRoyaltySplitter::recipientsCall { account: word });
        let (addresses, shares) = royalty.shares.iter().copied().unzip();
        let proposed = royalty.proposal.iter().flat_map(|proposal| proposal.shares.iter().copied());
        let (pending_addresses, pending_shares) = proposed.unzip();
        let delay = self.model.splitter.recipient_delay;
        let predicted = IRoyaltySplitter::Recipients {
            addresses,
            shares,
            pendingFrom: royalty.proposal.as_ref().map_or(0, |proposal| proposal.at + delay),
            pendingAddresses: pending_addresses,
            pendingShares: pending_shares,
        };
        self.agree("recipients", &predicted, &found);
    }

    fn check_node(&self, id: u64) {
        let Some(entry) = self.model.nodes.list.get(&id) else { return };
        let found = self.suite.nodes().view(INodeRegistry::nodeCall { id });
        let predicted = (entry.bond.operator, entry.payout, entry.bond.stake, entry.bond.status());
        self.agree("node", &predicted, &(found.operator, found.payout, found.stake, found.status));
        self.agree("node's key", &entry.keys.last().unwrap_or_default(), &found.key);
        self.agree("stakes", &self.model.nodes.stakes(), &self.suite.nodes().balance());
    }

    fn check_oracle(&self, signer: Address) {
        let registry = self.suite.nodes();
        let payout = registry.view(INodeRegistry::oraclePayoutOfCall { signer });
        self.agree("oracle's payout", &self.model.nodes.oracle_payout(signer), &payout);
        self.agree("stakes", &self.model.nodes.stakes(), &registry.balance());
        let count = u64::try_from(self.model.nodes.oracles.len()).unwrap();
        self.agree("number of oracles", &count, &registry.view(INodeRegistry::oracleCountCall {}));
        let Some(OracleEntry { bond, payout }) = self.model.nodes.oracles.get(&signer) else { return };
        let found = registry.view(INodeRegistry::oracleCall { signer });
        let predicted = (bond.operator, *payout, bond.stake, bond.status());
        self.agree("oracle", &predicted, &(found.operator, found.payout, found.stake, found.status));
    }

    fn check_dataset(&self, id: u64) {
        let Some(dataset) = self.model.datasets.list.get(&id) else { return };
        let registry = self.suite.datasets();
        let owner = registry.view(IERC721::ownerOfCall { tokenId: alloy_primitives::U256::from(id) });
        self.agree("owner", &dataset.owner, &owner);
        let approved = registry.view(IERC721::getApprovedCall { tokenId: alloy_primitives::U256::from(id) });
        self.agree("approved", &dataset.approved, &approved);
        self.agree("status", &dataset.status(), &registry.view(IDatasetNft::datasetCall { id }).status);
        let newest = registry.view(IDatasetNft::reassignmentCall { id });
        self.agree("reassignment", &dataset.reassigned.unwrap_or_default(), &(newest.at, newest.earnedUntil));
    }

    /// Who settles, and who waits to.
    fn check_office(&self) {
        let (model, splitter) = (&self.model.splitter, self.suite.splitter());
        self.agree("ledger", &model.ledger, &splitter.view(IRoyaltySplitter::ledgerCall {}));
        let found = splitter.view(IRoyaltySplitter::scheduledLedgerCall {});
        let predicted = model.scheduled_ledger.unwrap_or_default();
        let found = (found.ledger, found.fromBlock, found.untilBlock);
        self.agree("scheduled ledger", &predicted, &found);
    }

    fn check_ledger(&self) {
        let (model, ledger) = (&self.model.ledger, &self.ledger_in_office);
        let heads = (model.head.epoch, model.last_final.epoch);
        let head = ledger.view(IAttributionLedger::headEpochCall {});
        self.agree("epochs", &heads, &(head, ledger.view(IAttributionLedger::finalEpochCall {})));
        self.agree("head", &model.head.hash, &ledger.view(IAttributionLedger::headHashCall {}));
        let pending = model.pending.iter().map(|(head, at)| IAttributionLedger::Pending {
            epoch: head.epoch,
            hash: head.hash,
            cutBlock: head.cut_block,
            submittedAt: *at,
            payoutHash: head.payout.hash,
            payoutSum: head.payout.sum,
            spendHash: head.spend.hash,
            spendSum: head.spend.sum,
            votesHash: head.votes.hash,
            votesSum: head.votes.sum,
        });
        let predicted: Vec<_> = pending.collect();
        self.agree("pending", &predicted, &ledger.view(IAttributionLedger::pendingCall {}));
        let committee = (model.version, model.members.clone());
        let version = ledger.view(IAttributionLedger::committeeVersionCall {});
        let members = ledger.view(IAttributionLedger::committeeCall {});
        self.agree("committee", &committee, &(version, members));
        let (members, from, until) = model.scheduled.clone().unwrap_or_default();
        let predicted = IAttributionLedger::ScheduledCommittee {
            version: if members.is_empty() { 0 } else { model.version + 1 },
            members,
            fromBlock: from,
            untilBlock: until,
        };
        let found = ledger.view(IAttributionLedger::scheduledCommitteeCall {});
        self.agree("scheduled committee", &predicted, &found);
        let oracles: Vec<_> = self.oracle_addresses().into_iter().map(abi).collect();
        self.agree("oracles", &model.members, &oracles);
    }
}
