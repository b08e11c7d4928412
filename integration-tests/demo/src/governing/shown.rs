//! What the demo shows of the DAO's decisions.

use std::fmt::Write;

use comfy_table::{presets::UTF8_FULL_CONDENSED, CellAlignment, Table};
use serde_json::{json, Value};
use tributary_cli::share::percent;
use tributary_core::{FeePolicy, Ppm, Wei};

use super::{Earned, Governed, Outcome, Parts, Refused, Round};
use crate::report::tokens;

/// Votes, as whole ones with six decimals; those of members without.
pub(super) fn votes(amount: u128) -> String {
    tokens(Wei(amount)).trim_end_matches(".000000").to_owned()
}

/// How a vote went, in a line.
pub(super) fn outcome(outcome: &Outcome) -> String {
    let (word, title) = (outcome.word(), &outcome.title);
    format!("{word}: {title:?}, {} for, {} against", votes(outcome.in_favour), votes(outcome.against))
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
        let head = [round.version.to_string(), epochs, tokens(round.fees)];
        let blank = || [String::new(), String::new(), String::new()];
        let mut row = |head: [String; 3], what: &str, cells: [String; 5], end: &str| {
            table.add_row(head.into_iter().chain([what.to_owned()]).chain(cells).chain([end.to_owned()]));
        };
        let equal = if round.faults().is_empty() { "to the wei" } else { "NO" };
        row(head, "policy", cuts(&round.policy).map(percent), "");
        row(blank(), "by policy", round.by_policy.list().map(tokens), "");
        row(blank(), "paid", round.paid.list().map(tokens), equal);
    }
    for column in table.column_iter_mut().skip(4) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.to_string()
}

/// What the table does not say: how the votes went, the report that was refused, and votes earned by work.
pub fn words(governed: &Governed, earned: &Earned) -> String {
    let mut words = String::from("What the DAO decided:\n");
    for proposal in &governed.proposals {
        let _ = writeln!(words, "  {}", outcome(proposal));
    }
    let Refused { attempt, epoch, counted, reason, spent: (before, after) } = &governed.refused;
    let report = &attempt.answer.signed.report;
    let _ = write!(
        words,
        "A report under a retired version: number {} of node {}, for {} wei\n  \
         asked: {}\n  epoch {epoch} counts {counted} wei: {reason}\n  \
         the consumer had spent {before} wei before and {after} wei after\n",
        report.sequence, attempt.node, report.fee, attempt.said
    );
    for (who, amount) in &earned.claims {
        let _ = writeln!(words, "{who} earned {} votes by work", votes(*amount));
    }
    let (minted, most, epochs) = (votes(earned.minted), votes(earned.most()), earned.epochs);
    let _ = writeln!(words, "minted for work: {minted} votes, at most {most} in {epochs} epochs");
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
        "paid_wei": round.paid,
    })
}

const fn cuts(policy: &FeePolicy) -> [Ppm; 5] {
    [policy.datasets, policy.node, policy.developer, policy.oracles, policy.treasury]
}
