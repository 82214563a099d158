// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/messages/routes.h"

#include "models/contract/conversation.h"
#include "models/contract/tenant.h"
#include "server/features/conversations/sql.h"
#include "server/features/messages/sql.h"
#include "server/features/resource.h"
#include "server/features/usage/quota.h"

namespace objecta::features {

namespace {

using pipeline::Answer;
using pipeline::Authorized;
using pipeline::Awaitable;
using pipeline::Permission;
using Status = boost::beast::http::status;
using Verb = boost::beast::http::verb;

constexpr std::string_view foreignKeyViolation = "23503";

Message toMessage(const db::Row &row)
{
    return {row.id<MessageId>(0), row.id<ConversationId>(1),
            row.id<AgentId>(2),   row.id<UserId>(3),
            row.string(4),        row.string(5),
            row.integer(6),       row.timestamp(7),
            row.timestamp(8)};
}

constexpr FilteredList<Message> oldestFirst{"messages", messages::oldestFirst, toMessage, &Message::createdAt, true};
constexpr FilteredList<Message> newestFirst{"messages:-created_at", messages::newestFirst, toMessage};
constexpr Resource<Message> resource{"messages", messages::oldestFirst, messages::oldestFirst, messages::one,
                                     toMessage};

/// What messages::create and messages::say came to.
Awaitable<Result<Answer>> written(db::TenantTx &tx, const Result<db::Rows> &rows, const db::SqlFailure &failure)
{
    if (!rows) {
        // The agent or the conversation was deleted in this very moment.
        if (failure.sqlState == foreignKeyViolation) {
            co_return fail(ProblemCode::NotFound);
        }
        co_return tl::unexpected(rows.error());
    }
    const auto row = (*rows)[0];
    if (row.isNull(2)) {
        co_return fail(ProblemCode::NotFound);
    }
    if (row.isNull(0)) {
        if (row.text(9) != "open") {
            co_return fail(ProblemCode::Conflict, "This conversation is closed.");
        }
        auto refusal = co_await quotaExceeded(tx, Limited::Messages);
        co_return tl::unexpected(std::move(refusal));
    }
    const Message message = toMessage(row);
    co_return withEtag(message, Status::created).with("Location", "/v1/messages/" + message.id.text());
}

Awaitable<Result<Answer>> create(const Authorized &request, db::TenantTx &tx)
{
    const auto body = pipeline::readBody<CreateMessage>(request);
    if (!body) {
        co_return tl::unexpected(body.error());
    }
    db::SqlFailure failure;
    const auto rows = co_await tx.queryAndCommit(
        messages::create,
        db::Params(tx.scope().organization(), body->agentId, pipeline::given(body->conversationId),
                   ConversationId::random(), tx.scope().user(), MessageId::random(), body->content),
        &failure);
    co_return co_await written(tx, rows, failure);
}

Awaitable<Result<Answer>> say(const Authorized &request, db::TenantTx &tx)
{
    const auto conversation = pipeline::pathId<ConversationId>(request);
    if (!conversation) {
        co_return tl::unexpected(conversation.error());
    }
    const auto body = pipeline::readBody<SayMessage>(request);
    if (!body) {
        co_return tl::unexpected(body.error());
    }
    db::SqlFailure failure;
    const auto rows = co_await tx.queryAndCommit(
        messages::say,
        db::Params(tx.scope().organization(), *conversation, tx.scope().user(), MessageId::random(), body->content),
        &failure);
    co_return co_await written(tx, rows, failure);
}

Awaitable<Result<Answer>> list(const Authorized &request, db::TenantTx &tx)
{
    const auto conversation = pipeline::pathId<ConversationId>(request);
    const auto user = queryId<UserId>(request, "user_id");
    const auto role = queryWord(request, "role", "user|agent");
    const auto range = queryRange(request);
    const auto ascending = queryOldestFirst(request, true);
    if (auto problem = firstProblem(conversation, user, role, range, ascending)) {
        co_return tl::unexpected(std::move(*problem));
    }
    const auto found = co_await tx.query(conversations::one, db::Params(tx.scope().organization(), *conversation));
    if (!found) {
        co_return tl::unexpected(found.error());
    }
    if (found->empty()) {
        co_return fail(ProblemCode::NotFound);
    }
    std::vector<std::optional<std::string>> filters{conversation->text(), filterText(*user), *role, range->lower(),
                                                    range->upper()};
    const auto &order = *ascending ? oldestFirst : newestFirst;
    co_return co_await listFiltered(order, request, tx, std::move(filters));
}

Awaitable<Result<Answer>> change(const Authorized &request, db::TenantTx &tx)
{
    const auto target = readTarget<MessageId>(request);
    if (!target) {
        co_return tl::unexpected(target.error());
    }
    const auto body = pipeline::readBody<UpdateMessage>(request);
    if (!body) {
        co_return tl::unexpected(body.error());
    }
    const auto [actorType, actor] = request.auditActor();
    const auto rows = co_await tx.queryAndCommit(
        messages::change,
        db::Params(tx.scope().organization(), target->id, target->match.version, pipeline::given(body->content),
                   tx.scope().user(), actorType, actor, request.request().requestId));
    if (!rows) {
        co_return tl::unexpected(rows.error());
    }
    if (auto problem = refusedFor(*rows, 9, target->match)) {
        co_return tl::unexpected(std::move(*problem));
    }
    if (!(*rows)[0].boolean(10)) {
        co_return fail(ProblemCode::Forbidden, "Only who wrote a message may change it.");
    }
    co_return withEtag(toMessage((*rows)[0]));
}

Awaitable<Result<Answer>> remove(const Authorized &request, db::TenantTx &tx)
{
    const auto target = readTarget<MessageId>(request);
    if (!target) {
        co_return tl::unexpected(target.error());
    }
    const OrganizationId organization = tx.scope().organization();
    const auto counters = co_await tx.query(conversations::lockCounters, db::Params(organization));
    if (!counters) {
        co_return tl::unexpected(counters.error());
    }
    const auto [actorType, actor] = request.auditActor();
    const auto rows =
        co_await tx.queryAndCommit(messages::remove,
                                   db::Params(organization, target->id, target->match.version, tx.scope().user(),
                                              actorType, actor, request.request().requestId));
    if (!rows) {
        co_return tl::unexpected(rows.error());
    }
    if (auto problem = refusedFor(*rows, 0, target->match)) {
        co_return tl::unexpected(std::move(*problem));
    }
    if (!(*rows)[0].boolean(1)) {
        co_return fail(ProblemCode::Forbidden, "Only who wrote a message, an owner or an admin may delete it.");
    }
    co_return Answer::noContent();
}

} // namespace

std::vector<pipeline::Route> messageRoutes()
{
    const auto get = [](const Authorized &request, db::TenantTx &tx) { return getOne(resource, request, tx); };
    constexpr auto within = "/v1/conversations/{id}/messages";
    return {pipeline::tenantRoute(Verb::post, "/v1/messages", Permission::WriteMessages, create),
            pipeline::tenantRoute(Verb::get, within, Permission::ReadConversations, list),
            pipeline::tenantRoute(Verb::post, within, Permission::WriteMessages, say),
            pipeline::tenantRoute(Verb::get, "/v1/messages/{id}", Permission::ReadConversations, get),
            pipeline::tenantRoute(Verb::patch, "/v1/messages/{id}", Permission::WriteMessages, change),
            pipeline::tenantRoute(Verb::delete_, "/v1/messages/{id}", Permission::WriteMessages, remove)};
}

} // namespace objecta::features
