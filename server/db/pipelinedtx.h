// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/sharedreads.h"
#include "server/db/tenantpool.h"

namespace objecta::db {

/// TenantTx over a PipeConnection. Takes a connection with its first statement, so that a handler which refuses its
/// input never holds one; BEGIN, the tenant and the gate leave in the same flush as that statement.
class PipelinedTx final : public TenantTx {
public:
    /// `shared`, if given, takes a transaction that is one single read.
    PipelinedTx(std::shared_ptr<TenantPool> pool, std::shared_ptr<SharedReads> shared, TenantScope scope, Work work);

    Awaitable<Result<Rows>> query(Sql sql, Params params, SqlFailure *failure) override;
    Awaitable<Result<Rows>> queryAndCommit(Sql sql, Params params, SqlFailure *failure) override;
    Awaitable<Result<Rows>> queryAfterwards(Sql sql, Params params) override;
    [[nodiscard]] const TenantScope &scope() const override { return m_scope; }

    /// Ends the transaction; runs the gate even when there was no statement. An error means: not committed, or
    /// (DatabaseUnavailable) not known.
    Awaitable<Result<void>> commit();
    Awaitable<void> rollback();

private:
    enum class State { Fresh, Open, Failed, Done };
    Awaitable<Result<Rows>> run(const char *text, Params params, bool commit, SqlFailure *failure);

    Awaitable<Result<Rows>> readOnce(const char *text, Params params, SqlFailure *failure);

    std::shared_ptr<TenantPool> m_pool;
    std::shared_ptr<SharedReads> m_shared;
    std::shared_ptr<TenantPool::Lease> m_lease;
    TenantScope m_scope;
    Work m_work;
    State m_state = State::Fresh;
};

} // namespace objecta::db
