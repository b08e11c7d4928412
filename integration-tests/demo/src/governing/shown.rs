//! What the demo shows of the DAO's decisions.

use std::fmt::Write;

use comfy_table::{presets::UTF8_FULL_CONDENSED, CellAlignment, Table};
use serde_json::{json, Value};
use tributary_cli::{amount, dao::earned::earning_words, share::percent};
use tributary_core::{FeePolicy, Ppm, Wei};

use super::{Delegation, Earned, Governed, Outcome, Parts, Refused, Round};
use crate::{members::EARNING, report::coins};

/// Votes, as whole ones with six decimals; those of members without.
pub(super) fn votes(amount: u128) -> String {
    coins(Wei(amount)).trim_end_matches(".000000").to_owned()
}

/// How a vote went, in a line.
pub(super) fn outcome(outcome: &Outcome) -> String {
    let (word, title) = (outcome.word(), &outcome.title);
    format!("{word}: {title:?}, {} for, {} against", votes(outcome.in_favour), votes(outcome.against))
}

/// Who lets whom vote, in a line.
pub(super) fn delegation(delegation: &Delegation) -> String {
    let [own, delegated, both] = [delegation.own, delegation.delegated, delegation.both()].map(votes);
    format!("member 3 delegated its {delegated} votes to member 1, who has {both} with its own {own}")
}

/// Version by version: the policy that was voted, what it makes of the fees, and what was paid.
pub fn table(rounds: &[Round]) -> String {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED);
    table.set_header(["version", "epochs", "fees", ""].into_iter().chain(Parts::NAMES).chain(["equal"]));
    for round in rounds {
        let epochs = match round.epochs {
            (first, last) if first == last => first.to_string(),
            (first, last) => format!("{first} to {last}"),
        };
        let head = [round.version.to_string(), epochs, coins(round.fees)];
        let blank = || [String::new(), String::new(), String::new()];
        let mut row = |head: [String; 3], what: &str, cells: [String; 5], end: &str| {
            table.add_row(head.into_iter().chain([what.to_owned()]).chain(cells).chain([end.to_owned()]));
        };
        let equal = if round.faults().is_empty() { "to the wei" } else { "NO" };
        row(head, "policy", cuts(&round.policy).map(percent), "");
        row(blank(), "by policy", round.by_policy.list().map(coins), "");
        row(blank(), "paid", round.paid.list().map(coins), equal);
    }
    for column in table.column_iter_mut().skip(4) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("{table}\n{}", unshared(rounds))
}

/// Why the datasets get less than their cut, and the developer more.
fn unshared(rounds: &[Round]) -> String {
    let amounts =
        rounds.iter().map(|round| format!("{} under version {}", coins(round.unshared), round.version));
    format!(
        "what no dataset has a share in goes out of the datasets' cut to the developer: {}\n",
        amounts.collect::<Vec<_>>().join(", ")
    )
}

/// What the table does not say: how the votes went, the report that was refused, and votes earned by work.
pub fn words(governed: &Governed, earned: &Earned) -> String {
    let mut words = String::from("What the DAO decided:\n");
    let _ = writeln!(words, "  before the first vote, {}", delegation(&governed.delegation));
    for (place, proposal) in governed.proposals.iter().enumerate() {
        let _ = writeln!(words, "  {}", outcome(proposal));
        if place == 0 {
            let without = votes(governed.delegation.without(proposal));
            let against = votes(proposal.against);
            let _ = writeln!(
                words,
                "    without the delegation it would have failed: {without} for, {against} against"
            );
        }
        for line in &proposal.says {
            let _ = writeln!(words, "    | {line}");
        }
    }
    let Refused { attempt, epoch, counted, reason, spent: (before, after) } = &governed.refused;
    let report = &attempt.answer.signed.report;
    let _ = write!(
        words,
        "A report under a retired version: number {} of node {}, for {} coins\n  \
         asked: {}\n  epoch {epoch} counts {} coins for it: {reason}\n  \
         the consumer had spent {} coins before and {} coins after\n",
        report.sequence,
        attempt.node,
        amount::coins(report.fee),
        attempt.said,
        amount::coins(*counted),
        amount::coins(*before),
        amount::coins(*after)
    );
    for (who, amount) in &earned.claims {
        let _ = writeln!(words, "{who} earned {} votes by work", votes(*amount));
    }
    let [minted, most, cap, all, open] =
        [earned.minted, earned.most(), EARNING.cap, earned.all, earned.open()].map(votes);
    let epochs = earned.epochs;
    let _ = write!(
        words,
        "minted for work: {minted} votes, at most {most} in {epochs} epochs (cap: {cap} an epoch)\n\
         work earned {all} votes in all; the other {open} stay open to the claims of the datasets and the node that \
         earned them\n{}\n",
        earning_words(&EARNING, None)
    );
    words
}

/// The same for programs.
pub fn json(governed: &Governed, rounds: &[Round], earned: &Earned) -> Value {
    let epochs: Vec<_> = rounds.iter().map(round).collect();
    let Refused { attempt, epoch, counted, reason, spent: (before, after) } = &governed.refused;
    let report = &attempt.answer.signed.report;
    let claims =
        earned.claims.iter().map(|(who, votes)| json!({ "who": who, "minted_votes": votes.to_string() }));
    json!({
        "delegation": governed.delegation,
        "proposals": governed.proposals,
        "epochs": epochs,
        "refused": {
            "node": attempt.node,
            "sequence": report.sequence,
            "version": report.voucher.model_version,
            "node_said": attempt.said,
            "fee_wei": report.fee,
            "epoch": epoch,
            "counted_wei": counted,
            "reason": reason,
            "spent_before_wei": before,
            "spent_after_wei": after,
        },
        "votes_earned": {
            "claims": claims.collect::<Vec<_>>(),
            "minted_votes": earned.minted.to_string(),
            "earned_votes": earned.all.to_string(),
            "open_votes": earned.open().to_string(),
            "most_votes": earned.most().to_string(),
            "epochs": earned.epochs,
        },
    })
}

fn round(round: &Round) -> Value {
    let (first, last) = round.epochs;
    json!({
        "version": round.version,
        "first_epoch": first,
        "last_epoch": last,
        "answers": round.answers,
        "policy_ppm": round.policy,
        "fees_wei": round.fees,
        "charged_wei": round.charged,
        "by_policy_wei": round.by_policy,
        "unshared_wei": round.unshared,
        "paid_wei": round.paid,
    })
}

/// A policy's cuts, in the order of [`Parts::NAMES`].
pub(super) const fn cuts(policy: &FeePolicy) -> [Ppm; 5] {
    [policy.datasets, policy.node, policy.developer, policy.oracles, policy.treasury]
}
