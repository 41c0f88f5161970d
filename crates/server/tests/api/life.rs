//! The whole life of a certificate through HTTP, from the filed application to its revocation.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ca::certificate::Certificate;
use contract::application::{ApplicationDetail, ApplicationState};
use contract::certificate::{CertificateDetail, CertificateState};
use contract::operator::WaitingApplication;
use contract::page::Page;
use contract::problem::ProblemCode;
use contract::routes;
use contract::signing::{BindingState, CheckOutcome, CheckReport, CheckStep, Signature};
use serde_json::json;

use crate::stand::Stand;
use crate::stand::client::Client;
use crate::stand::database::{Database, on_each_database};
use crate::stand::forms::{self, APPLICANT, KEY};
use crate::stand::issued::{Issued, WRONG_PIN, issue, pin_in};
use crate::stand::openssl::{fetch_authority, fetch_certificate, openssl};
use crate::stand::world::{ADMIN_A, OPERATOR, SIGNER_A};

on_each_database!(
    the_whole_life_m7_3_m7_4_m1_4,
    a_signature_verifies_outside_k3,
    a_revoked_certificate_is_listed_and_signs_no_more_d14_3_k2,
    the_certificate_is_what_was_applied_for_d13_2,
);

/// M7.3, M7.4, M1.4: applied for, issued, checked with the PIN, and only then signed with.
async fn the_whole_life_m7_3_m7_4_m1_4(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let issued = from_the_filing_to_the_issue(&stand, &admin).await;
    let signer = stand.logged_in(SIGNER_A).await;

    let mine = issued.mine(&signer).await;
    assert_eq!((mine.state, mine.binding), (CertificateState::Valid, BindingState::Unchecked));
    assert_eq!((mine.checked_at, mine.tries_left), (None, 10));
    issued.sign(&signer, &issued.pin).await.refused(403, ProblemCode::NotChecked);

    // Nothing about the key can be said without the right PIN; the rest is looked at all the same (D13.4).
    use CheckOutcome::{Failed, NotRun, Passed};
    let report: CheckReport = issued.check(&signer, WRONG_PIN).await.json();
    assert_eq!(outcomes(&report), [Failed, NotRun, Passed, Passed, Passed]);
    assert_eq!((report.certificate.tries_left, report.wait_seconds), (9, 0));
    assert_eq!(report.certificate.binding, BindingState::Unchecked);

    stand.clock.advance_seconds(3600);
    let (admin, signer) = (stand.logged_in(ADMIN_A).await, stand.logged_in(SIGNER_A).await);
    let report: CheckReport = issued.check(&signer, &issued.pin.to_lowercase().replace('-', "")).await.json();
    assert_eq!(outcomes(&report), [Passed; 5]);
    assert_eq!((report.certificate.tries_left, report.certificate.binding), (10, BindingState::Checked));
    assert_eq!(issued.mine(&signer).await, report.certificate);

    let detail: ApplicationDetail = admin.get(&routes::fill(routes::APPLICATION, &issued.receipt_number)).await.json();
    assert_eq!(detail.state, ApplicationState::Checked);
    assert_eq!(detail.steps.issued_at.unwrap().0, "2026-11-22T05:10:00Z");
    assert_eq!(detail.steps.checked_at.unwrap().0, "2026-11-22T06:10:00Z");
    issued.sign(&signer, &issued.pin).await.is(200);
}

/// Files, opens, issues; the operator's list, the mails and the bindings on the way are looked at.
async fn from_the_filing_to_the_issue(stand: &Stand, admin: &Client) -> Issued {
    let operator = stand.logged_in(OPERATOR).await;
    let receipt = forms::filed(admin, KEY, &forms::good(SIGNER_A)).await.receipt_number;
    stand.clock.advance_seconds(300);
    let later = forms::filed(admin, "another-key-0123456789", &forms::good(SIGNER_A)).await.receipt_number;
    let waiting: Page<WaitingApplication> = operator.get(routes::OPERATOR_APPLICATIONS).await.json();
    let numbers: Vec<&str> = waiting.items.iter().map(|row| row.receipt_number.as_str()).collect();
    assert_eq!(numbers, [receipt.as_str(), &later], "the oldest first (D13.1)");
    assert_eq!(waiting.items[0].company.name, "株式会社甲山建設");

    let opened = operator.post(&routes::fill(routes::EXAMINATION, &receipt)).json(&json!({})).await.is(200);
    assert_eq!(opened.header("etag"), "\"2\"");
    issue(&operator, &receipt).await.refused(412, ProblemCode::PreconditionFailed);
    let path = routes::fill(routes::ISSUE, &receipt);
    operator.post(&path).json(&json!({})).await.refused(428, ProblemCode::PreconditionRequired);
    stand.send_mails().await;
    stand.mails.lock().unwrap().clear();
    stand.clock.advance_seconds(300);
    operator.post(&path).header("if-match", "\"2\"").json(&json!({})).await.is(200);

    let detail: ApplicationDetail = admin.get(&routes::fill(routes::APPLICATION, &receipt)).await.json();
    assert_eq!(detail.state, ApplicationState::Issued);
    let number = detail.certificate_number.unwrap();
    assert!(number.strip_prefix("JC-").is_some_and(|digits| digits.len() == 8), "{number}");

    assert_eq!(stand.send_mails().await, 2);
    let mails = stand.mails.lock().unwrap().clone();
    let told: Vec<(&str, &str)> = mails.iter().map(|mail| (mail.to.as_str(), mail.subject.as_str())).collect();
    assert_eq!(
        told,
        [
            (APPLICANT, "【CECTRUST-Lightサービス】電子証明書発行のお知らせ"),
            ("pin@k1001.example", "【CECTRUST-Lightサービス】PINのお知らせ"),
        ]
    );
    assert!(mails.iter().all(|mail| mail.body.contains(&number)));
    let pin = pin_in(&mails[1].body);
    assert!(!mails[0].body.contains(&pin));
    Issued { receipt_number: receipt, certificate_number: number, pin }
}

fn outcomes(report: &CheckReport) -> Vec<CheckOutcome> {
    let steps: Vec<CheckStep> = report.results.iter().map(|result| result.step).collect();
    use CheckStep::{Chain, KeyFitsCertificate, PinOpensKey, Revocation, Validity};
    assert_eq!(steps, [PinOpensKey, KeyFitsCertificate, Chain, Validity, Revocation]);
    report.results.iter().map(|result| result.outcome).collect()
}

async fn a_signature_verifies_outside_k3(database: Database) {
    let stand = Stand::start(&database).await;
    let (issued, signer) = stand.checked(SIGNER_A).await;
    let folder = fetch_authority(&stand, &database.folder).await;
    fetch_certificate(&stand.logged_in(ADMIN_A).await, &issued.certificate_number, &folder).await;
    let contract = "請負契約書　第1条".as_bytes();
    let digest = server::key::sha256_hex(contract);
    let signature: Signature = issued.sign_digest(&signer, &digest, &issued.pin).await.is(200).json();
    let cms = STANDARD.decode(&signature.cms).unwrap();

    let certificate = Certificate::from_pem(&std::fs::read_to_string(folder.join("user.pem")).unwrap()).unwrap();
    let bytes = contract::signing::parse_digest(&digest).unwrap();
    assert!(ca::signature::verifies(&cms, &bytes, &certificate));
    assert!(!ca::signature::verifies(&cms, &[0; 32], &certificate));

    std::fs::write(folder.join("contract.p7s"), &cms).unwrap();
    let mut changed = contract.to_vec();
    changed[0] ^= 1;
    for (content, good) in [(contract, true), (&changed, false)] {
        std::fs::write(folder.join("contract"), content).unwrap();
        let at = stand.state.now().0 / 1000;
        let verify = format!(
            "cms -verify -purpose any -binary -inform DER -in contract.p7s -content contract -CAfile root.pem \
             -attime {at} -out out"
        );
        let (verified, said) = openssl(&folder, &verify);
        assert_eq!(verified, good, "{said}");
    }
}

async fn a_revoked_certificate_is_listed_and_signs_no_more_d14_3_k2(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let (issued, signer) = stand.checked(SIGNER_A).await;
    let folder = fetch_authority(&stand, &database.folder).await;
    fetch_certificate(&admin, &issued.certificate_number, &folder).await;
    let at = stand.state.now().0 / 1000;
    let verify = || {
        let (converted, said) = openssl(&folder, "crl -inform DER -in root.crl -out root.crl.pem");
        assert!(converted, "{said}");
        openssl(&folder, &format!("verify -crl_check -attime {at} -CAfile root.pem -CRLfile root.crl.pem user.pem"))
    };
    assert!(verify().0, "{}", verify().1);

    let path = routes::fill(routes::REVOCATION, &issued.certificate_number);
    admin.post(&path).json(&json!({ "reason": "no_such" })).await.refused(422, ProblemCode::WrongShape);
    let revoked: CertificateDetail = admin.post(&path).json(&json!({ "reason": "key_compromise" })).await.json();
    assert_eq!(revoked.state, CertificateState::Revoked);
    issued.sign(&signer, &issued.pin).await.refused(403, ProblemCode::CertificateRevoked);
    assert_eq!(issued.mine(&signer).await.state, CertificateState::Revoked);

    fetch_authority(&stand, &folder).await;
    let (good, said) = verify();
    assert!(!good && said.contains("revoked"), "{said}");
    let (_, list) = openssl(&folder, "crl -inform DER -in root.crl -noout -text");
    assert!(list.contains(&revoked.serial.to_uppercase()), "{} in {list}", revoked.serial);

    // Revoked for good, and for the first reason, whoever asks again.
    let operator = stand.logged_in(OPERATOR).await;
    let again = operator.post(&routes::fill(routes::OPERATOR_REVOCATION, &issued.certificate_number));
    assert_eq!(again.json(&json!({ "reason": "superseded" })).await.json::<CertificateDetail>(), revoked);
    // The check tells which step fails; the key itself is in order.
    let report: CheckReport = issued.check(&signer, &issued.pin).await.json();
    assert_eq!(outcomes(&report)[4], CheckOutcome::Failed);
    assert_eq!(outcomes(&report)[..4], [CheckOutcome::Passed; 4]);
}

async fn the_certificate_is_what_was_applied_for_d13_2(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let issued = stand.issued(SIGNER_A).await;
    let folder = fetch_authority(&stand, &database.folder).await;
    fetch_certificate(&admin, &issued.certificate_number, &folder).await;
    let at = stand.state.now().0 / 1000;
    let (good, said) = openssl(&folder, &format!("verify -x509_strict -attime {at} -CAfile root.pem user.pem"));
    assert!(good, "{said}");
    let number = &issued.certificate_number;
    let (_, said) = openssl(&folder, "x509 -in user.pem -noout -subject -dates -nameopt sep_comma_plus_space");
    let subject =
        format!("C=JP, O=Koyama Kensetsu, OU=Tokyo Shiten, title=Shitencho, CN={number}, serialNumber={number}");
    for text in [subject.as_str(), "notBefore=Nov 22 05:00:00 2026 GMT", "notAfter=Nov 22 04:59:59 2028 GMT"] {
        assert!(said.contains(text), "{text} in {said}");
    }
    // The certificates name the address at which the list is.
    let (_, said) = openssl(&folder, "x509 -in user.pem -noout -text");
    assert!(said.contains(&format!("URI:{}", stand.state.config.crl_url)), "{said}");
    assert!(stand.state.config.crl_url.ends_with(routes::ROOT_CRL));
}
