// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/audit/platform_trail.h"

namespace objecta::features {

namespace {

constexpr db::Sql insertEntry(R"sql(
    INSERT INTO platform_audit (actor_type, actor, action, target_type, target_id, before, after, request_id, peer)
    VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8, $9))sql");

std::optional<std::string> jsonText(const boost::json::value &value)
{
    return value.is_null() ? std::nullopt : std::optional(boost::json::serialize(value));
}

} // namespace

void writePlatformAudit(db::PlatformTx &tx, const AuditContext &context, const PlatformAct &act)
{
    tx.query(insertEntry,
             db::Params(context.actorType, context.actor, act.action, act.targetType, act.targetId,
                        jsonText(act.before), jsonText(act.after), context.requestId, context.peer));
}

} // namespace objecta::features
