//! Logging in slows down as it fails (BAR S6).
//!
//! Failures are counted for the account and for the network address. An attempt is counted *before* the password is
//! looked at, so that many at once let no more through than one after the other.
//!
//! Nobody can be locked out by a stranger for good: an account's wait never passes a minute, and a browser from which
//! its user has logged in before has a count of its own, on which strangers have no influence.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sea_orm::{
    ActiveModelTrait as _, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait as _, IntoActiveModel as _,
    QuerySelect as _, Set, sea_query::OnConflict,
};

use crate::clock::Moment;
use crate::entity::login_throttle;

/// Failures are forgotten after so long without a further attempt.
const FORGET_SECONDS: i64 = 3600;

/// What is counted: from how many failures on the waits begin, and the longest wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    key: String,
    free: i32,
    longest_seconds: i64,
}

impl Key {
    /// An account, whether it exists or not, as strangers see it.
    pub fn account(company_key: &str, user_key: &str) -> Self {
        // Hashed, so that what people type by mistake (a password, say) is not stored.
        let hash = crate::key::sha256_hex(format!("{company_key}\n{user_key}").as_bytes());
        Self { key: format!("account:{hash}"), free: 5, longest_seconds: 60 }
    }

    /// The present password, asked for before it is changed. A name of its own: no login counts here, nor the reverse.
    pub fn password_change(user: i64) -> Self {
        Self { key: format!("password:{user}"), free: 5, longest_seconds: 60 }
    }

    /// An account as one of its own browsers sees it.
    pub fn device(device_hash: &str) -> Self {
        Self { key: format!("device:{device_hash}"), free: 5, longest_seconds: 60 }
    }

    /// A network address; an office shares one, so it has more tries.
    pub fn address(address: std::net::IpAddr) -> Self {
        let network = match address {
            std::net::IpAddr::V4(v4) => v4.to_string(),
            // One customer has a whole /64 of IPv6.
            std::net::IpAddr::V6(v6) => std::net::Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).to_string(),
        };
        Self { key: format!("address:{network}"), free: 30, longest_seconds: 900 }
    }

    /// The wait after so many failures: none at first, then 1, 2, 4, 8 … seconds.
    fn wait_seconds(&self, failures: i32) -> i64 {
        let over = failures - self.free;
        if over < 0 { 0 } else { (1_i64 << over.min(20)).min(self.longest_seconds) }
    }
}

/// Which waits this server has written down, so that a refusal that costs a stranger nothing makes one row a wait and
/// not one a request (BAR S9).
#[derive(Debug, Default)]
pub struct Told(Mutex<HashMap<String, Moment>>);

impl Told {
    /// So many keys are remembered; beyond that those whose wait is over are forgotten, then all.
    const MOST: usize = 10_000;

    /// Whether this is the first refusal of the present wait, which ends in so many seconds.
    pub fn is_first(&self, key: &Key, now: Moment, wait_seconds: u32) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if told.get(&key.key).is_some_and(|until| now < *until) {
            return false;
        }
        if told.len() >= Self::MOST {
            told.retain(|_, until| now < *until);
        }
        if told.len() >= Self::MOST {
            told.clear();
        }
        told.insert(key.key.clone(), now.plus_seconds(i64::from(wait_seconds)));
        true
    }
}

/// Counts an attempt, or answers how many seconds to wait before the next is looked at.
///
/// # Errors
///
/// When the database fails.
pub async fn attempt(tx: &DatabaseTransaction, key: &Key, now: Moment) -> Result<Result<(), u32>, DbErr> {
    let row = lock(tx, key, now).await?;
    if now < Moment(row.blocked_until) {
        return Ok(Err(now.seconds_until(Moment(row.blocked_until))));
    }
    let forgotten = now >= Moment(row.last_attempt_at).plus_seconds(FORGET_SECONDS);
    let failures = if forgotten { 1 } else { row.failures.saturating_add(1) };
    let mut row = row.into_active_model();
    row.failures = Set(failures);
    row.last_attempt_at = Set(now.0);
    row.blocked_until = Set(now.plus_seconds(key.wait_seconds(failures)).0);
    row.update(tx).await?;
    Ok(Ok(()))
}

/// Forgets the failures of an account or device after it has logged in.
///
/// # Errors
///
/// When the database fails.
pub async fn forget(db: &impl ConnectionTrait, key: &Key) -> Result<(), DbErr> {
    login_throttle::Entity::delete_by_id(&key.key).exec(db).await.map(|_| ())
}

/// Takes one counted attempt back, because it succeeded; the failures of others at that address stay.
///
/// # Errors
///
/// When the database fails.
pub async fn take_back(tx: &DatabaseTransaction, key: &Key, now: Moment) -> Result<(), DbErr> {
    let row = lock(tx, key, now).await?;
    let failures = row.failures.saturating_sub(1).max(0);
    let mut row = row.into_active_model();
    row.failures = Set(failures);
    row.blocked_until = Set(now.0);
    row.update(tx).await?;
    Ok(())
}

async fn lock(tx: &DatabaseTransaction, key: &Key, now: Moment) -> Result<login_throttle::Model, DbErr> {
    let new = login_throttle::ActiveModel {
        key: Set(key.key.clone()),
        failures: Set(0),
        last_attempt_at: Set(now.0),
        blocked_until: Set(now.0),
    };
    // Changes nothing of a row that is there, but locks it, so that nobody forgets it before it is read.
    login_throttle::Entity::insert(new)
        .on_conflict(
            OnConflict::column(login_throttle::Column::Key).update_column(login_throttle::Column::Key).to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    let row = login_throttle::Entity::find_by_id(&key.key).lock_exclusive().one(tx).await?;
    row.ok_or_else(|| DbErr::RecordNotFound(key.key.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end_s6() {
        let key = Key::account("k1", "sato");
        let waits: Vec<i64> = (1..14).map(|failures| key.wait_seconds(failures)).collect();
        assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(Key::address([127, 0, 0, 1].into()).wait_seconds(i32::MAX), 900);
    }

    #[test]
    fn one_row_a_wait_s9() {
        let (told, key, now) = (Told::default(), Key::password_change(1), Moment(1_000_000));
        assert!(told.is_first(&key, now, 4));
        assert!(!told.is_first(&key, now.plus_seconds(3), 1));
        assert!(told.is_first(&Key::password_change(2), now, 4));
        assert!(told.is_first(&key, now.plus_seconds(4), 8));
        for user in 0..20_000 {
            told.is_first(&Key::password_change(user), now, 4);
        }
        assert!(told.0.lock().expect("whole").len() <= Told::MOST);
    }

    #[test]
    fn a_customers_whole_ipv6_network_is_one_address_s6() {
        let key = |text: &str| Key::address(text.parse().expect("an address"));
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
    }
}
