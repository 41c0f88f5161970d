use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use leptos::prelude::*;

use super::Menu;
use crate::browser;
use crate::stage::{Stage, press, until};

fn stage() -> Stage {
    Stage::with(|| {
        view! {
            <Menu id="test-menu" label="管理者業務">
                <li><a class="one" href="#one">"一つ目"</a></li>
                <li><a class="two" href="#two">"二つ目"</a></li>
            </Menu>
            <button class="elsewhere">"外"</button>
        }
        .into_any()
    })
}

fn is_open(stage: &Stage) -> bool {
    stage.find::<HtmlElement>(".menu__button").get_attribute("aria-expanded").as_deref() == Some("true")
}

async fn until_focused(stage: &Stage, selector: &str) {
    until(selector, || browser::focused() == Some(stage.find(selector))).await;
}

#[wasm_bindgen_test]
async fn the_keyboard_alone_suffices_m1_1() {
    let stage = stage();
    let button: HtmlElement = stage.find(".menu__button");
    assert_eq!(button.get_attribute("aria-controls").as_deref(), Some("test-menu"));
    button.focus().expect("focus");
    press(&button, "ArrowDown");
    until_focused(&stage, ".one").await;
    assert!(is_open(&stage));
    press(&stage.find(".one"), "ArrowDown");
    until_focused(&stage, ".two").await;
    press(&stage.find(".two"), "ArrowDown");
    until_focused(&stage, ".one").await;
    press(&stage.find(".one"), "ArrowUp");
    until_focused(&stage, ".two").await;
    press(&stage.find(".two"), "Escape");
    until_focused(&stage, ".menu__button").await;
    until("it is closed", || !is_open(&stage)).await;
}

#[wasm_bindgen_test]
async fn the_pointer_opens_it_and_a_click_elsewhere_closes_it_m1_1() {
    let stage = stage();
    stage.find::<HtmlElement>(".menu__button").click();
    until("it is open", || is_open(&stage)).await;
    stage.find::<HtmlElement>(".elsewhere").click();
    until("it is closed", || !is_open(&stage)).await;
}
