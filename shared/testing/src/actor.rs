//! Someone who talks to the product over HTTP.

use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

/// A client with a credential, or none.
#[derive(Clone)]
pub struct Actor {
    client: Client,
    base: String,
    /// The bearer credential.
    pub token: Option<String>,
    /// The user behind it, where known.
    pub user_id: String,
    /// The organization, where known.
    pub organization_id: String,
}

/// What the product answered.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body; `null` if it is not JSON.
    pub body: Value,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Actor {
    /// Nobody yet.
    pub fn anonymous(base: &str) -> Self {
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client can be built");
        Self {
            client,
            base: base.to_owned(),
            token: None,
            user_id: String::new(),
            organization_id: String::new(),
        }
    }

    /// The same connection with another credential.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    /// A request to build upon; `path` begins with `/`.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends a request and reads its answer whole.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.expect("the product answers");
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.expect("the answer can be read").to_vec();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer {
            status,
            headers,
            body,
            bytes,
        }
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// POST with a JSON body.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, path).json(&body)).await
    }

    /// PATCH with a JSON body, at whatever revision is there.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(
            self.request(Method::PATCH, path)
                .header("if-match", "*")
                .json(&body),
        )
        .await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// Signs up an organization and becomes its admin.
    pub async fn sign_up(&self, organization: &str, email: &str, password: &str) -> Self {
        let answer = self
            .post(
                "/api/auth/signup",
                json!({ "organization": organization, "name": "Ada Admin", "email": email, "password": password }),
            )
            .await
            .expect(StatusCode::CREATED);
        Self {
            user_id: text(&answer["user_id"]),
            organization_id: text(&answer["organization_id"]),
            ..self.with_token(answer["access_token"].as_str().unwrap_or_default())
        }
    }
}

impl Answer {
    /// The body of an answer that must have this status.
    #[track_caller]
    pub fn expect(self, status: StatusCode) -> Value {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.bytes));
        self.body
    }

    /// The body of an answer that must be a problem with this status and code, and say what to do.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Value {
        assert_eq!(
            (self.status.as_u16(), self.body["code"].as_str()),
            (status, Some(code)),
            "{}",
            String::from_utf8_lossy(&self.bytes)
        );
        assert_eq!(self.headers["content-type"], "application/problem+json");
        assert!(
            self.body["detail"]
                .as_str()
                .is_some_and(|detail| !detail.is_empty())
        );
        assert_eq!(
            self.body["instance"].as_str(),
            self.headers["x-request-id"].to_str().ok()
        );
        self.body
    }

    /// The `ETag`.
    #[track_caller]
    pub fn etag(&self) -> String {
        self.headers["etag"].to_str().expect("an ETag is text").to_owned()
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
