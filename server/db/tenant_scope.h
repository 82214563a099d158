// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/ids.h"
#include "server/db/meter.h"

#include <optional>
#include <string>

namespace objecta::pipeline {
class TenantResolver;
}
namespace objecta::auth {
class TenantSignIn;
}
namespace objecta::jobs {
class Worker;
}

namespace objecta::db {

/// Whether a transaction may change anything. ReadOnly runs as objecta_app_ro in a READ ONLY transaction:
/// either alone lets something through (security.md, row 20).
enum class Access { ReadWrite, ReadOnly };

/// Who acts in an organization: a user by a session, a user by an API key, or staff by an impersonation. Nobody while
/// signing in. The gate compares all of it with the database in every transaction.
struct TenantActor {
    // No aggregate: GCC 12 destroys a temporary one twice inside a co_await.
    TenantActor() = default;

    std::optional<UserId> user{};
    std::optional<SessionId> session{};
    std::optional<std::string> role{}; ///< of the user, as the token says; with a key the scope that is wanted
    std::optional<ImpersonationId> impersonation{};
    std::optional<ApiKeyId> key{};
    std::string keyHash{}; ///< BLAKE2b-256 of the key, in hex
    std::string slug{}; ///< what the request's host names
    std::string peer{}; ///< the client's address, for the audit trail
};

/// The proof that a request may touch one organization's rows, and as whom. Nobody but the tenant resolver
/// (a request whose token and host agree), tenant sign-in and the worker (a job's row) can make one; without one there
/// is no TenantTx.
class TenantScope {
public:
    [[nodiscard]] const OrganizationId &organization() const { return m_organization; }
    [[nodiscard]] Access access() const { return m_access; }
    [[nodiscard]] const TenantActor &actor() const { return m_actor; }
    /// The user that acts; none while signing in and when staff impersonate.
    [[nodiscard]] const std::optional<UserId> &user() const { return m_actor.user; }
    /// What its transactions take counts there; null: nowhere.
    void setMeter(std::shared_ptr<Meter> meter) { m_meter = std::move(meter); }
    [[nodiscard]] const std::shared_ptr<Meter> &meter() const { return m_meter; }

private:
    friend class pipeline::TenantResolver;
    friend class auth::TenantSignIn;
    friend class jobs::Worker; // for the organization that stands in the job's row
    TenantScope(OrganizationId organization, Access access, TenantActor actor)
        : m_organization(organization)
        , m_access(access)
        , m_actor(std::move(actor))
    {
    }

    OrganizationId m_organization;
    Access m_access;
    TenantActor m_actor;
    std::shared_ptr<Meter> m_meter;
};

} // namespace objecta::db
