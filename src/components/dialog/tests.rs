use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlDialogElement, HtmlElement};

use super::Dialog;
use crate::browser;
use crate::reactive::on;
use crate::stage::{Stage, next_turn, until};

fn opener_and_dialog(open: RwSignal<bool>) -> AnyView {
    view! {
        <button class="opener" on:click=on(move |_| open.set(true))>
            "参照"
        </button>
        <Dialog id="test-dialog" title="見出し" open=open>
            <button class="first">"最初"</button>
            <button class="close" on:click=on(move |_| open.set(false))>
                "閉じる"
            </button>
        </Dialog>
    }
    .into_any()
}

fn has_focus(element: &HtmlElement) -> bool {
    browser::focused().as_ref() == Some(element)
}

#[wasm_bindgen_test]
async fn focus_goes_in_and_comes_back_by_esc_f4() {
    let stage = Stage::with(|| opener_and_dialog(RwSignal::new(false)));
    let opener: HtmlElement = stage.find(".opener");
    let dialog: HtmlDialogElement = stage.find("dialog");
    assert!(!stage.has("dialog .first"), "nothing is made before it opens");

    opener.focus().expect("focus");
    opener.click();
    until("the dialog is open", || dialog.open()).await;
    assert!(has_focus(&stage.find(".first")), "the first control has the focus");
    assert_eq!(dialog.get_attribute("aria-labelledby").as_deref(), Some("test-dialog-heading"));
    assert_eq!(stage.find::<HtmlElement>("#test-dialog-heading").inner_text(), "見出し");

    // What the browser does on Esc.
    dialog.close();
    until("the focus is back on the button", || has_focus(&opener)).await;
    until("its content is gone", || !stage.has("dialog .first")).await;
}

#[wasm_bindgen_test]
async fn focus_comes_back_by_the_close_button_f4() {
    let stage = Stage::with(|| opener_and_dialog(RwSignal::new(false)));
    let opener: HtmlElement = stage.find(".opener");
    let dialog: HtmlDialogElement = stage.find("dialog");
    for _ in 0..2 {
        opener.focus().expect("focus");
        opener.click();
        until("the dialog is open", || dialog.open()).await;
        stage.find::<HtmlElement>(".close").click();
        until("the dialog is closed", || !dialog.open()).await;
        until("the focus is back on the button", || has_focus(&opener)).await;
    }
}

#[wasm_bindgen_test]
async fn one_that_is_opened_again_at_once_stays_open_f4() {
    let open = RwSignal::new(true);
    let stage = Stage::with(move || opener_and_dialog(open));
    let dialog: HtmlDialogElement = stage.find("dialog");
    until("the dialog is open", || dialog.open()).await;
    // The browser tells of the closing when the dialog is about to be open again.
    open.set(false);
    until("the dialog is closed", || !dialog.open()).await;
    open.set(true);
    until("the dialog is open again", || dialog.open()).await;
    for _ in 0..5 {
        next_turn().await;
    }
    assert!(dialog.open() && open.get_untracked(), "the late word of the first closing closes nothing");
}
