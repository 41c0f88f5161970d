//! Whole journeys through Shirushi in a real browser, from a user's point of view.
//!
//! Each journey has a `shirushi-server serve` process of its own, on a copy of the demonstration's data and on a port
//! of its own, and a fresh browser; the data are made once ([`journey`], [`Server`]). Controls are
//! found by what they are and what they are called, as people and screen readers find them: [`Browser::button`],
//! [`Browser::field`] and so on, never by class or id. What they do waits for its condition, never for a time.
//!
//! # Engines
//!
//! `SHIRUSHI_TEST_ENGINE` says in which [`Engine`] a run walks its journeys. `cargo xtask test` walks all of them in
//! Chromium, and then those that walk a line M of the specification in Firefox and in WebKit, too: **a test whose name
//! begins with such a line (`m6_3_…`) runs in all three.** `--engines` chooses otherwise. What an engine cannot do is
//! said by [`Plan::only_in`] with the reason, and stands in the report as skipped: composing in an IME, other
//! preferences of the system, and windows as narrow as a telephone are made by Chromium's own protocol, since WebDriver
//! has no word for them. [`Browser::looks_at`] runs axe-core in every engine.
//!
//! The journeys of the lines M are walked once more in Chromium with the page on a [`Host`] of its own: a real nginx with
//! TLS, on another origin than the API (`SHIRUSHI_TEST_HOST=nginx`). A journey that is about such a host says so by
//! [`Plan::on_a_host`].
//!
//! `cargo xtask test --only journeys` builds what is needed and sets `SHIRUSHI_TEST_SERVER`, `_PAGE`, `_AXE`, `_SHOTS`,
//! and the engines' programs (`place.rs` has all names). A journey that fails says on which of its lines, and leaves `FAILED-…` beside the
//! pictures: what the browser showed, its source, and what the server said.
//!
//! # To add a journey
//!
//! A test in `tests/all/`, in the module of its noun (or a new one, named in `tests/all/main.rs`):
//!
//! ```no_run
//! use journeys::{YAMADA, journey};
//!
//! # async fn test() {
//! journey("shown-in-file-names").walk(async |user| {
//!     user.logs_in(YAMADA).await;
//!     user.link("電子証明書追加発行申請へ").click().await;
//!     user.arrives_on("電子証明書追加発行申請").await; // title, heading, and the focus on it (BAR F3)
//!     user.looks_at("input").await; // pictures at 1280 and 360 pixels, axe-core, no sideways scrolling
//! })
//! .await;
//! # }
//! ```
//!
//! Its name or comment names the lines that it proves (`M2.3`, `F4`). A **new screen**, error state or dialog is looked
//! at once by [`Browser::looks_at`]. What several journeys do alike is a method of [`Browser`] in a module of this crate,
//! as logging in is in `people.rs` and filling in the application in `application.rs`. A **new kind of control** is a
//! line in each table of `browser/kind.rs` and a function in `browser/find.rs`. A server with other settings:
//! `journey("…").with("SHIRUSHI_…", "…")`. More computers: [`Journey::somebody_else`]; more tabs:
//! [`Browser::opens_tab`]; an outage: [`Server::stop`] and [`Server::start_again`]; a mail server: [`Post`].

mod application;
mod bindings;
mod browser;
mod common;
mod engine;
mod fail;
mod files;
mod host;
mod janitor;
mod journey;
mod life;
mod people;
mod place;
mod post;
mod program;
mod server;

pub use application::{APPLICANT, FIELDS, Values};
pub use browser::{Browser, Control};
pub use engine::Engine;
pub use fail::fail;
pub use files::{file, openssl};
pub use host::Host;
pub use journey::{Journey, Plan, journey};
pub use life::{Issued, PIN_ADDRESS, line_of};
pub use people::{LARGE, OPERATOR, PASSWORD, Person, SATO, SUZUKI, TANAKA, YAMADA};
pub use post::Post;
pub use server::Server;
