// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/ids.h"

#include <optional>
#include <string>

namespace objecta::pipeline {
class TenantResolver;
}
namespace objecta::auth {
class TenantSignIn;
}

namespace objecta::db {

/// Whether a transaction may change anything. ReadOnly runs as objecta_app_ro in a READ ONLY transaction:
/// either alone lets something through (security.md, row 20).
enum class Access { ReadWrite, ReadOnly };

/// The proof that a request may touch one organization's rows, and as whom. Nobody but the tenant resolver
/// (a request whose token and host agree) and tenant sign-in can make one; without one there is no TenantTx.
class TenantScope {
public:
    [[nodiscard]] const OrganizationId &organization() const { return m_organization; }
    [[nodiscard]] Access access() const { return m_access; }
    /// The user that acts; none while signing in and when staff impersonate.
    [[nodiscard]] const std::optional<UserId> &user() const { return m_user; }
    /// The user's session, checked again in every transaction; none while signing in and when staff impersonate.
    [[nodiscard]] const std::optional<SessionId> &session() const { return m_session; }
    /// Set when staff act through an impersonation, checked again in every transaction.
    [[nodiscard]] const std::optional<ImpersonationId> &impersonation() const { return m_impersonation; }

private:
    friend class pipeline::TenantResolver;
    friend class auth::TenantSignIn;
    TenantScope(OrganizationId organization, Access access, std::optional<UserId> user,
                std::optional<SessionId> session, std::optional<ImpersonationId> impersonation)
        : m_organization(organization)
        , m_access(access)
        , m_user(user)
        , m_session(session)
        , m_impersonation(impersonation)
    {
    }

    OrganizationId m_organization;
    Access m_access;
    std::optional<UserId> m_user;
    std::optional<SessionId> m_session;
    std::optional<ImpersonationId> m_impersonation;
};

} // namespace objecta::db
