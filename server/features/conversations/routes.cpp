// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/conversations/routes.h"

#include "models/contract/conversation.h"
#include "server/features/conversations/sql.h"
#include "server/features/resource.h"

namespace objecta::features {

namespace {

using pipeline::Answer;
using pipeline::Authorized;
using pipeline::Awaitable;
using pipeline::Permission;
using Status = boost::beast::http::status;
using Verb = boost::beast::http::verb;

constexpr std::string_view foreignKeyViolation = "23503";

Conversation toConversation(const db::Row &row)
{
    return {
        row.id<ConversationId>(0), row.id<AgentId>(1), row.id<UserId>(2), row.string(3), row.string(4), row.integer(5),
        row.timestamp(6),          row.timestamp(7)};
}

constexpr FilteredList<Conversation> newestFirst{"conversations", conversations::newestFirst, toConversation};
constexpr FilteredList<Conversation> oldestFirst{"conversations:created_at", conversations::oldestFirst, toConversation,
                                                 &Conversation::createdAt, true};
constexpr FilteredList<Conversation> newestOfAgent{"conversations", conversations::newestOfAgent, toConversation};
constexpr FilteredList<Conversation> oldestOfAgent{"conversations:created_at", conversations::oldestOfAgent,
                                                   toConversation, &Conversation::createdAt, true};
constexpr FilteredList<Conversation> searched{"conversations", conversations::search, toConversation};
constexpr Resource<Conversation> resource{"conversations", conversations::newestFirst, conversations::newestFirst,
                                          conversations::one, toConversation};

Awaitable<Result<Answer>> list(const Authorized &request, db::TenantTx &tx)
{
    const auto agent = queryId<AgentId>(request, "agent_id");
    const auto user = queryId<UserId>(request, "user_id");
    const auto status = queryWord(request, "status", "open|closed");
    const auto range = queryRange(request);
    const auto ascending = queryOldestFirst(request, false);
    if (auto problem = firstProblem(agent, user, status, range, ascending)) {
        co_return tl::unexpected(std::move(*problem));
    }
    std::vector<std::optional<std::string>> filters{filterText(*agent), filterText(*user), *status, range->lower(),
                                                    range->upper()};
    if (const auto text = pipeline::queryParameter(request, "q")) {
        if (*ascending) {
            co_return failFields({{"sort", "format", "must be -created_at beside q"}});
        }
        filters.insert(filters.begin(), text);
        co_return co_await listFiltered(searched, request, tx, std::move(filters));
    }
    const auto &newest = *agent ? newestOfAgent : newestFirst;
    const auto &oldest = *agent ? oldestOfAgent : oldestFirst;
    const auto &order = *ascending ? oldest : newest;
    co_return co_await listFiltered(order, request, tx, std::move(filters));
}

Awaitable<Result<Answer>> create(const Authorized &request, db::TenantTx &tx)
{
    const auto body = pipeline::readBody<CreateConversation>(request);
    if (!body) {
        co_return tl::unexpected(body.error());
    }
    const auto [actorType, actor] = request.auditActor();
    db::SqlFailure failure;
    const auto rows = co_await tx.queryAndCommit(conversations::create,
                                                 db::Params(tx.scope().organization(), ConversationId::random(),
                                                            body->agentId, tx.scope().user(), body->title, actorType,
                                                            actor, request.request().requestId),
                                                 &failure);
    if (!rows) {
        // The agent was deleted in this very moment.
        if (failure.sqlState == foreignKeyViolation) {
            co_return fail(ProblemCode::NotFound);
        }
        co_return tl::unexpected(rows.error());
    }
    if (rows->empty()) {
        co_return fail(ProblemCode::NotFound);
    }
    const Conversation made = toConversation((*rows)[0]);
    co_return withEtag(made, Status::created).with("Location", "/v1/conversations/" + made.id.text());
}

Awaitable<Result<Answer>> change(const Authorized &request, db::TenantTx &tx)
{
    const auto target = readTarget<ConversationId>(request);
    if (!target) {
        co_return tl::unexpected(target.error());
    }
    const auto body = pipeline::readBody<UpdateConversation>(request);
    if (!body) {
        co_return tl::unexpected(body.error());
    }
    const auto [actorType, actor] = request.auditActor();
    const auto rows = co_await tx.queryAndCommit(
        conversations::change,
        db::Params(tx.scope().organization(), target->id, target->match.version, pipeline::given(body->title),
                   pipeline::given(body->status), actorType, actor, request.request().requestId));
    if (!rows) {
        co_return tl::unexpected(rows.error());
    }
    if (auto problem = refusedFor(*rows, 8, target->match)) {
        co_return tl::unexpected(std::move(*problem));
    }
    co_return withEtag(toConversation((*rows)[0]));
}

Awaitable<Result<Answer>> remove(const Authorized &request, db::TenantTx &tx)
{
    const auto target = readTarget<ConversationId>(request);
    if (!target) {
        co_return tl::unexpected(target.error());
    }
    const OrganizationId organization = tx.scope().organization();
    const auto counters = co_await tx.query(conversations::lockCounters, db::Params(organization));
    if (!counters) {
        co_return tl::unexpected(counters.error());
    }
    const auto locked = co_await tx.query(conversations::lockOne, db::Params(organization, target->id));
    if (!locked) {
        co_return tl::unexpected(locked.error());
    }
    const auto [actorType, actor] = request.auditActor();
    const auto rows = co_await tx.queryAndCommit(
        conversations::remove,
        db::Params(organization, target->id, target->match.version, actorType, actor, request.request().requestId));
    if (!rows) {
        co_return tl::unexpected(rows.error());
    }
    if (auto problem = refusedFor(*rows, 0, target->match)) {
        co_return tl::unexpected(std::move(*problem));
    }
    co_return Answer::noContent();
}

} // namespace

std::vector<pipeline::Route> conversationRoutes()
{
    const auto get = [](const Authorized &request, db::TenantTx &tx) { return getOne(resource, request, tx); };
    return {pipeline::tenantRoute(Verb::get, "/v1/conversations", Permission::ReadConversations, list),
            pipeline::tenantRoute(Verb::post, "/v1/conversations", Permission::WriteMessages, create),
            pipeline::tenantRoute(Verb::get, "/v1/conversations/{id}", Permission::ReadConversations, get),
            pipeline::tenantRoute(Verb::patch, "/v1/conversations/{id}", Permission::WriteMessages, change),
            pipeline::tenantRoute(Verb::delete_, "/v1/conversations/{id}", Permission::WriteMessages, remove)};
}

} // namespace objecta::features
