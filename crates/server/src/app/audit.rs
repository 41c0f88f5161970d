//! What was done in a company, for its administrators (BAR S9).

use contract::audit::{AuditQuery, AuditRow};
use contract::page::Page;
use contract::user::Role;
use contract::{Reason, ja};

use crate::app::csv::{Csv, date_and_time};
use crate::clock::Moment;
use crate::entity::audit;
use crate::problem::{Failure, Outcome};
use crate::state::AppState;
use crate::store::CompanyScope;
use crate::store::audit_list::{self, Conditions};
use crate::store::cursor::{PageRequest, check_conditions, count, day_range};

/// The most rows of a file.
const FILE_ROWS: u64 = 100_000;

/// The company's rows that match, the newest first.
///
/// # Errors
///
/// A 422 for a condition, cursor or limit that cannot be used.
pub async fn list(state: &AppState, scope: &CompanyScope, query: &AuditQuery) -> Outcome<Page<AuditRow>> {
    let conditions = read(query)?;
    let page = PageRequest::parse(query.cursor.as_deref(), query.limit)?;
    let rows = audit_list::page(scope, &conditions, page.after.as_deref(), page.rows_to_read());
    let rows = rows.ok_or_else(|| Failure::field("cursor", Reason::InvalidValue))?.all(&state.db).await?;
    let total = count(&state.db, audit_list::matching(scope, &conditions)).await?;
    Ok(page.page(rows, total, audit_list::key_of, on_wire))
}

/// A row as the company's administrators may see it, on the screen and in the file: what the provider's staff did for the
/// company is theirs to know, who of them it was is not.
fn on_wire(row: audit::Model) -> AuditRow {
    let is_provider = row.role == Role::Operator.code();
    AuditRow {
        sequence: row.sequence,
        at: Moment(row.at).to_wire(),
        user_id: if is_provider { String::new() } else { row.actor },
        role: row.role,
        address: row.address,
        action: row.action,
        object: row.object,
        outcome: row.outcome,
    }
}

fn read(query: &AuditQuery) -> Outcome<Conditions> {
    check_conditions(&[("user_id", &query.user_id), ("object", &query.object)])?;
    let (from, end) = day_range(("from", &query.from), ("to", &query.to))?;
    Ok(Conditions { actor: query.user_id.clone(), object: query.object.clone(), from, end })
}

/// The same rows as a file that a spreadsheet reads: CSV in UTF-8 with a byte order mark, for Excel.
///
/// # Errors
///
/// A 422 for a condition that cannot be used.
pub async fn csv(state: &AppState, scope: &CompanyScope, query: &AuditQuery) -> Outcome<String> {
    let rows = audit_list::page(scope, &read(query)?, None, FILE_ROWS);
    let rows = rows.ok_or_else(|| Failure::field("cursor", Reason::InvalidValue))?.all(&state.db).await?;
    let mut file = Csv::new(["番号", "日時", "利用者ID", "権限", "接続元", "操作", "対象", "結果"]);
    for row in rows {
        let at = date_and_time(Moment(row.at));
        let row = on_wire(row);
        file.row([
            row.sequence.to_string(),
            at,
            ja::audit_who(&row.role, &row.user_id).to_owned(),
            ja::audit_role(&row.role).to_owned(),
            row.address,
            ja::audit_action(&row.action).to_owned(),
            row.object,
            ja::audit_outcome(&row.outcome).to_owned(),
        ]);
    }
    Ok(file.finish())
}
