//! What can happen, by chance.

pub mod claims;
mod corruption;
mod datasets;
mod deposits;
mod epochs;
mod models;
mod nodes;
mod operating;
mod recipients;
mod roles;
mod signing;
mod succession;
mod usurpation;

pub use claims::word;

use crate::world::{Profile, World};

/// A thing to do.
type Act = fn(&mut World);

/// What happens how often.
const ACTS: [(Act, u64); 46] = [
    (World::deposit, 50),
    (World::register_session_key, 16),
    (World::reserve, 60),
    (World::request_exit, 18),
    (World::leave, 30),
    (World::ask, 170),
    (World::settle, 60),
    (World::finalize, 60),
    (World::void, 8),
    (World::claim_one, 70),
    (World::claim_several, 24),
    (World::claim_and_release, 40),
    (World::release, 60),
    (World::propose_recipients, 30),
    (World::apply_recipients, 40),
    (World::end_recipients, 12),
    (World::set_treasury, 4),
    (World::transfer_dataset, 20),
    (World::transfer_dataset_safely, 12),
    (World::approve_dataset, 6),
    (World::set_operator, 8),
    (World::release_into_escrow, 4),
    (World::change_status, 26),
    (World::reassign_dataset, 9),
    (World::commit_dataset, 4),
    (World::register_dataset, 10),
    (World::register_node, 7),
    (World::add_stake, 8),
    (World::rotate_key, 14),
    (World::set_price, 20),
    (World::set_payout, 8),
    (World::leave_as_node, 4),
    (World::withdraw_stake, 10),
    (World::register_oracle, 10),
    (World::set_oracle_payout, 7),
    (World::leave_as_oracle, 2),
    (World::withdraw_oracle_stake, 4),
    (World::set_developer, 5),
    (World::propose_version, 5),
    (World::move_version, 12),
    (World::pause, 6),
    (World::unpause, 10),
    (World::change_committee, 16),
    (World::change_ledger, 10),
    (World::inherit, 5),
    (World::meddle, 14),
];

/// Of a hundred acts of a corrupt committee's time, how many are its own.
const CORRUPTION: u64 = 7;

impl World {
    /// One thing happens, and perhaps some time passes.
    pub fn step(&mut self) {
        let blocks = match self.dice.below(1_000) {
            0..=499 => 0,
            500..=879 => self.dice.between(1, 2),
            880..=969 => self.dice.between(3, 6),
            970..=995 => self.dice.between(8, 40),
            996..=998 => 14_500,
            _ => 45_000,
        };
        self.wait(blocks);
        if self.profile == Profile::Corrupt && self.dice.chance(CORRUPTION) {
            self.corrupt();
        } else {
            let act = self.dice.weighted(&ACTS);
            act(self);
        }
    }
}
