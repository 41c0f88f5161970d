//! The audit log as a company's administrators search it (BAR S9).
//!
//! Each page comes from one index in its order. With a person or an object that is the index of those; with days only it
//! is the one of the time; the other conditions are written so that no index answers them.

use sea_orm::sea_query::{BinOper, Expr, ExprTrait as _, Order, SimpleExpr};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Select};

use super::CompanyScope;
use crate::clock::Moment;
use crate::entity::audit::{Column, Entity, Model};

/// What is looked for; empty texts match all.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    /// 利用者ID, whole.
    pub actor: String,
    /// What it was done to, whole.
    pub object: String,
    /// Not before this.
    pub from: Option<Moment>,
    /// Before this.
    pub end: Option<Moment>,
}

impl Conditions {
    /// Whether the rows are found, and so listed, by their time. It and the sequence hardly differ: where servers' clocks
    /// do, rows of the same moments may change places.
    fn is_by_time(&self) -> bool {
        self.actor.is_empty() && self.object.is_empty() && (self.from.is_some() || self.end.is_some())
    }
}

/// The company's rows that match, in no order.
pub fn matching(scope: &CompanyScope, conditions: &Conditions) -> Select<Entity> {
    let mut query = Entity::find().filter(Column::Chain.eq(scope.company_id()));
    if !conditions.object.is_empty() {
        query = query.filter(Column::Object.eq(conditions.object.as_str()));
    }
    if !conditions.actor.is_empty() {
        let actor = Expr::col((Entity, Column::Actor));
        let hidden = !conditions.object.is_empty();
        let actor = if hidden { actor.binary(BinOper::Custom("||"), "") } else { actor };
        query = query.filter(actor.eq(conditions.actor.as_str()));
    }
    let at = Expr::col((Entity, Column::At));
    let at: SimpleExpr = if conditions.is_by_time() { at } else { at.add(0_i64) };
    if let Some(from) = conditions.from {
        query = query.filter(at.clone().gte(from.0));
    }
    if let Some(end) = conditions.end {
        query = query.filter(at.lt(end.0));
    }
    query
}

/// What a row is listed by, as its cursor holds it.
pub fn key_of(row: &Model) -> String {
    format!("{}/{}", row.at, row.sequence)
}

/// One page of them, the newest first; nothing, when `after` is no key.
pub fn page(scope: &CompanyScope, conditions: &Conditions, after: Option<&str>, rows: u64) -> Option<Select<Entity>> {
    let by_time = conditions.is_by_time();
    let (at, sequence) = (Expr::col((Entity, Column::At)), Expr::col((Entity, Column::Sequence)));
    let mut query = matching(scope, conditions);
    if let Some(after) = after {
        let (after_at, after_sequence) = after.split_once('/')?;
        let (after_at, after_sequence): (i64, i64) = (after_at.parse().ok()?, after_sequence.parse().ok()?);
        query = query.filter(if by_time {
            Expr::tuple([at.clone(), sequence.clone()]).lt(Expr::tuple([after_at.into(), after_sequence.into()]))
        } else {
            sequence.clone().lt(after_sequence)
        });
    }
    if by_time {
        query = query.order_by(at, Order::Desc);
    }
    Some(query.order_by(sequence, Order::Desc).limit(rows))
}
