//! Application forms, and filing them.

use contract::application::{ApplicationDetail, ApplicationForm, CertificateContent};
use contract::contact::{Applicant, PinRecipient};
use contract::routes;

use super::client::{Call, Client};
use super::world::Person;

/// Where the receipt goes.
pub(crate) const APPLICANT: &str = "hanako@k1001.example";

/// A key that nothing else has used.
pub(crate) const KEY: &str = "test-key-0123456789";

/// A form with nothing wrong in it.
pub(crate) fn good(signer: Person) -> ApplicationForm {
    let text = str::to_owned;
    ApplicationForm {
        reused_certificate: None,
        certificate: CertificateContent {
            company_name: text("株式会社甲山建設"),
            company_latin: text("Koyama Kensetsu"),
            department_name: text("東京支店"),
            department_latin: text("Tokyo Shiten"),
            title_name: text("支店長"),
            title_latin: text("Shitencho"),
        },
        signer_user_id: text(signer.id),
        pin_recipient: PinRecipient {
            department: text("総務部"),
            name: text("受取 七子"),
            mail_address: text("pin@k1001.example"),
        },
        applicant: Applicant {
            department: text("総務部"),
            name: text("管理 花子"),
            phone: text("03-5550-1234"),
            mail_address: text(APPLICANT),
        },
    }
}

/// The same with nothing of the first company in it.
pub(crate) fn of_company_b(mut form: ApplicationForm) -> ApplicationForm {
    "乙川設備株式会社".clone_into(&mut form.certificate.company_name);
    "Otsukawa Setsubi".clone_into(&mut form.certificate.company_latin);
    "乙支店".clone_into(&mut form.certificate.department_name);
    "乙山 五郎".clone_into(&mut form.applicant.name);
    "goro@k2001.example".clone_into(&mut form.applicant.mail_address);
    "pin@k2001.example".clone_into(&mut form.pin_recipient.mail_address);
    form
}

/// The request that files a form with a key; await it.
pub(crate) fn file(client: &Client, key: &str, form: &ApplicationForm) -> Call {
    client.post(routes::APPLICATIONS).header(routes::IDEMPOTENCY_KEY, key).json(form)
}

/// Files a form that must be taken.
pub(crate) async fn filed(client: &Client, key: &str, form: &ApplicationForm) -> ApplicationDetail {
    file(client, key, form).await.is(201).json()
}
