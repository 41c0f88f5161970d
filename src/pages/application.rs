//! 電子証明書追加発行申請 (method 1): input, confirm, complete, and what became of it.

pub(crate) mod complete;
pub(crate) mod confirm;
pub(crate) mod detail;
pub(crate) mod input;
pub(crate) mod list;
pub(crate) mod sections;
