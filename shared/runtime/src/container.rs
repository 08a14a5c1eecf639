//! The container host: the same routers and handlers, in a process that lives on.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::serve::Listener;
use futures::{Stream, StreamExt, stream};
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use katalusis_events::{Delivery, Handled, Queue, settle};
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::MainResult;

/// How long a worker waits for messages before it looks whether it shall stop.
const WAIT: Duration = Duration::from_secs(10);
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(1);

/// What one client's connections may cost the others.
#[derive(Debug, Clone, Copy)]
pub struct ConnectionLimits {
    /// Connections at once; further ones wait until one ends.
    pub at_once: usize,
    /// How long a connection may take until the headers of its next request are complete.
    pub headers_within: Duration,
}

impl Default for ConnectionLimits {
    /// 2,000 connections leave file handles for everything else where a process may open 4,096. Load balancers keep idle
    /// connections for 60 s (AWS's ALB, nginx) and should be the ones to close them; whoever sends headers byte by
    /// byte is given no more than a little longer.
    fn default() -> Self {
        Self {
            at_once: 2_000,
            headers_within: Duration::from_secs(75),
        }
    }
}

/// Is cancelled when the operating system asks the process to end (SIGTERM, SIGINT).
pub fn stop_signal() -> std::io::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let token = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("asked to stop; finishing what is under way");
        token.cancel();
    });
    Ok(stop)
}

/// Where this program lies, for it to start itself again.
pub fn own_program() -> std::io::Result<PathBuf> {
    std::env::current_exe()
}

/// Serves until `stop`, then finishes the requests that are under way.
pub async fn serve(router: Router, address: SocketAddr, stop: CancellationToken) -> MainResult {
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}; is something else running there?"))?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    serve_on(listener, router, ConnectionLimits::default(), stop).await
}

/// The same on a listener that is bound already.
pub async fn serve_on(
    mut listener: TcpListener,
    router: Router,
    limits: ConnectionLimits,
    stop: CancellationToken,
) -> MainResult {
    let mut protocol = http1::Builder::new();
    protocol
        .timer(TokioTimer::new())
        .header_read_timeout(limits.headers_within);
    let free = Arc::new(Semaphore::new(limits.at_once));
    let open = GracefulShutdown::new();
    loop {
        let (place, stream, address) = tokio::select! {
            (place, (stream, address)) = next_connection(&free, &mut listener) => (place, stream, address),
            () = stop.cancelled() => break,
        };
        let service = router.clone().map_request(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(address));
            request
        });
        let connection = protocol.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let connection = open.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error = %error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    open.shutdown().await;
    Ok(())
}

/// The next connection, as soon as there is a place for it.
async fn next_connection(
    free: &Arc<Semaphore>,
    listener: &mut TcpListener,
) -> (Option<OwnedSemaphorePermit>, (TcpStream, SocketAddr)) {
    // The semaphore is never closed, so there always is a place in the end.
    let place = Arc::clone(free).acquire_owned().await.ok();
    (place, Listener::accept(listener).await)
}

/// Takes messages from a queue and handles them, `at_once` at a time, until `stop`: what was begun by then is
/// finished, the rest is given back. While some are handled, the next are taken already.
pub async fn work<H, F>(name: &str, queue: &Queue, at_once: usize, stop: &CancellationToken, handler: H)
where
    H: Fn(Delivery) -> F + Sync,
    F: Future<Output = Handled> + Send,
{
    tracing::info!(queue = name, "taking messages");
    let received = stream::repeat(())
        .then(|()| receive(name, queue))
        .take_until(stop.cancelled())
        .flat_map(stream::iter);
    handle(queue, received, at_once, stop, &handler).await;
}

async fn receive(name: &str, queue: &Queue) -> Vec<Delivery> {
    match queue.receive(WAIT).await {
        Ok(deliveries) => deliveries,
        Err(error) => {
            tracing::warn!(queue = name, error = %error, "the queue failed; trying again in a second");
            tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
            Vec::new()
        }
    }
}

/// Handles messages and deletes each as soon as it is done. Those that `stop` comes before are given back.
pub async fn handle<H, F>(
    queue: &Queue,
    deliveries: impl Stream<Item = Delivery>,
    at_once: usize,
    stop: &CancellationToken,
    handler: &H,
) where
    H: Fn(Delivery) -> F + Sync,
    F: Future<Output = Handled> + Send,
{
    deliveries
        .for_each_concurrent(at_once, async |delivery| {
            let receipt = delivery.receipt.clone();
            let told = if stop.is_cancelled() {
                queue.put_off(&receipt, Duration::ZERO).await
            } else if settle(queue, delivery, handler).await {
                queue.delete(&receipt).await
            } else {
                Ok(())
            };
            if let Err(error) = told {
                tracing::warn!(error = %error, "the queue failed; the message comes again, which does no harm");
            }
        })
        .await;
}
