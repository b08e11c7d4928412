//! Tables for people, JSON for programs.

use comfy_table::{presets::UTF8_FULL_CONDENSED, Table};
use serde_json::Value;

/// How results are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// A table of fields and values.
    Table,
    /// One JSON document.
    Json,
}

impl Output {
    /// Shows one result: an object as rows of field and value, a list of objects as a table.
    pub fn show(self, result: &Value) {
        match self {
            Self::Json => println!("{result:#}"),
            Self::Table => println!("{}", table(result)),
        }
    }
}

fn table(result: &Value) -> Table {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED);
    match result {
        Value::Object(fields) => {
            for (field, value) in fields {
                table.add_row([field.replace('_', " "), plain(value)]);
            }
        }
        Value::Array(rows) => {
            let columns: Vec<_> = match rows.first() {
                Some(Value::Object(fields)) => fields.keys().cloned().collect(),
                _ => Vec::new(),
            };
            table.set_header(columns.iter().map(|column| column.replace('_', " ")));
            for row in rows {
                table.add_row(columns.iter().map(|column| row.get(column).map_or(String::new(), plain)));
            }
        }
        other => {
            table.add_row([plain(other)]);
        }
    }
    table
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let parts: Vec<_> =
                fields.iter().map(|(field, value)| format!("{field} {}", plain(value))).collect();
            parts.join(" ")
        }
        Value::Null => "-".to_owned(),
        other => other.to_string(),
    }
}
