//! 証明書有効性確認: the certificates I am bound to, each with its state (D13.4)

use contract::certificate::CertificateState;
use contract::ja;
use contract::signing::{BindingState, MyCertificate};
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
            {mine.view(load, |mine| cards(mine))}
        </Page>
    }
    .into_any()
}

fn cards(mine: &[MyCertificate]) -> AnyView {
    if mine.is_empty() {
        return view! {
            <p>"紐付いている電子証明書はありません。署名が必要なときは、社内の管理者に紐付けを依頼してください。"</p>
        }
        .into_any();
    }
    view! { <ul class="cards">{mine.iter().map(card).collect_view()}</ul> }.into_any()
}

fn card(certificate: &MyCertificate) -> AnyView {
    let number = certificate.certificate_number.clone();
    let action = match (certificate.state, certificate.binding) {
        (CertificateState::Expired, _) => {
            view! { <p>"有効期限が過ぎているため、署名に使えません。社内の管理者に、新しい電子証明書の申請を依頼してください。"</p> }
                .into_any()
        }
        (CertificateState::Revoked, _) => {
            view! { <p>"失効しているため、署名に使えません。社内の管理者に確認してください。"</p> }.into_any()
        }
        (CertificateState::Valid, BindingState::Locked) => {
            view! { <p>"PINの誤りが続いたため、使えなくなりました。社内の管理者に、紐付けの解除と再度の紐付けを依頼してください。"</p> }
                .into_any()
        }
        (CertificateState::Valid, BindingState::Unchecked) => view! {
            <a class="button button--primary" href=PagePath::Check(number.clone()).href()>
                "有効性を確認する"
                <span class="visually-hidden">{["（", &number, "）"].concat()}</span>
            </a>
        }
        .into_any(),
        (CertificateState::Valid, BindingState::Checked) => view! {
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
        .into_any(),
    };
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
