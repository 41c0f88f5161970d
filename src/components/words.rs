//! Things in words, as several pages say them.

use contract::Timestamp;
use contract::user::UserReference;

use crate::browser;

/// A user in one line: ID, name, department.
pub(crate) fn user_in_words(user: &UserReference) -> String {
    [&user.user_id, &user.name, &user.department].map(String::as_str).join("　").trim_end().to_owned()
}

/// A user who must act in person: nobody is to log in with somebody else's ID (M7.4).
pub(crate) fn in_person(user: &UserReference) -> String {
    [&user.name, "さん（利用者ID：", &user.user_id, "）ご本人が"].concat()
}

/// How many days are left until a moment, rounded down; nothing when it has passed.
pub(crate) fn days_left(until: &Timestamp) -> Option<u32> {
    let left = browser::milliseconds(until)? - browser::now_ms();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "days of a few years, not negative")]
    (left >= 0.0).then_some((left / 86_400_000.0) as u32)
}
