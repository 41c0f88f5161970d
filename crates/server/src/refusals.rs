//! Refusals are written down here, for every endpoint at once (BAR S9).
//!
//! A handler that refuses need not think of it: the extractors of [`crate::auth`] tell who asks, the answer tells why it
//! is one, and this layer makes the row of both. Looked at and refused is everything that would have changed something,
//! and whatever the role may not do. Logging in is not here: nobody is known there yet, see [`crate::auth::login`].
//!
//! A new endpoint that changes something gets its line in [`action_of`]; a test fails until it has one.

use std::sync::{Arc, OnceLock};

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use contract::problem::ProblemCode;
use contract::routes;
use contract::user::Role;

use crate::audit::{self, Action, Actor, Entry};
use crate::problem::code_text;
use crate::state::AppState;
use crate::store::{AllCompanies, Reach, applications, certificates};

/// Who asks, from the moment at which that is known.
#[derive(Clone, Debug, Default)]
pub struct Asker(Arc<OnceLock<Actor>>);

impl Asker {
    /// Tells who it is; the first word counts.
    pub fn tell(&self, actor: Actor) {
        let _ = self.0.set(actor);
    }
}

/// Why an answer is a refusal; every [`Failure::Refused`](crate::problem::Failure) carries it.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The code.
    pub code: ProblemCode,
    /// Which fields are refused; never what stood in them.
    pub fields: Vec<String>,
}

/// The longest address that is kept of a request that the role may not make.
const PATH_MAX: usize = 200;

/// Answers, and writes a row for an answer that is a refusal of something that somebody known wanted to do.
pub async fn write_down(state: &AppState, mut request: Request, next: Next) -> Response {
    let asker = Asker::default();
    request.extensions_mut().insert(asker.clone());
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    if let (Some(actor), Some(refusal)) = (asker.0.get(), response.extensions().get::<Refusal>()) {
        let route = route.as_ref().map_or("", MatchedPath::as_str).to_owned();
        Asked { method, path: uri.path().to_owned(), route }.append(state, actor, refusal).await;
    }
    response
}

/// What was asked for.
struct Asked {
    method: Method,
    path: String,
    /// The path as the table of routes has it.
    route: String,
}

impl Asked {
    async fn append(&self, state: &AppState, actor: &Actor, refusal: &Refusal) {
        let forbidden = refusal.code == ProblemCode::Forbidden;
        if !forbidden && self.method.is_safe() {
            return;
        }
        let known = if forbidden { None } else { action_of(&self.method, &self.route) };
        let (action, object) = match known {
            Some(action) => (action, self.number().to_owned()),
            None => {
                (Action::Access, format!("{} {}", self.method, self.path.chars().take(PATH_MAX).collect::<String>()))
            }
        };
        let mut actor = actor.clone();
        if let Some(company) = self.company_of_object(state, &actor).await {
            actor = actor.in_chain(&company);
        }
        let detail = if refusal.fields.is_empty() {
            serde_json::json!({})
        } else {
            serde_json::json!({ "fields": refusal.fields })
        };
        let outcome = code_text(refusal.code);
        let entry = Entry { actor: &actor, action, object: &object, outcome: &outcome, detail };
        audit::append_alone(state, entry).await;
    }

    /// The number in the path of the thing that was asked for; empty where there is none, or none that a thing can have.
    fn number(&self) -> &str {
        let mut parts = self.route.split('/').zip(self.path.split('/'));
        let number = parts.find(|(pattern, _)| pattern.starts_with('{')).map_or("", |(_, part)| part);
        if crate::extract::is_number(number) { number } else { "" }
    }

    /// What operators do for a company is in that company's chain, also where it was refused.
    async fn company_of_object(&self, state: &AppState, actor: &Actor) -> Option<String> {
        if actor.role != Role::Operator.code() || self.number().is_empty() {
            return None;
        }
        let (all, number) = (AllCompanies::for_jobs(), self.number());
        if self.route.contains("{receipt_number}") {
            let row = applications::find_of_any(&state.db, all, number).await.ok()?;
            return row.map(|row| row.company_id);
        }
        let found = certificates::find(&state.db, Reach::All(all), number).await.ok()?;
        found.map(|(row, _)| row.company_id)
    }
}

/// What an endpoint that changes something does.
fn action_of(method: &Method, route: &str) -> Option<Action> {
    Some(match (method.as_str(), route) {
        ("DELETE", routes::SESSION) => Action::Logout,
        ("PUT", routes::PASSWORD) => Action::ChangePassword,
        ("POST", routes::APPLICATIONS) => Action::FileApplication,
        ("POST", routes::WITHDRAWAL) => Action::WithdrawApplication,
        ("POST", routes::MY_CHECK) => Action::CheckCertificate,
        ("POST", routes::MY_SIGNATURE) => Action::Sign,
        ("POST", routes::BINDING_CHANGES) => Action::ChangeBindings,
        ("POST", routes::REVOCATION | routes::OPERATOR_REVOCATION) => Action::RevokeCertificate,
        ("POST", routes::EXAMINATION) => Action::ExamineApplication,
        ("POST", routes::ISSUE) => Action::IssueCertificate,
        ("POST", routes::REJECTION) => Action::RejectApplication,
        ("POST", routes::PIN_MAIL) => Action::ResendPinMail,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_endpoint_that_changes_something_has_its_action_s9() {
        let document = serde_json::to_value(crate::router::openapi()).expect("a document");
        let mut seen = 0;
        for (path, methods) in document["paths"].as_object().expect("paths") {
            for method in methods.as_object().expect("methods").keys().map(|name| name.to_uppercase()) {
                if !["POST", "PUT", "DELETE", "PATCH"].contains(&method.as_str()) {
                    continue;
                }
                // Logging in: nobody is known yet.
                let expected = (method.as_str(), path.as_str()) != ("POST", routes::SESSION);
                let method: Method = method.parse().expect("a method");
                assert_eq!(action_of(&method, path).is_some(), expected, "{method} {path}");
                seen += 1;
            }
        }
        assert!(seen > 10, "{seen}");
    }

    #[test]
    fn only_what_can_be_a_number_is_kept_of_a_path_s9() {
        let number = |path: &str| {
            let (method, path, route) = (Method::POST, path.to_owned(), routes::MY_CHECK.to_owned());
            Asked { method, path, route }.number().to_owned()
        };
        assert_eq!(number("/api/v1/my-certificates/JC-00000001/check"), "JC-00000001");
        assert_eq!(number("/api/v1/my-certificates/%E3%81%82/check"), "");
    }
}
