//! Making and keeping keys.

use std::{
    io::{IsTerminal, Read, Write},
    path::PathBuf,
};

use anyhow::Context;
use clap::Subcommand;
use serde_json::{json, Map, Value};
use tributary_cli::exit::Failure;
use tributary_client::keys::{KeyError, PublicPart, Purpose, Secret};
use zeroize::Zeroizing;

use super::connection::Connection;

/// The longest secret that is read.
const LONGEST_SECRET: u64 = 4_096;

#[derive(Subcommand)]
pub(super) enum Keys {
    /// Make a new key and keep it, encrypted with a passphrase.
    New {
        /// Its name: letters, digits, - and _.
        name: String,
        /// What it is for: account (signs transactions), session (signs vouchers), node (signs reports),
        /// oracle (signs epochs) or voter (signs ballots of the DAO).
        #[arg(long = "for", value_name = "PURPOSE", value_parser = purpose)]
        purpose: Purpose,
    },
    /// List the keys there are.
    List,
    /// Show a key's public part.
    Show {
        /// Its name, or the path of its file.
        name: String,
    },
    /// Keep an existing secret, encrypted with a passphrase. It is read from the standard input, at a terminal
    /// without echo, or from a file.
    Import {
        /// Its name: letters, digits, - and _.
        name: String,
        /// What it is for: account, session, node, oracle or voter.
        #[arg(long = "for", value_name = "PURPOSE", value_parser = purpose)]
        purpose: Purpose,
        /// The file that holds it in the clear; it is left as it is.
        #[arg(long)]
        from: Option<PathBuf>,
    },
    /// Export a key's public part as JSON, for others to use. Secrets are not exported.
    Export {
        /// Its name, or the path of its file.
        name: String,
        /// The file to write to; the standard output if absent.
        #[arg(long)]
        to: Option<PathBuf>,
    },
}

fn purpose(text: &str) -> Result<Purpose, String> {
    text.parse().map_err(|error: KeyError| error.to_string())
}

impl Keys {
    pub(super) fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let keys = connection.keys()?;
        match self {
            Self::New { name, purpose } => {
                let secret = Secret::generate(purpose)?;
                let file = keys.keep(&name, &secret)?;
                Ok(described(&name, &secret.public(), Some(file)))
            }
            Self::Import { name, purpose, from } => {
                let text = match &from {
                    Some(path) => read(path)?,
                    None => typed_or_piped(&name)?,
                };
                let place =
                    from.map_or_else(|| "the standard input".to_owned(), |path| path.display().to_string());
                let secret = Secret::parse(purpose, &text, &place)?;
                drop(text);
                let file = keys.keep(&name, &secret)?;
                Ok(described(&name, &secret.public(), Some(file)))
            }
            Self::List => {
                let rows = keys.list()?.into_iter().map(|(name, key)| match key {
                    Ok(public) => {
                        let known_by = public.address().map_or_else(|| public.to_hex(), |at| at.to_string());
                        json!({ "name": name, "for": public.purpose().word(), "known_by": known_by, "fault": null })
                    }
                    Err(fault) => json!({ "name": name, "for": null, "known_by": null, "fault": fault }),
                });
                Ok(Value::Array(rows.collect()))
            }
            Self::Show { name } => Ok(described(&name, &keys.public(&name)?, Some(keys.file(&name)?))),
            Self::Export { name, to } => {
                let public = described(&name, &keys.public(&name)?, None);
                let Some(path) = to else { return Ok(public) };
                let text = format!("{public:#}\n");
                let written =
                    std::fs::File::create_new(&path).and_then(|mut file| file.write_all(text.as_bytes()));
                written.map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
                Ok(public)
            }
        }
    }
}

/// A key's public part by its names.
fn described(name: &str, public: &PublicPart, file: Option<PathBuf>) -> Value {
    let mut fields = Map::new();
    let purpose = public.purpose();
    fields.insert("name".to_owned(), json!(name));
    fields.insert("for".to_owned(), json!(purpose.word()));
    fields.insert("scheme".to_owned(), json!(purpose.scheme()));
    if !matches!(purpose, Purpose::Oracle | Purpose::Voter) {
        fields.insert("public_key".to_owned(), json!(public.to_hex()));
    }
    if let Some(address) = public.address() {
        fields.insert("address".to_owned(), json!(address.to_string()));
    }
    if let Some(ss58) = public.ss58() {
        fields.insert("ss58".to_owned(), json!(ss58));
    }
    if let Some(file) = file {
        fields.insert("file".to_owned(), json!(file));
    }
    Value::Object(fields)
}

fn read(path: &PathBuf) -> anyhow::Result<Zeroizing<String>> {
    let failed = |error| Failure::usage(format!("{}: {error}", path.display()));
    Ok(take(std::fs::File::open(path).map_err(failed)?).map_err(failed)?)
}

fn typed_or_piped(name: &str) -> anyhow::Result<Zeroizing<String>> {
    let input = std::io::stdin();
    if input.is_terminal() {
        let text = rpassword::prompt_password(format!("secret of key {name}: "));
        return Ok(Zeroizing::new(text.context("reading the secret at the terminal")?));
    }
    let text = take(input.lock()).map_err(|error| Failure::usage(format!("the standard input: {error}")))?;
    if text.trim().is_empty() {
        return Err(Failure::usage("the standard input holds no secret: pipe it in, or name --from").into());
    }
    Ok(text)
}

/// Reads at most what a secret can have, without leaving copies in memory.
fn take(source: impl Read) -> std::io::Result<Zeroizing<String>> {
    let capacity = usize::try_from(LONGEST_SECRET).unwrap_or_default().saturating_add(1);
    let mut text = Zeroizing::new(String::with_capacity(capacity));
    source.take(LONGEST_SECRET).read_to_string(&mut text)?;
    Ok(text)
}
