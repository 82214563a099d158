// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/organizations/provisioning_steps.h"

#include "server/jobs/queue.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace objecta::features {

namespace {

namespace asio = boost::asio;
using db::Awaitable;

/// How long a request waits for the steps; and when the job looks whether they are done, later than a server takes that
/// is still at it.
constexpr std::chrono::milliseconds patience{250};
constexpr std::chrono::seconds jobDelay{5};

// What was done with the organization's row itself, in the request.
constexpr const char *account = "account";
constexpr const char *counters = "counters";
constexpr const char *storage = "storage";
constexpr const char *activation = "activation";
constexpr std::array steps{account, counters, storage, activation};

constexpr db::Sql begin = R"sql(
    UPDATE organizations
    SET provisioning = provisioning || jsonb_build_object($2::text, jsonb_build_object(
        'state', 'running', 'attempts', coalesce((provisioning->$2::text->>'attempts')::bigint, 0) + 1,
        'began_at', now()))
    WHERE id = $1::uuid AND status = 'provisioning' AND provisioning->$2::text->>'state' IS DISTINCT FROM 'done')sql";

constexpr db::Sql end = R"sql(
    UPDATE organizations
    SET provisioning = provisioning || jsonb_build_object($2::text,
        coalesce(provisioning->$2::text, '{"attempts": 1}') || jsonb_build_object(
            'state', CASE WHEN $3::text IS NULL THEN 'done' ELSE 'failed' END, 'ended_at', now(), 'error', $3::text))
    WHERE id = $1::uuid AND provisioning->$2::text->>'state' IS DISTINCT FROM 'done')sql";

// The administrator takes the first seat. This month's messages start with the first of them.
constexpr db::Sql insertCounters = R"sql(
    INSERT INTO usage_counters (organization_id, resource, period, used)
    VALUES ($1::uuid, 'agents', '', 0), ($1::uuid, 'users', '', 1), ($1::uuid, 'storage', '', 0),
           ($1::uuid, 'messages', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM'), 0)
    ON CONFLICT DO NOTHING)sql";

constexpr db::Sql activate = R"sql(
    UPDATE organizations SET status = 'active', version = version + 1, updated_at = now()
    WHERE id = $1::uuid AND status = 'provisioning' RETURNING version)sql";

constexpr db::Sql selectSteps = "SELECT status, provisioning::text FROM organizations WHERE id = $1::uuid";

constexpr db::Sql findJob = R"sql(
    SELECT 1 FROM jobs
    WHERE organization_id = $3::uuid AND kind = $1 AND status IN ('queued', 'running')
      AND payload->>'organization' = $2::text)sql";

std::string reason(const Problem &problem)
{
    return problem.detail.empty() ? std::string(problemTitle(problem.code)) : problem.detail;
}

class Steps {
public:
    Steps(ProvisioningParts parts, AuditContext context, OrganizationId id)
        : m_parts(parts)
        , m_context(std::move(context))
        , m_id(id)
    {
    }

    Awaitable<Result<void>> run()
    {
        const std::function<Result<int64_t>(db::PlatformTx &)> count = [this](db::PlatformTx &tx) -> Result<int64_t> {
            tx.query(insertCounters, db::Params(m_id));
            tx.query(end, db::Params(m_id, counters, std::optional<std::string>()));
            return 0;
        };
        const std::function<Result<int64_t>(db::PlatformTx &)> open = [this](db::PlatformTx &tx) { return opened(tx); };
        auto done = co_await step(counters, count);
        if (done) {
            done = co_await store();
        }
        if (done) {
            done = co_await step(activation, open);
        }
        co_return done;
    }

private:
    /// False when it is done already, or the organization is past all of it.
    Awaitable<Result<bool>> began(const char *name)
    {
        const std::function<Result<bool>(db::PlatformTx &)> work = [this, name](db::PlatformTx &tx) -> Result<bool> {
            return tx.query(begin, db::Params(m_id, name)).affected() == 1;
        };
        co_return co_await m_parts.database.platform<bool>(work);
    }

    Awaitable<Result<void>> ended(const char *name, std::optional<std::string> error)
    {
        const std::function<Result<bool>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) -> Result<bool> {
            return tx.query(end, db::Params(m_id, name, error)).affected() == 1;
        };
        const auto noted = co_await m_parts.database.platform<bool>(work);
        if (!noted) {
            co_return tl::unexpected(noted.error());
        }
        co_return Result<void>();
    }

    /// One whose work is a transaction, the note with it.
    Awaitable<Result<void>> step(const char *name, const std::function<Result<int64_t>(db::PlatformTx &)> &work)
    {
        const auto needed = co_await began(name);
        if (!needed) {
            co_return tl::unexpected(needed.error());
        }
        if (!*needed) {
            co_return Result<void>();
        }
        const auto version = co_await m_parts.database.platform<int64_t>(work);
        if (!version) {
            std::optional<std::string> error = reason(version.error());
            const auto noted = co_await ended(name, std::move(error));
            if (!noted) {
                co_return tl::unexpected(noted.error());
            }
            co_return tl::unexpected(version.error());
        }
        if (*version > 0) {
            m_parts.hub.publish(organizationUpdated, m_id, *version);
        }
        co_return Result<void>();
    }

    /// Its documents can be kept where they are to be.
    Awaitable<Result<void>> store()
    {
        const auto needed = co_await began(storage);
        if (!needed) {
            co_return tl::unexpected(needed.error());
        }
        if (!*needed) {
            co_return Result<void>();
        }
        const auto kept = co_await tryStore();
        std::optional<std::string> error;
        if (!kept) {
            error = reason(kept.error());
        }
        const auto noted = co_await ended(storage, std::move(error));
        if (!kept) {
            co_return tl::unexpected(kept.error());
        }
        co_return noted;
    }

    Awaitable<Result<void>> tryStore()
    {
        const objects::ObjectKey key(m_id, DocumentId::random());
        const std::string_view content = "objecta";
        auto writer = co_await m_parts.store.create(key, static_cast<int64_t>(content.size()));
        if (!writer) {
            co_return tl::unexpected(writer.error());
        }
        const auto written = co_await (*writer)->write(content);
        if (!written) {
            co_return written;
        }
        const auto finished = co_await (*writer)->finish();
        if (!finished) {
            co_return tl::unexpected(finished.error());
        }
        co_return co_await m_parts.store.remove(key);
    }

    /// Its version; 0 when somebody else was quicker.
    Result<int64_t> opened(db::PlatformTx &tx)
    {
        tx.query(end, db::Params(m_id, activation, std::optional<std::string>()));
        const auto rows = tx.query(activate, db::Params(m_id));
        if (rows.empty()) {
            return 0;
        }
        writeAudit(tx, m_context,
                   {m_id, "organization.activated", "organization", m_id.text(),
                    boost::json::object{{"status", "provisioning"}}, boost::json::object{{"status", "active"}}});
        return rows[0].integer(0);
    }

    ProvisioningParts m_parts;
    AuditContext m_context;
    OrganizationId m_id;
};

std::optional<Timestamp> timeOf(const boost::json::object &from, std::string_view member)
{
    const auto *found = from.if_contains(member);
    return found != nullptr && found->is_string() ? Timestamp::parse(std::string_view(found->get_string()))
                                                  : std::nullopt;
}

ProvisioningStep stepOf(const char *name, const boost::json::object &all, bool past)
{
    ProvisioningStep out;
    out.name = name;
    const auto *found = all.if_contains(name);
    if (found == nullptr) {
        // Made at once with the row: always the account, and all of those that have no notes.
        out.state = past || name == std::string_view(account) ? "done" : "pending";
        return out;
    }
    const auto &noted = found->as_object();
    out.state = boost::json::value_to<std::string>(noted.at("state"));
    out.attempts = noted.at("attempts").to_number<int64_t>();
    out.beganAt = timeOf(noted, "began_at");
    out.endedAt = timeOf(noted, "ended_at");
    if (const auto *error = noted.if_contains("error"); error != nullptr && error->is_string()) {
        out.error = boost::json::value_to<std::string>(*error);
    }
    return out;
}

} // namespace

void orderProvisioning(db::PlatformTx &tx, const OrganizationId &id, const std::string &actor)
{
    jobs::enqueue(tx, {jobs::platform, provisionKind, {{"organization", id.text()}}, actor, jobDelay});
}

Result<Provisioning> orderWhatIsLeft(db::PlatformTx &tx, const OrganizationId &id, const std::string &actor)
{
    auto found = readProvisioning(tx, id);
    if (found && found->status == "provisioning"
        && tx.query(findJob, db::Params(provisionKind, id.text(), jobs::platform)).empty()) {
        orderProvisioning(tx, id, actor);
    }
    return found;
}

Awaitable<Result<void>> carryOn(ProvisioningParts parts, AuditContext context, OrganizationId id)
{
    Steps all(parts, std::move(context), id);
    co_return co_await all.run();
}

Awaitable<void> carryOnBeside(ProvisioningParts parts, AuditContext context, OrganizationId id)
{
    const auto executor = co_await asio::this_coro::executor;
    const auto over = std::make_shared<asio::steady_timer>(executor, patience);
    asio::co_spawn(
        executor,
        [parts, context = std::move(context), id, over]() -> Awaitable<void> {
            const auto done = co_await carryOn(parts, context, id);
            if (!done) {
                spdlog::error("organization {}: provisioning is held up: {}", id.text(), reason(done.error()));
            }
            over->cancel();
        },
        asio::detached);
    boost::system::error_code ignored;
    co_await over->async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

Result<Provisioning> readProvisioning(db::PlatformTx &tx, const OrganizationId &id)
{
    const auto rows = tx.query(selectSteps, db::Params(id));
    if (rows.empty()) {
        return fail(ProblemCode::NotFound);
    }
    Provisioning out{id, rows[0].string(0), {}};
    const auto noted = boost::json::parse(rows[0].string(1)).as_object();
    for (const char *name : steps) {
        out.steps.push_back(stepOf(name, noted, out.status != "provisioning"));
    }
    return out;
}

jobs::Kinds provisioningKinds(objects::ObjectStore &store, EventHub &hub)
{
    jobs::Kinds out;
    out[provisionKind] = {
        jobs::PlatformJob([&store, &hub](jobs::Running &job, db::Database &database) -> Awaitable<jobs::Outcome> {
            const auto id = OrganizationId::parse(std::string_view(job.payload.at("organization").as_string()));
            const ProvisioningParts parts{database, store, hub};
            const auto done = co_await carryOn(parts, AuditContext::of(job), id.value());
            if (!done) {
                co_return tl::unexpected(done.error());
            }
            co_return boost::json::value(nullptr);
        })};
    return out;
}

} // namespace objecta::features
