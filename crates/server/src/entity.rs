//! The tables as types. What each column means is said where it is made, in [`crate::migrations`].
#![allow(missing_docs, reason = "a column is described once, in its migration")]

pub mod application;
pub mod audit;
pub mod audit_head;
pub mod authority;
pub mod binding;
pub mod certificate;
pub mod company;
pub mod counter;
pub mod idempotency_key;
pub mod known_device;
pub mod login_throttle;
pub mod mail;
pub mod revocation_list;
pub mod search_gram;
pub mod session;
pub mod signature;
pub mod user;
