//! Figures for Prometheus: what it is asked, how quickly it answers, and what waits.
//!
//! They are served on a listener of their own (`SHIRUSHI_METRICS_LISTEN`), which belongs into the inner network: they
//! name no person and no company, but tell how busy the service is. Labels come from the route table and never from
//! what somebody sent, so that nobody can make the figures grow.

use std::sync::Arc;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use tokio::time::Instant;
use tracing::Instrument as _;

use crate::clock::Moment;
use crate::problem::{Failure, Outcome};
use crate::state::AppState;
use crate::store::{self, AllCompanies};

/// The answer's name: it stands in the log's lines, too.
pub const REQUEST_ID: &str = "x-request-id";

/// What [OpenMetrics 1.0](https://github.com/prometheus/OpenMetrics) calls itself.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// Seconds: from a read out of the cache to a PIN's Argon2id in a queue.
const BUCKETS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    method: &'static str,
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Job {
    job: &'static str,
}

/// The figures. Cloning shares them.
#[derive(Clone, Debug)]
pub struct Metrics {
    registry: Arc<Registry>,
    requests: Family<Answered, Counter>,
    seconds: Family<Asked, Histogram, fn() -> Histogram>,
    job_runs: Family<Job, Counter>,
    job_failures: Family<Job, Counter>,
    job_success: Family<Job, Gauge>,
    mails_waiting: Gauge,
    mails_failed: Gauge,
    oldest_mail: Gauge,
    applications_waiting: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("shirushi");
        let metrics = Self {
            registry: Arc::default(),
            requests: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            job_runs: Family::default(),
            job_failures: Family::default(),
            job_success: Family::default(),
            mails_waiting: Gauge::default(),
            mails_failed: Gauge::default(),
            oldest_mail: Gauge::default(),
            applications_waiting: Gauge::default(),
        };
        registry.register("http_requests", "Requests answered", metrics.requests.clone());
        registry.register_with_unit("http_request", "Time to the answer", Unit::Seconds, metrics.seconds.clone());
        registry.register("job_runs", "Runs of a job that ended well", metrics.job_runs.clone());
        registry.register("job_failures", "Runs of a job that failed", metrics.job_failures.clone());
        registry.register(
            "job_last_success_timestamp",
            "When a job last ended well, in seconds since 1970",
            metrics.job_success.clone(),
        );
        registry.register("mails_waiting", "Mails not yet handed over", metrics.mails_waiting.clone());
        registry.register("mails_failed", "Mails given up", metrics.mails_failed.clone());
        registry.register_with_unit(
            "oldest_waiting_mail",
            "For how long the oldest mail has been waiting",
            Unit::Seconds,
            metrics.oldest_mail.clone(),
        );
        registry.register(
            "applications_waiting",
            "Applications neither issued nor turned down",
            metrics.applications_waiting.clone(),
        );
        Self { registry: Arc::new(registry), ..metrics }
    }
}

impl Metrics {
    /// A run of a job has ended.
    pub fn job_ended(&self, job: &'static str, well: bool, now: Moment) {
        let label = Job { job };
        if well {
            self.job_runs.get_or_create(&label).inc();
            self.job_success.get_or_create(&label).set(now.0.div_euclid(1000));
        } else {
            self.job_failures.get_or_create(&label).inc();
        }
    }

    fn answered(&self, method: &'static str, route: String, status: u16, seconds: f64) {
        let asked = Asked { method, route };
        self.seconds.get_or_create(&asked).observe(seconds);
        self.requests.get_or_create(&Answered { method, route: asked.route, status }).inc();
    }

    /// The figures as text, with what waits in the database now.
    ///
    /// # Errors
    ///
    /// When the database fails.
    async fn text(&self, state: &AppState) -> Outcome<String> {
        let mails = store::mails::backlog(&state.db).await?;
        self.mails_waiting.set(mails.waiting);
        self.mails_failed.set(mails.failed);
        let waited = mails.oldest.map_or(0, |since| i64::from(since.seconds_until(state.now())));
        self.oldest_mail.set(waited);
        let applications = store::applications::count_waiting(&state.db, AllCompanies::for_jobs()).await?;
        self.applications_waiting.set(applications.try_into().unwrap_or(i64::MAX));
        let mut text = String::new();
        encode(&mut text, &self.registry).map_err(|error| Failure::Internal(error.to_string()))?;
        Ok(text)
    }
}

/// `GET /metrics`, for a listener of its own.
pub fn router(state: AppState) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state(state)
}

async fn metrics(State(state): State<AppState>) -> Outcome<Response> {
    let text = state.metrics.text(&state).await?;
    Ok(([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response())
}

/// Counts and logs every request. What stands in an address besides the route, such as a name that somebody looked for,
/// stays out of both.
pub async fn observe(state: &AppState, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = known_method(request.method().as_str());
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let id = request_id(state);
    let span = tracing::info_span!("request", id, method, route);
    let mut response = next.run(request).instrument(span.clone()).await;
    let (status, seconds) = (response.status().as_u16(), begun.elapsed().as_secs_f64());
    state.metrics.answered(method, route, status, seconds);
    span.in_scope(|| tracing::info!(status, milliseconds = (seconds * 1000.0).round(), "answered"));
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(HeaderName::from_static(REQUEST_ID), id);
    }
    response
}

/// 96 random bits, in 16 characters.
fn request_id(state: &AppState) -> String {
    let mut bytes = [0; 12];
    state.entropy.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A method that somebody has made up is no label.
fn known_method(method: &str) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];
    KNOWN.into_iter().find(|known| *known == method).unwrap_or("other")
}
