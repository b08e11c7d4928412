//! What the demo shows.

use std::fmt::Write;

use comfy_table::{presets::UTF8_FULL_CONDENSED, CellAlignment, Table};
use serde_json::{json, Value};
use tributary_cli::amount;
use tributary_core::Wei;

use crate::{
    settlement::{Counters, DatasetRow, Paid},
    world::{TOKEN, WORKS},
};

/// Coins with six decimals, rounded down.
pub fn coins(amount: Wei) -> String {
    let whole = amount.0.checked_div(TOKEN).unwrap_or(0);
    let micro = amount.0.checked_rem(TOKEN).and_then(|rest| rest.checked_div(TOKEN / 1_000_000)).unwrap_or(0);
    format!("{whole}.{micro:06}")
}

/// Creator by creator.
pub fn table(rows: &[DatasetRow]) -> String {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED);
    table.set_header([
        "creator",
        "dataset",
        "answers",
        "share",
        "earned",
        "claimed",
        "paid to creator",
        "claim cost",
        "balance before",
        "after",
    ]);
    for row in rows {
        let percent = format!("{}.{:02} %", row.share_ppm / 10_000, row.share_ppm % 10_000 / 100);
        let (before, after) = row.balance;
        table.add_row([
            row.creator.to_owned(),
            row.name.to_owned(),
            row.answers.to_string(),
            percent,
            coins(row.earned_wei),
            coins(row.claimed_wei),
            coins(row.paid.first().map_or(Wei::ZERO, |(_, paid)| *paid)),
            coins(row.claim_cost),
            coins(before),
            coins(after),
        ]);
    }
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.to_string()
}

/// What the table does not say by itself: shared and derived works, and the last columns.
pub fn notes(rows: &[DatasetRow]) -> String {
    let mut notes = String::new();
    for row in rows.iter().filter(|row| row.paid.len() > 1) {
        let paid: Vec<_> = row.paid.iter().map(|(name, wei)| format!("{name} {}", coins(*wei))).collect();
        let _ = writeln!(notes, "{} pays {} recipients: {}", row.name, paid.len(), paid.join(", "));
    }
    for work in &WORKS {
        let Some((parent, ppm)) = work.parent.and_then(|(parent, ppm)| Some((WORKS.get(parent)?, ppm)))
        else {
            continue;
        };
        let _ = writeln!(
            notes,
            "{} derives from {}, to which it passes {} % of what it is credited",
            work.name,
            parent.name,
            ppm / 10_000
        );
    }
    notes + "balance after = before + paid to creator - claim cost (transaction fee and storage deposit)\n"
}

/// Everybody else who earned, with the account that was paid.
pub fn others(paid: &[Paid]) -> String {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED);
    table.set_header(["earned by", "paid to", "amount", "balance before", "after"]);
    for Paid { name, payee, released, balance: (before, after) } in paid {
        let amounts = [released, before, after].map(|amount| coins(*amount));
        table.add_row([name.clone(), payee.to_string()].into_iter().chain(amounts));
    }
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.to_string()
}

/// The sum that must hold, exactly: in coins, and in wei.
pub fn conservation(counters: &Counters) -> String {
    let owed = counters.deposited.0.saturating_sub(counters.withdrawn.0).saturating_sub(counters.released.0);
    let Counters { deposited, withdrawn, released, balance, .. } = *counters;
    let sum = |amount: fn(Wei) -> String| {
        let [deposited, withdrawn, released, owed, balance] =
            [deposited, withdrawn, released, Wei(owed), balance].map(amount);
        format!(
            "deposited {deposited} = withdrawn {withdrawn} + released {released} + owed {owed}; the splitter holds \
             {balance}"
        )
    };
    format!("in coins: {}\nin wei: {}", sum(amount::coins), sum(|wei| wei.to_string()))
}

/// The same for programs, with what the DAO decided.
pub fn json(
    ok: bool,
    answers: usize,
    epochs: u64,
    (nodes, oracles): (usize, usize),
    rows: &[DatasetRow],
    counters: &Counters,
    governance: &Value,
) -> Value {
    json!({
        "ok": ok,
        "answers": answers,
        "epochs": epochs,
        "nodes": nodes,
        "oracles": oracles,
        "datasets": rows,
        "deposited_wei": counters.deposited,
        "spent_wei": counters.spent,
        "paid_wei": counters.paid,
        "released_wei": counters.released,
        "withdrawn_wei": counters.withdrawn,
        "splitter_balance_wei": counters.balance,
        "governance": governance,
    })
}
