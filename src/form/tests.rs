use contract::application::ApplicationField as Field;
use contract::user::UserReference;
use contract::{FieldError, Reason, ja};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::ApplicationDraft;
use crate::session::Session;
use crate::stage::{administrator, empty_store, until};

/// Opens the draft of a user, as a tab does.
fn open(company_id: &str, user_id: &str) -> (Owner, ApplicationDraft) {
    let owner = Owner::new();
    let draft = owner.with(|| {
        let session = Session::new();
        session.begin(administrator(company_id, user_id));
        ApplicationDraft::open(session)
    });
    (owner, draft)
}

fn value(draft: ApplicationDraft, field: Field) -> String {
    draft.with_form_untracked(|form| field.get(form).to_owned())
}

#[wasm_bindgen_test]
fn starts_with_the_applicant_and_the_company_m5_2() {
    empty_store();
    let (_owner, draft) = open("K100001", "yamada.taro");
    assert_eq!(value(draft, Field::ApplicantName), "山田 太郎");
    assert_eq!(value(draft, Field::ApplicantMailAddress), "yamada@example.co.jp");
    assert_eq!(value(draft, Field::CompanyName), "株式会社山田建設");
    assert!(!draft.is_in_progress(), "what was filled in for the person is no work of theirs");
}

#[wasm_bindgen_test]
fn survives_a_reload_and_is_the_users_own_f5() {
    empty_store();
    let (owner, draft) = open("K100001", "yamada.taro");
    draft.set(Field::TitleName, "社長".to_owned());
    draft.save_now();
    let key = draft.idempotency_key();
    drop(owner);

    let (_again, draft) = open("K100001", "yamada.taro");
    assert_eq!(value(draft, Field::TitleName), "社長");
    assert!(draft.is_in_progress());
    assert_eq!(draft.idempotency_key(), key, "the same content of the same draft, the same key (D6.2)");

    for (company_id, user_id) in [("K100001", "sato.hanako"), ("K200001", "yamada.taro")] {
        let (_other, draft) = open(company_id, user_id);
        assert_eq!(value(draft, Field::TitleName), "", "{company_id} {user_id}");
    }
}

#[wasm_bindgen_test]
fn what_is_typed_is_written_without_being_asked_f5() {
    empty_store();
    let (owner, draft) = open("K100001", "yamada.taro");
    draft.set(Field::TitleName, "社長".to_owned());
    // Leaving the page writes what is pending.
    owner.cleanup();
    let (_again, draft) = open("K100001", "yamada.taro");
    assert_eq!(value(draft, Field::TitleName), "社長");
}

#[wasm_bindgen_test]
fn another_content_has_another_key_and_the_same_content_the_same_d6_2_s14() {
    empty_store();
    let (_owner, draft) = open("K100001", "yamada.taro");
    let first = draft.idempotency_key();
    assert!(
        (16..=64).contains(&first.len()) && first.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'),
        "{first}"
    );

    draft.set(Field::TitleLatin, "shacho".to_owned());
    let second = draft.idempotency_key();
    assert_ne!(first, second);
    draft.set(Field::TitleLatin, "  shacho ".to_owned());
    assert_eq!(draft.idempotency_key(), second, "what is stored is the same");
    draft.set(Field::TitleLatin, String::new());
    assert_eq!(draft.idempotency_key(), first);

    draft.discard();
    assert_ne!(draft.idempotency_key(), first, "a new draft is a new application, though its content be the same");
}

#[wasm_bindgen_test]
fn errors_show_after_the_first_confirm_and_clear_live_f2() {
    empty_store();
    let (_owner, draft) = open("K100001", "yamada.taro");
    assert!(draft.errors().get_untracked().is_empty(), "nothing is scolded before it is sent");
    assert!(!draft.attempt());
    let before = draft.errors().get_untracked().len();
    assert!(before > 3);
    draft.set(Field::TitleName, "社長".to_owned());
    assert_eq!(draft.errors().get_untracked().len(), before - 1);
}

#[wasm_bindgen_test]
fn what_the_server_refused_stays_wrong_until_it_is_changed_f2() {
    empty_store();
    let (_owner, draft) = open("K100001", "yamada.taro");
    draft.set(Field::SignerUserId, "gone".to_owned());
    assert!(draft.refuse(&[Field::SignerUserId.error(Reason::DisabledUser)]));
    let error = draft.error(Field::SignerUserId);
    assert_eq!(error.get_untracked(), Some(ja::field_error(Field::SignerUserId, &Reason::DisabledUser)));
    draft.set(Field::SignerUserId, "there".to_owned());
    assert_eq!(error.get_untracked(), None);
}

#[wasm_bindgen_test]
fn reusing_keeps_the_applicant_and_is_no_edit_m2_4_d2_5() {
    empty_store();
    let (_owner, draft) = open("K100001", "yamada.taro");
    let mut form = draft.normalised();
    form.reused_certificate = Some("JC-1".to_owned());
    form.certificate.title_name = "支店長".to_owned();
    form.applicant.name = "前の 担当".to_owned();
    draft.reuse(form);
    assert_eq!(value(draft, Field::TitleName), "支店長");
    assert_eq!(value(draft, Field::ApplicantName), "山田 太郎");
    assert!(!draft.is_edited());
    draft.set(Field::TitleName, "所長".to_owned());
    assert!(draft.is_edited(), "now choosing another one asks first");
}

#[wasm_bindgen_test]
async fn tabs_of_one_user_stay_in_step_d6_2() {
    empty_store();
    let (_owner, draft) = open("K100001", "yamada.taro");
    // Another tab of the same origin writes to the same place; a frame is one.
    let document = document();
    let frame: web_sys::HtmlElement =
        wasm_bindgen::JsCast::unchecked_into(document.create_element("iframe").expect("a frame"));
    document.body().expect("a body").append_child(&frame).expect("a place");
    let window = js_sys::Reflect::get(&frame, &"contentWindow".into()).expect("a window");
    let storage = js_sys::Reflect::get(&window, &"localStorage".into()).expect("a store");
    let storage: web_sys::Storage = wasm_bindgen::JsCast::unchecked_into(storage);

    let (_elsewhere, other) = open("K100001", "yamada.taro");
    other.set(Field::TitleName, "社長".to_owned());
    other.save_now();
    let slot = "shirushi.draft/K100001/yamada.taro";
    let text = storage.get_item(slot).expect("a store").expect("a draft");
    storage.set_item(slot, &text.replace("社長", "所長")).expect("a store");
    until("the draft follows", || value(draft, Field::TitleName) == "所長").await;
    frame.remove();
}

#[wasm_bindgen_test]
fn answers_that_come_after_the_user_has_left_break_nothing_and_leave_no_filed_draft_d6_2() {
    empty_store();
    let (owner, draft) = open("K100001", "yamada.taro");
    draft.set(Field::TitleName, "社長".to_owned());
    draft.save_now();
    let discard = draft.discarding();
    owner.cleanup();
    drop(owner);

    discard();
    draft.name_signer(UserReference { user_id: String::new(), name: String::new(), department: String::new() });
    let error = FieldError { pointer: Field::TitleName.pointer().to_owned(), reason: Reason::Required };
    assert!(!draft.refuse(&[error]), "there is nobody to whom it could be shown");

    let (_again, draft) = open("K100001", "yamada.taro");
    assert_eq!(value(draft, Field::TitleName), "", "what is filed is no draft");
}
