//! 証明書有効性確認: the certificates I am bound to, each with its state (D13.4)

use contract::certificate::CertificateState;
use contract::ja;
use contract::signing::{BindingState, MyCertificate};
use contract::user::Role;
use leptos::prelude::*;

use crate::api;
use crate::browser;
use crate::components::certificate_state::certificate_state;
use crate::components::page::Page;
use crate::components::remote::Remote;
use crate::paths::{CERTIFICATE, PagePath};
use crate::session::use_session;

/// 証明書有効性確認
pub(crate) fn list() -> AnyView {
    let session = use_session();
    let mine = Remote::<Vec<MyCertificate>>::new();
    let load = Callback::new(move |()| mine.refresh(api::my_certificates(session)));
    load.run(());
    view! {
        <Page title="証明書有効性確認">
            <p>
                "あなたの利用者IDに紐付いている電子証明書です。PINで有効性を1回確認すると、その電子証明書で署名できるようになります。"
            </p>
            {mine.view(load, move |mine| cards(mine, is_administrator()))}
        </Page>
    }
    .into_any()
}

/// Whether the user is an administrator, who need not be sent to one.
pub(super) fn is_administrator() -> bool {
    use_session().with_me(|me| me.is_some_and(|me| me.role == Role::Administrator))
}

fn cards(mine: &[MyCertificate], is_administrator: bool) -> AnyView {
    if mine.is_empty() {
        return if is_administrator {
            view! {
                <p>
                    "紐付いている電子証明書はありません。署名が必要なときは、自社電子証明書照会から紐付けを行ってください。"
                </p>
                <p>
                    <a href=PagePath::Certificates.href()>"自社電子証明書照会へ"</a>
                </p>
            }
            .into_any()
        } else {
            view! {
                <p>"紐付いている電子証明書はありません。署名が必要なときは、社内の管理者に紐付けを依頼してください。"</p>
            }
            .into_any()
        };
    }
    view! { <ul class="cards">{mine.iter().map(|certificate| card(certificate, is_administrator)).collect_view()}</ul> }
        .into_any()
}

/// Why nothing can be done with a certificate any more, and who can mend it; nothing where it can be checked or used.
pub(super) fn barred(certificate: &MyCertificate, is_administrator: bool) -> Option<AnyView> {
    let its_own = PagePath::Certificate(certificate.certificate_number.clone());
    let (why, of_others, own, page, page_name) = match (certificate.state, certificate.binding) {
        (CertificateState::Expired, _) => (
            "有効期限が過ぎているため、署名に使えません。",
            "社内の管理者に、新しい電子証明書の申請を依頼してください。",
            "引き続き使うには、新しい電子証明書を申請してください。",
            PagePath::ApplicationInput,
            "電子証明書追加発行申請へ",
        ),
        (CertificateState::Revoked, _) => (
            "失効しているため、署名に使えません。",
            "社内の管理者に確認してください。",
            "失効の理由は、自社電子証明書照会で確認できます。",
            its_own,
            "自社電子証明書照会へ",
        ),
        (CertificateState::Valid, BindingState::Locked) => (
            "PINの誤りが続いたため、使えなくなりました。",
            "社内の管理者に、紐付けの解除と再度の紐付けを依頼してください。",
            "自社電子証明書照会から、紐付けを解除して確定した後、もう一度紐付けてください。",
            its_own,
            "自社電子証明書照会へ",
        ),
        (CertificateState::Valid, BindingState::Unchecked | BindingState::Checked) => return None,
    };
    let remedy = if is_administrator { own } else { of_others };
    let way = is_administrator.then(|| view! { <p><a href=page.href()>{page_name}</a></p> }.into_any());
    Some(view! { <p>{[why, remedy].concat()}</p> {way} }.into_any())
}

fn card(certificate: &MyCertificate, is_administrator: bool) -> AnyView {
    let number = certificate.certificate_number.clone();
    let action = barred(certificate, is_administrator).unwrap_or_else(|| action(certificate));
    view! {
        <li class="card">
            <h2 class="card__title">
                {[&certificate.department_name, "　", &certificate.title_name].concat()}
            </h2>
            <p class="card__tags">
                {certificate_state(certificate.state, &certificate.not_after)} " " {binding_tag(certificate)}
            </p>
            <dl class="facts">
                <div>
                    <dt>"電子証明書管理番号"</dt>
                    <dd>{number}</dd>
                </div>
                <div>
                    <dt>"有効期限"</dt>
                    <dd>{browser::date_time(&certificate.not_after)}</dd>
                </div>
                <div>
                    <dt>"サブジェクト"</dt>
                    <dd>{certificate.subject.clone()}</dd>
                </div>
            </dl>
            {action}
        </li>
    }
    .into_any()
}

/// What can be done with a certificate that is not barred.
fn action(certificate: &MyCertificate) -> AnyView {
    let number = certificate.certificate_number.clone();
    if certificate.binding == BindingState::Checked {
        view! {
            <div class="button-row">
                <a class="button" href=PagePath::Sign.href_with(&[(CERTIFICATE, &number)])>
                    "署名を確認する"
                    <span class="visually-hidden">{["（", &number, "）"].concat()}</span>
                </a>
                <a class="button button--quiet" href=PagePath::Check(number.clone()).href()>
                    "もう一度確認する"
                    <span class="visually-hidden">{["（", &number, "）"].concat()}</span>
                </a>
            </div>
        }
        .into_any()
    } else {
        view! {
            <a class="button button--primary" href=PagePath::Check(number.clone()).href()>
                "有効性を確認する"
                <span class="visually-hidden">{["（", &number, "）"].concat()}</span>
            </a>
        }
        .into_any()
    }
}

/// How the user stands to it; of no interest where the certificate itself is no longer valid.
fn binding_tag(certificate: &MyCertificate) -> Option<AnyView> {
    let class = match certificate.binding {
        BindingState::Checked => "tag tag--done",
        BindingState::Unchecked => "tag tag--soon",
        BindingState::Locked => "tag tag--stopped",
    };
    (certificate.state == CertificateState::Valid)
        .then(|| view! { <span class=class>{ja::binding_state(certificate.binding)}</span> }.into_any())
}
