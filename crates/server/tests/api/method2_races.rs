//! Changes of bindings at the same moment (D11.5, S15), and a release beside a signature (M11.6).

use std::collections::BTreeSet;

use contract::problem::ProblemCode;
use contract::user::Role;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use server::audit;
use server::entity::{audit as rows, binding, signature, user};
use tokio::task::JoinSet;

use crate::stand::client::Client;
use crate::stand::database::{Database, on_each_database};
use crate::stand::method2::{bound, change, change_now, logged_in_as, view, wish};
use crate::stand::world::{ADMIN_A, SIGNER_A, colleague, import_users};
use crate::stand::{Stand, until};

on_each_database!(
    twenty_administrators_at_once_each_change_is_whole_d11_5_s15,
    a_release_and_a_signature_at_the_same_moment_m11_6,
);

const FIRST: &str = "JC-00000001";

/// Twenty administrators, each in a browser of one's own.
async fn administrators(stand: &Stand) -> Vec<(String, Client)> {
    let ids: Vec<String> = (0..20).map(|number| format!("kanri.{number:02}")).collect();
    let rows: Vec<_> = ids.iter().map(|id| colleague(id, "管理 多数", "総務部", Role::Administrator)).collect();
    import_users(stand, &rows).await;
    let mut all = Vec::new();
    for id in ids {
        let row = user::Entity::find().filter(user::Column::UserId.eq(&id)).one(&stand.state.db).await;
        all.push((id, logged_in_as(stand, &row.unwrap().unwrap()).await));
    }
    all
}

async fn twenty_administrators_at_once_each_change_is_whole_d11_5_s15(database: Database) {
    let stand = Stand::start(&database).await;
    let mut waiting = administrators(&stand).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let (mut version, mut last) = (1, SIGNER_A.id.to_owned());
    while !waiting.is_empty() {
        // Each has seen the same and wants to take the place of whoever is bound.
        let mut calls = JoinSet::new();
        for (id, client) in &waiting {
            let call = change(client, FIRST, &format!("\"{version}\""), &wish(Some(id), &[&last])).into_future();
            let id = id.clone();
            calls.spawn(async move { (id, call.await) });
        }
        let mut winners = Vec::new();
        for (id, answer) in calls.join_all().await {
            if answer.status.as_u16() == 200 {
                winners.push(id);
            } else {
                answer.refused(412, ProblemCode::PreconditionFailed);
            }
        }
        assert_eq!(winners.len(), 1, "one wins each version: {winners:?}");
        last = winners.remove(0);
        version += 1;
        waiting.retain(|(id, _)| *id != last);
        assert_eq!(bound(&admin, FIRST).await, [last.as_str()], "both halves of the change, or none");
    }
    let (seen, etag) = view(&admin, FIRST).await;
    assert_eq!(etag, "\"21\"", "one version for each success");
    // The signer of the issue and each of the twenty were bound; all but the last were released.
    assert_eq!(seen.history.len(), 21 + 20);
    let once: BTreeSet<&str> = seen.history.iter().map(|event| event.user.user_id.as_str()).collect();
    assert_eq!(once.len(), 21, "none is lost");
    assert!(audit::verify(&stand.state.db, &stand.state.key).await.unwrap().is_ok(), "the chain is whole");
}

/// The sequences of the signatures that were made and of the last release, in the order of their commits.
async fn order_of(stand: &Stand, number: &str) -> (Vec<i64>, i64) {
    let of = |action: &str| {
        rows::Entity::find()
            .filter(rows::Column::Object.eq(number))
            .filter(rows::Column::Action.eq(action))
            .filter(rows::Column::Outcome.eq("ok"))
            .order_by_asc(rows::Column::Sequence)
            .all(&stand.state.db)
    };
    let signed = of("sign").await.unwrap().into_iter().map(|row| row.sequence).collect();
    let changed = of("change_bindings").await.unwrap();
    (signed, changed.last().unwrap().sequence)
}

/// The wrong tries counted at the binding that there is now.
async fn counted(stand: &Stand, number: &str) -> Option<i32> {
    let found = binding::Entity::find()
        .filter(binding::Column::CertificateNumber.eq(number))
        .filter(binding::Column::ReleasedAt.is_null())
        .one(&stand.state.db)
        .await;
    found.unwrap().map(|row| row.wrong_pins)
}

async fn a_release_and_a_signature_at_the_same_moment_m11_6(database: Database) {
    let stand = Stand::start(&database).await;
    let (admin, signer) = (stand.logged_in(ADMIN_A).await, stand.logged_in(SIGNER_A).await);
    let issued = stand.issued(SIGNER_A).await;
    let (mut made, mut outcomes) = (0, BTreeSet::new());
    for round in 0..9 {
        if round > 0 {
            change_now(&admin, &issued.certificate_number, &wish(Some(SIGNER_A.id), &[])).await.is(200);
        }
        issued.check(&signer, &issued.pin).await.is(200);
        let (_, etag) = view(&admin, &issued.certificate_number).await;
        let signing = tokio::spawn(issued.sign(&signer, &issued.pin).into_future());
        // At once; while the PIN is looked at; when the key is open.
        if round % 3 > 0 {
            until("the try is counted", || async {
                signing.is_finished() || counted(&stand, &issued.certificate_number).await == Some(1)
            })
            .await;
        }
        if round % 3 > 1 {
            until("the PIN was right", || async {
                signing.is_finished() || counted(&stand, &issued.certificate_number).await == Some(0)
            })
            .await;
        }
        change(&admin, &issued.certificate_number, &etag, &wish(None, &[SIGNER_A.id])).await.is(200);
        let answer = signing.await.unwrap();
        outcomes.insert(answer.status.as_u16());
        if answer.status.as_u16() == 200 {
            made += 1;
        } else {
            answer.refused(403, ProblemCode::BindingReleased);
        }
        let (signed, released) = order_of(&stand, &issued.certificate_number).await;
        assert_eq!(signed.len(), made, "each that was answered was written down, and no other");
        assert!(signed.iter().all(|sequence| *sequence < released), "none was signed after the release");
        issued.sign(&signer, &issued.pin).await.refused(403, ProblemCode::BindingReleased);
    }
    assert_eq!(signature::Entity::find().all(&stand.state.db).await.unwrap().len(), made);
    assert!(outcomes.contains(&403), "a release came first at least once");
}
