//! Announcing the end of a certificate's validity (M14.1, D14.2).

use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, sea_query::Expr,
};

use crate::audit::{self, Action, Actor, Entry};
use crate::clock::Moment;
use crate::db::begin_write;
use crate::entity::certificate;
use crate::mail;
use crate::problem::Outcome;
use crate::state::AppState;
use crate::store::{AllCompanies, CompanyScope, Reach, certificates, mails, users};

/// How many months before the end it is announced.
const MONTHS_BEFORE: i32 = 1;
/// No end that is a month away is further than this.
const LONGEST_MONTH_DAYS: i64 = 31;
/// How many certificates one run looks at, at once.
const AT_ONCE: u64 = 200;

/// Announces every end of validity that is at most a month away and not announced yet; answers how many.
///
/// It may run as often as one likes, on any number of servers: whoever marks the certificate sends. After an outage it
/// announces what was missed, also what has ended meanwhile, as long as its application can still be reused.
///
/// # Errors
///
/// When the database fails.
pub async fn announce(state: &AppState) -> Outcome<u32> {
    let now = state.now();
    let mut announced = 0;
    loop {
        let soon: Vec<(String, i64)> = certificate::Entity::find()
            .select_only()
            .column(certificate::Column::CertificateNumber)
            .column(certificate::Column::NotAfter)
            .filter(certificate::Column::NoticeSentAt.is_null())
            .filter(certificate::Column::NotAfter.lte(now.plus_days(LONGEST_MONTH_DAYS).0))
            .filter(certificate::Column::NotAfter.gte(now.minus_one_year().0))
            .filter(certificate::Column::RevokedAt.is_null())
            .order_by_asc(certificate::Column::NotAfter)
            .limit(AT_ONCE)
            .into_tuple()
            .all(&state.db)
            .await?;
        // Counted back from the end: a month before the 31st of March is the 28th of February, not the 1st of March.
        let due: Vec<String> = soon
            .into_iter()
            .filter(|(_, not_after)| Moment(*not_after).plus_months(-MONTHS_BEFORE) <= now)
            .map(|(number, _)| number)
            .collect();
        if due.is_empty() {
            break;
        }
        let before = announced;
        for number in due {
            announced += u32::from(announce_one(state, &number).await?);
        }
        // Another server is at the same ones: they are in good hands.
        if announced == before {
            break;
        }
    }
    if announced > 0 {
        state.mail_bell.notify_waiters();
    }
    Ok(announced)
}

/// Announces the end of one certificate's validity, unless somebody has, or it is revoked; answers whether it did.
///
/// # Errors
///
/// When the database fails.
pub async fn announce_one(state: &AppState, number: &str) -> Outcome<bool> {
    let now = state.now();
    let tx = begin_write(&state.db).await?;
    let marked = certificate::Entity::update_many()
        .col_expr(certificate::Column::NoticeSentAt, Expr::value(Some(now.0)))
        .filter(certificate::Column::CertificateNumber.eq(number))
        .filter(certificate::Column::NoticeSentAt.is_null())
        // It may have been revoked since it was found.
        .filter(certificate::Column::RevokedAt.is_null())
        .exec(&tx)
        .await?;
    let found = certificates::find(&tx, Reach::All(AllCompanies::for_jobs()), number).await?;
    let Some((row, application)) = found.filter(|_| marked.rows_affected == 1) else { return Ok(false) };

    let scope = CompanyScope::of_application(&application);
    let administrators = users::administrators(&tx, &scope).await?;
    let mut addresses: Vec<&str> = administrators.iter().map(|user| user.mail_address.as_str()).collect();
    addresses.push(&application.applicant_mail_address);
    addresses.sort_unstable();
    addresses.dedup();
    for address in addresses {
        let notice =
            mail::text::expiry_notice(&state.config, &row, &application, address, now, mail::message_id(state));
        mails::record(&tx, state, notice, now).await?;
    }
    let actor = Actor::server(scope.company_id());
    let entry = Entry {
        actor: &actor,
        action: Action::SendExpiryNotice,
        object: number,
        outcome: "ok",
        detail: serde_json::json!({}),
    };
    audit::append(&tx, &state.key, now, entry).await?;
    tx.commit().await?;
    Ok(true)
}
