//! Method 2: 自社電子証明書照会 and 紐付け更新, from the search to the mails.

mod detail;
mod keyboard;
mod meanwhile;
mod pages;
mod refused;
mod search;
mod update;
