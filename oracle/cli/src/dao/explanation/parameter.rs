//! Parameters of the DAO, by their numbers in its errors.

use tributary_client::{abi::IGovernance::ParamOutOfBounds, U256};
use tributary_core::Ppm;

use crate::{
    dao::{standing::plural, votes},
    share,
};

/// What a parameter is called, and what it is counted in.
struct Named {
    name: &'static str,
    unit: Unit,
}

enum Unit {
    Blocks,
    Seconds,
    Share,
    Votes,
    /// Votes per million wei.
    Rate,
}

/// By number.
static PARAMETERS: [Named; 12] = [
    Named { name: "the voting delay", unit: Unit::Blocks },
    Named { name: "the voting period", unit: Unit::Blocks },
    Named { name: "the late quorum extension", unit: Unit::Blocks },
    Named { name: "the timelock", unit: Unit::Seconds },
    Named { name: "the grace period", unit: Unit::Seconds },
    Named { name: "the quorum", unit: Unit::Share },
    Named { name: "the proposal threshold", unit: Unit::Votes },
    Named { name: "the floor of the voting period", unit: Unit::Blocks },
    Named { name: "the floor of the timelock", unit: Unit::Seconds },
    Named { name: "the rate of earning votes", unit: Unit::Rate },
    Named { name: "the cap of earning votes", unit: Unit::Votes },
    Named { name: "what is minted within a block", unit: Unit::Votes },
];

impl Unit {
    fn shown(&self, value: u128) -> String {
        match self {
            Self::Blocks => plural(value, "block"),
            Self::Seconds => plural(value, "second"),
            // What exceeds a share of any kind is shown as the number it is.
            Self::Share => {
                u32::try_from(value).map_or_else(|_| value.to_string(), |parts| share::percent(Ppm(parts)))
            }
            Self::Votes => format!("{} votes", votes(U256::from(value))),
            Self::Rate => format!("{value} votes per million wei"),
        }
    }
}

/// Which parameter is out of its bounds.
pub(super) fn words(error: &ParamOutOfBounds) -> String {
    let ParamOutOfBounds { param, found, least, most } = *error;
    let other = Named { name: "a parameter", unit: Unit::Votes };
    let Named { name, unit } = PARAMETERS.get(usize::from(param)).unwrap_or(&other);
    if least > most {
        return format!("{name} cannot be set to {}, nor to any other value", unit.shown(found));
    }
    let [found, least, most] = [found, least, most].map(|value| unit.shown(value));
    format!("{name} would be {found}; its bounds are {least} and {most}")
}
