//! The pages: one module for each noun, one file in it for each screen.

pub(crate) mod application;
pub(crate) mod audit;
pub(crate) mod certificate;
pub(crate) mod changed_hands;
pub(crate) mod home;
pub(crate) mod login;
pub(crate) mod mails;
pub(crate) mod my_certificate;
pub(crate) mod not_found;
pub(crate) mod operator;
pub(crate) mod password;
