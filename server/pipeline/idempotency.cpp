// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/pipeline/idempotency.h"

#include "server/auth/keyed_hash.h"
#include "server/auth/sessions.h"
#include "server/pipeline/problem_answer.h"
#include "server/system/mutant.h"

#include <boost/json.hpp>

namespace objecta::pipeline {

namespace {

namespace json = boost::json;
using Status = boost::beast::http::status;

// A row that is older than a day is as good as none: it is taken over. Waits for another transaction that has the
// key in hand.
constexpr db::Sql reserveKey = R"(
    INSERT INTO idempotency_keys AS k (organization_id, actor, key, request_hash)
    VALUES ($1::uuid, $2::text, $3::text, decode($4, 'hex'))
    ON CONFLICT (organization_id, actor, key) DO UPDATE
        SET request_hash = excluded.request_hash, answer = NULL, created_at = now()
        WHERE k.created_at < now() - interval '24 hours'
           OR (k.answer IS NULL AND k.created_at < now() - interval '15 minutes')
    RETURNING 1)";

constexpr db::Sql findKey = R"(
    SELECT request_hash = decode($4, 'hex'), answer FROM idempotency_keys
    WHERE organization_id = $1::uuid AND actor = $2::text AND key = $3::text)";

// Not over an answer that stands already, nor over another request that took the key over: see keep().
constexpr db::Sql storeAnswer = R"(
    UPDATE idempotency_keys SET answer = $5::bytea
    WHERE organization_id = $1::uuid AND actor = $2::text AND key = $3::text AND request_hash = decode($4, 'hex')
      AND answer IS NULL
    RETURNING 1)";

// Long before another request may take it over (reserveKey).
constexpr db::Sql renewKey = R"(
    UPDATE idempotency_keys SET created_at = now()
    WHERE organization_id = $1::uuid AND actor = $2::text AND key = $3::text AND answer IS NULL)";

constexpr db::Sql storeRefusal = R"(
    INSERT INTO idempotency_keys (organization_id, actor, key, request_hash, answer)
    VALUES ($1::uuid, $2::text, $3::text, decode($4, 'hex'), $5::bytea)
    ON CONFLICT (organization_id, actor, key) DO NOTHING)";

constexpr db::Sql forgetKey = R"(
    DELETE FROM idempotency_keys
    WHERE organization_id = $1::uuid AND actor = $2::text AND key = $3::text AND answer IS NULL)";

/// What the handler gets: its last statement does not end the transaction.
class OpenEnded final : public db::TenantTx {
public:
    explicit OpenEnded(db::TenantTx &tx)
        : m_tx(tx)
    {
    }
    Awaitable<Result<db::Rows>> query(db::Sql sql, db::Params params, db::SqlFailure *failure) override
    {
        return m_tx.query(sql, std::move(params), failure);
    }
    Awaitable<Result<db::Rows>> queryAndCommit(db::Sql sql, db::Params params, db::SqlFailure *failure) override
    {
        return m_tx.query(sql, std::move(params), failure);
    }
    Awaitable<Result<db::Rows>> queryAfterwards(db::Sql sql, db::Params params) override
    {
        return m_tx.query(sql, std::move(params), nullptr);
    }
    [[nodiscard]] const db::TenantScope &scope() const override { return m_tx.scope(); }

private:
    db::TenantTx &m_tx;
};

/// A refusal that the same request would meet again for as long as nothing else changes.
bool keeps(const Problem &problem)
{
    const int status = problemStatus(problem.code);
    // What the gate says of the organization holds until staff change it.
    const bool gate = problem.code == ProblemCode::OrganizationSuspended
        || problem.code == ProblemCode::OrganizationArchived || problem.code == ProblemCode::OrganizationDeleted
        || problem.code == ProblemCode::OrganizationNotFound;
    return status >= 400 && status < 500 && status != 401 && status != 408 && status != 429 && !gate
        && problem.code != ProblemCode::IdempotencyInProgress && problem.code != ProblemCode::IdempotencyKeyReused
        && problem.code != ProblemCode::InvalidRequest;
}

/// Whether a Content-Digest (RFC 9530) names a SHA-256; that it is one, and the body's, is seen to by who takes the
/// body.
bool namesSha256(std::string_view header)
{
    while (!header.empty()) {
        const auto begin = std::min(header.find_first_not_of(" \t"), header.size());
        if (header.substr(begin).starts_with("sha-256=")) {
            return true;
        }
        const auto comma = header.find(',');
        header = comma == std::string_view::npos ? std::string_view() : header.substr(comma + 1);
    }
    return false;
}

std::string actorOf(const db::TenantActor &actor)
{
    std::string who = actor.key ? "key " + actor.key->text() : actor.user ? "user " + actor.user->text() : "nobody";
    return OBJECTA_MUTANT("idempotency-of-anybody", std::string("somebody"), who);
}

} // namespace

struct Idempotency::Asked {
    OrganizationId organization;
    std::string actor;
    std::string key;
    std::string hash;
};

Result<bool> Idempotency::wanted(const Authorized &request)
{
    const auto &key = request.request().idempotencyKey;
    if (!key || request.request().method != boost::beast::http::verb::post || !request.scope()) {
        return false;
    }
    const bool printable = std::ranges::all_of(*key, [](char c) { return c > ' ' && c < 0x7f; });
    if (key->empty() || key->size() > 255 || !printable) {
        return failFields({{"Idempotency-Key", "format", "must be 1 to 255 visible ASCII characters"}});
    }
    // Else another content of the same length would be answered with the first one's success, and be lost.
    if (request.route().streamsBody && !namesSha256(request.request().contentDigest)) {
        return failFields({{"Content-Digest", "required", "is needed with Idempotency-Key: sha-256=:BASE64:"}});
    }
    return true;
}

Idempotency::Asked Idempotency::asked(const Authorized &request) const
{
    const Request &sent = request.request();
    std::string what = sent.path;
    for (const auto &[name, value] : sent.query) {
        what += '\n' + name + '=' + value;
    }
    what += '\n' + sent.contentType + '\n';
    if (sent.stream != nullptr) {
        // A streamed body is told apart by its digest, which comes beforehand (see wanted()).
        what += std::to_string(sent.contentLength.value_or(0)) + ' ' + sent.contentDigest;
    } else {
        what += sent.body;
    }
    const db::TenantScope &scope = *request.scope();
    return {OBJECTA_MUTANT("idempotency-of-any-organization", firstOfAll(scope.organization()), scope.organization()),
            actorOf(scope.actor()), *sent.idempotencyKey,
            // Under the server's key: a body may hold a password, and this is kept for a day.
            m_sealer.mark(OBJECTA_MUTANT("idempotency-of-any-request", std::string(), what))};
}

std::string Idempotency::sealed(const Answer &answer) const
{
    json::array headers;
    for (const auto &[name, value] : answer.headers) {
        headers.push_back(json::array{name, value});
    }
    return m_sealer.seal(json::serialize(json::object{{"status", static_cast<int>(answer.status)},
                                                      {"type", answer.contentType},
                                                      {"headers", std::move(headers)},
                                                      {"body", answer.body}}));
}

std::optional<Answer> Idempotency::opened(std::string_view text) const
{
    const auto plain = m_sealer.open(text);
    if (!plain) {
        return std::nullopt;
    }
    const auto value = json::parse(*plain);
    Answer answer;
    answer.status = static_cast<Status>(value.at("status").as_int64());
    answer.contentType = value.at("type").as_string().c_str();
    for (const auto &header : value.at("headers").as_array()) {
        answer.headers.emplace_back(header.at(0).as_string().c_str(), header.at(1).as_string().c_str());
    }
    const auto &body = value.at("body").as_string();
    answer.body.assign(body.data(), body.size());
    answer.headers.emplace_back("Idempotency-Replayed", "true");
    return answer;
}

/// nullopt when the key is ours now; the answer of before otherwise.
Awaitable<Result<std::optional<Answer>>> Idempotency::reserve(const Asked &asked, db::TenantTx &tx) const
{
    const db::Params params(asked.organization, asked.actor, asked.key, asked.hash);
    const auto mine = co_await tx.query(reserveKey, params);
    if (!mine) {
        co_return tl::unexpected(mine.error());
    }
    if (!mine->empty()) {
        co_return std::optional<Answer>();
    }
    const auto found = co_await tx.query(findKey, params);
    if (!found) {
        co_return tl::unexpected(found.error());
    }
    if (found->empty() || (*found)[0].isNull(1)) {
        co_return tl::unexpected(Problem{ProblemCode::IdempotencyInProgress, {}, {}, 1, {}});
    }
    if (!(*found)[0].boolean(0)) {
        co_return fail(ProblemCode::IdempotencyKeyReused);
    }
    auto answer = opened((*found)[0].bytes(1));
    if (!answer) {
        co_return fail(ProblemCode::IdempotencyKeyReused);
    }
    co_return std::move(answer);
}

Awaitable<Result<Answer>> Idempotency::once(const Authorized &request, db::TenantTx &tx,
                                            const TenantHandler &handler) const
{
    const Asked who = asked(request);
    auto before = co_await reserve(who, tx);
    if (!before) {
        co_return tl::unexpected(before.error());
    }
    if (*before) {
        co_return std::move(**before);
    }
    OpenEnded open(tx);
    auto answer = co_await handler(request, open);
    if (!answer) {
        co_return answer;
    }
    const std::string text = sealed(*answer);
    const auto stored = co_await tx.queryAndCommit(
        storeAnswer, db::Params(who.organization, who.actor, who.key, who.hash, db::Bytes{text}));
    if (!stored) {
        co_return tl::unexpected(stored.error());
    }
    co_return answer;
}

Awaitable<void> Idempotency::keepRefusal(const Authorized &request, db::Database &database,
                                         const Problem &problem) const
{
    if (!keeps(problem)) {
        co_return;
    }
    const Asked who = asked(request);
    const std::string text = sealed(problemAnswer(problem, request.request().requestId));
    const std::function<Awaitable<Result<bool>>(db::TenantTx &)> work =
        [&who, &text](db::TenantTx &tx) -> Awaitable<Result<bool>> {
        const auto rows = co_await tx.queryAndCommit(
            storeRefusal, db::Params(who.organization, who.actor, who.key, who.hash, db::Bytes{text}));
        co_return rows.has_value();
    };
    co_await database.inTenant<bool>(*request.scope(), db::Work::Write, work);
}

Awaitable<Result<void>> Idempotency::renew(const Authorized &request, db::TenantTx &tx) const
{
    if (wanted(request).value_or(false)) {
        const Asked who = asked(request);
        const auto renewed = co_await tx.query(renewKey, db::Params(who.organization, who.actor, who.key));
        if (!renewed) {
            co_return tl::unexpected(renewed.error());
        }
    }
    co_return Result<void>();
}

Awaitable<Result<void>> Idempotency::keep(const Authorized &request, db::TenantTx &tx, const Answer &answer) const
{
    if (wanted(request).value_or(false)) {
        const Asked who = asked(request);
        const std::string text = sealed(answer);
        const auto kept =
            co_await tx.query(storeAnswer, db::Params(who.organization, who.actor, who.key, who.hash, db::Bytes{text}));
        if (!kept) {
            co_return tl::unexpected(kept.error());
        }
        if (kept->empty()) {
            co_return tl::unexpected(Problem{ProblemCode::IdempotencyInProgress, {}, {}, 1, {}});
        }
    }
    co_return Result<void>();
}

Awaitable<Result<Answer>> Idempotency::onceFlow(const Authorized &request, db::Database &database, db::TenantDoor &door,
                                                const TenantFlowHandler &handler) const
{
    const Asked who = asked(request);
    using Before = std::optional<Answer>;
    const std::function<Awaitable<Result<Before>>(db::TenantTx &)> take =
        [this, &who](db::TenantTx &tx) -> Awaitable<Result<Before>> { return reserve(who, tx); };
    auto before = co_await door.inTenant<Before>(db::Work::Write, take);
    if (!before) {
        co_return tl::unexpected(before.error());
    }
    if (*before) {
        co_return std::move(**before);
    }
    auto answer = co_await handler(request, door);
    std::string text;
    if (answer) {
        text = sealed(*answer);
    } else if (keeps(answer.error()) && answer.error().code != ProblemCode::ValidationFailed
               && answer.error().code != ProblemCode::Forbidden) {
        // (A body that was damaged on its way comes whole the next time; rights that ended meanwhile may come back.)
        text = sealed(problemAnswer(answer.error(), request.request().requestId));
    }
    const std::function<Awaitable<Result<bool>>(db::TenantTx &)> end =
        [&who, &text](db::TenantTx &tx) -> Awaitable<Result<bool>> {
        Result<db::Rows> rows;
        if (text.empty()) {
            rows = co_await tx.queryAndCommit(forgetKey, db::Params(who.organization, who.actor, who.key));
        } else {
            rows = co_await tx.queryAndCommit(
                storeAnswer, db::Params(who.organization, who.actor, who.key, who.hash, db::Bytes{text}));
        }
        if (!rows) {
            co_return tl::unexpected(rows.error());
        }
        co_return true;
    };
    const auto ended = co_await door.inTenant<bool>(db::Work::Write, end);
    if (!answer && !ended && problemStatus(ended.error().code) < 500) {
        // The actor's rights ended meanwhile. They may come back (signed in anew, resumed), and then the key is free.
        text.clear();
        auto nobody = auth::TenantSignIn::scope({who.organization, {}, "active"});
        co_await database.inTenant<bool>(std::move(nobody), db::Work::Write, end);
    }
    co_return answer;
}

} // namespace objecta::pipeline
