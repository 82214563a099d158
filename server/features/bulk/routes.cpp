// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/bulk/routes.h"

#include "server/features/audit/platform_trail.h"
#include "server/features/bulk/bulk.h"
#include "server/features/platform_resource.h"

namespace objecta::features {

namespace {

using boost::beast::http::status;
using boost::beast::http::verb;
using db::Awaitable;
using pipeline::Answer;
using pipeline::Authorized;

constexpr auto collection = "/v1/admin/bulk-operations";

constexpr db::Sql selectItems(R"sql(
    SELECT o.id, o.slug, o.name, i.version, i.effect, array_to_string(i.exceeded, ','), i.outcome, i.detail,
           i.finished_at, i.position
    FROM bulk_items i JOIN organizations o ON o.id = i.target_id
    WHERE i.bulk_id = $1::uuid AND i.position > $2::bigint AND ($3::text IS NULL OR i.outcome = $3::text)
      AND ($4::text IS NULL OR i.effect = $4::text)
    ORDER BY i.position LIMIT $5::bigint)sql");

constexpr db::Sql
    lockOne("SELECT job_id, action, expires_at < now() FROM bulk_operations WHERE id = $1::uuid FOR UPDATE");

constexpr db::Sql startOne(R"sql(
    UPDATE bulk_operations SET job_id = $2::uuid, starter = $3::uuid, request_id = $4, peer = $5 WHERE id = $1::uuid)sql");

Awaitable<Result<Answer>> list(const Authorized &request, db::Database &database)
{
    const auto query = pipeline::readListQuery(request);
    if (!query) {
        co_return tl::unexpected(query.error());
    }
    const auto position = readPosition<BulkId>("bulk-operations", query->cursor);
    if (!position) {
        co_return tl::unexpected(position.error());
    }
    using Operations = Page<BulkOperation>;
    const std::function<Result<Operations>(db::PlatformTx &)> load = [&](db::PlatformTx &tx) -> Result<Operations> {
        Operations page;
        page.items = listBulk(tx, *position, query->limit + 1);
        return page;
    };
    auto page = co_await database.platform<Operations>(load);
    if (!page) {
        co_return tl::unexpected(page.error());
    }
    cutPage(*page, query->limit, "bulk-operations", [](const BulkOperation &one) { return one.createdAt; });
    co_return Answer::json(*page);
}

Awaitable<Result<Answer>> create(const Authorized &request, db::Database &database)
{
    auto wanted = pipeline::readBody<CreateBulkOperation>(request);
    if (!wanted) {
        co_return tl::unexpected(wanted.error());
    }
    const auto made = co_await previewBulk(request, database, std::move(*wanted));
    if (!made) {
        co_return tl::unexpected(made.error());
    }
    co_return Answer::json(*made, status::created).with("Location", std::string(collection) + '/' + made->id.text());
}

Awaitable<Result<Answer>> get(const Authorized &request, db::Database &database)
{
    return getForStaff(request, database, findBulk, [](const BulkOperation &one) { return Answer::json(one); });
}

std::vector<std::string> words(std::string_view list)
{
    std::vector<std::string> out;
    while (!list.empty()) {
        const auto comma = list.find(',');
        out.emplace_back(list.substr(0, comma));
        list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
    }
    return out;
}

BulkItem readItem(const db::Row &row)
{
    BulkItem out;
    out.organizationId = row.id<OrganizationId>(0);
    out.slug = row.string(1);
    out.name = row.string(2);
    out.version = row.integer(3);
    out.effect = row.string(4);
    out.exceeded = words(row.text(5));
    out.outcome = row.string(6);
    if (!row.isNull(7)) {
        out.detail = row.string(7);
    }
    out.finishedAt = row.maybeTimestamp(8);
    return out;
}

/// Behind which position the page begins.
Result<int64_t> readBehind(const std::string &cursor)
{
    if (cursor.empty()) {
        return 0;
    }
    const auto parts = pipeline::decodeCursor("bulk-items", cursor, 1);
    if (!parts) {
        return tl::unexpected(parts.error());
    }
    int64_t out = 0;
    const auto &text = parts->front();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc() || end != text.data() + text.size()) {
        return failFields({{"cursor", "format", "is no position in this list"}});
    }
    return out;
}

Awaitable<Result<Answer>> items(const Authorized &request, db::Database &database)
{
    const auto id = pipeline::pathId<BulkId>(request);
    const auto query = pipeline::readListQuery(request);
    const auto outcome = queryWord(request, "outcome", "pending|done|unchanged|skipped|failed");
    const auto effect = queryWord(request, "effect", "change|none|refused");
    if (const auto wrong = firstProblem(id, query, outcome, effect)) {
        co_return tl::unexpected(*wrong);
    }
    const auto behind = readBehind(query->cursor);
    if (!behind) {
        co_return tl::unexpected(behind.error());
    }
    using Items = Page<BulkItem>;
    const std::function<Result<Items>(db::PlatformTx &)> load = [&](db::PlatformTx &tx) -> Result<Items> {
        if (const auto found = findBulk(tx, *id); !found) {
            return tl::unexpected(found.error());
        }
        Items page;
        const auto rows = tx.query(selectItems, db::Params(*id, *behind, *outcome, *effect, query->limit + 1));
        for (const auto row : rows) {
            if (static_cast<int64_t>(page.items.size()) == query->limit) {
                page.nextCursor =
                    pipeline::encodeCursor("bulk-items", {rows[static_cast<int>(query->limit) - 1].string(9)});
                break;
            }
            page.items.push_back(readItem(row));
        }
        return page;
    };
    const auto page = co_await database.platform<Items>(load);
    if (!page) {
        co_return tl::unexpected(page.error());
    }
    co_return Answer::json(*page);
}

Result<BulkOperation> startIn(db::PlatformTx &tx, const Authorized &request, const AuditContext &context,
                              const BulkId &id)
{
    const auto rows = tx.query(lockOne, db::Params(id));
    if (rows.empty()) {
        return fail(ProblemCode::NotFound);
    }
    if (!auth::staffMay(request.staff().role, bulkPermission(rows[0].text(1)))) {
        return fail(ProblemCode::Forbidden);
    }
    if (!rows[0].isNull(0)) {
        return findBulk(tx, id); // twice is once
    }
    if (rows[0].boolean(2)) {
        return fail(ProblemCode::Conflict, "The preview is too old. Look at what it would do now, and start that.");
    }
    jobs::Order order;
    order.organization = jobs::platform;
    order.kind = "organizations.bulk";
    order.payload = {{"bulk_id", id.text()}};
    order.actor = context.actor;
    const auto job = jobs::enqueue(tx, order);
    if (!job) {
        return fail(ProblemCode::Internal);
    }
    tx.query(startOne, db::Params(id, *job, request.staff().id, context.requestId, context.peer));
    writePlatformAudit(
        tx, context, {"bulk.started", "bulk_operation", id.text(), nullptr, boost::json::object{{"job", job->text()}}});
    return findBulk(tx, id);
}

Awaitable<Result<Answer>> start(const Authorized &request, db::Database &database)
{
    const auto id = pipeline::pathId<BulkId>(request);
    if (!id) {
        co_return tl::unexpected(id.error());
    }
    const auto context = AuditContext::of(request);
    const std::function<Result<BulkOperation>(db::PlatformTx &)> work = [&](db::PlatformTx &tx) {
        return startIn(tx, request, context, *id);
    };
    const auto started = co_await database.platform<BulkOperation>(work);
    if (!started) {
        co_return tl::unexpected(started.error());
    }
    co_return Answer::json(*started, status::accepted);
}

} // namespace

std::vector<pipeline::Route> bulkRoutes()
{
    using pipeline::Permission;
    using pipeline::staffRoute;
    const std::string one = std::string(collection) + "/{id}";
    return {staffRoute(verb::get, collection, Permission::RunBulk, list),
            staffRoute(verb::post, collection, Permission::RunBulk, create),
            staffRoute(verb::get, one, Permission::RunBulk, get),
            staffRoute(verb::get, one + "/items", Permission::RunBulk, items),
            staffRoute(verb::post, one + "/start", Permission::RunBulk, start)};
}

} // namespace objecta::features
