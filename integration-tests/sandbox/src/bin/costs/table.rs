//! The measurements as a table, and as JSON.

use std::collections::BTreeMap;

use comfy_table::{presets, CellAlignment, Table};
use serde_json::{json, Value};
use tributary_sandbox::runtime::UNIT;

use crate::{
    meter::{Meter, Row},
    peers::Peers,
};

const HEADER: [&str; 10] =
    ["contract", "message", "case", "µs", "proof KB", "deposit", "peer", "peer µs", "peer KB", "ratio"];
/// Columns of words; the others are numbers.
const WORDS: [usize; 4] = [0, 1, 2, 6];

/// The table: what changes state first, then what only reads, then code sizes, then what the peers are.
pub fn render(meter: &Meter, peers: Option<&Peers>, markdown: bool) -> String {
    let section = |writes: bool| {
        let mut table = new_table(markdown);
        table.set_header(HEADER);
        for row in meter.rows().iter().filter(|row| row.writes == writes) {
            table.add_row(cells(row, peers.and_then(|peers| peers.of(row))));
        }
        align(&mut table);
        table.to_string()
    };
    let mut sizes = new_table(markdown);
    sizes.set_header(["contract", "code KB"]);
    let own = meter.sizes().iter().map(|(name, size)| ((*name).to_owned(), *size));
    for (contract, size) in own.chain(peers.map(Peers::sizes).unwrap_or_default()) {
        sizes.add_row([contract, format!("{:.1}", size as f64 / 1e3)]);
    }
    align(&mut sizes);
    let origin = peers.map_or_else(
        || "Peers were not measured: scripts/peers.sh compiles them.".to_owned(),
        |peers| format!("Peers: {}. Ratio: our weight by the peer's.", peers.origin()),
    );
    format!("{}\n\n{}\n\n{sizes}\n\n{origin}", section(true), section(false))
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

fn cells(row: &Row, peer: Option<&Row>) -> Vec<String> {
    vec![
        row.contract.to_owned(),
        row.message.to_owned(),
        row.case.to_owned(),
        format!("{:.0}", row.cost.micros()),
        format!("{:.0}", row.cost.proof_kb()),
        if row.writes { format!("{:.4}", deposit(row)) } else { String::new() },
        peer.map(name).unwrap_or_default(),
        peer.map(|peer| format!("{:.0}", peer.cost.micros())).unwrap_or_default(),
        peer.map(|peer| format!("{:.0}", peer.cost.proof_kb())).unwrap_or_default(),
        peer.map(|peer| format!("{:.2}", ratio(row, peer))).unwrap_or_default(),
    ]
}

fn name(peer: &Row) -> String {
    format!("{} {}", peer.contract, peer.message)
}

/// Our weight by the peer's.
fn ratio(row: &Row, peer: &Row) -> f64 {
    row.cost.micros() / peer.cost.micros()
}

/// In native tokens.
fn deposit(row: &Row) -> f64 {
    row.cost.deposit as f64 / UNIT as f64
}

/// Everything, for programs.
pub fn json(meter: &Meter, peers: Option<&Peers>) -> Value {
    let row = |row: &Row| {
        let peer = peers.and_then(|peers| peers.of(row)).map(|peer| {
            json!({
                "name": name(peer),
                "ref_time_ps": peer.cost.ref_time,
                "proof_bytes": peer.cost.proof_size,
                "ratio": ratio(row, peer),
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
        "peers": peers.map(|peers| json!({ "origin": peers.origin(), "code_bytes": sizes(peers) })),
        "messages": meter.rows().iter().map(row).collect::<Vec<_>>(),
    })
}

fn sizes(peers: &Peers) -> BTreeMap<String, usize> {
    peers.sizes().into_iter().collect()
}
