//! A browser, as far as HTTP goes: it keeps cookies and follows nothing.

use std::collections::BTreeMap;
use std::pin::Pin;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use contract::problem::{PROBLEM_JSON, Problem, ProblemCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A browser with its cookies.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    http: legacy::Client<HttpConnector, Full<Bytes>>,
    server: String,
    cookies: BTreeMap<String, String>,
}

impl Client {
    /// With no cookies, for the server at this address.
    pub(crate) fn to(server: &str) -> Self {
        let http = legacy::Client::builder(TokioExecutor::new()).build_http();
        Self { http, server: server.to_owned(), cookies: BTreeMap::new() }
    }

    pub(crate) fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Takes the cookies that an answer sets, as a browser does.
    pub(crate) fn take_cookies(&mut self, answer: &Answer) {
        for cookie in answer.cookies() {
            let pair = cookie.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').unwrap();
            self.set_cookie(name, value);
        }
    }

    pub(crate) fn get(&self, path: &str) -> Call {
        self.call(Method::GET, path)
    }

    pub(crate) fn post(&self, path: &str) -> Call {
        self.call(Method::POST, path)
    }

    pub(crate) fn put(&self, path: &str) -> Call {
        self.call(Method::PUT, path)
    }

    pub(crate) fn delete(&self, path: &str) -> Call {
        self.call(Method::DELETE, path)
    }

    pub(crate) fn call(&self, method: Method, path: &str) -> Call {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut headers = HeaderMap::new();
        if !cookies.is_empty() {
            headers.insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        let uri = format!("{}{path}", self.server);
        Call { http: self.http.clone(), method, uri, headers, body: Bytes::new() }
    }
}

/// A request to be: await it.
pub(crate) struct Call {
    http: legacy::Client<HttpConnector, Full<Bytes>>,
    method: Method,
    uri: String,
    headers: HeaderMap,
    body: Bytes,
}

impl Call {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap());
        self
    }

    /// A body as JSON.
    pub(crate) fn json(self, body: &impl Serialize) -> Self {
        self.body("application/json", serde_json::to_vec(body).unwrap())
    }

    /// A body of whatever kind.
    pub(crate) fn body(mut self, media_type: &str, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self.header("content-type", media_type)
    }
}

impl Call {
    /// Sends it to a server that may be killed meanwhile; what came back, or why nothing did.
    pub(crate) async fn attempt(self) -> Result<Answer, String> {
        let what = format!("{} {}", self.method, self.uri);
        let mut request = Request::builder().method(self.method).uri(self.uri).body(Full::new(self.body)).unwrap();
        request.headers_mut().extend(self.headers);
        let answer = self.http.request(request).await.map_err(|error| format!("{what}: {error:?}"))?;
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.map_err(|error| format!("{what}: {error}"))?.to_bytes();
        Ok(Answer { what, status: parts.status, headers: parts.headers, body })
    }
}

impl IntoFuture for Call {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.attempt().await.unwrap_or_else(|error| panic!("{error}")) })
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// What was asked, for messages.
    pub(crate) what: String,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header's value; empty when it is absent.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The values of all `Set-Cookie`.
    pub(crate) fn cookies(&self) -> Vec<String> {
        self.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap().to_owned()).collect()
    }

    /// Itself, if the status is this one.
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.what, self.text());
        self
    }

    /// The body of an answer that went well.
    #[track_caller]
    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        assert!(self.status.is_success(), "{}: {} {}", self.what, self.status, self.text());
        self.as_json()
    }

    /// The body as JSON, whatever the status.
    #[track_caller]
    pub(crate) fn as_json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{}: {error}: {}", self.what, self.text()))
    }

    /// The problem that a refusal tells; every refusal must tell one, of its own status.
    #[track_caller]
    pub(crate) fn problem(&self) -> Problem {
        assert_eq!(self.header("content-type"), PROBLEM_JSON, "{}: {} {}", self.what, self.status, self.text());
        let problem: Problem = self.as_json();
        assert_eq!(problem.status, self.status.as_u16(), "{}", self.what);
        problem
    }

    /// Itself, if it is a refusal with this status and code.
    #[track_caller]
    pub(crate) fn refused(self, status: u16, code: ProblemCode) -> Self {
        let problem = self.problem();
        assert_eq!((problem.status, problem.code), (status, code), "{}: {}", self.what, self.text());
        self
    }
}
