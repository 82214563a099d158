// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/db/sqlerrors.h"

#include "server/db/sqlstate.h"

#include <spdlog/spdlog.h>

namespace objecta::db {

namespace {

bool inClass(std::string_view state, std::string_view prefix)
{
    return state.starts_with(prefix);
}

/// What every failed statement says in the log; class 22 quotes the value that was wrong.
std::string describe(const SqlFailure &failure, std::string_view primary, std::string_view statement)
{
    std::string out = "SQLSTATE " + failure.sqlState;
    if (!failure.constraint.empty()) {
        out += " (" + failure.constraint + ')';
    }
    if (!inClass(failure.sqlState, "22") && !primary.empty()) {
        out += ": ";
        out += primary;
    }
    out += " in: ";
    out += statement.substr(0, 400);
    return out;
}

} // namespace

Problem unavailable()
{
    return {ProblemCode::DatabaseUnavailable, {}, {}, 1, {}};
}

Problem overloaded()
{
    return {ProblemCode::Overloaded, {}, {}, 1, {}};
}

bool endsConnection(std::string_view sqlState)
{
    return inClass(sqlState, "08") || inClass(sqlState, "57P") || sqlState == "0A000" || sqlState == "26000"
        || sqlState == "25P03";
}

Problem problemFor(const SqlFailure &failure, std::string_view primary, std::string_view statement)
{
    const std::string_view state = failure.sqlState;
    if (state == stateSuspended) {
        return {ProblemCode::OrganizationSuspended, {}, {}, 0, {}};
    }
    if (state == stateSessionEnded) {
        return {ProblemCode::Unauthenticated, {}, {}, 0, {}};
    }
    if (state == stateImpersonationEnded) {
        return {ProblemCode::ImpersonationEnded, {}, {}, 0, {}};
    }
    if (state == stateNoOrganization) {
        return {ProblemCode::OrganizationNotFound, {}, {}, 0, {}};
    }
    if (state == stateArchived) {
        return {ProblemCode::OrganizationArchived, {}, {}, 0, {}};
    }
    if (state == stateMoved) {
        Problem moved{ProblemCode::OrganizationMoved, {}, {}, 0, {}};
        moved.slug = primary;
        return moved;
    }
    if (state == stateDeleted) {
        return {ProblemCode::OrganizationDeleted, {}, {}, 0, {}};
    }
    if (state == stateProvisioning) {
        return {ProblemCode::OrganizationProvisioning, {}, {}, 2, {}};
    }
    if (state == stateScopeMissing) {
        return {ProblemCode::Forbidden, "This key has not the scope for it.", {}, 0, {}};
    }
    if (state == "23505" || state == "23503" || state == "23P01") {
        return {ProblemCode::Conflict, {}, {}, 0, {}};
    }
    if (state == "25006") {
        return {ProblemCode::ReadOnly, {}, {}, 0, {}};
    }
    if (state == "57014" || state == "40001" || state == "40P01" || state == "55P03") {
        spdlog::warn("database: {}", describe(failure, primary, statement));
        return overloaded();
    }
    if (inClass(state, "08") || inClass(state, "53") || inClass(state, "57P") || inClass(state, "58")
        || state == "25P03") {
        spdlog::error("database: {}", describe(failure, primary, statement));
        return unavailable();
    }
    if (state == "42501") {
        spdlog::critical("database: a role was refused something, isolation is at stake: {}",
                         describe(failure, primary, statement));
    } else {
        spdlog::error("database: {}", describe(failure, primary, statement));
    }
    return {ProblemCode::Internal, {}, {}, 0, {}};
}

} // namespace objecta::db
