//! The API of Shirushi: JSON under `/api/v1`, a database, mails.
//!
//! A request goes [`router`] → [`handlers`] (HTTP only) → [`app`] (a use case, one transaction) → [`store`].
//!
//! # To add an endpoint
//!
//! 1. Its address into `contract::routes`, its wire types into `contract`.
//! 2. A handler with `#[utoipa::path]`, listed in [`router`]'s table. Take [`auth::Administrator`], [`auth::Principal`]
//!    or [`auth::Operator`] as argument: what a handler does not ask for, it does not get.
//! 3. A use case in [`app`]; a write appends its audit row and its mails on the same transaction.
//! 4. `tests/api`: the matrix of roles and companies (BAR S8) reads the OpenAPI document and fails until the new
//!    endpoint has its row.

pub mod app;
pub mod audit;
pub mod auth;
pub mod authority;
pub mod body;
pub mod clock;
pub mod config;
pub mod db;
pub mod demonstration;
pub mod entity;
pub mod entropy;
pub mod extract;
pub mod handlers;
pub mod headers;
pub mod jobs;
pub mod key;
pub mod mail;
pub mod metrics;
pub mod migrations;
pub mod page;
pub mod problem;
pub mod refusals;
pub mod rotation;
pub mod router;
pub mod state;
pub mod store;
