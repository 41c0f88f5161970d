//! 証明書管理: what a bound user does with a certificate (D13.4, D13.5).

pub(crate) mod check;
pub(crate) mod list;
pub(crate) mod sign;
