//! 自社電子証明書照会 and 紐付け更新 (method 2).

pub(crate) mod bindings;
pub(crate) mod detail;
pub(crate) mod list;
pub(crate) mod of_user;
