//! The client put together: database, native executor, transaction pool, sealing, JSON-RPC.

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use jsonrpsee::server::ServerHandle;
use sc_chain_spec::GenesisBlockBuilder;
use sc_client_api::{execution_extensions::ExecutionExtensions, Backend as _, HeaderBackend};
use sc_client_db::{BlocksPruning, DatabaseSettings, DatabaseSource, PruningMode};
use sc_service::{ClientConfig, TFullBackend, TFullClient, TaskManager};
use sc_transaction_pool::{BasicPool, FullChainApi, PoolLimit};
use tokio::runtime::Handle;

use crate::{
    executor::NativeExecutor,
    finality::{self, MAX_FINALITY_LAG},
    genesis, rpc,
    runtime::{Hash, OpaqueBlock, RuntimeApi},
    sealing::{Sealer, Sealing},
    Error, Options,
};

pub(crate) type Backend = TFullBackend<OpaqueBlock>;
pub(crate) type Client = TFullClient<OpaqueBlock, RuntimeApi, NativeExecutor>;
pub(crate) type Pool = BasicPool<FullChainApi<Client, OpaqueBlock>, OpaqueBlock>;

const MIB: usize = 1024 * 1024;
const TRIE_CACHE_BYTES: usize = 64 * MIB;
const READY_TRANSACTIONS: PoolLimit = PoolLimit { count: 65_536, total_bytes: 512 * MIB };
const FUTURE_TRANSACTIONS: PoolLimit = PoolLimit { count: 16_384, total_bytes: 128 * MIB };

/// A chain that runs.
pub(crate) struct Service {
    pub(crate) tasks: TaskManager,
    pub(crate) server: ServerHandle,
    pub(crate) address: SocketAddr,
    pub(crate) sealing: Sealing,
}

/// Starts a chain on the tokio runtime this runs on.
pub(crate) async fn start(options: Options) -> Result<Service, Error> {
    if options.finality_lag > MAX_FINALITY_LAG {
        return Err(Error::FinalityLag { asked: options.finality_lag });
    }
    let failed = |error: &dyn std::fmt::Display| Error::Client(error.to_string());
    let tasks = TaskManager::new(Handle::current(), None).map_err(|error| failed(&error))?;
    let backend = open_database(options.db.as_deref())?;
    if !options.endow.is_empty() && backend.blockchain().info().genesis_hash != Hash::default() {
        tracing::warn!("the database already holds a chain: its genesis stays, --endow has no effect");
    }
    let client = Arc::new(new_client(&options, &backend, &tasks)?);
    // A chain in a database may come from a run whose finality was farther behind.
    finality::advance(&client, options.finality_lag)?;
    let pool = Arc::new(Pool::new_full(
        sc_transaction_pool::Options {
            ready: READY_TRANSACTIONS,
            future: FUTURE_TRANSACTIONS,
            reject_future_transactions: false,
            // What failed may be tried again at once.
            ban_time: Duration::ZERO,
        },
        true.into(),
        None,
        tasks.spawn_essential_handle(),
        client.clone(),
    ));
    tasks.spawn_essential_handle().spawn(
        "txpool-notifications",
        Some("transaction-pool"),
        sc_transaction_pool::notification_future(client.clone(), pool.clone(), false),
    );

    let (sealer, sealing) =
        Sealer::new(client.clone(), backend.clone(), pool.clone(), tasks.spawn_handle(), &options);
    tasks.spawn_essential_handle().spawn_blocking("sealing", Some("block-authoring"), sealer.run());

    let methods = rpc::methods(rpc::Sources {
        client,
        backend,
        pool,
        sealing: sealing.clone(),
        spawner: tasks.spawn_handle(),
    })?;
    let (server, address) = rpc::serve(options.port, methods).await?;
    Ok(Service { tasks, server, address, sealing })
}

/// Opens the database in a folder, created if need be, or one in memory. Nothing is ever pruned.
fn open_database(path: Option<&Path>) -> Result<Arc<Backend>, Error> {
    let source = match path {
        Some(path) => DatabaseSource::ParityDb { path: path.to_owned() },
        None => DatabaseSource::Custom {
            db: Arc::new(sp_database::MemDb::default()),
            // Without it the client takes the empty database for one that lost its contents.
            require_create_flag: true,
        },
    };
    sc_service::new_db_backend(DatabaseSettings {
        trie_cache_maximum_size: Some(TRIE_CACHE_BYTES),
        state_pruning: Some(PruningMode::ArchiveAll),
        blocks_pruning: BlocksPruning::KeepAll,
        source,
        pruning_filters: Vec::new(),
        metrics_registry: None,
    })
    .map_err(|error| Error::Database {
        path: path.map(Into::into).unwrap_or_default(),
        reason: error.to_string(),
    })
}

fn new_client(options: &Options, backend: &Arc<Backend>, tasks: &TaskManager) -> Result<Client, Error> {
    let failed = |error: sc_client_api::blockchain::Error| Error::Client(error.to_string());
    let genesis = GenesisBlockBuilder::new_with_storage(
        genesis::storage(options)?,
        true,
        backend.clone(),
        NativeExecutor,
    )
    .map_err(failed)?;
    sc_service::new_client(
        backend.clone(),
        NativeExecutor,
        genesis,
        None,
        None,
        ExecutionExtensions::new(None, Arc::new(NativeExecutor)),
        Box::new(tasks.spawn_handle()),
        None,
        None,
        ClientConfig::default(),
    )
    .map_err(failed)
}
