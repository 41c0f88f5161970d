//! What the system does: one function a use case, one transaction a write. No HTTP here.

pub mod applications;
pub mod audit;
pub mod bindings;
pub mod certificates;
pub mod csv;
pub mod expiry;
pub mod import;
pub mod issue;
pub mod pin_mail;
pub mod revocation;
pub mod session;
pub mod signing;
pub mod todo;
pub mod users;
