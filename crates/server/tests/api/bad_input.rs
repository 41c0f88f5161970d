//! What the form must not take: a clear answer in the right place, nothing stored.

use contract::application::{ApplicationField, ApplicationForm};
use contract::problem::ProblemCode;
use contract::{FieldError, Reason, routes};
use serde_json::{Value, json};

use crate::stand::Stand;
use crate::stand::client::Client;
use crate::stand::database::{Database, on_each_database};
use crate::stand::forms::{self, KEY};
use crate::stand::world::{ADMIN_A, DISABLED_A, LEFT_A, MEMBER_B, SIGNER_A};

on_each_database!(
    each_rule_is_told_at_its_field_m3_2_m3_3_m3_4_d3_7,
    several_faults_are_told_together,
    the_signer_must_be_an_active_user_of_the_company_d4_4,
    only_a_reusable_certificate_of_the_company_can_be_named_m2_2,
    what_is_not_the_forms_shape_is_refused,
);

async fn refused(client: &Client, form: &ApplicationForm) -> Vec<FieldError> {
    forms::file(client, KEY, form).await.refused(422, ProblemCode::InvalidFields).problem().errors
}

fn with(field: ApplicationField, value: &str) -> ApplicationForm {
    let mut form = forms::good(SIGNER_A);
    field.set(&mut form, value.to_owned());
    form
}

async fn each_rule_is_told_at_its_field_m3_2_m3_3_m3_4_d3_7(database: Database) {
    use ApplicationField as F;
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let before = stand.filed().await;
    let too_long = |max, actual| Reason::TooLong { max, actual };
    let forbidden = |text: &str| Reason::ForbiddenCharacters { characters: text.chars().collect() };
    for (field, value, reason) in [
        (F::CompanyLatin, "a".repeat(41), too_long(40, 41)),
        (F::CompanyLatin, "Koyama & Söhne_組".to_owned(), forbidden("&ö_組")),
        (F::CompanyLatin, "-. -".to_owned(), Reason::NoLetterOrDigit),
        (F::TitleLatin, "a".repeat(49), Reason::TooLongTogether { max: 60, actual: 61 }),
        (F::TitleLatin, "b".repeat(9_000), Reason::TooLongTogether { max: 60, actual: 9_012 }),
        (F::DepartmentLatin, "東京".to_owned(), forbidden("東京")),
        (F::CompanyName, "𠮷".repeat(101), too_long(100, 101)),
        (F::TitleName, "　 ".to_owned(), Reason::Required),
        (F::PinRecipientName, "x".repeat(20_000), too_long(100, 20_000)),
        (F::PinRecipientDepartment, "x".repeat(101), too_long(100, 101)),
        (F::PinRecipientMailAddress, "pin".to_owned(), Reason::MailAddressShape),
        (F::PinRecipientMailAddress, "a@b@c.example".to_owned(), Reason::MailAddressShape),
        (F::ApplicantMailAddress, "hanako@localhost".to_owned(), Reason::MailAddressDomain),
        (F::ApplicantMailAddress, ".hanako@k1001.example".to_owned(), Reason::MailAddressLocalPart),
        (F::ApplicantMailAddress, "\"a b\"@k1001.example".to_owned(), forbidden("\" ")),
        (F::ApplicantMailAddress, "a@k1001.example, b@evil.example".to_owned(), forbidden(", ")),
        (F::ApplicantPhone, "03-5550-12".to_owned(), Reason::PhoneDigits { actual: 8 }),
        (F::ApplicantPhone, "+81-3-5550-1234".to_owned(), forbidden("+")),
        (F::SignerUserId, "x".repeat(30_000), too_long(100, 30_000)),
        (F::SignerUserId, String::new(), Reason::Required),
    ] {
        assert_eq!(refused(&admin, &with(field, &value)).await, [field.error(reason)], "{field:?}");
    }
    for field in ApplicationField::ALL.into_iter().filter(|field| field.is_required()) {
        assert_eq!(refused(&admin, &with(field, "")).await, [field.error(Reason::Required)], "{field:?}");
    }
    assert_eq!(stand.filed().await, before);
    // At the limits it passes.
    let mut form = with(F::CompanyLatin, &"a".repeat(40));
    form.certificate.department_latin = "b".repeat(30);
    form.certificate.title_latin = "c".repeat(30);
    form.pin_recipient.department = String::new();
    form.certificate.company_name = "𠮷".repeat(100);
    forms::filed(&admin, KEY, &form).await;
}

async fn several_faults_are_told_together(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let errors = refused(&admin, &ApplicationForm::default()).await;
    let pointers: Vec<&str> = errors.iter().map(|error| error.pointer.as_str()).collect();
    let required = ApplicationField::ALL.iter().filter(|field| field.is_required());
    assert_eq!(pointers, required.map(|field| field.pointer()).collect::<Vec<_>>(), "in the order of the screen");
    let mut form = with(ApplicationField::SignerUserId, "nobody");
    form.reused_certificate = Some("JC-99999999".to_owned());
    let expected = [
        ApplicationField::ReusedCertificate.error(Reason::NotReusable),
        ApplicationField::SignerUserId.error(Reason::UnknownUser),
    ];
    assert_eq!(refused(&admin, &form).await, expected);
}

async fn the_signer_must_be_an_active_user_of_the_company_d4_4(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let before = stand.filed().await;
    for (id, reason) in [
        ("nobody", Reason::UnknownUser),
        (MEMBER_B.id, Reason::UnknownUser),
        ("operator", Reason::UnknownUser),
        ("shomei", Reason::UnknownUser),
        ("shomei%", Reason::UnknownUser),
        ("' OR 1=1 --", Reason::UnknownUser),
        (DISABLED_A.id, Reason::DisabledUser),
        (LEFT_A.id, Reason::DisabledUser),
    ] {
        let errors = refused(&admin, &with(ApplicationField::SignerUserId, id)).await;
        assert_eq!(errors, [ApplicationField::SignerUserId.error(reason)], "{id}");
    }
    assert_eq!(stand.filed().await, before);
}

async fn only_a_reusable_certificate_of_the_company_can_be_named_m2_2(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let before = stand.filed().await;
    // Valid, expired for over a year, revoked, another company's, none at all.
    let long = "9".repeat(40_000);
    for number in ["JC-00000001", "JC-00000005", "JC-00000006", "JC-00000007", "JC-99999999", "x", "%", &long] {
        let errors = refused(&admin, &with(ApplicationField::ReusedCertificate, number)).await;
        assert_eq!(errors, [ApplicationField::ReusedCertificate.error(Reason::NotReusable)], "{number}");
    }
    assert_eq!(stand.filed().await, before);
    forms::filed(&admin, KEY, &with(ApplicationField::ReusedCertificate, "JC-00000002")).await;
}

async fn what_is_not_the_forms_shape_is_refused(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let before = stand.filed().await;
    let good = serde_json::to_value(forms::good(SIGNER_A)).unwrap();
    let changed = |pointer: &str, value: Value| {
        let mut form = good.clone();
        *form.pointer_mut(pointer).unwrap() = value;
        form
    };
    let mut unknown = good.clone();
    unknown["state"] = json!("issued");
    let mut unknown_inside = good.clone();
    unknown_inside["certificate"]["company_id"] = json!("K2001");
    let mut missing = good.clone();
    missing["applicant"].as_object_mut().unwrap().remove("phone");
    for body in [
        unknown,
        unknown_inside,
        missing,
        changed("/certificate/title_name", json!(7)),
        changed("/signer_user_id", json!(null)),
        changed("/signer_user_id", json!(["shomei.shiro"])),
        changed("/applicant", json!("hanako")),
        changed("/reused_certificate", json!({})),
        json!(null),
        json!([]),
        json!("form"),
        json!({}),
    ] {
        let answer = admin.post(routes::APPLICATIONS).header(routes::IDEMPOTENCY_KEY, KEY).json(&body).await;
        answer.refused(422, ProblemCode::WrongShape);
    }
    // The same member twice: which one counts would be a guess.
    let twice = serde_json::to_string(&good).unwrap().replacen('{', "{\"signer_user_id\":\"x\",", 1);
    let answer = admin.post(routes::APPLICATIONS).header(routes::IDEMPOTENCY_KEY, KEY).body("application/json", twice);
    answer.await.refused(422, ProblemCode::WrongShape);
    assert_eq!(stand.filed().await, before);
}
