//! Asks the embedded model sample questions over a folder of texts and prints the answers with
//! their attribution: `cargo run --example ask -- FOLDER [QUESTION]...`

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use tributary_attribution::{Corpus, DatasetText, Model};

const QUESTIONS: [&str; 20] = [
    "What is the duty of a citizen to the Union?",
    "How should the government treat the Indian tribes?",
    "Why did Ahab hunt the white whale?",
    "What did Lincoln say about slavery?",
    "How much did the Panama Canal cost?",
    "What is the right way to regulate railroads?",
    "Tell me about the sea and the storm.",
    "What should be done about forest conservation?",
    "How are the finances of the nation?",
    "What is the role of the navy in keeping peace?",
    "Who is Queequeg?",
    "How can farmers be helped?",
    "What does freedom from fear mean?",
    "Describe the harpoon and its use.",
    "How was the war financed?",
    "What is the purpose of the income tax?",
    "What do we owe to the soldiers?",
    "Should women vote?",
    "How does one cook chowder?",
    "Is liberty worth the price?",
];
const MAX_TOKENS: u64 = 160;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("name a folder of texts")?;
    let mut questions: Vec<String> = arguments.collect();
    if questions.is_empty() {
        questions = QUESTIONS.map(str::to_owned).to_vec();
    }
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
    files.sort();
    let mut names = BTreeMap::new();
    let mut datasets = Vec::new();
    for (id, file) in (1..).zip(&files) {
        names.insert(id, file.file_stem().unwrap_or_default().to_string_lossy().into_owned());
        datasets.push(DatasetText { id, text: std::fs::read(file)? });
    }
    let corpus = Arc::new(Corpus::build(datasets)?);
    let model = Model::new(Arc::clone(&corpus));

    let mut mixes = BTreeMap::<usize, usize>::new();
    for (seed, question) in (0u8..=255).cycle().zip(&questions) {
        let begun = Instant::now();
        let completion = model.complete(question, MAX_TOKENS, [seed; 32]);
        let written = begun.elapsed();
        let begun = Instant::now();
        let attribution = corpus.attribute(&completion.text);
        let attributed = begun.elapsed();
        let count = mixes.entry(attribution.shares.len()).or_default();
        *count = count.saturating_add(1);
        println!("Q: {question}\nA: {}", completion.text.trim_start());
        for (id, ppm) in &attribution.shares {
            println!("   {ppm:>7} ppm  {}", names.get(id).map(String::as_str).unwrap_or_default());
        }
        println!(
            "   {} tokens in {written:.1?}, {} spans in {attributed:.1?}\n",
            completion.completion_tokens,
            attribution.spans.len()
        );
    }
    println!("answers by number of datasets: {mixes:?}");
    Ok(())
}
