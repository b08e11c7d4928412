//! The best-known Solidity contracts for the same work, measured in the same run: OpenZeppelin's, as
//! `scripts/peers.sh` compiled them.

mod build;
mod dao;
mod distributor;
mod tokens;

use std::path::Path;

use crate::meter::{Meter, Row};
use build::Build;

/// The peers' measurements.
pub struct Peers {
    build: Build,
    meter: Meter,
}

/// The contracts that together do what the DAO does.
const OF_THE_DAO: [&str; 3] = ["PeerToken", "PeerGovernor", "TimelockController"];

impl Peers {
    /// Measures what `scripts/peers.sh` left in this folder.
    ///
    /// # Errors
    /// If it left nothing there, or a contract is missing.
    pub fn measure(folder: &Path) -> anyhow::Result<Self> {
        let build = Build::read(folder)?;
        let mut meter = Meter::default();
        dao::assemble(&mut meter, &build)?.measure(&mut meter);
        tokens::measure(&mut meter, &build)?;
        distributor::measure(&mut meter, &build)?;
        Ok(Self { build, meter })
    }

    /// What they were compiled from and with.
    pub fn origin(&self) -> String {
        let Build { compiler, openzeppelin, .. } = &self.build;
        format!("OpenZeppelin {openzeppelin}, solc {compiler}")
    }

    /// The peer's measurement of what this row measures.
    pub fn of(&self, row: &Row) -> Option<&Row> {
        let (peers, message, case): (&[&str], _, _) = match (row.contract, row.message) {
            (_, "constructor") => return None,
            ("governance", message) => (&OF_THE_DAO, message, row.case),
            // A mint has no parents.
            ("dataset-nft", "register") if row.case == "two parents" => (&["PeerCollection"], "mint", ""),
            ("dataset-nft", "register") => (&["PeerCollection"], "mint", row.case),
            ("dataset-nft", message) => (&["PeerCollection"], message, row.case),
            ("royalty-splitter", "claim" | "claimAndRelease") => (&["PeerDistributor"], "claim", row.case),
            _ => return None,
        };
        let same =
            |peer: &&Row| peers.contains(&peer.contract) && peer.message == message && peer.case == case;
        self.meter.rows().iter().find(same)
    }

    /// Bytes of code of each, and of those together that do what the DAO does.
    pub fn sizes(&self) -> Vec<(String, usize)> {
        let sizes = self.meter.sizes();
        let of_the_dao: usize = OF_THE_DAO.iter().filter_map(|name| sizes.get(name)).sum();
        let each = sizes.iter().map(|(name, size)| ((*name).to_owned(), *size));
        each.chain([(OF_THE_DAO.join(", "), of_the_dao)]).collect()
    }
}
