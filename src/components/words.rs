//! Things in words, as several pages say them.

use contract::Timestamp;
use contract::user::UserReference;

use crate::browser;

/// A user in one line: ID, name, department.
pub(crate) fn user_in_words(user: &UserReference) -> String {
    [&user.user_id, &user.name, &user.department].map(String::as_str).join("　").trim_end().to_owned()
}

/// How many days are left until a moment, rounded down; nothing when it has passed.
pub(crate) fn days_left(until: &Timestamp) -> Option<u32> {
    let left = browser::milliseconds(until)? - browser::now_ms();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "days of a few years, not negative")]
    (left >= 0.0).then_some((left / 86_400_000.0) as u32)
}
