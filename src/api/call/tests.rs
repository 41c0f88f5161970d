use gloo_net::http::Method;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::Call;
use crate::api::{Answer, ApiError};
use crate::session::Session;
use crate::stage::empty_store;

/// Sends a call while the browser's `fetch` is this; timers of the call's time-out run out at once.
async fn with_fetch(fetch: &str) -> Answer<u32> {
    empty_store();
    let patch = [
        "window.kept = [window.fetch, window.setTimeout];",
        "window.setTimeout = (run, wait, ...more) => window.kept[1].call(window, run, wait === 30000 ? 1 : wait, ...more);",
        "window.fetch = ",
        fetch,
    ]
    .concat();
    js_sys::eval(&patch).expect("a script that runs");
    let owner = Owner::new();
    let call = owner.with(|| Call::new(Method::GET, "/api/v1/nothing").send::<u32>(Session::new()));
    let answer = call.await;
    js_sys::eval("[window.fetch, window.setTimeout] = window.kept").expect("a script that runs");
    answer
}

#[wasm_bindgen_test]
async fn no_network_is_told_as_such_f8() {
    let error = with_fetch("async () => { throw new TypeError('Failed to fetch') }").await.unwrap_err();
    assert!(matches!(error, ApiError::Offline), "{error:?}");
    assert!(error.message().contains("ネットワークの接続を確認して") && error.is_uncertain() && error.may_pass());
}

#[wasm_bindgen_test]
async fn a_request_that_hangs_is_given_up_and_told_f8() {
    let hangs = "request => new Promise((_, refuse) =>
        request.signal.addEventListener('abort', () => refuse(request.signal.reason)))";
    let error = with_fetch(hangs).await.unwrap_err();
    assert!(matches!(error, ApiError::Timeout), "{error:?}");
    assert!(error.message().contains("応答がありませんでした") && error.is_uncertain() && error.may_pass());
}

#[wasm_bindgen_test]
async fn an_answer_that_is_a_page_of_somebody_else_is_told_f8() {
    for status in ["502", "200", "401"] {
        let page = ["async () => new Response('<html>Bad Gateway</html>', { status: ", status, " })"].concat();
        let error = with_fetch(&page).await.unwrap_err();
        assert!(matches!(error, ApiError::NotOurs), "{status}: {error:?}");
        assert!(error.message().contains("予期しない応答") && error.may_pass());
    }
}

#[wasm_bindgen_test]
async fn an_answer_that_breaks_off_is_told_as_no_answer_f8() {
    let breaks = "async () => new Response(new ReadableStream({ start(c) { c.error(new TypeError('cut')) } }))";
    let error = with_fetch(breaks).await.unwrap_err();
    assert!(matches!(error, ApiError::Offline), "{error:?}");
}

#[wasm_bindgen_test]
async fn what_the_server_refuses_is_not_offered_again() {
    let refuses = r#"async () => new Response('{"code":"not_found","title":"x","status":404}', { status: 404 })"#;
    let error = with_fetch(refuses).await.unwrap_err();
    assert!(!error.is_uncertain() && !error.may_pass(), "{error:?}");
    assert_eq!(with_fetch("async () => new Response('7')").await.ok(), Some(7));
}
