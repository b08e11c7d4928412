//! The demo: datasets become NFTs, questions are paid for and answered, answers are attributed, epochs
//! settle by the fee policies that a DAO votes on, creators claim, and every wei is accounted for.
//! Everything is real: the chain, the signatures, the text, the databases.

use std::{path::PathBuf, time::Instant};

use anyhow::{bail, Context};
use clap::Parser;
use tributary_cli::{ask::Answer, verify};
use tributary_client::Termination;
use tributary_core::Wei;
use tributary_demo::{
    governing::{self, Earned, Rounds, Stage},
    guide::guide,
    processes::Process,
    questions::QUESTIONS,
    report, services, settlement,
    world::{self, World, FIRST_POLICY},
};

/// The least number of epochs: two under the first version, one each for the report that is refused and the
/// versions that follow.
const EPOCHS: u64 = 5;

/// Runs the whole path on this machine.
#[derive(Parser)]
struct Arguments {
    /// The folder with the contracts' code.
    #[arg(long)]
    artifacts: PathBuf,
    /// The folder with the datasets' files.
    #[arg(long)]
    corpora: PathBuf,
    /// Write the result as JSON to this file.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Leave everything running until interrupted, and print the URLs, the deployment file and what to try.
    #[arg(long)]
    serve: bool,
    /// Milliseconds between blocks of the demo's chain.
    #[arg(long, default_value_t = 250)]
    block_time_ms: u64,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let mut termination = Termination::listen()?;
    let folder = tempfile::tempdir()?;
    // Whatever ends the run, the processes that it started are dropped, and end with it.
    let outcome = tokio::select! {
        settled = settle(&arguments, folder.path()) => settled,
        () = termination.asked() => Err(anyhow::anyhow!("ended by a signal")),
    };
    let outcome = match outcome {
        Ok(settled) => settled.end(arguments.serve.then_some(&mut termination)).await,
        Err(error) => Err(error),
    };
    if outcome.is_err() {
        let kept = folder.keep();
        eprintln!("logs are kept in {}", kept.display());
    }
    outcome
}

/// What is left when everything is paid out.
struct Settled {
    chain: Process,
    nodes: Vec<Process>,
    oracles: Vec<Process>,
    /// What can be done with them.
    guide: Vec<String>,
    /// Every sum that is off.
    faults: Vec<String>,
}

impl Settled {
    /// Ends the processes, at once or when asked to.
    async fn end(self, when: Option<&mut Termination>) -> anyhow::Result<()> {
        if let Some(termination) = when {
            self.show();
            termination.asked().await;
        }
        for process in self.oracles.into_iter().chain(self.nodes) {
            process.stop().await?;
        }
        self.chain.stop().await?;
        if !self.faults.is_empty() {
            bail!("the books do not add up: {}", self.faults.join("; "));
        }
        Ok(())
    }

    fn show(&self) {
        println!("chain: {}", self.chain.url);
        for (index, node) in (1..).zip(&self.nodes) {
            println!("node {index}: {}", node.url);
        }
        for (index, oracle) in self.oracles.iter().enumerate() {
            println!("oracle {index}: {}", oracle.url);
        }
        for line in &self.guide {
            println!("{line}");
        }
        println!("everything is left running; interrupt to end it");
    }
}

async fn settle(arguments: &Arguments, folder: &std::path::Path) -> anyhow::Result<Settled> {
    let started = Instant::now();
    let say = |what: &str| println!("{:6.1} s  {what}", started.elapsed().as_secs_f64());
    let corpora =
        std::fs::canonicalize(&arguments.corpora).with_context(|| arguments.corpora.display().to_string())?;
    let block_time = arguments.block_time_ms.to_string();
    let chain = services::chain(arguments.block_time_ms, folder).await?;
    say(&format!("chain with a block every {block_time} ms"));
    let world = world::build(&chain.url, &arguments.artifacts, &corpora, folder, say).await?;
    let mut nodes = services::nodes(&world, &chain.url, &corpora, folder).await?;
    let oracles = services::oracles(&world, &chain.url, folder).await?;
    say("2 nodes and 4 oracles running");

    let http = reqwest::Client::new();
    let oracle = oracles.first().context("no oracle")?.url.clone();
    let (chain_url, corpora) = (chain.url.as_str(), corpora.as_path());
    let stage = Stage { world: &world, http: &http, oracle: &oracle, chain_url, corpora, folder };
    let [first, second, third, fourth] = quarters(&QUESTIONS);
    let mut rounds = Rounds::default();
    for questions in [first, second] {
        rounds.ask(&stage, 1, questions).await?;
        say(&format!("{} questions answered, attributed and signed", rounds.answers.len()));
        let epochs = rounds.settle(&stage).await?;
        say(&format!("{epochs} epoch(s) final"));
    }
    let mut further_faults = rounds.reckon(&stage, 1, FIRST_POLICY).await?.faults();
    let governed = governing::govern(&stage, &mut nodes, &mut rounds, (third, fourth), say).await?;
    further_faults.extend_from_slice(&governed.faults);
    let (answers, epochs) = (&rounds.answers, rounds.totals.epoch);

    let mut rows = settlement::claim_all(&world, &http, &oracle).await?;
    count_shares(&mut rows, answers);
    let others = settlement::claim_others(&world, &http, &oracle).await?;
    say("everyone claimed");
    let earned = Earned::claim(&stage, &rounds.totals).await?;
    further_faults.extend(earned.faults());
    say("a node's operator and a creator claimed the votes that their work earned");
    let sample = answers.iter().find(|answer| answer.signed.report.shares.len() > 1).or(answers.first());
    let sample = sample.context("no answer")?;
    let audited = audit(&world, &http, &oracle, sample, corpora).await?;
    say("an auditor re-derived an answer");

    anyhow::ensure!(
        audited.standing == verify::Standing::Final && audited.counted == sample.signed.report.fee,
        "the re-derived answer counted {} wei in a {} epoch",
        audited.counted,
        audited.standing.word()
    );
    show_audit(&world, sample, &audited);
    println!("{}", governing::words(&governed, &earned));
    println!("Money is in coins of 10^18 wei, rounded down to six decimals in the tables:");
    println!("{}", governing::table(&rounds.reckoned));
    println!("{}\n{}", report::table(&rows), report::notes(&rows));
    println!("{}", report::others(&others));
    let counters = settlement::counters(&world).await?;
    println!("{}", report::conservation(&counters));
    let fees = Wei::total(answers.iter().map(|answer| answer.signed.report.fee))?;
    let mut faults = counters.faults(world.deposited, fees, &rows, &others);
    faults.extend(further_faults);
    if epochs < EPOCHS {
        faults.push(format!("{epochs} epoch(s) settled, {EPOCHS} expected"));
    }
    let seats = (world.nodes.len(), world.oracles.len());
    let governance = governing::json(&governed, &rounds.reckoned, &earned);
    let json = report::json(faults.is_empty(), answers.len(), epochs, seats, &rows, &counters, &governance);
    if let Some(path) = &arguments.json {
        std::fs::write(path, serde_json::to_string_pretty(&json)? + "\n")
            .with_context(|| path.display().to_string())?;
    }
    if faults.is_empty() {
        say("every wei is accounted for");
    }
    let guide = if arguments.serve { guide(&world, &chain.url, earned.dataset)? } else { Vec::new() };
    Ok(Settled { chain, nodes, oracles, guide, faults })
}

/// Four parts of about the same length.
fn quarters<'a, 'b>(questions: &'a [&'b str]) -> [&'a [&'b str]; 4] {
    let (former, latter) = questions.split_at(questions.len().div_euclid(2));
    let [(first, second), (third, fourth)] =
        [former, latter].map(|half| half.split_at(half.len().div_euclid(2)));
    [first, second, third, fourth]
}

/// Counts, for each dataset, the answers that credit it and its mean share.
fn count_shares(rows: &mut [settlement::DatasetRow], answers: &[Answer]) {
    for row in rows {
        let shares: Vec<_> = answers
            .iter()
            .flat_map(|answer| &answer.signed.report.shares)
            .filter(|(dataset, _)| dataset.0 == row.id)
            .map(|(_, share)| u64::from(share.0))
            .collect();
        row.answers = shares.len();
        let sum: u64 = shares.iter().sum();
        row.share_ppm = u64::try_from(answers.len()).ok().and_then(|n| sum.checked_div(n)).unwrap_or(0);
    }
}

/// Re-derives an answer from what the oracle serves, checked against the chain.
async fn audit(
    world: &World,
    http: &reqwest::Client,
    oracle: &str,
    answer: &Answer,
    corpora: &std::path::Path,
) -> anyhow::Result<verify::Audit> {
    verify::verify(&world.client, &world.deployment, http, oracle, answer, corpora).await
}

fn show_audit(world: &World, answer: &Answer, audited: &verify::Audit) {
    println!(
        "\nOne answer, re-derived from public data (final epoch {}):\n  {}",
        audited.epoch,
        answer.text.trim()
    );
    for (dataset, share) in &audited.shares {
        let place = world.datasets.iter().position(|id| id == dataset);
        let name = place.and_then(|place| world::WORKS.get(place)).map_or("?", |work| work.name);
        println!("  {name}: {}.{:02} %", share.0 / 10_000, share.0 % 10_000 / 100);
    }
    println!();
}
