//! Somebody between consumers and a node: it passes on what it gets, late, elsewhere or with old books.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
    Router,
};
use serde_json::{json, Value};

/// Headers that are passed on.
const HEADERS: [&str; 4] = ["content-type", "tributary-voucher", "tributary-signature", "tributary-salt"];

/// How it passes things on.
#[derive(Clone, Debug)]
pub struct Route {
    /// The URL of the node.
    pub to: String,
    /// What it says that a payer's last nonce was, whatever the node says.
    pub last_nonce: Option<u64>,
    /// How long it holds back a question.
    pub delay: Duration,
}

/// Listens in a node's place.
pub struct Front {
    /// Where.
    pub url: String,
    honest: Route,
    route: Arc<Mutex<Route>>,
}

impl Front {
    /// Starts before the node at `to`, and passes everything on as it is.
    pub async fn before(to: &str) -> Self {
        let honest = Route { to: to.to_owned(), last_nonce: None, delay: Duration::ZERO };
        let route = Arc::new(Mutex::new(honest.clone()));
        let router = Router::new().fallback(pass).with_state(route.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, honest, route }
    }

    /// From now on it does what `change` makes of passing everything on as it is.
    pub fn route(&self, change: impl FnOnce(&mut Route)) {
        let mut route = self.honest.clone();
        change(&mut route);
        *self.route.lock().unwrap() = route;
    }
}

async fn pass(
    State(route): State<Arc<Mutex<Route>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, Vec<u8>) {
    let Route { to, last_nonce, delay } = route.lock().unwrap().clone();
    if method == Method::POST {
        tokio::time::sleep(delay).await;
    }
    let mut request = reqwest::Client::new().request(method, format!("{to}{uri}")).body(body);
    for name in HEADERS {
        if let Some(value) = headers.get(name) {
            request = request.header(name, value);
        }
    }
    let response = request.send().await.unwrap();
    let status = response.status();
    let mut bytes = response.bytes().await.unwrap().to_vec();
    if let Some(nonce) = last_nonce.filter(|_| uri.path().contains("/payers/")) {
        let mut books: Value = serde_json::from_slice(&bytes).unwrap();
        books["last_nonce"] = json!(nonce);
        bytes = books.to_string().into_bytes();
    }
    (status, bytes)
}
