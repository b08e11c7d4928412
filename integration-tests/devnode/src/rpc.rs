//! JSON-RPC: what a Substrate node answers, and this chain's own `dev_` methods.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use futures::StreamExt;
use jsonrpsee::{
    core::RegisterMethodError,
    server::{middleware::http::HostFilterLayer, HttpRequest, RandomStringIdProvider, Server, ServerHandle},
    types::ErrorObjectOwned,
    RpcModule,
};
use sc_client_api::HeaderBackend;
use sc_rpc::{
    author::AuthorApiServer,
    chain::ChainApiServer,
    state::ChildStateApiServer,
    state::StateApiServer,
    system::{Health, NodeRole, Request, SyncState, SystemApiServer},
    DenyUnsafe,
};
use sc_rpc_spec_v2::{
    archive::ArchiveApiServer, chain_head::ChainHeadApiServer, chain_spec::ChainSpecApiServer,
    transaction::TransactionApiServer, transaction::TransactionBroadcastApiServer,
};
use sc_service::SpawnTaskHandle;
use sc_utils::mpsc::{tracing_unbounded, TracingUnboundedReceiver};
use serde_json::json;
use substrate_frame_rpc_system::SystemApiServer as AccountApiServer;

use crate::{
    runtime::OpaqueBlock,
    sealing::{SealError, Sealing},
    service::{Backend, Client, Pool},
    Error,
};

const MIB: u32 = 1024 * 1024;
/// Transactions one connection may have in flight by `transaction_v1_broadcast`.
const BROADCASTS_PER_CONNECTION: usize = 1024;
/// The code of this chain's own errors: JSON-RPC's "server error".
const DEV_ERROR: i32 = -32000;

/// What the methods answer from.
pub(crate) struct Sources {
    pub(crate) client: Arc<Client>,
    pub(crate) backend: Arc<Backend>,
    pub(crate) pool: Arc<Pool>,
    pub(crate) sealing: Sealing,
    pub(crate) spawner: SpawnTaskHandle,
}

/// Listens on 127.0.0.1 and answers until the handle stops it.
pub(crate) async fn serve(port: u16, methods: RpcModule<()>) -> Result<(ServerHandle, SocketAddr), Error> {
    let listen = |source| Error::Listen { port, source };
    // Pages in a browser reach loopback too, by names they make resolve to it.
    let hosts = HostFilterLayer::new(["127.0.0.1:*", "localhost:*"])
        .map_err(|error| Error::Methods(error.to_string()))?;
    let middleware = tower::ServiceBuilder::new().layer(hosts).map_request(|mut request: HttpRequest<_>| {
        // The methods for operators (`author_rotateKeys`, …) look for this.
        request.extensions_mut().insert(DenyUnsafe::No);
        request
    });
    let server = Server::builder()
        .max_request_body_size(32 * MIB)
        .max_response_body_size(256 * MIB)
        .max_connections(4096)
        .max_subscriptions_per_connection(16_384)
        .set_message_buffer_capacity(8192)
        .set_id_provider(RandomStringIdProvider::new(16))
        .set_http_middleware(middleware)
        .build((std::net::Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(listen)?;
    let address = server.local_addr().map_err(listen)?;
    Ok((server.start(methods), address))
}

/// Puts all methods together.
pub(crate) fn methods(sources: Sources) -> Result<RpcModule<()>, Error> {
    assemble(sources).map_err(|error| Error::Methods(error.to_string()))
}

fn assemble(sources: Sources) -> Result<RpcModule<()>, Box<dyn std::error::Error + Send + Sync>> {
    let Sources { client, backend, pool, sealing, spawner } = sources;
    let tasks = Arc::new(spawner.clone());
    let genesis = client.info().genesis_hash;
    let mut module = RpcModule::new(());

    module.merge(sc_rpc::chain::new_full(client.clone(), tasks.clone()).into_rpc())?;
    let (state, child_state) = sc_rpc::state::new_full(client.clone(), tasks.clone(), None);
    module.merge(state.into_rpc())?;
    module.merge(child_state.into_rpc())?;
    let keystore = sc_keystore::LocalKeystore::in_memory().into();
    module.merge(
        sc_rpc::author::Author::new(client.clone(), pool.clone(), keystore, tasks.clone()).into_rpc(),
    )?;
    module.merge(substrate_frame_rpc_system::System::new(client.clone(), pool.clone()).into_rpc())?;
    module.merge(system(client.clone(), spawner).into_rpc())?;

    module.merge(
        sc_rpc_spec_v2::chain_head::ChainHead::new(
            client.clone(),
            backend.clone(),
            tasks.clone(),
            Default::default(),
        )
        .into_rpc(),
    )?;
    module.merge(
        sc_rpc_spec_v2::archive::Archive::new(client.clone(), backend, genesis, tasks.clone()).into_rpc(),
    )?;
    module.merge(
        sc_rpc_spec_v2::chain_spec::ChainSpec::new(CHAIN_NAME.to_owned(), genesis, properties()).into_rpc(),
    )?;
    module.merge(
        sc_rpc_spec_v2::transaction::Transaction::new(client.clone(), pool.clone(), tasks.clone(), None)
            .into_rpc(),
    )?;
    module.merge(
        sc_rpc_spec_v2::transaction::TransactionBroadcast::new(
            client,
            pool,
            tasks,
            BROADCASTS_PER_CONNECTION,
        )
        .into_rpc(),
    )?;

    module.merge(development(sealing)?)?;
    list_methods(&mut module)?;
    Ok(module)
}

/// The methods this chain has beside a Substrate node's.
fn development(sealing: Sealing) -> Result<RpcModule<Sealing>, RegisterMethodError> {
    let mut module = RpcModule::new(sealing);
    // [blocks, interval_ms = 0]: seals that many blocks and answers with the newest.
    module.register_async_method("dev_mine", |params, sealing, _| async move {
        let mut params = params.sequence();
        let blocks: u32 = params.next()?;
        let interval = Duration::from_millis(params.optional_next()?.unwrap_or(0));
        let head = sealing.mine(blocks, interval).await.map_err(failed)?;
        Ok::<_, ErrorObjectOwned>(json!({ "number": head.number, "hash": head.hash }))
    })?;
    // [milliseconds or null]: seals at that interval from now on, or as transactions come.
    module.register_async_method("dev_setBlockTime", |params, sealing, _| async move {
        let milliseconds: Option<u64> = params.sequence().optional_next()?;
        sealing.set_block_time(milliseconds.map(Duration::from_millis)).await.map_err(failed)
    })?;
    // Whether a transaction is sealed as it comes; the Ethereum JSON-RPC server asks for it.
    module.register_async_method("getAutomine", |_, sealing, _| async move {
        sealing.block_time().await.map(|block_time| block_time.is_none()).map_err(failed)
    })?;
    Ok(module)
}

fn failed(error: SealError) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(DEV_ERROR, error.to_string(), None::<()>)
}

/// Adds `rpc_methods`, by which subxt chooses how to talk to a node.
fn list_methods(module: &mut RpcModule<()>) -> Result<(), RegisterMethodError> {
    let mut names: Vec<_> = module.method_names().chain(["rpc_methods"]).collect();
    names.sort_unstable();
    let answer = json!({ "methods": names });
    module.register_method("rpc_methods", move |_, _, _| answer.clone())?;
    Ok(())
}

const CHAIN_NAME: &str = "Tributary Development";

fn properties() -> sc_chain_spec::Properties {
    let properties =
        json!({ "tokenSymbol": "DEV", "tokenDecimals": 10, "ss58Format": 42, "isEthereum": false });
    properties.as_object().cloned().unwrap_or_default()
}

fn system(client: Arc<Client>, spawner: SpawnTaskHandle) -> sc_rpc::system::System<OpaqueBlock> {
    let (sender, requests) = tracing_unbounded("system_rpc", 10_000);
    spawner.spawn("system-rpc", None, answer_system_requests(client, requests));
    let info = sc_rpc::system::SystemInfo {
        impl_name: env!("CARGO_PKG_NAME").to_owned(),
        impl_version: env!("CARGO_PKG_VERSION").to_owned(),
        chain_name: CHAIN_NAME.to_owned(),
        properties: properties(),
        chain_type: sc_chain_spec::ChainType::Development,
    };
    sc_rpc::system::System::new(info, sender)
}

/// Answers what a node's network would: there is none.
async fn answer_system_requests(
    client: Arc<Client>,
    mut requests: TracingUnboundedReceiver<Request<OpaqueBlock>>,
) {
    let no_network =
        || Err(sc_rpc::system::error::Error::MalformattedPeerArg("there is no network".to_owned()));
    while let Some(request) = requests.next().await {
        // Whoever asked may be gone; nobody misses the answer then.
        let _ = match request {
            Request::Health(answer) => {
                answer.send(Health { peers: 0, is_syncing: false, should_have_peers: false }).is_ok()
            }
            Request::LocalPeerId(answer) => answer.send(String::new()).is_ok(),
            Request::LocalListenAddresses(answer) => answer.send(Vec::new()).is_ok(),
            Request::Peers(answer) => answer.send(Vec::new()).is_ok(),
            Request::NetworkState(answer) => answer.send(json!({})).is_ok(),
            Request::NetworkAddReservedPeer(_, answer) => answer.send(no_network()).is_ok(),
            Request::NetworkRemoveReservedPeer(_, answer) => answer.send(no_network()).is_ok(),
            Request::NetworkReservedPeers(answer) => answer.send(Vec::new()).is_ok(),
            Request::NodeRoles(answer) => answer.send(vec![NodeRole::Authority]).is_ok(),
            Request::SyncState(answer) => {
                let newest = client.info().best_number;
                let state = SyncState { starting_block: 0, current_block: newest, highest_block: newest };
                answer.send(state).is_ok()
            }
        };
    }
}
