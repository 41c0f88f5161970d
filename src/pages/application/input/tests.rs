use contract::application::ApplicationField as Field;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlInputElement};

use super::field::text_field;
use crate::form::use_draft;
use crate::stage::{Stage, compose_into, empty_store, fire, next_turn, press, provide_surroundings, type_into, until};

/// The Latin fields of the form on a stage, and the draft behind them.
fn latin_fields() -> Stage {
    empty_store();
    Stage::with(|| {
        provide_surroundings();
        [Field::CompanyLatin, Field::DepartmentLatin, Field::TitleLatin, Field::CompanyName]
            .map(text_field)
            .into_iter()
            .collect_view()
            .into_any()
    })
}

fn control(stage: &Stage, name: &str) -> HtmlInputElement {
    stage.find(&["#certificate-", name].concat())
}

#[wasm_bindgen_test]
async fn full_width_and_dashes_become_half_width_and_one_is_told_d3_6_f6() {
    let stage = latin_fields();
    let input = control(&stage, "company_latin");
    type_into(&input, "Ｙａｍａｄａ　Ｋ－１−２‐３–４—５―６．");
    assert_eq!(input.value(), "Yamada K-1-2-3-4-5-6.");
    until("one is told", || stage.words().contains("半角に変換しました")).await;

    // Only what was converted is told of.
    fire(&input, "focus");
    until("told no longer", || !stage.words().contains("半角に変換しました")).await;
    type_into(&input, "Yamada");
    assert!(!stage.words().contains("半角に変換しました"));
}

#[wasm_bindgen_test]
fn the_caret_stays_where_it_is_d3_6() {
    let stage = latin_fields();
    let input = control(&stage, "company_latin");
    type_into(&input, "Yamada");
    input.set_value("YaＭmada");
    input.set_selection_range(3, 3).expect("a caret");
    fire(&input, "input");
    assert_eq!(input.value(), "YaMmada");
    assert_eq!(input.selection_start().expect("a caret"), Some(3));
}

#[wasm_bindgen_test]
async fn nothing_is_converted_while_the_ime_composes_f6() {
    let stage = latin_fields();
    let input = control(&stage, "department_latin");
    compose_into(&input, "ｈｏｎｓｈａ");
    assert_eq!(input.value(), "ｈｏｎｓｈａ");
    assert!(stage.words().contains("0/60 文字"), "what is composed is not typed yet: {}", stage.words());
    fire(&input, "compositionend");
    assert_eq!(input.value(), "honsha");
    until("it counts", || stage.words().contains("6/60 文字")).await;
}

#[wasm_bindgen_test]
fn japanese_names_are_never_altered_f6() {
    let stage = latin_fields();
    let input = control(&stage, "company_name");
    type_into(&input, "㈱ＡＢＣ－ｼﾝﾊﾞｼ　支店");
    fire(&input, "blur");
    assert_eq!(input.value(), "㈱ＡＢＣ－ｼﾝﾊﾞｼ　支店");
}

#[wasm_bindgen_test]
async fn spaces_are_tidied_when_the_field_is_left_d3_6() {
    let stage = latin_fields();
    let input = control(&stage, "company_latin");
    type_into(&input, "  Yamada   Kensetsu ");
    assert_eq!(input.value(), "  Yamada   Kensetsu ", "not while one types");
    fire(&input, "blur");
    assert_eq!(input.value(), "Yamada Kensetsu");
    until("it counts", || stage.words().contains("15/40 文字")).await;
}

#[wasm_bindgen_test]
async fn department_and_title_share_one_counter_m3_4_d3_6() {
    let stage = latin_fields();
    type_into(&control(&stage, "department_latin"), &"d".repeat(50));
    type_into(&control(&stage, "title_latin"), &"t".repeat(11));
    until("both counters say 61", || {
        stage.words().matches("部署名と役職名の合計 61/60 文字（1文字超えています）").count() == 2
    })
    .await;
}

#[wasm_bindgen_test]
async fn forbidden_characters_are_named_one_by_one_d3_6() {
    let stage = latin_fields();
    type_into(&control(&stage, "title_latin"), "sha&cho本&");
    until("both are named once", || stage.words().contains("使えない文字：「&」「本」")).await;
}

#[wasm_bindgen_test]
async fn a_company_form_draws_a_hint_with_one_click_to_drop_it_m3_3_d3_6() {
    let stage = latin_fields();
    let input = control(&stage, "company_latin");
    type_into(&input, "Yamada Kensetsu K.K.");
    until("the hint is there", || stage.words().contains("企業形態「K.K.」の入力は不要です。")).await;
    assert!(!stage.has("[aria-invalid]"), "it is no error");
    let button: HtmlElement = stage.find(".remark button");
    assert_eq!(button.inner_text(), "「K.K.」を取り除く");
    button.click();
    until("the form is dropped", || input.value() == "Yamada Kensetsu").await;
    until("the hint is gone", || !stage.has(".remark button")).await;
}

#[wasm_bindgen_test]
async fn an_error_stands_at_its_field_with_the_fields_own_words_f2() {
    empty_store();
    let stage = Stage::with(|| {
        provide_surroundings();
        use_draft().attempt();
        text_field(Field::TitleLatin)
    });
    let input = control(&stage, "title_latin");
    until("the error is there", || stage.has("#certificate-title_latin-error")).await;
    assert_eq!(input.get_attribute("aria-invalid").as_deref(), Some("true"));
    let described_by = input.get_attribute("aria-describedby").unwrap_or_default();
    assert_eq!(described_by, "certificate-title_latin-hint certificate-title_latin-note certificate-title_latin-error");
    type_into(&input, "shacho");
    until("the error is gone", || !stage.has("#certificate-title_latin-error")).await;
    assert_eq!(input.get_attribute("aria-invalid"), None);
}

#[wasm_bindgen_test]
async fn a_reading_suggests_latin_letters_and_forces_none_m3_2_m3_5() {
    let stage = latin_fields();
    let latin = control(&stage, "department_latin");
    // Nobody types before the first picture.
    next_turn().await;
    type_into(&latin, "mine");
    until("it is taken", || stage.text().contains("4/60 文字")).await;
    stage.find::<HtmlElement>(".romaji-field:has(#certificate-department_latin) .romaji__summary").click();
    until("it is unfolded", || stage.has("#reading-department")).await;
    let reading: HtmlInputElement = stage.find("#reading-department");
    compose_into(&reading, "ほんしｙ");
    press(&reading, "Enter");
    assert_eq!(latin.value(), "mine", "what is composed is no reading yet");
    type_into(&reading, "しんばし　ほんしゃ");
    until("a suggestion", || stage.text().contains("候補：shimbashi honsha")).await;
    assert_eq!(latin.value(), "mine", "nothing is written without being asked");

    press(&reading, "Enter");
    until("it is used", || latin.value() == "shimbashi honsha").await;
    type_into(&latin, "Shimbashi HQ");
    next_turn().await;
    assert_eq!(latin.value(), "Shimbashi HQ", "what is suggested can be changed");
    until("it can be used again", || stage.has(".romaji button")).await;
    stage.find::<HtmlElement>(".romaji button").click();
    until("it is used again", || latin.value() == "shimbashi honsha").await;

    type_into(&reading, "本社");
    until("what is no reading is told", || stage.text().contains("ひらがなまたはカタカナで入力してください。")).await;
    assert!(!stage.has(".romaji button"));
    type_into(&reading, &"きょ".repeat(40));
    until("what is too long is told", || stage.text().contains("60文字超えるため、使った後に短くしてください")).await;
}
