//! Calls in words, with what their numbers and addresses mean: `models.setStatus(…, status: 5 (live), …)`.

use alloy_dyn_abi::{DynSolValue, JsonAbiExt};
use alloy_json_abi::Param;
use alloy_primitives::hex;
use tributary_client::{
    dao::written,
    governance::{Action, Pace},
    Address, U256,
};
use tributary_core::{governance::Support, registry::VersionStatus, Ppm, Wei};

use super::{
    contracts::Contracts,
    decision::{filled, missing, relayed, shortage},
    standing::{duration, plural, utc},
    units::{unit, within, Unit},
};
use crate::{amount, share};

#[cfg(test)]
mod tests;

/// Whom calls are shown to, and where.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// The contracts by their names.
    pub contracts: &'a Contracts,
    /// The reader's account, if one is known.
    pub you: Option<Address>,
    /// How long blocks take.
    pub pace: Pace,
}

impl Reader<'_> {
    /// What an action does, in words that are read back as the same action where it is a call of one of the
    /// contracts; otherwise its target, selector and bytes. What numbers and addresses mean is in brackets after
    /// them, and after the bytes of a relay what these do.
    pub fn words(&self, action: &Action) -> String {
        self.said(action, self.inside(action).as_deref())
    }

    /// What the DAO does by a relay. It refuses to relay to itself, so that there is none within one.
    fn inside(&self, action: &Action) -> Option<String> {
        let dao = self.contracts.named("dao")?.address;
        let inside = relayed(action, dao)?;
        if inside.target == dao {
            return Some("a call of the DAO itself, which it does not relay".to_owned());
        }
        Some(self.said(&inside, None))
    }

    fn said(&self, action: &Action, inside: Option<&str>) -> String {
        let Action { target, value, calldata } = action;
        let target_shown = self.address(*target);
        let paid = (!value.is_zero()).then(|| match coins(*value) {
            Some(coins) => format!("pay {coins} coin"),
            None => format!("pay {value} wei"),
        });
        if calldata.is_empty() {
            let paid = paid.unwrap_or_else(|| "pay nothing".to_owned());
            return format!("{paid} to {target_shown}");
        }
        let call = self.decoded(*target, calldata, inside).unwrap_or_else(|| {
            let (selector, rest) = calldata.split_at(calldata.len().min(4));
            let (selector, bytes) = (hex::encode_prefixed(selector), hex::encode_prefixed(rest));
            let count = plural(u64::try_from(rest.len()).unwrap_or(u64::MAX), "byte");
            format!("call {target_shown} with selector {selector} and {count} {bytes}")
        });
        match paid {
            Some(paid) => format!("{call}, and {paid} with it"),
            None => call,
        }
    }

    fn decoded(&self, target: Address, calldata: &[u8], inside: Option<&str>) -> Option<String> {
        let known = self.contracts.at(target)?;
        let function = known.called(calldata)?;
        let (whole, short) = if known.name == "models" {
            (filled(calldata), shortage(missing(calldata)))
        } else {
            (calldata.to_vec(), None)
        };
        let values = function.abi_decode_input(whole.get(4..)?).ok()?;
        // What does not come back to the last byte means something else to the contract, or to readers.
        if function.abi_encode_input(&values).ok()? != whole {
            return None;
        }
        let unit = |parameter: &str| unit(known.name, &function.name, parameter);
        let named = function.inputs.iter().zip(&values).map(|(input, value)| {
            let mut shown = self.value(value, &input.components, &input.name, &unit);
            if let (Some(inside), DynSolValue::Bytes(_)) = (inside, value) {
                shown = format!("{shown} ({inside})");
            }
            if input.name.is_empty() {
                shown
            } else {
                format!("{}: {shown}", input.name)
            }
        });
        let call = format!("{}.{}({})", known.name, function.name, named.collect::<Vec<_>>().join(", "));
        Some(match short {
            Some(short) => format!("{call}; {short}"),
            None => call,
        })
    }

    /// One value; `components` are those of its struct, or of those that it lists.
    fn value(
        &self,
        value: &DynSolValue,
        components: &[Param],
        name: &str,
        unit: &dyn Fn(&str) -> Option<Unit>,
    ) -> String {
        match value {
            DynSolValue::Address(address) => self.address(*address),
            DynSolValue::Uint(number, _) => match unit(name).and_then(|unit| self.meaning(unit, *number)) {
                Some(meaning) => format!("{number} ({meaning})"),
                None => number.to_string(),
            },
            DynSolValue::Array(values) | DynSolValue::FixedArray(values) => {
                let shown = values.iter().map(|value| self.member(value, components, name, unit));
                format!("[{}]", shown.collect::<Vec<_>>().join(", "))
            }
            DynSolValue::Tuple(values) => {
                let shown = components.iter().zip(values).map(|(component, value)| {
                    let name = within(name, &component.name);
                    self.member(value, &component.components, &name, unit)
                });
                format!("({})", shown.collect::<Vec<_>>().join(", "))
            }
            other => written(other),
        }
    }

    /// A value in a list or a struct, where no names of contracts are read.
    fn member(
        &self,
        value: &DynSolValue,
        components: &[Param],
        name: &str,
        unit: &dyn Fn(&str) -> Option<Unit>,
    ) -> String {
        let DynSolValue::Address(address) = value else { return self.value(value, components, name, unit) };
        let (spelled, shown) = (address.to_string(), self.contracts.shown(*address));
        match self.you == Some(*address) {
            true => format!("{spelled} (you)"),
            false if shown == spelled => spelled,
            false => format!("{spelled} ({shown})"),
        }
    }

    /// An address by its contract's name, or with a note that it is the reader's.
    fn address(&self, address: Address) -> String {
        let shown = self.contracts.shown(address);
        if self.you == Some(address) {
            format!("{shown} (you)")
        } else {
            shown
        }
    }

    /// What a number of a unit means; `None` if it says it itself, or is none of its unit.
    fn meaning(&self, unit: Unit, number: U256) -> Option<String> {
        let small = u32::try_from(number).ok();
        match unit {
            Unit::Plain => None,
            Unit::Status => Some(status(number).unwrap_or("no status").to_owned()),
            Unit::Side => Some(side(number).unwrap_or("no vote").to_owned()),
            Unit::Share => small.map(|parts| share::percent(Ppm(parts))),
            Unit::Coins => coins(number).map(|coins| format!("{coins} coin")),
            Unit::Price => coins(number).map(|coins| format!("{coins} coin per token")),
            Unit::Votes => coins(number).map(|votes| format!("{votes} votes")),
            // A part per million of a unit of 10^-18 for each wei is 10^12 such units for a coin.
            Unit::Rate => coins(number.saturating_mul(U256::from(1_000_000_000_000u64)))
                .map(|votes| format!("{votes} votes per coin of the treasury's cut")),
            Unit::Blocks => small.map(|blocks| {
                let lasts = duration(self.pace.seconds(blocks));
                format!("about {}", lasts.trim_start_matches("about "))
            }),
            Unit::Seconds => u64::try_from(number).ok().map(duration),
            Unit::Moment => u64::try_from(number).ok().map(utc),
        }
    }
}

/// Wei in coins, or votes in whole ones; `None` for more than there can be.
fn coins(number: U256) -> Option<String> {
    u128::try_from(number).ok().map(|number| amount::coins(Wei(number)))
}

/// The status of a model's version by its name.
fn status(number: U256) -> Option<&'static str> {
    let statuses = [
        (VersionStatus::Proposed, "proposed"),
        (VersionStatus::Approved, "approved"),
        (VersionStatus::Training, "training"),
        (VersionStatus::Evaluated, "evaluated"),
        (VersionStatus::Live, "live"),
        (VersionStatus::Retired, "retired"),
    ];
    statuses.into_iter().find(|(status, _)| U256::from(status.number()) == number).map(|(_, word)| word)
}

/// A vote by its name.
fn side(number: U256) -> Option<&'static str> {
    Some(match Support::read(u8::try_from(number).ok()?)? {
        Support::Against => "against",
        Support::For => "for",
        Support::Abstain => "abstain",
    })
}
