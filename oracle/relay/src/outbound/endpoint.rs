//! An endpoint as the registry names it.

use url::{Host, Url};

use super::address::is_public;

/// A base URL that may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint(Url);

/// Why an endpoint is not asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// Not a URL.
    #[error("endpoint {endpoint:?} is no URL: {source}")]
    Malformed {
        /// What the registry names.
        endpoint: String,
        /// Why.
        source: url::ParseError,
    },
    /// Another scheme, credentials, a query, a fragment, or no host.
    #[error("endpoint {endpoint:?} is not http(s)://host[:port][/path]")]
    Form {
        /// What the registry names.
        endpoint: String,
    },
    /// Its host is an address that is not public.
    #[error("endpoint {endpoint:?} is not a public address")]
    Private {
        /// What the registry names.
        endpoint: String,
    },
}

impl Endpoint {
    /// Reads an endpoint: `http` or `https`, a host, perhaps a port and a path, nothing else. Unless
    /// `allow_private`, the host is a name or a public address.
    ///
    /// # Errors
    /// [`EndpointError`].
    pub fn parse(endpoint: &str, allow_private: bool) -> Result<Self, EndpointError> {
        let named = || endpoint.to_owned();
        let mut url =
            Url::parse(endpoint).map_err(|source| EndpointError::Malformed { endpoint: named(), source })?;
        let plain = matches!(url.scheme(), "http" | "https")
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        let public = match url.host() {
            None => return Err(EndpointError::Form { endpoint: named() }),
            Some(Host::Domain(_)) => true,
            Some(Host::Ipv4(address)) => is_public(address.into()),
            Some(Host::Ipv6(address)) => is_public(address.into()),
        };
        if !plain {
            return Err(EndpointError::Form { endpoint: named() });
        }
        if !public && !allow_private {
            return Err(EndpointError::Private { endpoint: named() });
        }
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        Ok(Self(url))
    }

    /// The URL of `path`, which is relative and may have a query, under this endpoint.
    ///
    /// # Errors
    /// [`EndpointError::Malformed`] if there is none.
    pub fn join(&self, path: &str) -> Result<Url, EndpointError> {
        self.0.join(path).map_err(|source| EndpointError::Malformed { endpoint: self.0.to_string(), source })
    }
}
