//! Who makes the request, as a handler's argument: what it asks for is what it is guaranteed.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use contract::problem::ProblemCode;
use contract::user::Role;

use super::{address, session};
use crate::audit::Actor;
use crate::entity::{session as session_entity, user};
use crate::problem::Failure;
use crate::refusals::Asker;
use crate::state::AppState;
use crate::store::CompanyScope;
use crate::store::users;

/// The user who is logged in.
#[derive(Clone, Debug)]
pub struct Principal {
    /// The user.
    pub user: user::Model,
    /// The session.
    pub session: session_entity::Model,
    /// The network address.
    pub address: IpAddr,
}

impl Principal {
    /// The user's role.
    pub fn role(&self) -> Role {
        users::role(&self.user)
    }

    /// Who acts, for the audit.
    pub fn actor(&self) -> Actor {
        Actor {
            chain: self.user.company_id.clone(),
            user_id: self.user.user_id.clone(),
            role: self.role().code(),
            address: self.address,
        }
    }
}

/// The client's address, from the connection and the headers that may be believed.
pub fn address_of(parts: &Parts, state: &AppState) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let peer = peer.unwrap_or_else(|| SocketAddr::from(([0, 0, 0, 0], 0)));
    address::client_address(peer, &parts.headers, &state.config.trusted_proxies)
}

impl FromRequestParts<AppState> for Principal {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let token = session::token_of(&state.config, &parts.headers);
        let token = token.ok_or_else(|| Failure::refused(ProblemCode::NotLoggedIn))?;
        let found = session::find(state, &token).await?;
        let (session, user) = found.ok_or_else(|| Failure::refused(ProblemCode::NotLoggedIn))?;
        let principal = Self { user, session, address: address_of(parts, state) };
        if let Some(asker) = parts.extensions.get::<Asker>() {
            asker.tell(principal.actor());
        }
        Ok(principal)
    }
}

/// An administrator, with the company that is hers (D1.2).
#[derive(Clone, Debug)]
pub struct Administrator {
    /// Who.
    pub principal: Principal,
    /// The only company whose rows can be reached.
    pub company: CompanyScope,
}

impl FromRequestParts<AppState> for Administrator {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let principal = require(parts, state, |role| role == Role::Administrator).await?;
        let company = CompanyScope::of(&principal.user);
        Ok(Self { principal, company })
    }
}

/// Anybody who belongs to a company: administrators and members.
#[derive(Clone, Debug)]
pub struct CompanyMember {
    /// Who.
    pub principal: Principal,
    /// The only company whose rows can be reached.
    pub company: CompanyScope,
}

impl FromRequestParts<AppState> for CompanyMember {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let principal = require(parts, state, |role| role != Role::Operator).await?;
        let company = CompanyScope::of(&principal.user);
        Ok(Self { principal, company })
    }
}

/// One of the provider's staff.
#[derive(Clone, Debug)]
pub struct Operator {
    /// Who.
    pub principal: Principal,
}

impl FromRequestParts<AppState> for Operator {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        Ok(Self { principal: require(parts, state, |role| role == Role::Operator).await? })
    }
}

/// The principal, if the role is allowed; [`crate::refusals`] writes down where it is not (BAR S9).
async fn require(parts: &mut Parts, state: &AppState, allowed: fn(Role) -> bool) -> Result<Principal, Failure> {
    let principal = Principal::from_request_parts(parts, state).await?;
    if allowed(principal.role()) { Ok(principal) } else { Err(Failure::refused(ProblemCode::Forbidden)) }
}
