//! What was done in a company, for its administrators (BAR S9).

use contract::Reason;
use contract::audit::{AuditQuery, AuditRow};
use contract::page::Page;
use sea_orm::{ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};

use crate::app::csv::{Csv, date_and_time};
use crate::clock::Moment;
use crate::entity::audit;
use crate::problem::{Failure, Outcome};
use crate::state::AppState;
use crate::store::CompanyScope;
use crate::store::cursor::{PageRequest, check_conditions, count, day_range};

/// The most rows of a file.
const FILE_ROWS: u64 = 100_000;

/// The company's rows that match, the newest first.
///
/// # Errors
///
/// A 422 for a condition, cursor or limit that cannot be used.
pub async fn list(state: &AppState, scope: &CompanyScope, query: &AuditQuery) -> Outcome<Page<AuditRow>> {
    let filter = filter(scope, query)?;
    let page = PageRequest::parse(query.cursor.as_deref(), query.limit)?;
    let total = count(&state.db, audit::Entity::find().filter(filter.clone())).await?;
    let mut rows = audit::Entity::find().filter(filter);
    if let Some(after) = &page.after {
        let after: i64 = after.parse().map_err(|_| Failure::field("cursor", Reason::InvalidValue))?;
        rows = rows.filter(audit::Column::Sequence.lt(after));
    }
    let rows = rows.order_by_desc(audit::Column::Sequence).limit(page.rows_to_read()).all(&state.db).await?;
    Ok(page.page(rows, total, |row| row.sequence.to_string(), on_wire))
}

fn on_wire(row: audit::Model) -> AuditRow {
    AuditRow {
        sequence: row.sequence,
        at: Moment(row.at).to_wire(),
        user_id: row.actor,
        role: row.role,
        address: row.address,
        action: row.action,
        object: row.object,
        outcome: row.outcome,
    }
}

fn filter(scope: &CompanyScope, query: &AuditQuery) -> Outcome<Condition> {
    check_conditions(&[("user_id", &query.user_id), ("object", &query.object)])?;
    let (from, end) = day_range(("from", &query.from), ("to", &query.to))?;
    let mut filter = Condition::all().add(audit::Column::Chain.eq(scope.company_id()));
    if !query.user_id.is_empty() {
        filter = filter.add(audit::Column::Actor.eq(query.user_id.as_str()));
    }
    if !query.object.is_empty() {
        filter = filter.add(audit::Column::Object.eq(query.object.as_str()));
    }
    if let Some(from) = from {
        filter = filter.add(audit::Column::At.gte(from.0));
    }
    if let Some(end) = end {
        filter = filter.add(audit::Column::At.lt(end.0));
    }
    Ok(filter)
}

/// The same rows as a file that a spreadsheet reads: CSV in UTF-8 with a byte order mark, for Excel.
///
/// # Errors
///
/// A 422 for a condition that cannot be used.
pub async fn csv(state: &AppState, scope: &CompanyScope, query: &AuditQuery) -> Outcome<String> {
    let rows = audit::Entity::find()
        .filter(filter(scope, query)?)
        .order_by_desc(audit::Column::Sequence)
        .limit(FILE_ROWS)
        .all(&state.db)
        .await?;
    let mut file = Csv::new(["番号", "日時", "利用者ID", "権限", "接続元", "操作", "対象", "結果"]);
    for row in rows {
        file.row([
            row.sequence.to_string(),
            date_and_time(Moment(row.at)),
            row.actor,
            row.role,
            row.address,
            contract::ja::audit_action(&row.action).to_owned(),
            row.object,
            row.outcome,
        ]);
    }
    Ok(file.finish())
}
