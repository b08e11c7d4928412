//! What somebody can do with a demo that is left running: lines for a shell, to be used as they are printed.

use std::path::Path;

use anyhow::Context;
use tributary_core::DatasetId;

use crate::{
    processes::built,
    world::{World, VOTES, WORKS},
};

#[cfg(test)]
mod tests;

/// The lines that say what is there and what to do with it. An example follows the line that says what it does,
/// indented. `claimed` is a dataset whose votes are minted already.
///
/// # Errors
/// If the command line's program was not built, or all datasets are `claimed`.
pub fn guide(world: &World, chain_url: &str, claimed: DatasetId) -> anyhow::Result<Vec<String>> {
    let program = quoted(&built("tributary")?);
    let deployment = quoted(&world.deployment_file);
    let line = |seed: Option<&[u8; 32]>, command: &str| {
        let secret =
            seed.map_or_else(String::new, |seed| format!("TRIBUTARY_SECRET=0x{} ", hex::encode(seed)));
        format!("  {secret}{program} {command} --chain {chain_url} --deployment {deployment}")
    };
    let creators = WORKS.iter().zip(&world.datasets).zip(&world.seeds.creators);
    let mut creators = creators.filter(|((_, dataset), _)| **dataset != claimed);
    let ((work, dataset), creator) = creators.next().context("no dataset with open votes")?;
    let ([_, _, member], [_, _, votes]) = (&world.seeds.members, VOTES);
    Ok(vec![
        format!("deployment file: {deployment}"),
        "the DAO's proposals:".to_owned(),
        line(None, "dao list"),
        format!("as member 3 of the DAO, take back the {votes} votes that it delegated:"),
        line(Some(member), "dao delegate"),
        format!("as creator {}, have the votes minted that {} earned:", work.creator, work.name),
        line(Some(creator), &format!("dao claim-votes dataset:{dataset}")),
    ])
}

/// A path as one word of a shell.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-+".contains(&byte);
    if text.bytes().all(plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}
