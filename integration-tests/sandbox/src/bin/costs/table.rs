//! The measurements as a table, and as JSON.

use comfy_table::{presets, CellAlignment, Table};
use serde_json::{json, Value};
use tributary_sandbox::runtime::UNIT;

use crate::{
    meter::{Meter, Row},
    peers,
};

const HEADER: [&str; 9] =
    ["contract", "message", "case", "µs", "proof KB", "deposit", "peer", "of EVM", "of resolc"];
/// Columns of words; the others are numbers.
const WORDS: [usize; 4] = [0, 1, 2, 6];

/// The table: what changes state first, then what only reads, then code sizes.
pub fn render(meter: &Meter, markdown: bool) -> String {
    let section = |writes: bool| {
        let mut table = new_table(markdown);
        table.set_header(HEADER);
        for row in meter.rows().iter().filter(|row| row.writes == writes) {
            table.add_row(cells(row));
        }
        align(&mut table);
        table.to_string()
    };
    let mut sizes = new_table(markdown);
    sizes.set_header(["contract", "code KB"]);
    for (contract, size) in meter.sizes() {
        sizes.add_row([(*contract).to_owned(), format!("{:.1}", *size as f64 / 1e3)]);
    }
    align(&mut sizes);
    format!("{}\n\n{}\n\n{sizes}", section(true), section(false))
}

fn new_table(markdown: bool) -> Table {
    let mut table = Table::new();
    table.load_preset(if markdown { presets::ASCII_MARKDOWN } else { presets::UTF8_HORIZONTAL_ONLY });
    table
}

fn align(table: &mut Table) {
    for (index, column) in table.column_iter_mut().enumerate() {
        if !WORDS.contains(&index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

fn cells(row: &Row) -> Vec<String> {
    let peer = peers::of(row.contract, row.message, row.case);
    let ratio = |of: u32| format!("{:.2}", row.cost.micros() / f64::from(of));
    vec![
        row.contract.to_owned(),
        row.message.to_owned(),
        row.case.to_owned(),
        format!("{:.0}", row.cost.micros()),
        format!("{:.0}", row.cost.proof_kb()),
        if row.writes { format!("{:.4}", deposit(row)) } else { String::new() },
        peer.map(|peer| peer.name.to_owned()).unwrap_or_default(),
        peer.map(|peer| ratio(peer.evm)).unwrap_or_default(),
        peer.map(|peer| ratio(peer.polkavm)).unwrap_or_default(),
    ]
}

/// In native tokens.
fn deposit(row: &Row) -> f64 {
    row.cost.deposit as f64 / UNIT as f64
}

/// Everything, for programs.
pub fn json(meter: &Meter) -> Value {
    let row = |row: &Row| {
        let peer = peers::of(row.contract, row.message, row.case).map(|peer| {
            json!({
                "name": peer.name,
                "evm_us": peer.evm,
                "evm_proof_kb": peer.evm_proof,
                "polkavm_us": peer.polkavm,
                "polkavm_proof_kb": peer.polkavm_proof,
            })
        });
        json!({
            "contract": row.contract,
            "message": row.message,
            "case": row.case,
            "writes": row.writes,
            "ref_time_ps": row.cost.ref_time,
            "proof_bytes": row.cost.proof_size,
            "deposit_plancks": row.cost.deposit.to_string(),
            "gas": row.cost.gas.to_string(),
            "peer": peer,
        })
    };
    json!({
        "code_bytes": meter.sizes(),
        "messages": meter.rows().iter().map(row).collect::<Vec<_>>(),
    })
}
