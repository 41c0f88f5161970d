//! The browser's own functions that the page needs, each in one place and without a way to panic.

use contract::Timestamp;
use js_sys::{Array, Date, Object, Reflect};
use leptos::prelude::{document, set_timeout, window};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, Storage};

/// Milliseconds since 1970 by the browser's clock.
///
/// The clock of the wall and not `performance.now()`, which stands still while a laptop sleeps; sessions do not.
pub(crate) fn now_ms() -> f64 {
    Date::now()
}

/// A moment on the wire as milliseconds since 1970; nothing when it cannot be read.
pub(crate) fn milliseconds(moment: &Timestamp) -> Option<f64> {
    let ms = Date::parse(&moment.0);
    (!ms.is_nan()).then_some(ms)
}

/// 2026年11月22日 14:05, in Japan's time, by the browser's own `Intl`.
pub(crate) fn date_time(moment: &Timestamp) -> String {
    format_date(moment, true)
}

/// 2026年11月22日, in Japan's time.
pub(crate) fn date(moment: &Timestamp) -> String {
    format_date(moment, false)
}

/// Puts another address into the address bar, where no router is there to do so.
pub(crate) fn replace_address(address: &str) {
    if let Ok(history) = window().history() {
        // Only an address of another origin is refused.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

/// This minute, as [`date_time`] writes it.
pub(crate) fn date_time_now() -> String {
    format_ms(now_ms(), true)
}

fn format_date(moment: &Timestamp, with_time: bool) -> String {
    milliseconds(moment).map_or_else(|| moment.0.clone(), |ms| format_ms(ms, with_time))
}

fn format_ms(ms: f64, with_time: bool) -> String {
    let options = Object::new();
    let mut parts = vec![("timeZone", "Asia/Tokyo"), ("year", "numeric"), ("month", "long"), ("day", "numeric")];
    if with_time {
        parts.extend([("hour", "2-digit"), ("minute", "2-digit"), ("hourCycle", "h23")]);
    }
    for (name, value) in parts {
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&options, &name.into(), &value.into());
    }
    let date = Date::new(&JsValue::from_f64(ms));
    String::from(date.to_locale_string("ja-JP", &options))
}

/// The browser's store, unless the user forbids it; then drafts live until the page is left.
pub(crate) fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// 128 random bits as 32 hexadecimal digits.
pub(crate) fn random_id() -> String {
    let mut bytes = [0_u8; 16];
    if let Ok(crypto) = window().crypto() {
        // The only error is for more than 65,536 bytes.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    let mut id = String::with_capacity(32);
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            id.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    id
}

/// Runs something when what was just set has been drawn.
pub(crate) fn after_render(then: impl FnOnce() + 'static) {
    set_timeout(then, Duration::ZERO);
}

/// The element with this id.
pub(crate) fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Puts the focus on the element with this id, when there is one.
pub(crate) fn focus(id: &str) {
    if let Some(element) = element(id) {
        let _ = element.focus();
    }
}

/// Puts the focus on the element with this id once it has been drawn.
pub(crate) fn focus_soon(id: impl Into<String>) {
    let id = id.into();
    after_render(move || focus(&id));
}

/// The element that has the focus.
pub(crate) fn focused() -> Option<HtmlElement> {
    document().active_element()?.dyn_into().ok()
}

/// The elements inside `parent` that match a selector.
pub(crate) fn all_within(parent: &HtmlElement, selector: &str) -> Vec<HtmlElement> {
    let Ok(list) = parent.query_selector_all(selector) else { return Vec::new() };
    Array::from(&list).iter().filter_map(|node| node.dyn_into().ok()).collect()
}
