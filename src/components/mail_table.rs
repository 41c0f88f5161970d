//! Which mails went where, and how that ended (D15.3).

use contract::ja;
use contract::mail::{MailDelivery, MailState};
use leptos::prelude::*;

use super::table::{growing_table, table_cell};
use crate::browser;

const COLUMNS: [&str; 4] = ["件名", "宛先", "状態", "日時"];

/// Which mails went where, and how that ended (D15.3).
pub(crate) fn mail_table(mails: &[MailDelivery]) -> AnyView {
    let table = if mails.is_empty() {
        view! { <p>"関係するメールは、まだありません。"</p> }.into_any()
    } else {
        growing_table("送信したメール", "mails__table", &COLUMNS, mails.iter().map(mail).collect(), true)
    };
    let failed = mails.iter().any(|mail| mail.state == MailState::Failed).then(|| {
        view! {
            <p>
                "送信できなかったメールがあります。宛先のアドレスで受信できるかを確認してください。PINのお知らせは、運営が同じ宛先に再送できます。"
            </p>
        }
        .into_any()
    });
    view! {
        <section class="summary">
            <div class="summary__head">
                <h2>"■送信したメール"</h2>
            </div>
            {failed}
            {table}
        </section>
    }
    .into_any()
}

fn mail(mail: &MailDelivery) -> AnyView {
    let when = match (mail.state, &mail.sent_at, &mail.next_attempt_at) {
        (MailState::Sent, Some(sent), _) => browser::date_time(sent),
        (MailState::Retrying, _, Some(next)) => {
            [&mail.attempts.to_string(), "回失敗。次は", &browser::date_time(next)].concat()
        }
        _ => browser::date_time(&mail.recorded_at),
    };
    view! {
        <div role="row" class="table__row">
            {table_cell(COLUMNS[0], mail.subject.clone())}
            {table_cell(COLUMNS[1], mail.to.clone())}
            {table_cell(COLUMNS[2], ja::mail_state(mail.state))}
            {table_cell(COLUMNS[3], when)}
        </div>
    }
    .into_any()
}
