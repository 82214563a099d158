// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/db/pipelinedtx.h"

#include "server/db/sqlerrors.h"
#include "server/system/mutant.h"

#include <spdlog/spdlog.h>

namespace objecta::db {

namespace {

constexpr const char *beginWrite = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
constexpr const char *beginRead = "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY";
// A statement of its own, before any other: set in the same statement, rows would still be the previous tenant's.
// app.peer is for the audit trail.
constexpr const char *setTenant = "SELECT set_config('app.current_tenant', $1, true), set_config('app.peer', $2, true)";
// The same for a read without BEGIN: the batch's implicit transaction becomes read-only by this.
constexpr const char *setReader =
    "SELECT set_config('app.current_tenant', $1, true), set_config('app.peer', $2, true), "
    "set_config('transaction_read_only', 'on', true)";
constexpr const char *gate = "SELECT app_gate($1, $2, $3, $4, $5, decode($6, 'hex'), $7)";
constexpr const char *commitText = "COMMIT";
constexpr const char *rollbackText = "ROLLBACK";

const Params &noParams()
{
    static const Params none;
    return none;
}

/// The parameters of setTenant and gate.
void addScope(const TenantScope &scope, Params &tenant, Params &gateParams)
{
    const TenantActor &actor = scope.actor();
    tenant.add(OBJECTA_MUTANT("tenant-of-before", actor.user ? firstOfAll(scope.organization()) : scope.organization(),
                              scope.organization()));
    tenant.add(actor.peer);
    gateParams.add(
        OBJECTA_MUTANT("gate-without-user", actor.key ? actor.user : std::nullopt,
                       OBJECTA_MUTANT("gate-without-key", actor.key ? std::nullopt : actor.user, actor.user)));
    gateParams.add(OBJECTA_MUTANT("gate-without-user", std::nullopt, actor.session));
    gateParams.add(actor.role);
    gateParams.add(OBJECTA_MUTANT("gate-without-impersonation", std::nullopt, actor.impersonation));
    gateParams.add(OBJECTA_MUTANT("gate-without-key", std::nullopt, actor.key));
    gateParams.add(actor.keyHash);
    gateParams.add(actor.slug);
}

} // namespace

PipelinedTx::PipelinedTx(std::shared_ptr<TenantPool> pool, std::shared_ptr<SharedReads> shared, TenantScope scope,
                         Work work)
    : m_pool(std::move(pool))
    , m_shared(std::move(shared))
    , m_scope(std::move(scope))
    , m_work(work)
{
}

Awaitable<Result<Rows>> PipelinedTx::query(Sql sql, Params params, SqlFailure *failure)
{
    return run(sql.text(), std::move(params), false, failure);
}

Awaitable<Result<Rows>> PipelinedTx::queryAndCommit(Sql sql, Params params, SqlFailure *failure)
{
    if (m_shared && m_state == State::Fresh) {
        return readOnce(sql.text(), std::move(params), failure);
    }
    return run(sql.text(), std::move(params), true, failure);
}

Awaitable<Result<Rows>> PipelinedTx::queryAfterwards(Sql sql, Params params)
{
    if (m_state == State::Done && !m_lease) {
        m_state = State::Fresh;
    }
    return run(sql.text(), std::move(params), true, nullptr);
}

Awaitable<Result<Rows>> PipelinedTx::readOnce(const char *text, Params params, SqlFailure *failure)
{
    m_state = State::Failed; // until it is known to have worked: an ignored refusal must not end as a success
    Params tenant;
    Params actor;
    addScope(m_scope, tenant, actor);
    std::vector<SharedReads::Statement> statements;
    statements.reserve(3);
    statements.push_back({setReader, std::move(tenant)});
    statements.push_back({gate, std::move(actor)});
    statements.push_back({text, std::move(params)});
    auto outcome = co_await m_shared->run(std::move(statements));
    if (!outcome) {
        co_return tl::unexpected(outcome.error());
    }
    if (const auto &meter = m_scope.meter()) {
        meter->worked += outcome->took;
    }
    if (outcome->failure) {
        if (failure != nullptr) {
            *failure = *outcome->failure;
        }
        co_return tl::unexpected(
            problemFor(*outcome->failure, outcome->primary, outcome->failedText != nullptr ? outcome->failedText : ""));
    }
    if (outcome->rows.size() != 3) {
        spdlog::critical("database: a read was answered with {} results", outcome->rows.size());
        co_return fail(ProblemCode::Internal);
    }
    m_state = State::Done;
    co_return std::move(outcome->rows.back());
}

/// `text` null: only what begins and ends the transaction.
Awaitable<Result<Rows>> PipelinedTx::run(const char *text, Params params, bool commit, SqlFailure *failure)
{
    if (m_state == State::Failed || m_state == State::Done) {
        spdlog::critical("database: a statement after the end of its transaction: {}", text != nullptr ? text : "");
        co_return fail(ProblemCode::Internal);
    }
    const bool first = m_state == State::Fresh;
    if (first) {
        auto lease = co_await m_pool->acquire();
        if (!lease) {
            co_return tl::unexpected(lease.error());
        }
        m_lease = std::move(*lease);
    }
    const Working working(m_scope.meter());
    Params tenant;
    Params actor;
    std::vector<PipeConnection::Command> commands;
    commands.reserve(5);
    if (first) {
        addScope(m_scope, tenant, actor);
        const bool readOnly = m_work == Work::Read || m_scope.access() == Access::ReadOnly;
        commands.push_back({readOnly ? beginRead : beginWrite, &noParams()});
        commands.push_back({setTenant, &tenant});
        commands.push_back({gate, &actor});
    }
    if (text != nullptr) {
        commands.push_back({text, &params});
    }
    if (commit) {
        commands.push_back({commitText, &noParams()});
    }
    m_state = State::Failed;
    auto outcome = co_await m_lease->run(std::move(commands));
    if (outcome.failure) {
        if (failure != nullptr) {
            *failure = *outcome.failure;
        }
        if (outcome.broken) {
            m_lease.reset();
            m_state = State::Done;
        }
        co_return tl::unexpected(
            problemFor(*outcome.failure, outcome.primary, outcome.failedText != nullptr ? outcome.failedText : ""));
    }
    if (outcome.broken) {
        spdlog::error("database: a connection was lost in the middle of a transaction");
        m_lease.reset();
        m_state = State::Done;
        co_return tl::unexpected(unavailable());
    }
    if (!commit) {
        m_state = State::Open;
        co_return std::move(outcome.rows.back());
    }
    m_state = State::Done;
    const bool committed = outcome.lastTag == "COMMIT";
    m_lease->giveBack();
    m_lease.reset();
    if (!committed) {
        spdlog::critical("database: COMMIT was answered with {}", outcome.lastTag);
        co_return fail(ProblemCode::Internal);
    }
    co_return text != nullptr ? std::move(outcome.rows[outcome.rows.size() - 2]) : Rows();
}

Awaitable<Result<void>> PipelinedTx::commit()
{
    if (m_state == State::Done) {
        co_return Result<void>();
    }
    if (m_state == State::Failed) {
        spdlog::critical("database: success was claimed for a transaction with a failed statement; rolled back");
        co_await rollback();
        co_return fail(ProblemCode::Internal);
    }
    auto ended = co_await run(nullptr, noParams(), true, nullptr);
    if (!ended) {
        co_await rollback();
        co_return tl::unexpected(ended.error());
    }
    co_return Result<void>();
}

Awaitable<void> PipelinedTx::rollback()
{
    if (!m_lease) {
        co_return;
    }
    m_state = State::Done;
    std::vector<PipeConnection::Command> commands{{rollbackText, &noParams()}};
    const auto outcome = co_await m_lease->run(std::move(commands));
    if (!outcome.broken) {
        m_lease->giveBack();
    }
    m_lease.reset();
}

} // namespace objecta::db
