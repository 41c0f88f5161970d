//! The certificate's life: examined, issued, checked, signed with, released, revoked, written down.

mod audit;
mod decided;
mod pin;
mod pin_mail;
mod right;
mod signature;
