//! `server http`

use axum::Router;
use katalusis_http::layers;
use katalusis_runtime::settings::{Attachments, Auth, Container, Core, Files, Http, Imports};
use katalusis_runtime::{MainResult, Platform, container, settings};

use crate::web;

pub(crate) async fn run() -> MainResult {
    let (core, http, auth, files, attachments, imports, container) = settings(|reader| {
        let (core, http, auth) = (Core::read(reader), Http::read(reader), Auth::read(reader));
        let (files, imports) = (Files::read(reader), Imports::read(reader));
        let (attachments, container) = (Attachments::read(reader), Container::read(reader));
        Some((core?, http?, auth?, files?, attachments?, imports?, container?))
    })?;
    let stop = container::stop_signal()?;
    let platform = Platform::connect(&core).await?;
    platform.verify_database(core.environment).await?;
    let edge = platform.edge(&http);

    let apart = katalusis_imports::ReadingPlace::Apart(container::own_program()?);
    let work = katalusis_imports::Work::new(&platform, &files, &imports).reading(apart);
    let router = Router::new()
        .merge(katalusis_auth::router(katalusis_auth::State::new(
            &platform, &edge, &auth,
        )))
        .merge(katalusis_tasks::router(katalusis_tasks::State::new(
            &platform,
            &edge,
            &files,
            attachments,
        )))
        .merge(katalusis_imports::router(katalusis_imports::State::new(
            &edge, work,
        )))
        .merge(katalusis_audit::router(katalusis_audit::State::new(
            &platform, &edge, &files,
        )))
        .merge(katalusis_notifications::inbox::router(
            katalusis_notifications::inbox::State::new(&platform, &edge),
        ))
        .merge(katalusis_workflows::router(katalusis_workflows::State::new(
            &platform,
            &edge,
            &core.automation_queue_url,
        )))
        .merge(katalusis_meta::router(katalusis_meta::State::new(&platform)));

    let api = layers(router, &edge);
    let router = match &container.web_directory {
        Some(directory) => web::around(api, directory, &platform.file_store(&files)).await?,
        None => api,
    };

    // The relay outlives the last request, so that its event leaves with it.
    let served = stop.child_token();
    let relay_stop = tokio_util::sync::CancellationToken::new();
    let relay = tokio::spawn({
        let (relay, stop) = (platform.relay.clone(), relay_stop.clone());
        async move { relay.run(stop).await }
    });
    let result = container::serve(router, container.http_address, served).await;
    relay_stop.cancel();
    relay.await?;
    result
}
