//! What Shirushi's page and server agree on.
//!
//! Two things live here and nowhere else: the **wire types** of the JSON API, and **every rule about a value**. The
//! page runs a rule on each keystroke, the server runs the very same function on what arrives; neither has a copy.
//!
//! A rule that is broken is a [`Reason`]: a code with its parameters, never a sentence. The sentence is made in
//! [`ja`], the only place that knows Japanese.
//!
//! # To add a rule
//!
//! 1. Write it as a pure function that returns `Result<_, Reason>` in the module of its noun (or a new one).
//! 2. If no [`Reason`] says what is wrong, add a variant, and its sentence in [`ja`]; the compiler leads you there.
//! 3. Call it from the `check` of the form it belongs to. Page and server now both have it.
//!
//! Everything here compiles to WebAssembly and is paid for at each first visit (SPEED): no regex, no date library.

pub mod application;
pub mod audit;
pub mod binding;
pub mod certificate;
pub mod company_form;
pub mod contact;
pub mod ja;
pub mod latin;
pub mod mail;
pub mod mail_address;
pub mod name;
pub mod operator;
pub mod page;
pub mod password;
pub mod phone;
pub mod pin;
pub mod problem;
pub mod reason;
pub mod romaji;
pub mod routes;
pub mod session;
pub mod signing;
pub mod text;
pub mod time;
pub mod user;

pub use reason::{FieldError, Reason};
pub use time::Timestamp;
