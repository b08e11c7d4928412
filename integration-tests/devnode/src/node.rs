use std::{sync::mpsc, thread, time::Duration};

use futures::channel::oneshot;
use tokio::runtime::{Builder, Runtime};

use crate::{
    sealing::Head,
    service::{self, Service},
    Error, Options,
};

/// Contracts that call each other recurse on the native stack.
const STACK_BYTES: usize = 16 * 1024 * 1024;
/// How long tasks get to end, the database to be written among them.
const SHUTDOWN: Duration = Duration::from_secs(30);

/// A chain running in this process, on threads of its own. Any number of them run side by side.
///
/// Dropped without [`Devnode::shutdown`], it stops soon, but does not wait for its database.
pub struct Devnode {
    service: Service,
    threads: Threads,
}

impl Devnode {
    /// Starts a chain; JSON-RPC answers when this returns. It blocks for some ten milliseconds,
    /// inside or outside of an async runtime.
    ///
    /// # Errors
    /// If the port is taken, the database is in use or not one, or the endowments are not valid.
    pub fn start(options: Options) -> Result<Self, Error> {
        let runtime = Builder::new_multi_thread()
            .enable_all()
            .thread_name("devnode")
            .thread_stack_size(STACK_BYTES)
            .build()
            .map_err(Error::Threads)?;
        let threads = Threads(Some(runtime));
        let (sender, started) = mpsc::sync_channel(1);
        threads.spawn(async move {
            // Whoever waits is below.
            let _ = sender.send(service::start(options).await);
        });
        let service =
            started.recv().map_err(|_| Error::Client("starting ended without a result".to_owned()))??;
        Ok(Self { service, threads })
    }

    /// Where JSON-RPC answers, as `ws://127.0.0.1:PORT`. HTTP is answered there as well.
    pub fn url(&self) -> String {
        format!("ws://{}", self.service.address)
    }

    /// The TCP port JSON-RPC answers on.
    pub fn port(&self) -> u16 {
        self.service.address.port()
    }

    /// Seals `blocks` blocks now, as `dev_mine` does, and returns the newest. Transactions that are
    /// ready get in.
    ///
    /// # Errors
    /// If `blocks` exceeds [`MAX_MINED_BLOCKS`](crate::MAX_MINED_BLOCKS), or a block cannot be
    /// sealed.
    pub async fn mine(&self, blocks: u32) -> Result<Head, Error> {
        self.mine_over(blocks, Duration::ZERO).await
    }

    /// Seals `blocks` blocks now, and sets the chain's clock `interval` ahead before each.
    ///
    /// # Errors
    /// As [`Devnode::mine`].
    pub async fn mine_over(&self, blocks: u32, interval: Duration) -> Result<Head, Error> {
        Ok(self.service.sealing.mine(blocks, interval).await?)
    }

    /// Seals a block every `block_time` from now on; without one, as soon as a transaction is
    /// ready.
    ///
    /// # Errors
    /// If the block time is zero.
    pub async fn set_block_time(&self, block_time: Option<Duration>) -> Result<(), Error> {
        Ok(self.service.sealing.set_block_time(block_time).await?)
    }

    /// Waits until the chain stops by itself, which it only does when it breaks.
    pub async fn broken(&mut self) -> Error {
        match self.service.tasks.future().await {
            Ok(()) => Error::Stopped("its tasks ended".to_owned()),
            Err(error) => Error::Stopped(error.to_string()),
        }
    }

    /// Stops answering, finishes the block being sealed, and closes the database.
    ///
    /// # Errors
    /// If that takes longer than 30 seconds.
    pub async fn shutdown(self) -> Result<(), Error> {
        let Self { service, threads } = self;
        // Already stopped is as good.
        let _ = service.server.stop();
        service.sealing.stop().await;
        drop(service);
        threads.join().await
    }
}

impl std::fmt::Debug for Devnode {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Devnode").field("url", &self.url()).finish_non_exhaustive()
    }
}

/// A tokio runtime that may be dropped inside of another.
struct Threads(Option<Runtime>);

impl Threads {
    fn spawn(&self, task: impl std::future::Future<Output = ()> + Send + 'static) {
        if let Some(runtime) = &self.0 {
            runtime.spawn(task);
        }
    }

    /// Waits, without blocking the caller's runtime, until all threads have ended.
    async fn join(mut self) -> Result<(), Error> {
        let Some(runtime) = self.0.take() else { return Ok(()) };
        let (sender, ended) = oneshot::channel();
        thread::spawn(move || {
            let start = std::time::Instant::now();
            runtime.shutdown_timeout(SHUTDOWN);
            let _ = sender.send(start.elapsed() < SHUTDOWN);
        });
        match ended.await {
            Ok(true) => Ok(()),
            _ => Err(Error::Stopped(format!("its tasks did not end within {SHUTDOWN:?}"))),
        }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
