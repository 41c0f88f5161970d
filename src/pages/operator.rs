//! 運営業務: what the provider's operators do (D13.1).

pub(crate) mod certificate;
pub(crate) mod detail;
pub(crate) mod list;
mod pin_mail;
