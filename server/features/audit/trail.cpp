// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/audit/trail.h"

#include <optional>

namespace objecta::features {

namespace {

constexpr db::Sql insertEntry(R"sql(
    INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, before, after, request_id,
                           peer, on_behalf_of)
    VALUES ($1::uuid, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, $9, $10, $11))sql");

std::optional<std::string> jsonText(const boost::json::value &value)
{
    return value.is_null() ? std::nullopt : std::optional(boost::json::serialize(value));
}

} // namespace

AuditContext AuditContext::of(const pipeline::Authorized &request)
{
    auto [type, actor] = request.auditActor();
    const auto *impersonating = std::get_if<pipeline::ImpersonatingActor>(&request.actor());
    return {std::move(type), std::move(actor), request.request().requestId, request.request().peer,
            impersonating != nullptr ? "organization " + impersonating->slug : std::string()};
}

void writeAudit(db::PlatformTx &tx, const AuditContext &context, const AuditedAct &act)
{
    tx.query(insertEntry,
             db::Params(act.organization, context.actorType, context.actor, act.action, act.targetType, act.targetId,
                        jsonText(act.before), jsonText(act.after), context.requestId, context.peer,
                        context.onBehalfOf));
}

} // namespace objecta::features
