//! One HTTP call. Nothing here is generic but reading the answer, because every generic copy is paid for in bytes.

use contract::problem::Problem;
use gloo_net::http::{Headers, Method, RequestBuilder, Response};
use leptos::prelude::set_timeout_with_handle;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;
use web_sys::{AbortController, RequestCredentials};

use super::{Answer, ApiError};
use crate::session::Session;
use crate::site;
use crate::wire;

/// How long to wait for an answer.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How long to wait for a file, which may be large, and the line slow.
const FILE_TIMEOUT: Duration = Duration::from_secs(300);

/// An answer that is on its way. Boxed, so that whoever waits for it need not hold, and compile, the whole call.
pub(crate) type Pending<T> = Pin<Box<dyn Future<Output = Answer<T>>>>;

/// A call that is being put together.
pub(super) struct Call {
    method: Method,
    url: String,
    headers: Headers,
    body: Option<String>,
}

/// A successful answer.
pub(super) struct Reply {
    text: String,
    /// The version of what was answered; empty when it has none.
    pub(super) etag: String,
}

impl Reply {
    /// The answer as a type of the contract.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Answer<T> {
        wire::read(&self.text).map_err(|_| ApiError::NotOurs)
    }
}

impl Call {
    /// A call of an address of [`contract::routes`].
    pub(super) fn new(method: Method, url: &str) -> Self {
        let headers = Headers::new();
        headers.set("Accept", "application/json, application/problem+json");
        Self { method, url: site::api(url), headers, body: None }
    }

    /// Adds a parameter, unless it is empty.
    pub(super) fn query(mut self, name: &str, value: &str) -> Self {
        contract::routes::push_parameter(&mut self.url, name, value);
        self
    }

    /// Adds a header.
    pub(super) fn header(self, name: &str, value: &str) -> Self {
        self.headers.set(name, value);
        self
    }

    /// Gives the call a body.
    pub(super) fn json<T: Serialize>(mut self, value: &T) -> Self {
        self.body = Some(wire::write(value));
        self.header("Content-Type", "application/json")
    }

    /// Sends it and reads the answer as a type of the contract.
    pub(super) fn send<T: DeserializeOwned + 'static>(self, session: Session) -> Pending<T> {
        let reply = self.exchange(session);
        Box::pin(async move { reply.await?.read() })
    }

    /// Sends it where no answer is expected but that it went well.
    pub(super) fn send_only(self, session: Session) -> Pending<()> {
        let reply = self.exchange(session);
        Box::pin(async move { reply.await.map(drop) })
    }

    /// Sends it, and tells the session what came of it.
    pub(super) fn exchange(self, session: Session) -> Pending<Reply> {
        Box::pin(async move {
            if self.method != Method::GET && session.has_changed_hands() {
                return Err(ApiError::ChangedHands);
            }
            let result = self.fetch(TIMEOUT, async |response: &Response| {
                let etag = response.headers().get("ETag").unwrap_or_default();
                Ok(Reply { text: response.text().await?, etag })
            });
            let result = result.await;
            session.heard(result.as_ref().err());
            result
        })
    }

    /// Sends it where a file is the answer.
    pub(super) fn send_for_file(self, session: Session) -> Pending<Vec<u8>> {
        Box::pin(async move {
            let result = self.fetch(FILE_TIMEOUT, Response::binary).await;
            session.heard(result.as_ref().err());
            result
        })
    }

    async fn fetch<T>(
        self,
        timeout: Duration,
        read: impl AsyncFnOnce(&Response) -> Result<T, gloo_net::Error>,
    ) -> Answer<T> {
        let controller = AbortController::new().ok();
        let signal = controller.as_ref().map(AbortController::signal);
        let timed_out = Rc::new(Cell::new(false));
        let timer = {
            let timed_out = Rc::clone(&timed_out);
            let give_up = move || {
                timed_out.set(true);
                if let Some(controller) = controller {
                    controller.abort();
                }
            };
            set_timeout_with_handle(give_up, timeout).ok()
        };
        // A browser does not say why a call failed; only we know whether it was we who gave up.
        let failed = |_| if timed_out.get() { ApiError::Timeout } else { ApiError::Offline };

        let builder = RequestBuilder::new(&self.url)
            .method(self.method)
            .headers(self.headers)
            .credentials(RequestCredentials::Include)
            .abort_signal(signal.as_ref());
        let request = match self.body {
            Some(body) => builder.body(body),
            None => builder.build(),
        };
        let outcome = async {
            let response = request.map_err(failed)?.send().await.map_err(failed)?;
            if response.ok() {
                return read(&response).await.map_err(failed);
            }
            Err(refusal(&response.text().await.map_err(failed)?))
        }
        .await;
        if let Some(timer) = timer {
            timer.clear();
        }
        outcome
    }
}

/// What an answer says that is not a success.
fn refusal(text: &str) -> ApiError {
    wire::read::<Problem>(text).map_or(ApiError::NotOurs, ApiError::Problem)
}

#[cfg(test)]
mod tests;
