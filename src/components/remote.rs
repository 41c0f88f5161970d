//! Something that comes from the server: under way, there, or failed.

use contract::problem::ProblemCode;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::time::Duration;

use super::busy_button::slowly;
use super::notice::failure;
use crate::api::{ApiError, Pending};
use crate::reactive::spawn;

/// How long a wait may last before it is shown.
pub(crate) const SHOW_WAIT_AFTER: Duration = Duration::from_millis(300);

/// Where it stands.
#[derive(Clone, Debug)]
pub(crate) enum Stand<T> {
    /// On its way.
    Loading,
    /// There.
    Ready(T),
    /// It did not come.
    Failed(ApiError),
}

/// Something that comes from the server. An answer that is overtaken by a later question is dropped.
pub(crate) struct Remote<T: Send + Sync + 'static> {
    /// Where it stands.
    pub(crate) stand: RwSignal<Stand<T>>,
    question: StoredValue<u32>,
    /// Whether an answer is awaited.
    asking: RwSignal<bool>,
}

impl<T: Send + Sync + 'static> Clone for Remote<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Remote<T> {}

impl<T: Send + Sync + 'static> Remote<T> {
    /// Nothing asked for yet; shown as being on its way.
    pub(crate) fn new() -> Self {
        Self { stand: RwSignal::new(Stand::Loading), question: StoredValue::new(0), asking: RwSignal::new(false) }
    }

    /// Asks.
    pub(crate) fn load(self, call: Pending<T>) {
        self.stand.set(Stand::Loading);
        self.refresh(call);
    }

    /// Asks, showing what is there until the answer has come.
    pub(crate) fn refresh(self, call: Pending<T>) {
        let this = self.question.get_value().wrapping_add(1);
        self.question.set_value(this);
        self.asking.set(true);
        spawn(async move {
            let answer = call.await;
            // The page may have been left meanwhile; then there is nobody to tell.
            if self.question.try_get_value() == Some(this) {
                self.asking.set(false);
                self.stand.set(match answer {
                    Ok(value) => Stand::Ready(value),
                    Err(error) => Stand::Failed(error),
                });
            }
        });
    }

    /// Draws it: `ready` when it is there, a sign of waiting or the failure otherwise. While it is asked for anew, what
    /// is there stays, under a sign that it may be about to change.
    pub(crate) fn view(self, retry: Callback<()>, ready: impl Fn(&T) -> AnyView + Send + 'static) -> AnyView {
        let slow = slowly(self.asking.into());
        let again = move || slow.get() && !matches!(&*self.stand.read(), Stand::Loading);
        view! {
            <p class="busy busy--over" role="status">{move || again().then_some(WAITING)}</p>
            {move || match &*self.stand.read() {
                Stand::Loading => waiting(),
                Stand::Ready(value) => ready(value),
                Stand::Failed(error) => failure(error, Some(retry)),
            }}
        }
        .into_any()
    }

    /// A way on from an address with conditions that the server refuses: somebody kept it, or changed it, and nothing on
    /// the screen could be mended. To be put below a list.
    pub(crate) fn way_out(self) -> AnyView {
        let path = use_location().pathname;
        let refused = move || matches!(&*self.stand.read(), Stand::Failed(error) if error.code() == Some(ProblemCode::InvalidFields));
        (move || refused().then(|| view! { <p><a href=path.get()>"条件なしで表示"</a></p> }.into_any())).into_any()
    }
}

const WAITING: &str = "読み込んでいます";

/// A sign of waiting, shown only when the wait is one.
pub(crate) fn waiting() -> AnyView {
    let shown = RwSignal::new(false);
    let timer = set_timeout_with_handle(
        move || {
            shown.try_set(true);
        },
        SHOW_WAIT_AFTER,
    )
    .ok();
    on_cleanup(move || {
        if let Some(timer) = timer {
            timer.clear();
        }
    });
    view! { <p class="waiting" role="status">{move || shown.get().then_some(WAITING)}</p> }.into_any()
}

#[cfg(test)]
mod tests;
