// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/database.h"

namespace objecta::pipeline {
class Pipeline;
}
namespace objecta::jobs {
class Worker;
}

namespace objecta::db {

/// What a handler gets that needs several transactions of its request's organization (it streams in between, or
/// asks another service): the database, bound to that one scope. Lives as long as the request, or the job.
class TenantDoor {
public:
    template <class T>
    Awaitable<Result<T>> inTenant(Work work, std::function<Awaitable<Result<T>>(TenantTx &)> fn)
    {
        return m_database.inTenant<T>(m_scope, work, std::move(fn));
    }
    [[nodiscard]] const TenantScope &scope() const { return m_scope; }

private:
    friend class pipeline::Pipeline;
    friend class jobs::Worker;
    TenantDoor(Database &database, TenantScope scope)
        : m_database(database)
        , m_scope(std::move(scope))
    {
    }
    Database &m_database;
    TenantScope m_scope;
};

} // namespace objecta::db
