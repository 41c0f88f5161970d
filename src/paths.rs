//! The addresses of the pages, as a type: nobody writes one as a text, and reading and writing them stand side by side.

use contract::routes;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use std::rc::Rc;

/// The address of the home screen.
pub(crate) const HOME: &str = "/";

/// A page of the application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PagePath {
    /// What waits to be done, and the ways to go.
    Home,
    /// 電子証明書追加発行申請
    ApplicationInput,
    /// 電子証明書追加発行申請確認
    ApplicationConfirm,
    /// 電子証明書追加発行申請完了; the receipt number is its parameter [`RECEIPT`].
    ApplicationComplete,
    /// 申請状況
    Applications,
    /// One application, by its receipt number.
    Application(String),
    /// 自社電子証明書検索/一覧
    Certificates,
    /// 自社電子証明書照会, by 電子証明書管理番号.
    Certificate(String),
    /// 自社電子証明書紐付け更新
    BindingsInput(String),
    /// 自社電子証明書紐付け更新確認
    BindingsConfirm(String),
    /// 電子証明書紐付け更新完了
    BindingsComplete(String),
    /// The certificates that a user can sign with, by 利用者ID.
    UserCertificates(String),
    /// 操作履歴
    Audit,
    /// 証明書有効性確認: my certificates.
    MyCertificates,
    /// 証明書有効性確認 of one of them.
    Check(String),
    /// 署名の確認; the certificate is its parameter [`CERTIFICATE`].
    Sign,
    /// The applications that wait for an operator.
    OperatorApplications,
    /// One of them.
    OperatorApplication(String),
    /// 電子証明書の失効: which one?
    OperatorCertificates,
    /// One certificate of whatever company, by 電子証明書管理番号.
    OperatorCertificate(String),
    /// パスワード変更
    Password,
    /// The mails of the demonstration.
    Mails,
}

/// The parameter of [`PagePath::ApplicationComplete`].
pub(crate) const RECEIPT: &str = "receipt";

/// The parameter of [`PagePath::Sign`].
pub(crate) const CERTIFICATE: &str = "certificate";

/// The parameter of [`PagePath::ApplicationInput`]: the certificate whose application is to be reused (M2.4), or
/// [`NEXT_TO_END`].
pub(crate) const REUSE: &str = "reuse";

/// The value of [`REUSE`] for whichever ends next of those whose end is announced.
pub(crate) const NEXT_TO_END: &str = "next";

impl PagePath {
    /// The page at an address; nothing where there is none.
    pub(crate) fn parse(pathname: &str) -> Option<Self> {
        let parts: Vec<&str> = pathname.split('/').filter(|part| !part.is_empty()).collect();
        Some(match parts.as_slice() {
            [] => Self::Home,
            ["applications"] => Self::Applications,
            ["applications", "new"] => Self::ApplicationInput,
            ["applications", "new", "confirm"] => Self::ApplicationConfirm,
            ["applications", "new", "complete"] => Self::ApplicationComplete,
            ["applications", receipt] => Self::Application(decode(receipt)),
            ["certificates"] => Self::Certificates,
            ["certificates", number] => Self::Certificate(decode(number)),
            ["certificates", number, "bindings"] => Self::BindingsInput(decode(number)),
            ["certificates", number, "bindings", "confirm"] => Self::BindingsConfirm(decode(number)),
            ["certificates", number, "bindings", "complete"] => Self::BindingsComplete(decode(number)),
            ["users", user, "certificates"] => Self::UserCertificates(decode(user)),
            ["audit"] => Self::Audit,
            ["my-certificates"] => Self::MyCertificates,
            ["my-certificates", number] => Self::Check(decode(number)),
            ["sign"] => Self::Sign,
            ["operator", "applications"] => Self::OperatorApplications,
            ["operator", "applications", receipt] => Self::OperatorApplication(decode(receipt)),
            ["operator", "certificates"] => Self::OperatorCertificates,
            ["operator", "certificates", number] => Self::OperatorCertificate(decode(number)),
            ["password"] => Self::Password,
            ["mails"] => Self::Mails,
            _ => return None,
        })
    }

    /// The address, for a link or for the router.
    pub(crate) fn href(&self) -> String {
        match self {
            Self::Home => HOME.to_owned(),
            Self::ApplicationInput => routes::PAGE_APPLICATION_INPUT.to_owned(),
            Self::ApplicationConfirm => "/applications/new/confirm".to_owned(),
            Self::ApplicationComplete => "/applications/new/complete".to_owned(),
            Self::Applications => "/applications".to_owned(),
            Self::Application(receipt) => routes::fill(routes::PAGE_APPLICATION, receipt),
            Self::Certificates => "/certificates".to_owned(),
            Self::Certificate(number) => routes::fill("/certificates/{number}", number),
            Self::BindingsInput(number) => routes::fill("/certificates/{number}/bindings", number),
            Self::BindingsConfirm(number) => routes::fill("/certificates/{number}/bindings/confirm", number),
            Self::BindingsComplete(number) => routes::fill("/certificates/{number}/bindings/complete", number),
            Self::UserCertificates(user) => routes::fill("/users/{user}/certificates", user),
            Self::Audit => "/audit".to_owned(),
            Self::MyCertificates => routes::PAGE_MY_CERTIFICATES.to_owned(),
            Self::Check(number) => routes::fill("/my-certificates/{number}", number),
            Self::Sign => "/sign".to_owned(),
            Self::OperatorApplications => "/operator/applications".to_owned(),
            Self::OperatorApplication(receipt) => routes::fill("/operator/applications/{receipt}", receipt),
            Self::OperatorCertificates => "/operator/certificates".to_owned(),
            Self::OperatorCertificate(number) => routes::fill("/operator/certificates/{number}", number),
            Self::Password => "/password".to_owned(),
            Self::Mails => "/mails".to_owned(),
        }
    }

    /// The address with parameters; empty ones are left out.
    pub(crate) fn href_with(&self, parameters: &[(&str, &str)]) -> String {
        let mut href = self.href();
        for (name, value) in parameters {
            routes::push_parameter(&mut href, name, value);
        }
        href
    }

    /// The address of a place on the page.
    pub(crate) fn href_at(&self, id: &str) -> String {
        [&self.href(), "#", id].concat()
    }
}

fn decode(part: &str) -> String {
    js_sys::decode_uri_component(part).map_or_else(|_| part.to_owned(), String::from)
}

/// The router's way of going elsewhere.
type Navigate = Rc<dyn Fn(&str, NavigateOptions)>;

/// Goes to another page.
#[derive(Clone, Copy)]
pub(crate) struct Go(StoredValue<Navigate, LocalStorage>);

/// The way to other pages.
pub(crate) fn use_go() -> Go {
    Go(StoredValue::new_local(Rc::new(use_navigate())))
}

impl Go {
    /// Goes there; Back leads back here.
    pub(crate) fn to(self, href: &str) {
        self.navigate(href, false);
    }

    /// Goes there in the place of this page, which Back then does not find.
    pub(crate) fn instead(self, href: &str) {
        self.navigate(href, true);
    }

    fn navigate(self, href: &str, replace: bool) {
        // The page that asks may be gone when an answer has been waited for; then nobody is to be moved.
        if let Some(navigate) = self.0.try_get_value() {
            navigate(href, NavigateOptions { replace, ..NavigateOptions::default() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PagePath;
    use contract::routes;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn every_address_reads_back_as_the_page_it_was_written_for() {
        for page in [
            PagePath::Home,
            PagePath::ApplicationInput,
            PagePath::ApplicationConfirm,
            PagePath::ApplicationComplete,
            PagePath::Applications,
            PagePath::Application("A-1/2 %あ".to_owned()),
            PagePath::Certificates,
            PagePath::Certificate("JC-1".to_owned()),
            PagePath::BindingsInput("JC-1".to_owned()),
            PagePath::BindingsConfirm("JC-1".to_owned()),
            PagePath::BindingsComplete("JC-1".to_owned()),
            PagePath::UserCertificates("佐藤/1".to_owned()),
            PagePath::Audit,
            PagePath::MyCertificates,
            PagePath::Check("JC-1".to_owned()),
            PagePath::Sign,
            PagePath::OperatorApplications,
            PagePath::OperatorApplication("AP-1".to_owned()),
            PagePath::OperatorCertificates,
            PagePath::OperatorCertificate("JC-1".to_owned()),
            PagePath::Password,
            PagePath::Mails,
        ] {
            assert_eq!(PagePath::parse(&page.href()), Some(page));
        }
        // Where mails lead.
        let application = routes::fill(routes::PAGE_APPLICATION, "AP-1");
        assert_eq!(PagePath::parse(&application), Some(PagePath::Application("AP-1".to_owned())));
        assert_eq!(PagePath::parse(routes::PAGE_APPLICATION_INPUT), Some(PagePath::ApplicationInput));
        assert_eq!(PagePath::parse(routes::PAGE_MY_CERTIFICATES), Some(PagePath::MyCertificates));
        assert_eq!(PagePath::parse("/nowhere"), None);
        assert_eq!(PagePath::parse("/applications/new/confirm/more"), None);
    }
}
