//! Who makes a request, and whether it may be made at all.

pub mod address;
pub mod guard;
pub mod login;
pub mod password;
mod principal;
pub mod session;
pub mod throttle;

pub use principal::{Administrator, CompanyMember, Operator, Principal, address_of};
