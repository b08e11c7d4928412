//! The story in order: a delegation that will decide a vote, a contest of two features, a round under the winner, a
//! report under the version that it replaced, another fee policy, and a round under that.

use anyhow::Context;
use tributary_cli::dao::feature::Adoption;
use tributary_client::{abi::IModelRegistry, governance::Motion, Signer, B256};
use tributary_core::{governance::State, models::FeatureStatus, registry::VersionStatus, FeePolicy, Ppm};

use super::{
    contest::{contest, Contest},
    purpose::Purpose,
    refusal::Attempt,
    serving::serve,
    shown, Delegation, Outcome, Refused, Rounds, Stage, Totals,
};
use crate::{
    processes::Process,
    versions::{self, Terms},
    world::{World, FIRST_POLICY, MODEL_NAME},
};

/// Of the version that is adopted: more for the quoted datasets, less for the developer.
const ADOPTED: FeePolicy = FeePolicy {
    datasets: Ppm(650_000),
    node: Ppm(250_000),
    developer: Ppm(30_000),
    oracles: Ppm(50_000),
    treasury: Ppm(20_000),
};

/// Of the one that is not: more for nodes, less for datasets.
const RIVAL: FeePolicy = FeePolicy {
    datasets: Ppm(400_000),
    node: Ppm(450_000),
    developer: Ppm(80_000),
    oracles: Ppm(50_000),
    treasury: Ppm(20_000),
};

/// Of the version that changes nothing else.
const CHANGED: FeePolicy = FeePolicy {
    datasets: Ppm(633_333),
    node: Ppm(233_334),
    developer: Ppm(30_000),
    oracles: Ppm(53_333),
    treasury: Ppm(50_000),
};

/// What the DAO decided, and what became of it.
#[derive(Clone, Debug)]
pub struct Governed {
    /// What turned the first vote.
    pub delegation: Delegation,
    /// How the votes went.
    pub proposals: Vec<Outcome>,
    /// The report that nobody paid for.
    pub refused: Refused,
    /// What is not as it was voted.
    pub faults: Vec<String>,
}

/// A feature and the version that carries it.
struct Candidate {
    feature: u32,
    version: u32,
    motion: Motion,
}

/// Tells the story while the nodes run and version 1 is live. Asks `questions` of the two versions that become
/// live.
///
/// # Errors
/// If a step of it cannot be taken.
pub async fn govern(
    stage: &Stage<'_>,
    nodes: &mut Vec<Process>,
    rounds: &mut Rounds,
    questions: (&[&str], &[&str]),
    say: impl Fn(&str),
) -> anyhow::Result<Governed> {
    let World { suite, members, developer, creators, model, .. } = stage.world;
    let dao = &suite.governance;
    let somebody = creators.first().context("no creator")?;
    let mut wanted =
        candidate(stage, somebody, "More of each fee to the quoted works", ADOPTED, Some(1)).await?;
    let operator = &stage.world.nodes.first().context("no node")?.operator;
    let rival = candidate(stage, operator, "More of each fee to the nodes", RIVAL, None).await?;
    let steps = versions::steps_to_live(suite, *model, wanted.version, VersionStatus::Approved).await?;
    wanted.motion.actions.extend(steps);
    wanted.motion.actions.push(versions::retirement(suite, *model, 1).await?);
    say(&format!("two features wished for, with version {} and its rival {}", wanted.version, rival.version));
    let delegation = Delegation::make(dao, members).await?;
    say(&shown::delegation(&delegation));

    let Contest { outcomes, executed_at } = contest(dao, members, &wanted.motion, &rival.motion).await?;
    let [one, other] = &outcomes;
    say("the DAO voted on both");
    for outcome in &outcomes {
        say(&shown::outcome(outcome));
    }
    let faults = [one.fault(State::Executed), other.fault(State::Defeated), delegation.fault(one)];
    let mut faults: Vec<_> = faults.into_iter().flatten().collect();
    let standing = [
        (1, VersionStatus::Retired),
        (wanted.version, VersionStatus::Live),
        (rival.version, VersionStatus::Proposed),
    ];
    faults.extend(misplaced(stage, &standing).await?);
    faults.extend(unfit(stage, &wanted, FeatureStatus::Adopted { version: wanted.version }).await?);
    faults.extend(unfit(stage, &rival, FeatureStatus::Proposed).await?);
    let mut proposals = Vec::from(outcomes);

    serve(stage, nodes, wanted.version).await?;
    rounds.ask(stage, wanted.version, questions.0).await?;
    let epochs = rounds.settle(stage).await?;
    faults.extend(rounds.reckon(stage, wanted.version, ADOPTED).await?.faults());
    say(&format!(
        "{} questions answered under version {}, {epochs} epochs final",
        questions.0.len(),
        wanted.version
    ));

    let node = stage.world.nodes.last().context("no node")?.id;
    let like = rounds.answers.iter().rev().find(|answer| answer.signed.report.node == node);
    let like = like.context("the last node gave no answer")?.clone();
    let nonce = u64::try_from(rounds.reports())?.saturating_add(1);
    let attempt = Attempt::make(stage, nodes, executed_at, &like, nonce).await?;
    rounds.count_further();
    say(&format!(
        "node {node} was asked under version 1 and refused; its operator reports an answer all the same"
    ));

    let terms = Terms { artifact: artifact(stage).await?.0, policy: CHANGED, features: Vec::new() };
    let changed = versions::propose(suite, developer, *model, terms).await?;
    let mut actions = versions::steps_to_live(suite, *model, changed, VersionStatus::Proposed).await?;
    actions.push(versions::retirement(suite, *model, wanted.version).await?);
    let does = Purpose { feature: None, version: changed, replaced: Some(wanted.version) };
    let does = does.words(&ADOPTED, &CHANGED);
    let description = format!("# Another fee policy for {MODEL_NAME}: version {changed}\n\n{does}");
    let motion = Motion::new(actions.clone(), description.clone());
    let receipt = members.decide(dao, actions, &description).await?;
    let outcome = Outcome::read(dao, &motion, receipt.block_hash).await?;
    say(&shown::outcome(&outcome));
    faults.extend(outcome.fault(State::Executed));
    let standing = [(wanted.version, VersionStatus::Retired), (changed, VersionStatus::Live)];
    faults.extend(misplaced(stage, &standing).await?);
    proposals.push(outcome);

    rounds.settle(stage).await?;
    let after = Totals::read(stage).await?;
    if after.earned != rounds.totals.earned {
        faults.push("a report under a retired version earned somebody something".to_owned());
    }
    let refused = attempt.judged(stage, (rounds.totals.spent, after.spent)).await?;
    faults.extend(refused.faults());
    say(&format!("epoch {} took the report under version 1 and counts nothing for it", refused.epoch));
    rounds.totals = after;

    serve(stage, nodes, changed).await?;
    rounds.ask(stage, changed, questions.1).await?;
    let epochs = rounds.settle(stage).await?;
    faults.extend(rounds.reckon(stage, changed, CHANGED).await?.faults());
    say(&format!("{} questions answered under version {changed}, {epochs} epochs final", questions.1.len()));
    Ok(Governed { delegation, proposals, refused, faults })
}

/// Somebody proposes a feature, and the developer a version that carries it, with the motion to adopt both. It says
/// that it also puts the version in place of the one `replaced`, if there is one; the calls that do are not in it.
async fn candidate(
    stage: &Stage<'_>,
    somebody: &Signer,
    title: &str,
    policy: FeePolicy,
    replaced: Option<u32>,
) -> anyhow::Result<Candidate> {
    let World { suite, developer, model, .. } = stage.world;
    let registry = &suite.model_registry;
    let uri = format!("https://forum.example/{}", title.to_lowercase().replace(' ', "-"));
    let call = IModelRegistry::proposeFeatureCall { model: model.0, title: title.to_owned(), uri };
    let receipt = registry.write(somebody, call).await?;
    let feature = receipt.event::<IModelRegistry::FeatureProposed>(registry.address())?.feature;
    let artifact = artifact(stage).await?;
    let terms = Terms { artifact: artifact.0, policy, features: vec![feature] };
    let version = versions::propose(suite, developer, *model, terms).await?;
    let wish = registry.read(IModelRegistry::featureCall { model: model.0, feature }).await?;
    let proposed = registry.read(IModelRegistry::versionCall { model: model.0, version }).await?;
    let (model, name) = (model.0, MODEL_NAME);
    let adoption = Adoption { model, name, feature, wish: &wish, number: version, version: &proposed };
    let purpose = Purpose { feature: Some(feature), version, replaced };
    let does = purpose.words(&FIRST_POLICY, &policy);
    let motion = adoption.motion(registry.address(), Some(artifact), Some(&does))?;
    Ok(Candidate { feature, version, motion })
}

/// What every version's answers come from: the first one's.
async fn artifact(stage: &Stage<'_>) -> anyhow::Result<B256> {
    let World { suite, model, .. } = stage.world;
    let call = IModelRegistry::versionCall { model: model.0, version: 1 };
    Ok(suite.model_registry.read(call).await?.artifactHash)
}

/// Versions whose status on chain is not this one.
async fn misplaced(stage: &Stage<'_>, expected: &[(u32, VersionStatus)]) -> anyhow::Result<Vec<String>> {
    let World { suite, model, .. } = stage.world;
    let mut faults = Vec::new();
    for &(version, expected) in expected {
        let call = IModelRegistry::versionCall { model: model.0, version };
        let found = suite.model_registry.read(call).await?.status;
        if found != expected.number() {
            faults.push(format!("version {version} has status {found}, not {}", expected.number()));
        }
    }
    Ok(faults)
}

/// A fault if a feature is not in this status on chain.
async fn unfit(
    stage: &Stage<'_>,
    candidate: &Candidate,
    expected: FeatureStatus,
) -> anyhow::Result<Option<String>> {
    let World { suite, model, .. } = stage.world;
    let feature = candidate.feature;
    let call = IModelRegistry::featureCall { model: model.0, feature };
    let found = suite.model_registry.read(call).await?;
    let (found, expected) = ((found.status, found.version), (expected.number(), expected.version()));
    Ok((found != expected)
        .then(|| format!("feature {feature} has status and version {found:?}, not {expected:?}")))
}
