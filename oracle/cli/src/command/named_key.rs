//! A key that a user names, or gives in the environment.

use tributary_cli::{
    exit::Failure,
    key_folder::{expect, KeyFolder},
};
use tributary_client::keys::{read_secret_text, KeyError, PublicPart, Purpose, Secret};

/// The environment variable with the account's secret.
const ACCOUNT_SECRET: &str = "TRIBUTARY_SECRET";
/// The environment variable with the session key.
const SESSION_SECRET: &str = "TRIBUTARY_SESSION_KEY";
/// The environment variable with the voter's key.
const VOTER_SECRET: &str = "TRIBUTARY_VOTER_KEY";

/// A key by name, or in an environment variable.
pub(super) struct NamedKey<'a> {
    purpose: Purpose,
    variable: &'static str,
    advice: &'static str,
    name: Option<&'a str>,
}

impl<'a> NamedKey<'a> {
    /// The account that signs.
    pub(super) const fn account(name: Option<&'a str>) -> Self {
        let advice = "name it with --account or TRIBUTARY_ACCOUNT, or set TRIBUTARY_SECRET; `tributary keys \
                      list` shows the keys there are";
        Self { purpose: Purpose::Account, variable: ACCOUNT_SECRET, advice, name }
    }

    /// The key that signs vouchers.
    pub(super) const fn session(name: Option<&'a str>) -> Self {
        let advice = "name it with --session or TRIBUTARY_SESSION, or set TRIBUTARY_SESSION_KEY; `tributary \
                      keys new NAME --for session` makes one";
        Self { purpose: Purpose::Session, variable: SESSION_SECRET, advice, name }
    }

    /// The key that signs ballots of the DAO.
    pub(super) const fn voter(name: Option<&'a str>) -> Self {
        let advice =
            "name it with --key, or set TRIBUTARY_VOTER_KEY; `tributary keys new NAME --for voter` makes \
                      one; or name the voter with --voter and let its wallet sign";
        Self { purpose: Purpose::Voter, variable: VOTER_SECRET, advice, name }
    }

    /// Whether there is one, by name or in the environment.
    pub(super) fn is_given(&self) -> bool {
        self.name.is_some() || std::env::var_os(self.variable).is_some()
    }

    /// The key itself; asks for its passphrase if it is in a file.
    pub(super) fn secret(&self, folder: &KeyFolder) -> anyhow::Result<Secret> {
        match self.given()? {
            Given::Name(name) => folder.unlock(name, self.purpose),
            Given::Secret(secret) => Ok(secret),
        }
    }

    /// Its public part; asks for no passphrase.
    pub(super) fn public(&self, folder: &KeyFolder) -> anyhow::Result<PublicPart> {
        match self.given()? {
            Given::Secret(secret) => Ok(secret.public()),
            Given::Name(name) => {
                let public = folder.public(name)?;
                expect(name, &public, self.purpose)?;
                Ok(public)
            }
        }
    }

    fn given(&self) -> anyhow::Result<Given<'a>> {
        match (self.name, read_secret_text(self.variable)) {
            (Some(name), None) => Ok(Given::Name(name)),
            (None, Some(text)) => Ok(Given::Secret(Secret::parse(self.purpose, &text, self.variable)?)),
            (Some(name), Some(_)) => {
                let variable = self.variable;
                let words =
                    format!("key {name} is named and {variable} is set: only one of them can be meant");
                Err(Failure::usage(words).into())
            }
            (None, None) => {
                Err(KeyError::Unnamed { purpose: self.purpose, advice: self.advice.to_owned() }.into())
            }
        }
    }
}

enum Given<'a> {
    Name(&'a str),
    Secret(Secret),
}
