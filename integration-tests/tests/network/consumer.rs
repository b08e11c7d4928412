//! A consumer with the command line.

use serde_json::Value;
use tributary_client::Signer;

use crate::{network::Network, said::Said};

/// The session key's secret.
const SESSION: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

/// One of the development accounts.
pub struct Consumer<'a> {
    network: &'a Network,
    secret: String,
    pub address: String,
}

impl<'a> Consumer<'a> {
    /// With a deposit, a session key, and part of the deposit set aside for a node.
    pub fn prepaid(network: &'a Network, name: &str, deposit: &str, (node, reserve): (&str, &str)) -> Self {
        let address = address(name);
        let consumer = Self { network, secret: format!("//{name}"), address };
        let paid = consumer.json(&["deposit", deposit]);
        assert!(paid["session_key"].is_string(), "{paid}");
        consumer.json(&["reserve", node, reserve]);
        consumer
    }

    pub fn run(&self, line: &[&str]) -> Said {
        let mut command = self.network.program().command(&self.secret, line);
        let said = Said::of(command.env("TRIBUTARY_SESSION_KEY", SESSION).output().unwrap());
        said.lacks(SESSION);
        said
    }

    /// The result of a run that has to succeed.
    pub fn json(&self, line: &[&str]) -> Value {
        self.run(&[line, &["--json"]].concat()).ok().json()
    }

    pub fn ask(&self, node: &str, max_fee: &str, more: &[&str]) -> Said {
        let line = ["ask", "--json", "--node", node, "--max-fee", max_fee, "What of the whale?"];
        self.run(&[&line[..], more].concat())
    }
}

/// A development account's address.
pub fn address(name: &str) -> String {
    format!("{:#x}", Signer::dev(name).unwrap().address())
}

/// An amount in a result.
pub fn wei(value: &Value) -> u128 {
    value.as_str().unwrap_or_else(|| panic!("{value} is no amount")).parse().unwrap()
}
