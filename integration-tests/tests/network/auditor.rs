//! Somebody who has an answer, the datasets' files and the command line.

use tributary_cli::ask::Answer;

use crate::{
    network::{corpora, Network},
    said::Said,
};

/// The deployment file that everybody was given.
pub const GIVEN: &str = "deployment.json";

/// Where the command line looks.
#[derive(Clone, Copy)]
pub struct Auditor<'a> {
    network: &'a Network,
    /// The deployment file, in the network's folder.
    deployment: &'a str,
    /// An oracle's URL.
    oracle: &'a str,
}

impl<'a> Auditor<'a> {
    /// Who asks an oracle, by a deployment file.
    pub const fn new(network: &'a Network, deployment: &'a str, oracle: &'a str) -> Self {
        Self { network, deployment, oracle }
    }

    /// `tributary verify` of an answer that was kept.
    pub fn verify(self, answer: &Answer) -> Said {
        let program = self.network.program();
        let kept = program.folder.join("kept.json");
        std::fs::write(&kept, serde_json::to_vec(answer).unwrap()).unwrap();
        let (kept, corpora) = (kept.display().to_string(), corpora().display().to_string());
        let line = ["verify", &kept, "--datasets", &corpora, "--oracle", self.oracle];
        program.run("//Ferdie", &[&["--json", "--deployment", self.deployment][..], &line].concat())
    }

    /// It has to hold, in an epoch that stands so, for the whole fee; returns the epoch's number.
    pub fn holds(self, answer: &Answer, standing: &str) -> u64 {
        let shown = self.verify(answer).ok().json();
        assert_eq!((&shown["holds"], shown["epoch_is"].as_str()), (&true.into(), Some(standing)), "{shown}");
        assert_eq!(shown["counted_wei"], answer.signed.report.fee.0.to_string(), "{shown}");
        shown["epoch"].as_u64().unwrap()
    }
}
