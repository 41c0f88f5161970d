//! The subject as the certificate will carry it, live (D3.6).

use leptos::prelude::*;

use crate::form::use_draft;
use crate::reactive::computed;

/// The subject.
pub(super) fn subject() -> AnyView {
    let draft = use_draft();
    let parts = computed(move || draft.with_form(|form| form.certificate.subject()));
    let rows = move || {
        parts
            .get()
            .into_iter()
            .map(|(name, value)| {
                let value = if value.is_empty() {
                    view! { <span class="subject__none">"（未入力）"</span> }.into_any()
                } else {
                    value.into_any()
                };
                view! {
                    <div class="subject__row">
                        <dt>{name}</dt>
                        <dd>{value}</dd>
                    </div>
                }
                .into_any()
            })
            .collect_view()
    };
    view! {
        <section class="subject" aria-labelledby="subject-heading">
            <h3 id="subject-heading">"電子証明書のサブジェクト（見本）"</h3>
            <dl>{rows}</dl>
            <p class="subject__note">"このほかに、発行時に決まる電子証明書管理番号が記載されます。"</p>
        </section>
    }
    .into_any()
}
