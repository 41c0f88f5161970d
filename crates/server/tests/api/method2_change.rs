//! 自社電子証明書照会 and 紐付け更新 (M9.1 to M12.3). What happens at the same moment is in [`crate::method2_races`].

use contract::Reason;
use contract::mail::{MailKind, MailState};
use contract::problem::ProblemCode;
use contract::routes;
use contract::signing::{BindingState, MyCertificate};
use sea_orm::{EntityTrait as _, QueryOrder as _, QuerySelect as _};
use serde_json::json;
use server::entity::audit;

use crate::stand::Stand;
use crate::stand::client::Client;
use crate::stand::database::{Database, on_each_database};
use crate::stand::method2::{bound, change, change_now, view, wish};
use crate::stand::world::{
    ADMIN_A, ADMIN_B, DISABLED_A, LEFT_A, MEMBER_A, MEMBER_B, OPERATOR, Person, SECOND_ADMIN_A, SIGNER_A,
};

on_each_database!(
    the_view_shows_who_may_sign_m9_1_d9_2,
    one_more_and_many_less_go_together_m11_1,
    what_may_not_stand_changes_nothing_d10_2_d11_3,
    a_change_needs_the_version_that_was_seen_d11_5_s15,
    only_a_valid_certificate_gets_new_users_d12_4,
    after_a_release_nothing_can_be_signed_m11_6,
    mails_go_to_the_administrator_and_the_newcomer_m12_1_m12_2,
    who_binds_herself_gets_one_mail_m12_1,
    bound_anew_after_a_lock_begins_afresh_m12_3,
);

const FIRST: &str = "JC-00000001";
const SUBJECT: &str = "【CECTRUST-Lightサービス】電子証明書紐付情報更新（署名者変更）のお知らせ";

/// Gives everybody of the first company an address of one's own.
async fn own_addresses(stand: &Stand) {
    stand.sql("UPDATE users SET mail_address = user_id || '@k1001.example' WHERE company_id = 'K1001'").await;
}

fn address(person: Person) -> String {
    format!("{}@k1001.example", person.id)
}

/// All that a change writes, to show that nothing was.
async fn written(stand: &Stand, client: &Client, number: &str) -> String {
    let (view, etag) = view(client, number).await;
    format!("{view:?} {etag} {}", stand.filed().await)
}

async fn the_view_shows_who_may_sign_m9_1_d9_2(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let (seen, etag) = view(&admin, FIRST).await;
    assert_eq!(etag, "\"1\"");
    let certificate = &seen.certificate;
    assert_eq!((certificate.certificate_number.as_str(), certificate.title_name.as_str()), (FIRST, "有効"));
    assert!(certificate.subject.contains("Koyama Kensetsu") && certificate.subject.contains(FIRST));
    assert_eq!((certificate.fingerprint.len(), certificate.serial.is_empty()), (64, false));
    assert_eq!(seen.bound.len(), 1);
    assert_eq!((seen.bound[0].user.user_id.as_str(), seen.bound[0].user.name.as_str()), (SIGNER_A.id, "署名 四郎"));
    assert_eq!((seen.bound[0].state, seen.bound[0].is_disabled), (BindingState::Unchecked, false));
    assert_eq!((seen.history.len(), seen.history[0].by.is_none()), (1, true), "bound by the issue");
    stand.sql("UPDATE bindings SET checked_at = 1000").await;
    stand.sql(&format!("UPDATE users SET state = 'disabled' WHERE user_id = '{}'", SIGNER_A.id)).await;
    let (seen, _) = view(&admin, FIRST).await;
    assert_eq!((seen.bound[0].state, seen.bound[0].is_disabled), (BindingState::Checked, true));
    assert_eq!(seen.bound[0].checked_at.as_ref().map(|at| at.0.as_str()), Some("1970-01-01T00:00:01Z"));
    // Another company's, none, and who may not see it.
    for number in ["JC-00000007", "JC-99999999", "x", "%", "'", "🦀"] {
        admin.get(&routes::fill(routes::CERTIFICATE, number)).await.refused(404, ProblemCode::NotFound);
        let path = routes::fill(routes::BINDING_CHANGES, number);
        let changed = admin.post(&path).header("if-match", "\"1\"").json(&wish(Some(MEMBER_A.id), &[])).await;
        changed.refused(404, ProblemCode::NotFound);
    }
    for (person, status) in [(MEMBER_A, 403), (OPERATOR, 403), (ADMIN_B, 404)] {
        let client = stand.logged_in(person).await;
        client.get(&routes::fill(routes::CERTIFICATE, FIRST)).await.is(status);
        change(&client, FIRST, "\"1\"", &wish(None, &[SIGNER_A.id])).await.is(status);
    }
    assert_eq!(bound(&admin, FIRST).await, [SIGNER_A.id]);
}

async fn one_more_and_many_less_go_together_m11_1(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    for newcomer in [MEMBER_A, SECOND_ADMIN_A] {
        change_now(&admin, FIRST, &wish(Some(newcomer.id), &[])).await.is(200);
    }
    assert_eq!(bound(&admin, FIRST).await, [MEMBER_A.id, SECOND_ADMIN_A.id, SIGNER_A.id], "by 利用者ID");
    stand.clock.advance_seconds(60);
    let released = [SIGNER_A.id, MEMBER_A.id];
    let answer = change(&admin, FIRST, "\"3\"", &wish(Some(ADMIN_A.id), &released)).await.is(200);
    assert_eq!(answer.header("etag"), "\"4\"");
    assert_eq!(bound(&admin, FIRST).await, [ADMIN_A.id, SECOND_ADMIN_A.id]);
    let (seen, etag) = view(&admin, FIRST).await;
    assert_eq!((answer.json::<contract::binding::CertificateView>(), etag.as_str()), (seen.clone(), "\"4\""));
    // The history tells all of it, the newest first.
    let mut last: Vec<(&str, bool)> =
        seen.history[..3].iter().map(|event| (event.user.user_id.as_str(), event.bound)).collect();
    last.sort_unstable();
    assert_eq!(last, [(MEMBER_A.id, false), (ADMIN_A.id, true), (SIGNER_A.id, false)]);
    assert!(seen.history[..5].iter().all(|event| event.by.as_ref().is_some_and(|by| by.user_id == ADMIN_A.id)));
    assert_eq!(seen.history.len(), 6);
    // Everybody may be released, and somebody released be bound again.
    change_now(&admin, FIRST, &wish(None, &[ADMIN_A.id, SECOND_ADMIN_A.id])).await.is(200);
    assert!(bound(&admin, FIRST).await.is_empty());
    change_now(&admin, FIRST, &wish(Some(SIGNER_A.id), &[])).await.is(200);
    assert_eq!(bound(&admin, FIRST).await, [SIGNER_A.id]);
}

async fn what_may_not_stand_changes_nothing_d10_2_d11_3(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let before = written(&stand, &admin, FIRST).await;
    let long = "長".repeat(10_000);
    for (bind, release, pointer, reason) in [
        (None, vec![], "/bind", Reason::NoChange),
        (Some(SIGNER_A.id), vec![], "/bind", Reason::AlreadyBound),
        (Some(SIGNER_A.id), vec![SIGNER_A.id], "/bind", Reason::AlreadyBound),
        (Some(MEMBER_B.id), vec![], "/bind", Reason::UnknownUser),
        (Some("nobody"), vec![SIGNER_A.id], "/bind", Reason::UnknownUser),
        (Some(DISABLED_A.id), vec![SIGNER_A.id], "/bind", Reason::DisabledUser),
        (Some(LEFT_A.id), vec![], "/bind", Reason::DisabledUser),
        (Some(""), vec![], "/bind", Reason::UnknownUser),
        (Some("IPPAN.ICHIRO"), vec![], "/bind", Reason::UnknownUser),
        (Some("a\0b"), vec![], "/bind", Reason::UnknownUser),
        (Some("' OR 1=1 --🦀%_"), vec![], "/bind", Reason::UnknownUser),
        (Some(long.as_str()), vec![], "/bind", Reason::UnknownUser),
        (Some(MEMBER_A.id), vec![SIGNER_A.id, ADMIN_A.id], "/release/1", Reason::NotBound),
        (Some(MEMBER_A.id), vec![SIGNER_A.id, SIGNER_A.id], "/release/1", Reason::NotBound),
        (None, vec![MEMBER_B.id], "/release/0", Reason::NotBound),
        (None, vec!["a\0b"], "/release/0", Reason::NotBound),
    ] {
        let wish = wish(bind, &release);
        let problem = change(&admin, FIRST, "\"1\"", &wish).await.refused(422, ProblemCode::InvalidFields).problem();
        let found: Vec<(&str, &Reason)> =
            problem.errors.iter().map(|error| (error.pointer.as_str(), &error.reason)).collect();
        assert_eq!(found, [(pointer, &reason)], "{bind:?} {release:?}");
    }
    for shape in [json!([]), json!({"bind": 1}), json!({"bind": ["a"]}), json!({"release": "a"}), json!({"add": "a"})] {
        let path = routes::fill(routes::BINDING_CHANGES, FIRST);
        admin.post(&path).header("if-match", "\"1\"").json(&shape).await.refused(422, ProblemCode::WrongShape);
    }
    assert_eq!(written(&stand, &admin, FIRST).await, before);
}

async fn a_change_needs_the_version_that_was_seen_d11_5_s15(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let path = routes::fill(routes::BINDING_CHANGES, FIRST);
    let before = written(&stand, &admin, FIRST).await;
    let good = wish(Some(MEMBER_A.id), &[SIGNER_A.id]);
    admin.post(&path).json(&good).await.refused(428, ProblemCode::PreconditionRequired);
    for other in
        ["\"2\"", "\"0\"", "\"-1\"", "*", "1", "W/1", "\"1\", \"2\"", "\"\"", "", "\"x\"", "\"99999999999999999999\""]
    {
        change(&admin, FIRST, other, &good).await.refused(412, ProblemCode::PreconditionFailed);
    }
    assert_eq!(written(&stand, &admin, FIRST).await, before);
    // A colleague was quicker: nothing is written, not even what would still make sense.
    let colleague = stand.logged_in(SECOND_ADMIN_A).await;
    change(&colleague, FIRST, "\"1\"", &wish(Some(SECOND_ADMIN_A.id), &[])).await.is(200);
    let before = written(&stand, &admin, FIRST).await;
    change(&admin, FIRST, "\"1\"", &good).await.refused(412, ProblemCode::PreconditionFailed);
    assert_eq!(written(&stand, &admin, FIRST).await, before);
    change(&admin, FIRST, "\"2\"", &good).await.is(200);
    assert_eq!(bound(&admin, FIRST).await, [MEMBER_A.id, SECOND_ADMIN_A.id]);
    // Sent twice by a flaky network: the second finds another version, and the refusal is written down (S9).
    change(&admin, FIRST, "\"2\"", &good).await.refused(412, ProblemCode::PreconditionFailed);
    let rows = audit::Entity::find().order_by_desc(audit::Column::Id).limit(2).all(&stand.state.db).await.unwrap();
    let told: Vec<[&str; 3]> = rows.iter().map(|row| [&row.actor[..], &row.action, &row.outcome]).collect();
    let refused = [ADMIN_A.id, "change_bindings", "precondition_failed"];
    assert_eq!(told, [refused, [ADMIN_A.id, "change_bindings", "ok"]]);
}

async fn only_a_valid_certificate_gets_new_users_d12_4(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    for number in ["JC-00000003", "JC-00000006"] {
        for release in [vec![], vec![SIGNER_A.id]] {
            let refused = change_now(&admin, number, &wish(Some(MEMBER_A.id), &release)).await;
            let problem = refused.refused(422, ProblemCode::InvalidFields).problem();
            assert_eq!(problem.errors.len(), 1);
            assert_eq!(problem.errors[0].pointer, "/bind");
            assert_eq!(problem.errors[0].reason, Reason::CertificateNotValid);
        }
        assert_eq!(bound(&admin, number).await, [SIGNER_A.id]);
        change_now(&admin, number, &wish(None, &[SIGNER_A.id])).await.is(200);
        assert!(bound(&admin, number).await.is_empty());
    }
}

async fn after_a_release_nothing_can_be_signed_m11_6(database: Database) {
    let stand = Stand::start(&database).await;
    let (admin, signer) = (stand.logged_in(ADMIN_A).await, stand.logged_in(SIGNER_A).await);
    let issued = stand.issued(SIGNER_A).await;
    issued.check(&signer, &issued.pin).await.is(200);
    issued.sign(&signer, &issued.pin).await.is(200);
    change_now(&admin, &issued.certificate_number, &wish(None, &[SIGNER_A.id])).await.is(200);
    issued.sign(&signer, &issued.pin).await.refused(403, ProblemCode::BindingReleased);
    issued.check(&signer, &issued.pin).await.refused(403, ProblemCode::BindingReleased);
    let mine: Vec<MyCertificate> = signer.get(routes::MY_CERTIFICATES).await.json();
    assert!(mine.iter().all(|row| row.certificate_number != issued.certificate_number));
    // The newcomer does the check with the PIN of the issue (M12.3), and cannot sign before (M1.4).
    change_now(&admin, &issued.certificate_number, &wish(Some(MEMBER_A.id), &[])).await.is(200);
    let member = stand.logged_in(MEMBER_A).await;
    issued.sign(&member, &issued.pin).await.refused(403, ProblemCode::NotChecked);
    issued.check(&member, &issued.pin).await.is(200);
    issued.sign(&member, &issued.pin).await.is(200);
    // Bound again, the first one has to check again.
    change_now(&admin, &issued.certificate_number, &wish(Some(SIGNER_A.id), &[])).await.is(200);
    issued.sign(&signer, &issued.pin).await.refused(403, ProblemCode::NotChecked);
}

/// The mails sent, as address and subject, sorted.
async fn sent(stand: &Stand) -> Vec<(String, String)> {
    stand.send_mails().await;
    let mut sent: Vec<_> = stand.mails.lock().unwrap().drain(..).map(|mail| (mail.to, mail.subject)).collect();
    sent.sort();
    sent
}

async fn mails_go_to_the_administrator_and_the_newcomer_m12_1_m12_2(database: Database) {
    let stand = Stand::start(&database).await;
    own_addresses(&stand).await;
    let admin = stand.logged_in(ADMIN_A).await;
    change_now(&admin, FIRST, &wish(Some(MEMBER_A.id), &[SIGNER_A.id])).await.is(200);
    // Those of the issue are there, too, and long since sent (M12.3).
    let of_change = async || {
        let (seen, _) = view(&admin, FIRST).await;
        let (of_change, before): (Vec<_>, Vec<_>) =
            seen.mails.into_iter().partition(|mail| mail.kind == MailKind::BindingsChanged);
        let kinds: Vec<MailKind> = before.iter().map(|mail| mail.kind).collect();
        assert_eq!(kinds, [MailKind::CertificateIssued, MailKind::Pin]);
        of_change
    };
    let waiting = of_change().await;
    assert_eq!(waiting.len(), 2);
    assert!(waiting.iter().all(|mail| mail.state == MailState::Queued), "recorded with the change (D15.3)");
    stand.send_mails().await;
    let bodies: Vec<(String, String)> =
        stand.mails.lock().unwrap().iter().map(|mail| (mail.to.clone(), mail.body.clone())).collect();
    for (to, body) in bodies {
        assert!(body.contains(FIRST) && body.contains(MEMBER_A.id) && body.contains("証明書有効性確認"), "{body}");
        assert_eq!(
            body.contains(SIGNER_A.id),
            to == address(ADMIN_A),
            "who was released is the administrator's affair"
        );
    }
    let expected = [(address(MEMBER_A), SUBJECT.to_owned()), (address(ADMIN_A), SUBJECT.to_owned())];
    assert_eq!(sent(&stand).await, expected);
    let seen = of_change().await;
    assert_eq!(seen.len(), 2);
    for mail in &seen {
        assert_eq!((mail.state, mail.attempts), (MailState::Sent, 1));
        assert_eq!(mail.subject, SUBJECT);
    }
    // A release alone is told to the administrator alone (M12.2).
    change_now(&admin, FIRST, &wish(None, &[MEMBER_A.id])).await.is(200);
    assert_eq!(sent(&stand).await, [(address(ADMIN_A), SUBJECT.to_owned())]);
    // The same change a second time is a cause of its own.
    change_now(&admin, FIRST, &wish(Some(MEMBER_A.id), &[])).await.is(200);
    assert_eq!(sent(&stand).await, expected);
    // What is refused is told to nobody.
    change_now(&admin, FIRST, &wish(Some(MEMBER_A.id), &[])).await.is(422);
    change(&admin, FIRST, "\"1\"", &wish(None, &[MEMBER_A.id])).await.is(412);
    assert_eq!(sent(&stand).await, []);
    let other = view(&admin, "JC-00000002").await.0.mails;
    assert!(
        other.iter().all(|mail| mail.kind != MailKind::BindingsChanged),
        "nothing of another certificate: {other:?}"
    );
}

async fn who_binds_herself_gets_one_mail_m12_1(database: Database) {
    let stand = Stand::start(&database).await;
    own_addresses(&stand).await;
    let admin = stand.logged_in(ADMIN_A).await;
    change_now(&admin, FIRST, &wish(Some(ADMIN_A.id), &[])).await.is(200);
    assert_eq!(sent(&stand).await, [(address(ADMIN_A), SUBJECT.to_owned())]);
    change_now(&admin, FIRST, &wish(None, &[ADMIN_A.id])).await.is(200);
    assert_eq!(sent(&stand).await, [(address(ADMIN_A), SUBJECT.to_owned())], "as the one who did it");
}

async fn bound_anew_after_a_lock_begins_afresh_m12_3(database: Database) {
    let stand = Stand::start(&database).await;
    let (admin, signer) = (stand.logged_in(ADMIN_A).await, stand.logged_in(SIGNER_A).await);
    let issued = stand.issued(SIGNER_A).await;
    issued.check(&signer, &issued.pin).await.is(200);
    stand.sql("UPDATE bindings SET wrong_pins = 10, pin_blocked_until = 9000000000000").await;
    issued.sign(&signer, &issued.pin).await.refused(403, ProblemCode::PinLocked);
    assert_eq!(view(&admin, &issued.certificate_number).await.0.bound[0].state, BindingState::Locked);
    change_now(&admin, &issued.certificate_number, &wish(None, &[SIGNER_A.id])).await.is(200);
    change_now(&admin, &issued.certificate_number, &wish(Some(SIGNER_A.id), &[])).await.is(200);
    let (seen, _) = view(&admin, &issued.certificate_number).await;
    assert_eq!((seen.bound[0].state, seen.bound[0].checked_at.clone()), (BindingState::Unchecked, None));
    let mine: Vec<MyCertificate> = signer.get(routes::MY_CERTIFICATES).await.json();
    let mine = mine.into_iter().find(|row| row.certificate_number == issued.certificate_number).unwrap();
    assert_eq!((mine.binding, mine.tries_left), (BindingState::Unchecked, 10));
    issued.check(&signer, &issued.pin).await.is(200);
    issued.sign(&signer, &issued.pin).await.is(200);
}
