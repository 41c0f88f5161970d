//! What the system does: one function a use case, one transaction a write. No HTTP here.

pub mod applications;
pub mod certificates;
pub mod session;
pub mod todo;
pub mod users;
