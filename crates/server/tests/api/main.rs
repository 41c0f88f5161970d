//! The API, through HTTP, each test on SQLite and on PostgreSQL.
//!
//! Modules mirror the nouns and the promises; a test's name or comment names the line it proves (`M2.2`, `S14`).
//! `SHIRUSHI_TEST_POSTGRES` names the PostgreSQL server, `SHIRUSHI_TEST_PYTHON` a Python with aiosmtpd and
//! schemathesis; `cargo xtask test --only api` sets both.
//!
//! # To add a test
//!
//! An `async fn` that takes a [`stand::database::Database`] and begins with [`stand::Stand::start`]; then its name into
//! the module's `on_each_database!`. A new endpoint also needs its row in [`tenant_matrix`], and the OpenAPI document
//! its renewal: see [`openapi`].
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, reason = "a test fails by panicking")]

mod stand;

mod applications;
mod audit;
mod audit_refusals;
mod audit_view;
mod bad_input;
mod certificates;
mod control_characters;
mod delivery;
mod errors;
mod expiry;
mod fuzz;
mod headers;
mod idempotency;
mod issue;
mod kill;
mod kill_issue;
mod life;
mod login_secrecy;
mod method2_change;
mod method2_list;
mod method2_pages;
mod method2_races;
mod migrations;
mod of_user;
mod openapi;
mod origin;
mod password;
mod pin;
mod pin_mail;
mod pin_secrecy;
mod plans;
mod receipt_mail;
mod secrets;
mod session;
mod signing_right;
mod tenant_matrix;
mod throttle;
mod upkeep;
mod users;
