//! Whether a certificate is valid, by word and shape and not by colour alone (D8.2).

use contract::Timestamp;
use contract::certificate::CertificateState;
use contract::ja;
use leptos::prelude::*;

use super::words::days_left;

/// From how many days on the days that are left are told.
const SOON_DAYS: u32 = 60;

/// How many days are left of a valid certificate, where they are few.
pub(crate) fn ends_soon(state: CertificateState, not_after: &Timestamp) -> Option<u32> {
    days_left(not_after).filter(|days| state == CertificateState::Valid && *days < SOON_DAYS)
}

/// The state as a small label; of a valid certificate that ends soon also how many days are left.
pub(crate) fn certificate_state(state: CertificateState, not_after: &Timestamp) -> AnyView {
    let soon = ends_soon(state, not_after);
    let (class, shape) = match (state, soon) {
        (CertificateState::Valid, None) => ("tag tag--done", "●"),
        (CertificateState::Valid, Some(_)) => ("tag tag--soon", "▲"),
        (CertificateState::Expired, _) => ("tag tag--stopped", "■"),
        (CertificateState::Revoked, _) => ("tag tag--stopped", "✕"),
    };
    let left = soon.map(|days| match days {
        0 => "（本日まで）".to_owned(),
        days => ["（残り", &days.to_string(), "日）"].concat(),
    });
    view! {
        <span class=class>
            <span aria-hidden="true">{shape}</span>
            " "
            {ja::certificate_state(state)}
            {left}
        </span>
    }
    .into_any()
}
