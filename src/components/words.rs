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

/// How many days are left until a moment, by Japan's calendar: 0 on its day; nothing when it has passed.
pub(crate) fn days_left(until: &Timestamp) -> Option<u32> {
    days_between(browser::now_ms(), browser::milliseconds(until)?)
}

fn days_between(now: f64, until: f64) -> Option<u32> {
    const DAY: f64 = 86_400_000.0;
    // Japan has had one offset, without summer time, since long before the first certificate.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "days of some decades, not negative")]
    let day = |ms: f64| ((ms + DAY * 9.0 / 24.0) / DAY) as u32;
    (until >= now).then(|| day(until).saturating_sub(day(now)))
}

#[cfg(test)]
mod tests {
    use super::days_between;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn days_that_are_left_are_those_of_japans_calendar_f8() {
        let ms = |moment: &str| js_sys::Date::parse(moment);
        let end = ms("2026-12-01T23:59:59+09:00");
        for (now, left) in [
            ("2026-11-22T00:00:00+09:00", Some(9)),
            ("2026-11-30T23:59:59+09:00", Some(1)),
            ("2026-12-01T00:00:00+09:00", Some(0)),
            ("2026-12-01T23:59:59+09:00", Some(0)),
            ("2026-12-02T00:00:00+09:00", None),
        ] {
            assert_eq!(days_between(ms(now), end), left, "{now}");
        }
    }
}
