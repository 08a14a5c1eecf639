//! Calls a web address.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Action, Does, Exit, Here, Next};
use crate::workflow::activity::Failure;
use crate::workflow::secrets::origin;
use crate::workflow::template::{Template, TemplateError};
use crate::workflow::validate::{Check, Code};

/// Calls a web address. An answer of 2xx is a success; 429 and 5xx are tried again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowHttpCall)]
pub struct HttpCall {
    /// GET asks for something, the others send or change something.
    pub method: HttpMethod,
    /// The address on the public internet, with gaps that the run fills. Only those who may change the step see more than
    /// the host.
    #[schema(examples("https://example.com/orders/{{ trigger.task.external_id }}"))]
    pub url: Template,
    /// Headers that are sent, such as `authorization`. Only those who may change the step see them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, Template>,
    /// What is sent; as JSON if it can be read as that. Everyone who reads workflows sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Template>,
}

/// How an address is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum HttpMethod {
    /// Read.
    Get,
    /// Send.
    Post,
    /// Put.
    Put,
    /// Change.
    Patch,
    /// Delete.
    Delete,
}

/// A call to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RunHttpRequest)]
pub struct HttpRequest {
    /// How.
    pub method: HttpMethod,
    /// Where to.
    pub url: String,
    /// Headers.
    pub headers: BTreeMap<String, String>,
    /// What is sent.
    pub body: Option<String>,
}

impl Does for HttpCall {
    fn exits(&self) -> Vec<Exit> {
        Exit::of_action()
    }

    fn check(&self, check: &mut Check<'_>) {
        check.secret("url", &self.url);
        check.address("url", &self.url.0);
        let has_gap = origin(&self.url.0).is_some_and(|origin| origin.contains('{'));
        if has_gap && !self.headers.is_empty() {
            let message = "Whoever begins a run might choose who gets the headers. Write the host without a gap, or take the headers out.";
            check.finding(Code::BadSetting, "url", message.into());
        }
        for (name, value) in &self.headers {
            let field = format!("headers/{name}");
            check.secret(&field, value);
            check.shown(&field, &value.0);
        }
        if let Some(body) = &self.body {
            check.template("body", body);
        }
    }

    fn begin(&self, here: &Here<'_>) -> Result<Next, Failure> {
        let scope = here.scope();
        let secret = |what: &str, template: &Template| {
            let failure = |error: TemplateError| {
                Failure::lasting(format!("The {what} cannot be filled: {}.", error.reason()))
            };
            template.fill(&scope).map_err(failure)
        };
        let header = |(name, value): (&String, &Template)| {
            Ok((name.clone(), secret(&format!("header \"{name}\""), value)?))
        };
        let body = |body: &Template| body.fill(&scope).map_err(Failure::lasting);
        Ok(Next::Act(Action::Call(HttpRequest {
            method: self.method,
            url: secret("address", &self.url)?,
            headers: self.headers.iter().map(header).collect::<Result<_, Failure>>()?,
            body: self.body.as_ref().map(body).transpose()?,
        })))
    }

    fn names(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(self.headers.keys().map(String::as_str))
    }

    fn gives(&self) -> &'static [&'static str] {
        &["status", "body", "error"]
    }
}
