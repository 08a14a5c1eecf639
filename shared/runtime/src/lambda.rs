//! The Lambda host: an area's router behind API Gateway, a handler behind a queue or a schedule.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use aws_lambda_events::event::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use katalusis_events::{Delivery, Handled, Queue, Relay, consume};
use lambda_http::request::RequestContext;
use lambda_runtime::{LambdaEvent, service_fn};

use crate::MainResult;

/// Serves an area behind API Gateway.
pub async fn http(router: Router, relay: Relay) -> MainResult {
    let router = router
        .layer(from_fn_with_state(relay, flush_after))
        .layer(from_fn(name_peer));
    lambda_http::run(router).await.map_err(host_failed)
}

/// Says who the client is in the way in which a listening socket would: API Gateway knows it, even where no
/// `X-Forwarded-For` arrives.
async fn name_peer(mut request: Request, next: Next) -> Response {
    let address = match request.extensions().get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV1(context)) => context.identity.source_ip.as_deref(),
        _ => None,
    };
    let address = address.and_then(|address| address.parse::<IpAddr>().ok());
    if let Some(address) = address {
        request
            .extensions_mut()
            .insert(ConnectInfo(SocketAddr::new(address, 0)));
    }
    next.run(request).await
}

/// Lambda freezes the process once it has answered, so events leave before.
async fn flush_after(
    State(relay): State<Relay>,
    request: Request,
    next: Next,
) -> Result<Response, Infallible> {
    let response = next.run(request).await;
    relay.flush().await;
    Ok(response)
}

/// Handles the messages of a queue, `at_once` at a time; those that did not work are delivered again.
pub async fn queue<H, F>(queue: Queue, relay: Relay, at_once: usize, handler: H) -> MainResult
where
    H: Fn(Delivery) -> F + Sync,
    F: Future<Output = Handled> + Send,
{
    let (queue, relay, handler) = (&queue, &relay, &handler);
    let service = service_fn(move |event: LambdaEvent<SqsEvent>| {
        Box::pin(async move {
            let deliveries = event.payload.records.into_iter().map(delivery).collect();
            let again = consume(queue, deliveries, at_once, handler).await;
            relay.flush().await;
            let mut response = SqsBatchResponse::default();
            response.batch_item_failures = again.into_iter().map(failure).collect();
            Ok::<_, lambda_runtime::Error>(response)
        })
    });
    lambda_runtime::run(service).await.map_err(host_failed)
}

fn delivery(message: SqsMessage) -> Delivery {
    let count = message
        .attributes
        .get("ApproximateReceiveCount")
        .and_then(|count| count.parse().ok());
    Delivery {
        message_id: message.message_id.unwrap_or_default(),
        receipt: message.receipt_handle.unwrap_or_default(),
        body: message.body.unwrap_or_default(),
        receive_count: count.unwrap_or(1),
    }
}

fn failure(message_id: String) -> BatchItemFailure {
    let mut failure = BatchItemFailure::default();
    failure.item_identifier = message_id;
    failure
}

/// Does `work` at each tick of a schedule.
pub async fn schedule<W, F>(relay: Relay, work: W) -> MainResult
where
    W: Fn() -> F,
    F: Future<Output = anyhow::Result<()>>,
{
    let (relay, work) = (&relay, &work);
    let service = service_fn(move |_: LambdaEvent<serde_json::Value>| {
        Box::pin(async move {
            let done = work().await;
            relay.flush().await;
            done.map_err(|error| lambda_runtime::Error::from(format!("{error:#}")))
        })
    });
    lambda_runtime::run(service).await.map_err(host_failed)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn host_failed(error: lambda_runtime::Error) -> anyhow::Error {
    anyhow::anyhow!("the Lambda host ended: {error}")
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    async fn seen(context: Option<RequestContext>) -> String {
        let tell = async |request: Request| {
            let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
            peer.map_or_else(|| "nobody".to_owned(), |peer| peer.0.ip().to_string())
        };
        let router = Router::new().route("/", get(tell)).layer(from_fn(name_peer));
        let mut request = Request::new(Body::empty());
        if let Some(context) = context {
            request.extensions_mut().insert(context);
        }
        let response = router.oneshot(request).await.unwrap();
        let bytes = axum::body::to_bytes(response.into_body(), 100).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn api_gateway_says_who_the_client_is() {
        let from = |address: Option<&str>| {
            let context = serde_json::json!({ "httpMethod": "GET", "identity": { "sourceIp": address } });
            Some(RequestContext::ApiGatewayV1(
                serde_json::from_value(context).unwrap(),
            ))
        };
        assert_eq!(seen(from(Some("203.0.113.7"))).await, "203.0.113.7");
        assert_eq!(seen(from(Some("2001:db8::1"))).await, "2001:db8::1");
        assert_eq!(seen(from(None)).await, "nobody");
        assert_eq!(seen(None).await, "nobody");
    }
}
