use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use super::{ErrorSummary, focus_error_summary};
use crate::browser;
use crate::form::ShownError;
use crate::reactive::computed;
use crate::stage::{Stage, until};

fn error(id: &str, message: &str) -> ShownError {
    ShownError { id: id.to_owned(), message: message.to_owned() }
}

fn summary_and_field(errors: RwSignal<Vec<ShownError>>) -> AnyView {
    view! {
        <ErrorSummary errors=computed(move || errors.get()) general="送れませんでした" />
        <input id="the-field" />
    }
    .into_any()
}

#[wasm_bindgen_test]
async fn takes_the_focus_and_links_each_entry_to_its_field_f2() {
    let errors = RwSignal::new(Vec::new());
    let stage = Stage::with(move || summary_and_field(errors));
    assert!(!stage.has("#error-summary"), "nothing is shown where nothing is wrong");

    errors.set(vec![error("the-field", "部署名を入力してください。"), error("", "送れません。")]);
    focus_error_summary();
    until("the summary has the focus", || browser::focused().is_some_and(|focused| focused.id() == "error-summary"))
        .await;
    assert!(stage.words().contains("入力内容に誤りが2件あります"), "{}", stage.words());

    let link: HtmlElement = stage.find("#error-summary a");
    assert_eq!(link.get_attribute("href").as_deref(), Some("#the-field"));
    assert_eq!(link.inner_text(), "部署名を入力してください。");
    link.click();
    until("the field has the focus", || browser::focused().is_some_and(|focused| focused.id() == "the-field")).await;
}

#[wasm_bindgen_test]
async fn clears_as_errors_are_mended_f2() {
    let errors = RwSignal::new(vec![error("the-field", "一つ目"), error("the-field", "二つ目")]);
    let stage = Stage::with(move || summary_and_field(errors));
    assert!(stage.words().contains("2件"));
    errors.update(|errors| drop(errors.pop()));
    until("one is left", || stage.words().contains("1件") && !stage.words().contains("二つ目")).await;
    errors.set(Vec::new());
    until("the summary is gone", || !stage.has("#error-summary")).await;
}

#[wasm_bindgen_test]
fn an_error_that_is_not_about_a_field_does_not_claim_to_be_one_f8() {
    let stage = Stage::with(|| summary_and_field(RwSignal::new(vec![error("", "つながりません。")])));
    assert!(stage.words().contains("送れませんでした") && !stage.words().contains("誤り"), "{}", stage.words());
    assert!(!stage.has("#error-summary a"));
}
