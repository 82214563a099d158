// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/features/audit/trail.h"

#include "server/system/mutant.h"

#include <optional>

namespace objecta::features {

namespace {

constexpr db::Sql insertEntries(R"sql(
    INSERT INTO audit_log (organization_id, actor_type, actor, action, target_type, target_id, before, after, request_id,
                           peer, on_behalf_of)
    SELECT a.organization_id, $2, $3, a.action, a.target_type, a.target_id, a.before, a.after, $8, $9, $10
    FROM unnest($1::uuid[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $11::jsonb[])
        a (organization_id, action, target_type, target_id, before, after))sql");

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

AuditContext AuditContext::of(const jobs::Running &job)
{
    return {"system", job.kind, job.id.text(), {}, {}};
}

void writeAudit(db::PlatformTx &tx, const AuditContext &context, const AuditedAct &act)
{
    writeAudit(tx, context, std::vector{act});
}

void writeAudit(db::PlatformTx &tx, const AuditContext &context, const std::vector<AuditedAct> &acts)
{
    if (OBJECTA_MUTANT("staff-act-untold", acts.front().action.starts_with("throttle."), false)) {
        return;
    }
    std::vector<OrganizationId> organizations;
    std::vector<std::string> actions;
    std::vector<std::string> types;
    std::vector<std::string> targets;
    std::vector<std::optional<std::string>> before;
    std::vector<std::optional<std::string>> after;
    for (const auto &act : acts) {
        organizations.push_back(act.organization);
        actions.push_back(act.action);
        types.push_back(act.targetType);
        targets.push_back(act.targetId);
        before.push_back(jsonText(act.before));
        after.push_back(jsonText(act.after));
    }
    tx.query(insertEntries,
             db::Params(organizations, context.actorType, context.actor, actions, types, targets, before,
                        context.requestId, context.peer, context.onBehalfOf, after));
}

} // namespace objecta::features
