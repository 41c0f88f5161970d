//! Certificates issued through the API, with the PINs of their mails.

use contract::mail::MailKind;
use contract::operator::ExaminedApplication;
use contract::routes;
use contract::signing::{CheckReport, MyCertificate};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::json;
use server::entity::mail;
use server::store::mails::open_body;

use super::Stand;
use super::client::{Call, Client};
use super::forms;
use super::world::{ADMIN_A, OPERATOR, Person};

/// A PIN that could be one and is not.
pub(crate) const WRONG_PIN: &str = "2222-2222-2222";

/// A certificate that can be signed with, once checked.
pub(crate) struct Issued {
    pub(crate) receipt_number: String,
    pub(crate) certificate_number: String,
    /// As the mail shows it.
    pub(crate) pin: String,
}

/// What an operator sends to decide on an application that nobody has opened.
pub(crate) fn issue(operator: &Client, receipt_number: &str) -> Call {
    operator.post(&routes::fill(routes::ISSUE, receipt_number)).header("if-match", "\"1\"").json(&json!({}))
}

/// The PIN that a mail tells.
pub(crate) fn pin_in(body: &str) -> String {
    body.lines().find_map(|line| line.strip_prefix("■PIN：")).expect("a mail with a PIN").trim().to_owned()
}

impl Stand {
    /// Files and issues a certificate for a user of the first company; all mails are sent.
    pub(crate) async fn issued(&self, signer: Person) -> Issued {
        let key = format!("issued-key-{:010}", self.count_applications().await);
        let admin = self.logged_in(ADMIN_A).await;
        let filed = forms::filed(&admin, &key, &forms::good(signer)).await;
        let issued = self.issue(&filed.receipt_number).await;
        self.send_mails().await;
        issued
    }

    /// Issues the certificate of an application; its mails are not sent yet.
    pub(crate) async fn issue(&self, receipt_number: &str) -> Issued {
        let examined: ExaminedApplication = issue(&self.logged_in(OPERATOR).await, receipt_number).await.is(200).json();
        Issued {
            receipt_number: receipt_number.to_owned(),
            certificate_number: examined.application.certificate_number.unwrap(),
            pin: self.pin_under_way(receipt_number).await,
        }
    }

    /// The PIN of an application, from its mail, which is not sent yet.
    async fn pin_under_way(&self, receipt_number: &str) -> String {
        let mails = mail::Entity::find().filter(mail::Column::Cause.eq(receipt_number));
        let mail = mails.filter(mail::Column::Kind.eq(MailKind::Pin.code())).one(&self.state.db).await;
        pin_in(&open_body(&self.state.key, &mail.unwrap().unwrap()).unwrap())
    }

    /// The same, and the user has done 証明書有効性確認; with the user's browser.
    pub(crate) async fn checked(&self, signer: Person) -> (Issued, Client) {
        let issued = self.issued(signer).await;
        let client = self.logged_in(signer).await;
        let report: CheckReport = issued.check(&client, &issued.pin).await.is(200).json();
        assert!(report.certificate.checked_at.is_some(), "{report:?}");
        (issued, client)
    }
}

impl Issued {
    /// 証明書有効性確認; await it.
    pub(crate) fn check(&self, client: &Client, pin: &str) -> Call {
        client.post(&routes::fill(routes::MY_CHECK, &self.certificate_number)).json(&json!({ "pin": pin }))
    }

    /// Signs a digest of thirty-two equal bytes; await it.
    pub(crate) fn sign(&self, client: &Client, pin: &str) -> Call {
        self.sign_digest(client, &"5a".repeat(32), pin)
    }

    /// Signs any digest; await it.
    pub(crate) fn sign_digest(&self, client: &Client, digest: &str, pin: &str) -> Call {
        let path = routes::fill(routes::MY_SIGNATURE, &self.certificate_number);
        client.post(&path).json(&json!({ "digest": digest, "pin": pin }))
    }

    /// How the user who is logged in stands to it.
    pub(crate) async fn mine(&self, client: &Client) -> MyCertificate {
        let mine: Vec<MyCertificate> = client.get(routes::MY_CERTIFICATES).await.json();
        mine.into_iter().find(|mine| mine.certificate_number == self.certificate_number).unwrap()
    }
}
