//! Tables for people, JSON for programs.
//!
//! Every command's result is one JSON document. Its keys say what the values are: `_wei` ends the key of an
//! amount (a decimal string), `_votes` that of votes in units of 10^-18 (the same), `_ppm` that of a share in parts
//! per million, `_progress_ppm` that of what is there of what it takes, which can be more than all, `_second` that of
//! a time in unix seconds. Tables show amounts in coins, votes in whole ones, shares in percent, progress as a bar, and
//! times as dates.

use std::io::Write;

use comfy_table::{presets::UTF8_FULL_CONDENSED, Table};
use serde_json::Value;
use tributary_cli::{amount, dao::standing::utc, exit::Exit, share};
use tributary_core::{Ppm, Wei};

/// Text from this length on is shown as a paragraph, not in a table's cell.
const PARAGRAPH: usize = 120;

/// The key of what is shown after everything else, as a line.
pub const LAST: &str = "in_all";

/// Signs of a whole bar.
const BAR: usize = 20;

/// How results are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// Tables.
    Table,
    /// One JSON document.
    Json,
}

impl Output {
    /// Shows one result on the standard output.
    ///
    /// # Errors
    /// If nobody takes it.
    pub fn show(self, result: &Value) -> std::io::Result<()> {
        writeln!(std::io::stdout().lock(), "{}", self.render(result))
    }

    /// Shows what comes before a result, such as a cost, on the standard error: a program that reads the
    /// result is not to see it.
    pub fn show_aside(self, aside: &Value) {
        eprintln!("{}", Self::Table.render(aside));
    }

    /// A result as text.
    pub fn render(self, result: &Value) -> String {
        match self {
            Self::Json => format!("{result:#}"),
            Self::Table => sections(result).join("\n"),
        }
    }

    /// An error as text, for the standard error.
    pub fn render_error(self, error: &anyhow::Error) -> String {
        let exit = Exit::of(error);
        match self {
            Self::Table => format!("error: {error:#}"),
            Self::Json => serde_json::json!({
                "error": { "exit": exit.code(), "kind": exit.word(), "message": format!("{error:#}") }
            })
            .to_string(),
        }
    }
}

/// Paragraphs, then the table of fields, then a table for each list, then the last line if there is one.
fn sections(result: &Value) -> Vec<String> {
    let fields = match result {
        Value::Object(fields) => fields,
        Value::Array(rows) => return vec![list(rows)],
        other => return vec![cell("", other)],
    };
    let (mut paragraphs, mut lists) = (Vec::new(), Vec::new());
    let mut table = new_table();
    for (key, value) in fields {
        match value {
            _ if key == LAST => {}
            Value::String(text) if text.len() >= PARAGRAPH || text.contains('\n') => {
                paragraphs.push(format!("{text}\n"));
            }
            Value::Array(rows) if rows.first().is_some_and(Value::is_object) => {
                lists.push(format!("{}:\n{}", label(key), list(rows)));
            }
            _ => {
                table.add_row([label(key), cell(key, value)]);
            }
        }
    }
    let table = (!table.is_empty()).then(|| table.to_string());
    let last = fields.get(LAST).map(|value| cell(LAST, value));
    paragraphs.into_iter().chain(table).chain(lists).chain(last).collect()
}

fn list(rows: &[Value]) -> String {
    let Some(Value::Object(first)) = rows.first() else { return "none".to_owned() };
    let mut table = new_table();
    table.set_header(first.keys().map(|key| label(key)));
    for row in rows {
        table.add_row(first.keys().map(|key| row.get(key).map_or(String::new(), |value| cell(key, value))));
    }
    table.to_string()
}

fn new_table() -> Table {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED);
    table
}

/// A key as people read it, without its unit.
fn label(key: &str) -> String {
    let bare = key
        .strip_suffix("_wei")
        .or_else(|| key.strip_suffix("_progress_ppm"))
        .or_else(|| key.strip_suffix("_ppm"))
        .or_else(|| key.strip_suffix("_second"))
        .unwrap_or(key);
    bare.replace('_', " ")
}

fn cell(key: &str, value: &Value) -> String {
    if key.ends_with("_wei") {
        if let Some(amount) = value.as_str().and_then(|text| text.parse().ok()) {
            return format!("{} coin", amount::coins(Wei(amount)));
        }
    }
    if key.ends_with("_votes") {
        if let Some(votes) = value.as_str().and_then(|text| text.parse().ok()) {
            return amount::coins(Wei(votes));
        }
    }
    if key.ends_with("_second") {
        if let Some(second) = value.as_u64() {
            return utc(second);
        }
    }
    if key.ends_with("_progress_ppm") {
        if let Some(parts) = value.as_u64().and_then(|parts| u32::try_from(parts).ok()) {
            return bar(parts);
        }
    }
    if key.ends_with("_ppm") {
        if let Some(parts) = value.as_u64().and_then(|parts| u32::try_from(parts).ok()) {
            return share::percent(Ppm(parts));
        }
    }
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => items.iter().map(|item| cell(key, item)).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let parts: Vec<_> =
                fields.iter().map(|(key, value)| format!("{} {}", label(key), cell(key, value))).collect();
            parts.join(", ")
        }
        Value::Null => "none".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
    }
}

/// A bar of so many parts per million, and the percentage; from twice the whole on, how many times that is, rounded
/// down.
fn bar(parts: u32) -> String {
    let filled =
        usize::try_from(parts).unwrap_or(usize::MAX).saturating_mul(BAR).div_euclid(1_000_000).min(BAR);
    let (full, rest) = ("█".repeat(filled), "░".repeat(BAR.saturating_sub(filled)));
    let tenths = parts.div_euclid(100_000);
    let words = match (tenths.div_euclid(10), tenths.rem_euclid(10)) {
        (0 | 1, _) => share::percent(Ppm(parts)),
        (times, 0) => format!("reached, {times} times over"),
        (times, tenths) => format!("reached, {times}.{tenths} times over"),
    };
    format!("{full}{rest} {words}")
}

#[cfg(test)]
mod tests;
