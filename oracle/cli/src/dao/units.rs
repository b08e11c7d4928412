//! What the numbers in calls of the contracts are counted in.

use Unit::{Blocks, Coins, Moment, Plain, Price, Rate, Seconds, Share, Side, Status, Votes};

#[cfg(test)]
mod tests;

/// What a number is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Nothing: an id, a number in a list, a size, a kind.
    Plain,
    /// The status of a model's version.
    Status,
    /// A vote: against, for or abstaining.
    Side,
    /// Parts per million.
    Share,
    /// Wei of 10^-18 coin.
    Coins,
    /// Wei per token of an answer.
    Price,
    /// Votes, in units of 10^-18.
    Votes,
    /// Votes per million wei of the treasury's cut.
    Rate,
    /// Blocks that something lasts.
    Blocks,
    /// Seconds that something lasts.
    Seconds,
    /// A time, in unix seconds.
    Moment,
}

/// The unit of these parameters of these functions of a contract. What is in a struct has the struct's name before it.
struct Counted {
    contract: &'static str,
    functions: &'static [&'static str],
    parameters: &'static [&'static str],
    unit: Unit,
}

const fn counted(
    contract: &'static str,
    functions: &'static [&'static str],
    parameters: &'static [&'static str],
    unit: Unit,
) -> Counted {
    Counted { contract, functions, parameters, unit }
}

/// Every number that a call which changes something takes.
static COUNTED: &[Counted] = &[
    counted("dao", &["setVotingDelay"], &["newVotingDelay"], Blocks),
    counted("dao", &["setVotingPeriod"], &["newVotingPeriod"], Blocks),
    counted("dao", &["setLateQuorumVoteExtension"], &["newVoteExtension"], Blocks),
    counted("dao", &["setProposalThreshold"], &["newProposalThreshold"], Votes),
    counted("dao", &["updateQuorumNumerator"], &["newQuorumNumerator"], Share),
    counted("dao", &["updateDelay"], &["newDelay"], Seconds),
    counted("dao", &["updateGracePeriod"], &["newGracePeriod"], Seconds),
    counted("dao", &["setEarning"], &["newRate"], Rate),
    counted("dao", &["setEarning"], &["newCap"], Votes),
    counted("dao", &["mint"], &["amount"], Votes),
    counted("dao", &["transfer", "approve", "transferFrom", "permit"], &["value"], Votes),
    counted("dao", &["claimVotes"], &["cumulative"], Votes),
    counted("dao", &["relay"], &["value"], Coins),
    counted("dao", &["propose", "queue", "execute", "cancel"], &["values"], Coins),
    counted("dao", BALLOTS, &["support"], Side),
    counted("dao", &["permit"], &["deadline"], Moment),
    counted("dao", &["delegateBySig"], &["expiry"], Moment),
    counted("dao", BALLOTS, &["proposalId"], Plain),
    counted("dao", &["permit", "delegateBySig"], &["v"], Plain),
    counted("dao", &["delegateBySig"], &["nonce"], Plain),
    counted("dao", &["claimVotes"], &["kind", "id"], Plain),
    counted("dao", &["onERC721Received"], &["tokenId"], Plain),
    counted("dao", &["onERC1155Received"], &["id", "value"], Plain),
    counted("dao", &["onERC1155BatchReceived"], &["ids", "values"], Plain),
    counted("datasets", &["register"], &["parentShares", "royaltyPpm"], Share),
    counted("datasets", &["register"], &["byteSize", "parents"], Plain),
    counted("datasets", &["delist", "relist", "quarantine", "liftQuarantine", "reassign"], &["id"], Plain),
    counted("datasets", &["safeTransferFrom", "transferFrom", "approve"], &["tokenId"], Plain),
    counted("splitter", &["reserve"], &["amount"], Coins),
    counted("splitter", &["exit"], &["spent"], Coins),
    counted(
        "splitter",
        &["claim", "claimAndRelease", "applyRecipients", "endRecipients"],
        &["cumulative"],
        Coins,
    ),
    counted("splitter", &["claimMany"], &["cumulatives"], Coins),
    counted("splitter", &["settle"], &["settlement.payoutSum", "settlement.spendSum"], Coins),
    counted("splitter", &["settle"], &["settlement.votesSum"], Votes),
    counted("splitter", &["proposeRecipients"], &["shares"], Share),
    counted("splitter", &["settle"], &["settlement.epoch", "settlement.cutBlock"], Plain),
    counted("splitter", &["reserve"], &["node"], Plain),
    counted("nodes", &["registerNode", "setPrice"], &["pricePerToken"], Price),
    counted("nodes", &["registerNode", "setPrice"], &["model"], Plain),
    counted(
        "nodes",
        &["addStake", "rotateKey", "setPrice", "setEndpoint", "setPayout", "leave", "withdrawStake"],
        &["node"],
        Plain,
    ),
    counted("models", &["setStatus"], &["status"], Status),
    counted("models", &["proposeVersion"], &["baseCut"], Share),
    counted("models", &["proposeVersion"], &["priceFloor"], Price),
    counted(
        "models",
        &["proposeVersion"],
        &["policy.datasets", "policy.node", "policy.developer", "policy.oracles", "policy.treasury"],
        Share,
    ),
    counted("models", &["proposeVersion"], &["baseModel", "baseVersion", "method", "features"], Plain),
    counted("models", &["setDeveloper", "setSteward", "proposeFeature", "proposeVersion"], &["model"], Plain),
    counted("models", &["withdrawFeature", "adopt", "setArtifact", "setStatus"], &["model"], Plain),
    counted("models", &["withdrawFeature", "adopt"], &["feature"], Plain),
    counted("models", &["adopt", "setArtifact", "setStatus"], &["version"], Plain),
];

/// The functions by which votes are cast.
const BALLOTS: &[&str] = &[
    "castVote",
    "castVoteWithReason",
    "castVoteWithReasonAndParams",
    "castVoteBySig",
    "castVoteWithReasonAndParamsBySig",
    "castVotesBySig",
];

/// The unit of a parameter, as the calls that change something have it; those of structs with the struct's name
/// before theirs: `policy.node`.
pub fn unit(contract: &str, function: &str, parameter: &str) -> Option<Unit> {
    let found = COUNTED.iter().find(|counted| {
        counted.contract == contract
            && counted.functions.contains(&function)
            && counted.parameters.contains(&parameter)
    });
    found.map(|counted| counted.unit)
}

/// A parameter's name within a struct; within none it is its own.
pub fn within(outer: &str, name: &str) -> String {
    if outer.is_empty() {
        name.to_owned()
    } else {
        format!("{outer}.{name}")
    }
}
