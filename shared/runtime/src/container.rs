//! The container host: the same routers and handlers, in a process that lives on.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use futures::StreamExt;
use katalusis_events::{Delivery, Handled, Queue, settle};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::MainResult;

/// How long a worker waits for messages before it looks whether it shall stop.
const WAIT: Duration = Duration::from_secs(10);
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(1);

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
    serve_on(listener, router, stop).await
}

/// The same on a listener that is bound already.
pub async fn serve_on(listener: TcpListener, router: Router, stop: CancellationToken) -> MainResult {
    axum::serve(
        listener,
        router.into_make_service_with_connect_info::<SocketAddr>(),
    )
    .with_graceful_shutdown(stop.cancelled_owned())
    .await
    .context("the HTTP server failed")
}

/// Takes messages from a queue and handles them, `at_once` at a time, until `stop`: what was begun by then is
/// finished, the rest is given back.
pub async fn work<H, F>(name: &str, queue: &Queue, at_once: usize, stop: &CancellationToken, handler: H)
where
    H: Fn(Delivery) -> F + Sync,
    F: Future<Output = Handled> + Send,
{
    tracing::info!(queue = name, "taking messages");
    while !stop.is_cancelled() {
        let received = tokio::select! {
            received = queue.receive(WAIT) => received,
            () = stop.cancelled() => break,
        };
        match received {
            Ok(deliveries) => handle(queue, deliveries, at_once, stop, &handler).await,
            Err(error) => {
                tracing::warn!(queue = name, error = %error, "the queue failed; trying again in a second");
                tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
            }
        }
    }
}

/// Handles messages and deletes each as soon as it is done. Those that `stop` comes before are given back.
pub async fn handle<H, F>(
    queue: &Queue,
    deliveries: Vec<Delivery>,
    at_once: usize,
    stop: &CancellationToken,
    handler: &H,
) where
    H: Fn(Delivery) -> F + Sync,
    F: Future<Output = Handled> + Send,
{
    futures::stream::iter(deliveries)
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
