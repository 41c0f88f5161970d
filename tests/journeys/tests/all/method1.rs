//! Method 1: 電子証明書追加発行申請, from the form to the mail.

mod companies;
mod confirm;
mod filed;
mod ime;
mod input;
mod keyboard;
mod latin;
mod mending;
mod once;
mod outage;
mod picker;
mod reuse;
mod telephone;
