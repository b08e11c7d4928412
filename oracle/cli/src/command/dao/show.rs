//! One proposal.

use clap::Args;
use serde_json::{json, Map, Value};
use tributary_cli::dao::{
    call_words::Reader,
    decision::{decisions, terms},
    standing::{state_word, Standing},
    tally::Tally,
    whole,
};
use tributary_client::{
    abi::IGovernance::{getPastTotalSupplyCall, getPastVotesCall, hasVotedCall},
    governance::{Motion, Record},
    Address, U256,
};
use tributary_core::{governance::State, Wei};

use super::{chamber::Chamber, choice, which::Which, Connection};
use crate::{command::who::Who, output::Output};

#[derive(Args)]
pub(in crate::command) struct Show {
    /// The proposal: its id, the first digits of it, or its number.
    proposal: Which,
    /// Whose power and vote to show: an address or a key's name; the signing account's if absent.
    #[arg(long = "as", value_name = "WHO")]
    viewer: Option<Who>,
}

impl Show {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let viewer = match self.viewer {
            Some(who) => Some(who.address(&connection.keys()?)?),
            None if connection.names_account() => Some(connection.account_address()?),
            None => None,
        };
        let chamber = Chamber::enter(connection).await?;
        let id = self.proposal.find(&chamber).await?;
        described(&chamber, &chamber.record(id).await?, viewer).await
    }
}

/// Everything that is known of a proposal, and the power and vote of `viewer`.
pub(super) async fn described(
    chamber: &Chamber,
    record: &Record,
    viewer: Option<Address>,
) -> anyhow::Result<Value> {
    let motion = chamber.dao.motion_of(record).await?;
    let (kept, tally) = (&record.kept, Tally::from(&record.kept));
    let standing = Standing::of(record, &chamber.clock);
    // The supply of a block is known once the block is over.
    let supply = if kept.voteStart < chamber.clock.now.block.number {
        let timepoint = U256::from(kept.voteStart);
        Some(whole(chamber.read(getPastTotalSupplyCall { timepoint }).await?))
    } else {
        None
    };
    let seconds = |second: u64| (second > 0).then_some(second);
    let mut shown = json!({
        "proposal": format!("{:#066x}", record.id),
        "title": motion.as_ref().map(|motion| motion.title()),
        "state": state_word(record.state),
        "next": standing.words,
        "blocks_left": standing.blocks_left,
        "minutes_left": standing.minutes_left,
        "proposer": kept.proposer,
        "created_at_block": kept.createdAt,
        "snapshot_block": kept.voteStart,
        "last_ballot_block": kept.voteEnd,
        "for_votes": Wei(tally.in_favour),
        "against_votes": Wei(tally.against),
        "abstain_votes": Wei(tally.abstain),
        "quorum_votes": tally.quorum.map(Wei),
        "quorum_progress_ppm": tally.quorum_ppm(),
        "turnout_ppm": supply.map(|supply| tally.turnout_ppm(supply)),
        "executable_from_second": seconds(kept.etaSeconds),
        "expires_at_second": seconds(kept.untilSeconds),
        "spares_guardian": kept.sparesGuardian,
    });
    if let Some(fields) = shown.as_object_mut() {
        if let Some(viewer) = viewer {
            own(chamber, record, viewer, fields).await?;
        }
        fields.insert("description".to_owned(), json!(motion.as_ref().map(|motion| &motion.description)));
        fields.insert(
            "actions".to_owned(),
            json!(motion.as_ref().map(|motion| actions(chamber, motion, viewer))),
        );
        if let Some(motion) = motion {
            let rows = versions(chamber, &motion, may_happen(record.state)).await?;
            if !rows.is_empty() {
                fields.insert("versions".to_owned(), rows.into());
            }
        }
    }
    Ok(shown)
}

/// Whether a proposal may still be executed.
const fn may_happen(state: State) -> bool {
    matches!(state, State::Pending | State::Active | State::Succeeded | State::Queued)
}

/// The versions of models that a motion decides on, an action a row: whether each is the one that there is, and on
/// which terms. Of one that is over (`!open`) they are the terms of what was named.
async fn versions(chamber: &Chamber, motion: &Motion, open: bool) -> anyhow::Result<Vec<Value>> {
    let mut rows = Vec::new();
    for decision in decisions(&motion.actions, &chamber.deployment) {
        let found = chamber.version(decision.model, decision.version).await?;
        let found = found.as_ref();
        let stands = found.is_some_and(|found| decision.matches(found));
        let meant = found.and_then(|found| match open {
            true => stands.then(|| decision.due(found)),
            false => decision.named_of(found),
        });
        let said = meant.map(|version| {
            let terms = terms(&version).into_iter().map(|(name, value)| format!("{name}: {value}"));
            terms.collect::<Vec<_>>().join("; ")
        });
        rows.push(json!({
            "action": decision.action,
            "decides_on": if open { decision.words(found) } else { decision.words_after(found) },
            "as_it_stands": stands,
            "terms": said,
        }));
    }
    Ok(rows)
}

/// What a motion does, an action a row, as `viewer` reads it.
fn actions(chamber: &Chamber, motion: &Motion, viewer: Option<Address>) -> Vec<Value> {
    let reader = Reader { contracts: &chamber.contracts, you: viewer, pace: chamber.clock.pace };
    (1u32..)
        .zip(&motion.actions)
        .map(|(number, action)| {
            let mut row = json!({
                "action": number,
                "does": reader.words(action),
            });
            // To people the words say all of it.
            if let (Output::Json, Some(fields)) = (chamber.output, row.as_object_mut()) {
                fields.insert("target".to_owned(), json!(action.target));
                fields.insert("value_wei".to_owned(), json!(action.value.to_string()));
                fields.insert("calldata".to_owned(), json!(action.calldata));
            }
            row
        })
        .collect()
}

/// The power of an account on a proposal, and how it voted.
async fn own(
    chamber: &Chamber,
    record: &Record,
    viewer: Address,
    fields: &mut Map<String, Value>,
) -> anyhow::Result<()> {
    let now = chamber.clock.now.block.number;
    let snapshot = record.kept.voteStart;
    let holding = chamber.holding(viewer).await?;
    let taken = snapshot < now;
    let power = if taken {
        chamber.read(getPastVotesCall { account: viewer, timepoint: U256::from(snapshot) }).await?
    } else {
        holding.votes
    };
    let voted = chamber.read(hasVotedCall { proposalId: record.id, account: viewer }).await?;
    let cast = if voted {
        match chamber.dao.ballot_of(record, viewer, now).await {
            Ok(cast) => cast,
            // That there is a ballot is known all the same.
            Err(error) if error.is_pruned() => None,
            Err(error) => return Err(error.into()),
        }
    } else {
        None
    };
    fields.insert("viewer".to_owned(), json!(viewer));
    fields.insert("viewer_votes".to_owned(), json!(Wei(whole(power))));
    // In the snapshot's own block a delegation counts, in one that is written already none comes.
    if snapshot > now && record.state == State::Pending {
        fields.insert("viewer_tokens".to_owned(), json!(holding.before_snapshot(viewer, snapshot)));
    }
    fields.insert("viewer_has_voted".to_owned(), json!(voted));
    fields.insert("viewer_ballot".to_owned(), json!(cast.as_ref().map(|cast| choice::word(cast.support))));
    let reason = cast.filter(|cast| !cast.reason.is_empty()).map(|cast| cast.reason);
    fields.insert("viewer_reason".to_owned(), json!(reason));
    Ok(())
}
