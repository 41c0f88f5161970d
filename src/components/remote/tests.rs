use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use super::{Remote, WAITING};
use crate::api::{Answer, ApiError};
use crate::stage::{Stage, until};

/// A question that is answered when the signal holds something.
fn answered_by(answer: RwSignal<Option<Answer<u32>>>) -> crate::api::Pending<u32> {
    Box::pin(async move {
        loop {
            if let Some(answer) = answer.get_untracked() {
                return answer;
            }
            crate::stage::next_turn().await;
        }
    })
}

fn numbers(remote: Remote<u32>, answer: RwSignal<Option<Answer<u32>>>) -> AnyView {
    let again = Callback::new(move |()| remote.refresh(answered_by(answer)));
    remote.view(again, |number| view! { <p class="number">{number.to_string()}</p> }.into_any())
}

#[wasm_bindgen_test]
async fn what_fails_is_told_in_words_and_repeated_with_one_click_f8() {
    let owner = Owner::new();
    let (remote, answer) = owner.with(|| (Remote::new(), RwSignal::new(Some(Err(ApiError::Timeout)))));
    let stage = Stage::with(move || {
        remote.refresh(answered_by(answer));
        numbers(remote, answer)
    });
    until("it is told", || stage.words().contains("サーバーからの応答がありませんでした。")).await;
    answer.set(Some(Ok(7)));
    stage.find::<HtmlElement>("button").click();
    until("it is there", || stage.has(".number")).await;
    assert!(!stage.has("[role=alert]"));
}

#[wasm_bindgen_test]
async fn a_sign_of_waiting_comes_late_and_goes_also_over_what_is_there() {
    let owner = Owner::new();
    let (remote, answer) = owner.with(|| (Remote::new(), RwSignal::new(None)));
    let stage = Stage::with(move || {
        remote.refresh(answered_by(answer));
        numbers(remote, answer)
    });
    assert!(!stage.words().contains(WAITING), "a short wait is none");
    until("a long one is told", || stage.words().contains(WAITING)).await;
    answer.set(Some(Ok(1)));
    until("it is there", || stage.words().trim() == "1").await;

    answer.set(None);
    remote.refresh(answered_by(answer));
    until("asked anew, what is there stays under the sign", || stage.has(".number") && stage.words().contains(WAITING))
        .await;
    answer.set(Some(Ok(2)));
    until("it goes", || stage.words().trim() == "2").await;
}
