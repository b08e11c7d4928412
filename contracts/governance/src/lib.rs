//! The DAO: one contract that is a token with votes (ERC-20, EIP-2612, ERC-5805) and the governor that its
//! votes steer (OpenZeppelin Governor 5.x with its timelock). The rules are `tributary_core::governance`'s.
//!
//! What the DAO can do to its own contract (`setVotingPeriod`, `mint`, ...) happens only as an action of an
//! executed proposal; anybody who calls such a message is refused.
//!
//! Messages end themselves by the host call ([`ending`]): those that change the root cell write it, not ink!.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod abi;
mod acting;
mod arguments;
mod ballots;
mod call;
mod cells;
mod construction;
mod earning;
mod ending;
mod errors;
mod events;
mod proposals;
mod self_calls;
mod signing;
mod state;
mod timelock;
mod token;
mod views;
mod votes;

tributary_interfaces::min_stack_size!(65_536);

/// The contract.
#[ink::contract]
// ink! generates type aliases without documentation. Arguments are named as in the ABI, and lists are read out
// of the calldata, not by these names.
#[allow(missing_docs, non_snake_case, unused_variables)]
mod governance {
    use ink::{
        prelude::{string::String, vec::Vec},
        U256,
    };
    use tributary_core::{
        governance::{signature::Signature, typed_data},
        Ppm,
    };

    use crate::{
        abi::{
            from_abi, id, Bytes32, Bytes4, Earned, Earning, Floors, Params, Proposal, Uint256, Uint48, Uint8,
        },
        arguments::{Addresses, ByteStrings, Bytes, Bytes8, Calldata, Last, Text, Words},
        ballots::{self, Relayed},
        call::{caller, now, this},
        cells::{self, Origin},
        construction, earning,
        ending::{done, nothing, refuse, text, word},
        proposals, self_calls,
        signing::{self, SignedDelegation, SignedPermit},
        state::State,
        timelock, token, views, votes,
    };

    /// The root cell. Other cells stand under keys of their own.
    #[ink(storage)]
    pub struct Governance {
        state: State,
    }

    impl Governance {
        /// Creates the DAO with its first members' tokens. `guardian` may veto; the caller may wire it once.
        /// Errors: out of bounds, for lists of different lengths, and for the zero address among holders.
        #[ink(constructor)]
        pub fn new(
            guardian: Address,
            params: Params,
            floors: Floors,
            earning: Earning,
            holders: Vec<Address>,
            amounts: Vec<u128>,
        ) -> Self {
            let origin = Origin { floors: floors.into(), deployer: caller() };
            let mut state = State::new(params.into(), from_abi(guardian));
            match construction::construct(&mut state, &origin, earning.into(), holders, amounts, now()) {
                Ok(()) => Self { state },
                Err(error) => refuse(&error),
            }
        }

        // ------------------------------------------------------------------ ERC-20 and its extensions

        /// The name of token, governor and EIP-712 domain.
        #[ink(message)]
        pub fn name(&self) -> String {
            text(typed_data::NAME)
        }
        /// The token's symbol.
        #[ink(message)]
        pub fn symbol(&self) -> String {
            text("TRIB")
        }
        /// How many decimals amounts are shown with.
        #[ink(message)]
        pub fn decimals(&self) -> u8 {
            word(Ok(18u8))
        }
        /// How many tokens there are.
        #[ink(message, name = "totalSupply")]
        pub fn total_supply(&self) -> U256 {
            word(Ok(self.state.supply.latest()))
        }
        /// How many tokens an account holds.
        #[ink(message, name = "balanceOf")]
        pub fn balance_of(&self, account: Address) -> U256 {
            word(Ok(cells::holder(&from_abi(account)).balance()))
        }
        /// Moves the caller's tokens, and votes with them. Errors: for the zero address, and beyond the balance.
        #[ink(message)]
        pub fn transfer(&mut self, to: Address, value: Last<2, Uint256>) -> bool {
            done(token::transfer(&caller(), &from_abi(to), value.get().0, now()))
        }
        /// What `owner` lets `spender` spend.
        #[ink(message)]
        pub fn allowance(&self, owner: Address, spender: Address) -> U256 {
            word(Ok(cells::allowance(&from_abi(owner), &from_abi(spender))))
        }
        /// Lets `spender` spend the caller's tokens; 2^256 - 1 is without end. Errors: for the zero address.
        #[ink(message)]
        pub fn approve(&mut self, spender: Address, value: Last<2, Uint256>) -> bool {
            done(token::approve(&caller(), &from_abi(spender), value.get().0))
        }
        /// Moves tokens of `from`. Errors: for the zero address, beyond the allowance and beyond the balance.
        #[ink(message, name = "transferFrom")]
        pub fn transfer_from(&mut self, from: Address, to: Address, value: Last<3, Uint256>) -> bool {
            done(token::transfer_from(&caller(), &from_abi(from), &from_abi(to), value.get().0, now()))
        }

        /// Approves by the owner's signature (EIP-2612), which uses up a nonce.
        /// Errors: after the deadline, and for a signature that is not the owner's of this text and nonce.
        #[ink(message)]
        #[allow(clippy::too_many_arguments, reason = "those of EIP-2612")]
        pub fn permit(
            &mut self,
            owner: Address,
            spender: Address,
            value: Uint256,
            deadline: Uint256,
            v: u8,
            r: Bytes32,
            s: Last<7, Bytes32>,
        ) {
            let (owner, spender, value, deadline) = (from_abi(owner), from_abi(spender), value.0, deadline.0);
            let signature = Signature { v, r: r.0, s: s.get().0 };
            let permit = SignedPermit { owner, spender, value, deadline, signature };
            nothing(signing::permit(&this(), &permit))
        }

        /// How many permits, delegations and ballots of an account's signature were used.
        #[ink(message)]
        pub fn nonces(&self, owner: Address) -> U256 {
            word(Ok(cells::holder(&from_abi(owner)).nonce()))
        }
        /// The EIP-712 domain of permits, delegations and ballots.
        #[ink(message, name = "DOMAIN_SEPARATOR")]
        pub fn domain_separator(&self) -> Bytes32 {
            word(Ok(signing::separator(&this())))
        }
        /// The domain in parts (EIP-5267).
        #[ink(message, name = "eip712Domain")]
        pub fn eip712_domain(&self) {
            views::domain(&this())
        }

        // ------------------------------------------------------------------ IVotes and ERC-6372

        /// The present timepoint: the block's number.
        #[ink(message)]
        pub fn clock(&self) -> u64 {
            word(Ok(now()))
        }
        /// What timepoints are.
        #[ink(message, name = "CLOCK_MODE")]
        pub fn clock_mode(&self) -> String {
            text("mode=blocknumber&from=default")
        }
        /// The votes of an account now.
        #[ink(message, name = "getVotes")]
        pub fn get_votes(&self, account: Address) -> U256 {
            word(Ok(cells::holder(&from_abi(account)).votes_latest()))
        }
        /// The votes of an account at the end of a past block. Errors: from the present block on.
        #[ink(message, name = "getPastVotes")]
        pub fn get_past_votes(&self, account: Address, timepoint: Uint256) -> U256 {
            word(votes::votes_at(&from_abi(account), timepoint.0, now()))
        }
        /// The supply at the end of a past block, delegated or not. Errors: from the present block on.
        #[ink(message, name = "getPastTotalSupply")]
        pub fn get_past_total_supply(&self, timepoint: Uint256) -> U256 {
            word(votes::supply_at(&self.state, timepoint.0, now()))
        }
        /// For whom an account's votes count; zero: for nobody.
        #[ink(message)]
        pub fn delegates(&self, account: Address) -> Address {
            word(Ok(cells::holder(&from_abi(account)).delegate()))
        }
        /// Lets the caller's votes count for `delegatee`, itself or another.
        #[ink(message)]
        pub fn delegate(&mut self, delegatee: Last<1, Address>) {
            votes::delegate(&caller(), &from_abi(delegatee.get()), now());
            nothing(Ok(()))
        }

        /// Delegates by the delegator's signature, which uses up a nonce.
        /// Errors: after its expiry, for a signature of no key, and for another nonce than the signer's.
        #[ink(message, name = "delegateBySig")]
        pub fn delegate_by_sig(
            &mut self,
            delegatee: Address,
            nonce: Uint256,
            expiry: Uint256,
            v: u8,
            r: Bytes32,
            s: Last<6, Bytes32>,
        ) {
            let (delegatee, nonce, expiry) = (from_abi(delegatee), nonce.0, expiry.0);
            let signature = Signature { v, r: r.0, s: s.get().0 };
            let delegation = SignedDelegation { delegatee, nonce, expiry, signature };
            nothing(signing::delegate(&this(), &delegation, now()))
        }

        /// How often an account's votes changed, at most once per block.
        #[ink(message, name = "numCheckpoints")]
        pub fn num_checkpoints(&self, account: Address) -> u32 {
            word(Ok(votes::checkpoint_count(&from_abi(account))))
        }
        /// One of these changes, from 0: its block and the votes. Errors: Solidity's panic 0x32 beyond the last.
        #[ink(message)]
        pub fn checkpoints(&self, account: Address, pos: u32) -> (u64, u128) {
            views::checkpoint(&from_abi(account), pos)
        }

        // ------------------------------------------------------------------ Governor: proposals

        /// Proposes these actions; returns the id. Errors: below the threshold, for lists that are empty or of
        /// different lengths, for a proposal that exists, and for a description that names another proposer.
        #[ink(message)]
        pub fn propose(
            &mut self,
            targets: Addresses,
            values: Words,
            calldatas: ByteStrings,
            description: Text,
        ) -> U256 {
            word(proposals::propose(&mut self.state, &this(), &caller(), now()))
        }

        /// Queues a proposal that succeeded. Anyone may. Errors: in any other state.
        #[ink(message)]
        pub fn queue(
            &mut self,
            targets: Addresses,
            values: Words,
            calldatas: ByteStrings,
            descriptionHash: Bytes32,
        ) -> U256 {
            word(timelock::queue(&self.state, &descriptionHash.0, now()))
        }

        /// Executes a queued proposal whose time has come. Anyone may. Money sent along goes to the treasury.
        /// Errors: in any other state, before its time, and with the reason of the first action that fails.
        #[ink(message, payable)]
        pub fn execute(
            &mut self,
            targets: Addresses,
            values: Words,
            calldatas: ByteStrings,
            descriptionHash: Bytes32,
        ) -> U256 {
            word(timelock::execute(&mut self.state, &this(), &descriptionHash.0, now()))
        }

        /// Calls a proposal off: its proposer while it is pending, the guardian while it is queued.
        /// Errors: for anybody else, in any other state, and for a proposal that the guardian cannot veto.
        #[ink(message)]
        pub fn cancel(
            &mut self,
            targets: Addresses,
            values: Words,
            calldatas: ByteStrings,
            descriptionHash: Bytes32,
        ) -> U256 {
            word(proposals::cancel(&self.state, &caller(), &descriptionHash.0, now()))
        }

        /// The id of a proposal.
        #[ink(message, name = "hashProposal")]
        pub fn hash_proposal(
            &self,
            targets: Addresses,
            values: Words,
            calldatas: ByteStrings,
            descriptionHash: Bytes32,
        ) -> U256 {
            word(Ok(proposals::called(&descriptionHash.0)))
        }

        /// The same.
        #[ink(message, name = "getProposalId")]
        pub fn get_proposal_id(
            &self,
            targets: Addresses,
            values: Words,
            calldatas: ByteStrings,
            descriptionHash: Bytes32,
        ) -> U256 {
            word(Ok(proposals::called(&descriptionHash.0)))
        }

        /// A proposal's state: 0 pending, 1 active, 2 canceled, 3 defeated, 4 succeeded, 5 queued, 6 expired,
        /// 7 executed. Errors: for an unknown proposal.
        #[ink(message)]
        pub fn state(&self, proposalId: Uint256) -> u8 {
            word(views::state(&id(proposalId), now()))
        }

        // ------------------------------------------------------------------ Governor: ballots

        /// Votes: 0 against, 1 for, 2 abstain; returns the ballot's weight.
        /// Errors: unless the vote is open, for a second ballot, and for another number.
        #[ink(message, name = "castVote")]
        pub fn cast_vote(&mut self, proposalId: Uint256, support: Last<2, Uint8>) -> U256 {
            word(ballots::cast(&self.state, now(), &caller(), &id(proposalId), support.get().0, &[]))
        }

        /// Votes, and says why. Errors: as `castVote`.
        #[ink(message, name = "castVoteWithReason")]
        pub fn cast_vote_with_reason(&mut self, proposalId: Uint256, support: Uint8, reason: Text) -> U256 {
            let (id, calldata) = (id(proposalId), Calldata::load());
            let reason = calldata.bytes(reason);
            word(ballots::cast(&self.state, now(), &caller(), &id, support.0, reason))
        }

        /// Votes by the voter's signature, which uses up a nonce. Anyone may relay it.
        /// Errors: as `castVote`, and for a signature that is not the voter's of this ballot and nonce.
        #[ink(message, name = "castVoteBySig")]
        pub fn cast_vote_by_sig(
            &mut self,
            proposalId: Uint256,
            support: Uint8,
            voter: Address,
            signature: Bytes,
        ) -> U256 {
            let ballot = Relayed { voter: from_abi(voter), support: support.0, signature, reason: None };
            word(ballots::relay(&self.state, now(), &this(), &id(proposalId), &ballot))
        }

        /// Votes and says why; there are no params. Errors: as `castVote`, and for params.
        #[ink(message, name = "castVoteWithReasonAndParams")]
        pub fn cast_vote_with_reason_and_params(
            &mut self,
            proposalId: Uint256,
            support: Uint8,
            reason: Text,
            params: Bytes,
        ) -> U256 {
            let (id, calldata) = (id(proposalId), Calldata::load());
            let reason = calldata.without_params(params).bytes(reason);
            word(ballots::cast(&self.state, now(), &caller(), &id, support.0, reason))
        }

        /// Votes with a reason by the voter's signature. Errors: as `castVoteBySig`, and for params.
        #[ink(message, name = "castVoteWithReasonAndParamsBySig")]
        pub fn cast_vote_with_reason_and_params_by_sig(
            &mut self,
            proposalId: Uint256,
            support: Uint8,
            voter: Address,
            reason: Text,
            params: Bytes,
            signature: Bytes,
        ) -> U256 {
            let (voter, support, reason) = (from_abi(voter), support.0, Some((reason, params)));
            let ballot = Relayed { voter, support, signature, reason };
            word(ballots::relay(&self.state, now(), &this(), &id(proposalId), &ballot))
        }

        /// Casts many signed ballots on one proposal, skips those that do not count and those of contracts, and
        /// returns how many counted.
        /// Errors: unless the vote is open, for no ballots, and for lists of different lengths.
        #[ink(message, name = "castVotesBySig")]
        pub fn cast_votes_by_sig(
            &mut self,
            proposalId: Uint256,
            support: Bytes8,
            voters: Addresses,
            signatures: ByteStrings,
        ) -> U256 {
            let (id, lists) = (id(proposalId), (support, voters, signatures));
            word(ballots::relay_batch(&self.state, now(), &this(), &id, lists))
        }

        // ------------------------------------------------------------------ Governor: views

        /// The version of the governor and of the EIP-712 domain.
        #[ink(message)]
        pub fn version(&self) -> String {
            text(typed_data::VERSION)
        }
        /// How votes are counted.
        #[ink(message, name = "COUNTING_MODE")]
        pub fn counting_mode(&self) -> String {
            text("support=bravo&quorum=for,abstain")
        }
        /// The token whose votes count: this contract.
        #[ink(message)]
        pub fn token(&self) -> Address {
            word(Ok(this()))
        }
        /// The timelock: this contract.
        #[ink(message)]
        pub fn timelock(&self) -> Address {
            word(Ok(this()))
        }
        /// The EIP-712 type of a ballot.
        #[ink(message, name = "BALLOT_TYPEHASH")]
        pub fn ballot_typehash(&self) -> Bytes32 {
            word(Ok(typed_data::BALLOT_TYPEHASH))
        }
        /// The EIP-712 type of a ballot with a reason.
        #[ink(message, name = "EXTENDED_BALLOT_TYPEHASH")]
        pub fn extended_ballot_typehash(&self) -> Bytes32 {
            word(Ok(typed_data::EXTENDED_BALLOT_TYPEHASH))
        }
        /// The block at whose end votes are weighed; 0 for an unknown proposal.
        #[ink(message, name = "proposalSnapshot")]
        pub fn proposal_snapshot(&self, proposalId: Uint256) -> U256 {
            word(Ok(views::of(&id(proposalId), |proposal| u64::from(proposal.vote_start))))
        }
        /// The last block of the vote; 0 for an unknown proposal.
        #[ink(message, name = "proposalDeadline")]
        pub fn proposal_deadline(&self, proposalId: Uint256) -> U256 {
            word(Ok(views::of(&id(proposalId), |proposal| u64::from(proposal.vote_end))))
        }
        /// From which second a queued proposal can be executed; 0 before it is queued.
        #[ink(message, name = "proposalEta")]
        pub fn proposal_eta(&self, proposalId: Uint256) -> U256 {
            word(Ok(views::of(&id(proposalId), |proposal| proposal.eta)))
        }
        /// Who made a proposal; zero for an unknown one.
        #[ink(message, name = "proposalProposer")]
        pub fn proposal_proposer(&self, proposalId: Uint256) -> Address {
            word(Ok(views::of(&id(proposalId), |proposal| proposal.proposer)))
        }
        /// Whether a proposal has to be queued: always.
        #[ink(message, name = "proposalNeedsQueuing")]
        pub fn proposal_needs_queuing(&self, proposalId: Uint256) -> bool {
            word(Ok(true))
        }
        /// The votes against, for and abstaining.
        #[ink(message, name = "proposalVotes")]
        pub fn proposal_votes(&self, proposalId: Uint256) -> (U256, U256, U256) {
            views::tally(&id(proposalId))
        }
        /// Whether an account has voted on a proposal.
        #[ink(message, name = "hasVoted")]
        pub fn has_voted(&self, proposalId: Uint256, account: Address) -> bool {
            word(Ok(views::has_voted(&id(proposalId), &from_abi(account))))
        }
        /// The votes of an account at the end of a past block. Errors: from the present on, and for params.
        #[ink(message, name = "getVotesWithParams")]
        pub fn get_votes_with_params(&self, account: Address, timepoint: Uint256, params: Bytes) -> U256 {
            Calldata::load().without_params(params);
            word(votes::votes_at(&from_abi(account), timepoint.0, now()))
        }
        /// The votes that make a quorum at a past snapshot. Errors: from the present block on.
        #[ink(message)]
        pub fn quorum(&self, timepoint: Uint256) -> U256 {
            word(votes::quorum_at(&self.state, timepoint.0, now()))
        }
        /// The part of the supply that makes a quorum.
        #[ink(message, name = "quorumNumerator")]
        pub fn quorum_numerator(&self) -> U256 {
            word(Ok(self.state.params.quorum_numerator.0))
        }
        /// What quorums are parts of: a million.
        #[ink(message, name = "quorumDenominator")]
        pub fn quorum_denominator(&self) -> U256 {
            word(Ok(Ppm::WHOLE.0))
        }
        /// How many blocks a proposal waits before its vote.
        #[ink(message, name = "votingDelay")]
        pub fn voting_delay(&self) -> U256 {
            word(Ok(self.state.params.voting_delay))
        }
        /// How many blocks a vote lasts.
        #[ink(message, name = "votingPeriod")]
        pub fn voting_period(&self) -> U256 {
            word(Ok(self.state.params.voting_period))
        }
        /// How many votes it takes to propose.
        #[ink(message, name = "proposalThreshold")]
        pub fn proposal_threshold(&self) -> U256 {
            word(Ok(self.state.params.proposal_threshold))
        }
        /// For how many blocks a vote goes on at least after the ballot that reaches the quorum.
        #[ink(message, name = "lateQuorumVoteExtension")]
        pub fn late_quorum_vote_extension(&self) -> u64 {
            word(Ok(self.state.params.late_quorum_extension))
        }
        /// Who may veto a queued proposal; zero: nobody.
        #[ink(message, name = "proposalGuardian")]
        pub fn proposal_guardian(&self) -> Address {
            word(Ok(self.state.guardian))
        }
        /// How many seconds a proposal waits in the timelock.
        #[ink(message, name = "getMinDelay")]
        pub fn get_min_delay(&self) -> U256 {
            word(Ok(self.state.params.timelock_delay))
        }
        /// For how many seconds it can then be executed.
        #[ink(message, name = "GRACE_PERIOD")]
        pub fn grace_period(&self) -> U256 {
            word(Ok(self.state.params.grace_period))
        }
        /// What no vote can go below: the voting period in blocks, and the timelock in seconds.
        #[ink(message)]
        pub fn floors(&self) -> Floors {
            views::floors()
        }
        /// How many proposals there are.
        #[ink(message, name = "proposalCount")]
        pub fn proposal_count(&self) -> U256 {
            word(Ok(self.state.proposals))
        }
        /// The newest proposal; 0 if there is none.
        #[ink(message, name = "latestProposal")]
        pub fn latest_proposal(&self) -> U256 {
            word(Ok(self.state.latest))
        }
        /// All that is kept of a proposal, with the id of the one before. Errors: for an unknown proposal.
        #[ink(message)]
        pub fn proposal(&self, proposalId: Uint256) -> Proposal {
            views::proposal(&self.state, &id(proposalId), now())
        }
        /// Which interfaces this is one of (ERC-165).
        #[ink(message, name = "supportsInterface")]
        pub fn supports_interface(&self, interfaceId: Bytes4) -> bool {
            word(Ok(views::INTERFACES.contains(&interfaceId.0)))
        }
        /// Takes tokens of ERC-721, datasets among them.
        #[ink(message, name = "onERC721Received")]
        pub fn on_721(&mut self, operator: Address, from: Address, tokenId: Uint256, data: Bytes) -> Bytes4 {
            views::selector([0x15, 0x0b, 0x7a, 0x02])
        }

        /// Takes tokens of ERC-1155.
        #[ink(message, name = "onERC1155Received")]
        pub fn on_erc1155_received(
            &mut self,
            operator: Address,
            from: Address,
            id: Uint256,
            value: Uint256,
            data: Bytes,
        ) -> Bytes4 {
            views::selector([0xf2, 0x3a, 0x6e, 0x61])
        }

        /// Takes tokens of ERC-1155.
        #[ink(message, name = "onERC1155BatchReceived")]
        pub fn on_erc1155_batch_received(
            &mut self,
            operator: Address,
            from: Address,
            ids: Words,
            values: Words,
            data: Bytes,
        ) -> Bytes4 {
            views::selector([0xbc, 0x19, 0x7c, 0x81])
        }

        // ------------------------------------------------------------------ votes earned by work

        /// Names the splitter whose final epochs say who earned votes. The deployer only, and only once.
        /// Errors: once wired, for any other caller, and for what does not answer as a splitter.
        #[ink(message)]
        pub fn wire(&mut self, splitter: Last<1, Address>) {
            nothing(earning::wire(&caller(), &from_abi(splitter.get())))
        }
        /// Reads the splitter's final epoch. Anyone may. Errors: before wiring, and for an answer that is none.
        #[ink(message, name = "syncVotes")]
        pub fn sync_votes(&mut self) {
            nothing(earning::sync(now()))
        }

        /// Mints what a dataset (kind 1) or a node (2) earned and did not claim, as far as it is allowed; returns how
        /// much. Anyone may. Errors: for another kind, before an epoch was read, for a wrong proof, if none is allowed.
        #[ink(message, name = "claimVotes")]
        pub fn claim_votes(&mut self, kind: Uint8, id: u64, cumulative: u128, proof: Last<4, Bytes>) -> u128 {
            let (account, calldata) = ((kind.0, id), Calldata::load());
            word(earning::claim(&mut self.state, account, cumulative, calldata.bytes(proof.get()), now()))
        }

        /// The votes that a dataset (kind 1) or a node (2) claimed in all.
        #[ink(message, name = "claimedVotes")]
        pub fn claimed_votes(&self, kind: Uint8, id: u64) -> u128 {
            word(earning::claimed(kind.0, id))
        }
        /// How votes are earned.
        #[ink(message)]
        pub fn earning(&self) -> Earning {
            earning::answer_earning()
        }
        /// What was earned, as far as it was read from the splitter.
        #[ink(message)]
        pub fn earned(&self) -> Earned {
            earning::answer_earned()
        }

        // ------------------------------------------------------------------ by vote only: refuses every caller

        /// By vote only: how many blocks later proposals wait before their vote.
        #[ink(message, name = "setVotingDelay")]
        pub fn set_voting_delay(&mut self, newVotingDelay: Uint48) {
            self_calls::by_vote_only()
        }
        /// By vote only: how many blocks votes on later proposals last.
        #[ink(message, name = "setVotingPeriod")]
        pub fn set_voting_period(&mut self, newVotingPeriod: u32) {
            self_calls::by_vote_only()
        }
        /// By vote only: how many votes it takes to propose.
        #[ink(message, name = "setProposalThreshold")]
        pub fn set_proposal_threshold(&mut self, newProposalThreshold: Uint256) {
            self_calls::by_vote_only()
        }
        /// By vote only: the part of the supply, in ppm, that makes a quorum; past snapshots keep theirs.
        #[ink(message, name = "updateQuorumNumerator")]
        pub fn update_quorum_numerator(&mut self, newQuorumNumerator: Uint256) {
            self_calls::by_vote_only()
        }
        /// By vote only: for how many blocks a vote goes on at least after its quorum.
        #[ink(message, name = "setLateQuorumVoteExtension")]
        pub fn set_late_quorum_vote_extension(&mut self, newVoteExtension: Uint48) {
            self_calls::by_vote_only()
        }
        /// By vote only: who may veto.
        #[ink(message, name = "setProposalGuardian")]
        pub fn set_proposal_guardian(&mut self, newProposalGuardian: Address) {
            self_calls::by_vote_only()
        }
        /// By vote only: how many seconds later queued proposals wait.
        #[ink(message, name = "updateDelay")]
        pub fn update_delay(&mut self, newDelay: Uint256) {
            self_calls::by_vote_only()
        }
        /// By vote only: for how many seconds proposals can be executed that are queued later.
        #[ink(message, name = "updateGracePeriod")]
        pub fn update_grace_period(&mut self, newGracePeriod: Uint256) {
            self_calls::by_vote_only()
        }
        /// By vote only: makes tokens.
        #[ink(message)]
        pub fn mint(&mut self, to: Address, amount: Uint256) {
            self_calls::by_vote_only()
        }
        /// By vote only: how votes are earned.
        #[ink(message, name = "setEarning")]
        pub fn set_earning(&mut self, newRate: u64, newCap: u128) {
            self_calls::by_vote_only()
        }
        /// By vote only: one more call, of another contract.
        #[ink(message, payable)]
        pub fn relay(&mut self, target: Address, value: Uint256, data: Bytes) {
            self_calls::by_vote_only()
        }

        /// Takes money without a message: ink! reads empty calldata as a selector of zero. Errors: with calldata.
        #[ink(message, payable)]
        pub fn wycpnbqcyf(&mut self) {
            nothing(Calldata::none())
        }
    }

    // Overloads, which Rust has no names for; the namespace leaves their selectors alone.
    #[ink(namespace = "governor")]
    impl Governance {
        /// The votes of an account at the end of a past block. Errors: from the present block on.
        #[ink(message, name = "getVotes")]
        pub fn get_votes_at(&self, account: Address, timepoint: Uint256) -> U256 {
            word(votes::votes_at(&from_abi(account), timepoint.0, now()))
        }
        /// The part of the supply that made a quorum at a block.
        #[ink(message, name = "quorumNumerator")]
        pub fn quorum_numerator_at(&self, timepoint: Uint256) -> U256 {
            word(Ok(votes::numerator_at(&self.state, timepoint.0).0))
        }
    }
}
