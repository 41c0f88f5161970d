//! 署名の確認: signs the digest of any file, which stays in the browser, and saves the signature (D13.5)

use contract::certificate::CertificateState;
use contract::pin;
use contract::problem::ProblemCode;
use contract::routes;
use contract::signing::{BindingState, MyCertificate, SignRequest, Signature};
use leptos::html::{Input, Select};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::check::{PIN, pin_errors};
use crate::api::{self, ApiError};
use crate::browser;
use crate::components::busy_button::BusyButton;
use crate::components::error_summary::{ErrorSummary, focus_error_summary};
use crate::components::field::{Field, FieldIds};
use crate::components::notice::{Notice, NoticeKind};
use crate::components::page::Page;
use crate::components::password_field::PasswordField;
use crate::components::remote::Remote;
use crate::components::saving::saving;
use crate::file;
use crate::form::ShownError;
use crate::paths::{CERTIFICATE, PagePath};
use crate::reactive::{computed, effect, on, spawn};
use crate::session::use_session;

const FILE: (&str, &str) = ("sign-file", "署名するファイル");
const CHOICE: (&str, &str) = ("sign-certificate", "電子証明書");
const RESULT: &str = "sign-result";

/// A signature that was made.
#[derive(Clone, Debug)]
struct Signed {
    file: String,
    digest: String,
    signature: Signature,
}

/// 署名の確認
pub(crate) fn sign() -> AnyView {
    let session = use_session();
    let mine = Remote::<Vec<MyCertificate>>::new();
    let load = Callback::new(move |()| mine.refresh(api::my_certificates(session)));
    load.run(());
    let wanted = use_query_map().read_untracked().get(CERTIFICATE).unwrap_or_default();
    let has_errors = RwSignal::new(false);
    let ready = move |mine: &Vec<MyCertificate>| {
        let usable: Vec<MyCertificate> = mine
            .iter()
            .filter(|certificate| {
                certificate.state == CertificateState::Valid && certificate.binding == BindingState::Checked
            })
            .cloned()
            .collect();
        if usable.is_empty() { none_usable() } else { form(usable, &wanted, has_errors) }
    };
    view! {
        <Page title="署名の確認" has_errors=has_errors>
            <p>
                "電子証明書で署名できることを、手元のファイルで確かめます。ファイルはこの端末から送信されません。送信するのは、ファイルから計算した値（SHA-256）とPINだけです。"
            </p>
            {mine.view(load, ready)}
        </Page>
    }
    .into_any()
}

fn none_usable() -> AnyView {
    view! {
        <p>"署名に使える電子証明書がありません。理由は、証明書有効性確認の一覧で確認できます。"</p>
        <p>
            <a class="button" href=PagePath::MyCertificates.href()>
                "証明書有効性確認へ"
            </a>
        </p>
    }
    .into_any()
}

fn form(usable: Vec<MyCertificate>, wanted: &str, has_errors: RwSignal<bool>) -> AnyView {
    let session = use_session();
    let (choice, file_node) = (NodeRef::<Select>::new(), NodeRef::<Input>::new());
    let pin = RwSignal::new(String::new());
    let has_file = RwSignal::new(false);
    let attempted = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let signed = RwSignal::new(None::<Signed>);
    let refused = RwSignal::new(None::<ApiError>);
    let file_error =
        computed(move || (attempted.get() && !has_file.get()).then(|| "署名するファイルを選んでください。".to_owned()));
    let errors = computed(move || {
        let of_file = file_error.get().map(|message| ShownError { id: FILE.0.to_owned(), message });
        let of_pin = pin_errors(attempted.get(), &pin.read(), refused.read().as_ref());
        of_file.into_iter().chain(of_pin).collect::<Vec<_>>()
    });
    let pin_error = computed(move || errors.read().iter().find(|error| error.id == PIN.0).map(|e| e.message.clone()));
    effect(move || {
        has_errors.try_set(!errors.read().is_empty());
    });
    let on_file = move |_| {
        // What was signed before was another file.
        signed.set(None);
        has_file.set(file_node.get_untracked().is_some_and(|input| file::chosen(&input).is_some()));
    };
    let on_submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        attempted.set(true);
        refused.set(None);
        signed.set(None);
        let chosen = file_node.get_untracked().and_then(|input| file::chosen(&input));
        let (Some(chosen), Ok(_), Some(certificate)) =
            (chosen, pin::check(&pin.read_untracked()), choice.get_untracked())
        else {
            focus_error_summary();
            return;
        };
        busy.set(true);
        let (number, pin_typed) = (certificate.value(), pin.get_untracked());
        spawn(async move {
            let answer = match file::sha256(&chosen).await {
                Some(digest) => {
                    let request = SignRequest { digest: digest.clone(), pin: pin_typed };
                    api::sign(session, &number, &request).await.map(|signature| (digest, signature))
                }
                None => Err(ApiError::Unreadable),
            };
            busy.try_set(false);
            attempted.try_set(false);
            match answer {
                Ok((digest, signature)) => {
                    pin.try_set(String::new());
                    signed.try_set(Some(Signed { file: chosen.name(), digest, signature }));
                    browser::focus_soon(RESULT);
                }
                Err(error) => {
                    if error.code() == Some(ProblemCode::WrongPin) {
                        pin.try_set(String::new());
                    }
                    refused.try_set(Some(error));
                    focus_error_summary();
                }
            }
        });
    };
    let options = usable
        .iter()
        .map(|certificate| {
            let words =
                [&certificate.certificate_number, "　", &certificate.department_name, "　", &certificate.title_name]
                    .concat();
            let number = certificate.certificate_number.clone();
            view! { <option value=number.clone() selected=number == wanted>{words}</option> }.into_any()
        })
        .collect_view();
    let file_ids = FieldIds::new(FILE.0);
    view! {
        {move || signed.get().map(result)}
        <ErrorSummary errors=errors general="署名できませんでした" />
        <form class="form form__fields" on:submit=on(on_submit) novalidate>
            <Field ids=FieldIds::new(CHOICE.0) label=CHOICE.1 error=Signal::stored(None)>
                <select node_ref=choice id=CHOICE.0 class="select">
                    {options}
                </select>
            </Field>
            <Field ids=file_ids label=FILE.1 required=true error=file_error.into()>
                <input
                    node_ref=file_node
                    id=FILE.0
                    type="file"
                    class="file"
                    aria-required="true"
                    aria-invalid=move || file_error.read().is_some().then_some("true")
                    aria-describedby=move || file_error.read().is_some().then_some("sign-file-error")
                    on:change=on(on_file)
                />
            </Field>
            <PasswordField id=PIN.0 label=PIN.1 autocomplete="off" hint="署名のたびに入力します。" value=pin error=pin_error />
            <div class="button-row">
                <BusyButton label="署名する" busy_label="署名しています" busy=busy.into() />
            </div>
        </form>
    }
    .into_any()
}

fn result(signed: Signed) -> AnyView {
    let name = [&signed.file, ".p7s"].concat();
    let save = {
        let (name, cms) = (name.clone(), signed.signature.cms.clone());
        move |_| file::save_base64(&name, "application/pkcs7-signature", &cms)
    };
    view! {
        <section id=RESULT tabindex="-1" aria-label="署名の結果">
            <Notice kind=NoticeKind::Success>
                <p>"署名しました。署名ファイルを保存すると、ほかのソフトウェアでも検証できます。"</p>
                <dl class="facts">
                    <div>
                        <dt>"ファイル"</dt>
                        <dd>{signed.file}</dd>
                    </div>
                    <div>
                        <dt>"SHA-256"</dt>
                        <dd class="facts__code">{signed.digest}</dd>
                    </div>
                    <div>
                        <dt>"署名日時"</dt>
                        <dd>{browser::date_time(&signed.signature.signed_at)}</dd>
                    </div>
                </dl>
                <div class="button-row">
                    <button type="button" class="button" on:click=on(save)>
                        {["「", &name, "」を保存"].concat()}
                    </button>
                    {saving(
                        "認証局の証明書を保存",
                        Signal::stored(routes::ROOT_CERTIFICATE.to_owned()),
                        "root.pem".to_owned(),
                        "button button--quiet",
                    )}
                </div>
            </Notice>
        </section>
    }
    .into_any()
}
