// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/contract/problem.h"

#include <array>

namespace objecta {

namespace {

struct Row {
    ProblemCode code;
    std::string_view word;
    int status;
    std::string_view title;
    std::string_view detail;
};

constexpr std::array rows = {
    Row{ProblemCode::InvalidRequest, "invalid_request", 400, "Invalid request", "The request could not be read."},
    Row{ProblemCode::ValidationFailed, "validation_failed", 422, "Validation failed",
        "Some members of the request are not valid."},
    Row{ProblemCode::Unauthenticated, "unauthenticated", 401, "Not signed in", "Sign in to do this."},
    Row{ProblemCode::InvalidCredentials, "invalid_credentials", 401, "Sign-in failed",
        "The e-mail address or the password is wrong."},
    Row{ProblemCode::TokenExpired, "token_expired", 401, "Token expired", "The access token has expired."},
    Row{ProblemCode::Forbidden, "forbidden", 403, "Forbidden", "Your role does not allow this."},
    Row{ProblemCode::ReadOnly, "read_only", 403, "Read-only", "This session may look but not change anything."},
    Row{ProblemCode::OrganizationSuspended, "organization_suspended", 403, "Organization suspended",
        "This organization is suspended."},
    Row{ProblemCode::OrganizationArchived, "organization_archived", 403, "Organization archived",
        "This organization is archived. It can be read but not changed."},
    Row{ProblemCode::OrganizationProvisioning, "organization_provisioning", 503, "Organization not ready",
        "This organization is being set up. Try again shortly."},
    Row{ProblemCode::OrganizationMoved, "organization_moved", 308, "Organization moved",
        "This organization answers at another address now."},
    Row{ProblemCode::OrganizationDeleted, "organization_deleted", 410, "Organization deleted",
        "This organization is deleted."},
    Row{ProblemCode::OrganizationNotFound, "organization_not_found", 404, "No such organization",
        "No organization answers on this host."},
    Row{ProblemCode::HostMismatch, "host_mismatch", 401, "Wrong address",
        "This sign-in is not for this address. Sign in here."},
    Row{ProblemCode::ImpersonationEnded, "impersonation_ended", 401, "Impersonation ended",
        "This impersonation has ended."},
    Row{ProblemCode::QuotaExceeded, "quota_exceeded", 403, "Quota exceeded",
        "A limit of this organization is reached. Please upgrade your plan."},
    Row{ProblemCode::NotFound, "not_found", 404, "Not found", "There is nothing here by that name."},
    Row{ProblemCode::MethodNotAllowed, "method_not_allowed", 405, "Method not allowed",
        "This address does not take that method."},
    Row{ProblemCode::Conflict, "conflict", 409, "Conflict", "The request does not fit the present state."},
    Row{ProblemCode::IdempotencyKeyReused, "idempotency_key_reused", 422, "Idempotency-Key reused",
        "This Idempotency-Key was sent with another request."},
    Row{ProblemCode::IdempotencyInProgress, "idempotency_in_progress", 409, "Request under way",
        "The first request with this Idempotency-Key is still under way."},
    Row{ProblemCode::SlugTaken, "slug_taken", 409, "Slug taken", "Another organization has this slug."},
    Row{ProblemCode::SlugReserved, "slug_reserved", 422, "Slug reserved", "This slug is kept for the platform itself."},
    Row{ProblemCode::PreconditionFailed, "precondition_failed", 412, "Changed meanwhile",
        "Somebody changed this since you read it."},
    Row{ProblemCode::PreconditionRequired, "precondition_required", 428, "If-Match required",
        "Send the ETag that you read in If-Match."},
    Row{ProblemCode::RangeNotSatisfiable, "range_not_satisfiable", 416, "Range not satisfiable",
        "The content has no such bytes."},
    Row{ProblemCode::LengthRequired, "length_required", 411, "Length required",
        "Say the body's length in Content-Length."},
    Row{ProblemCode::BodyTooLarge, "body_too_large", 413, "Body too large", "The request's body is too large."},
    Row{ProblemCode::UnsupportedMediaType, "unsupported_media_type", 415, "Unsupported media type",
        "Send application/json."},
    Row{ProblemCode::HeadersTooLarge, "headers_too_large", 431, "Headers too large",
        "The request's headers are too large."},
    Row{ProblemCode::RateLimited, "rate_limited", 429, "Too many requests", "Too many requests. Try again shortly."},
    Row{ProblemCode::RequestTimeout, "request_timeout", 408, "Request timeout", "The request did not arrive in time."},
    Row{ProblemCode::Overloaded, "overloaded", 503, "Overloaded", "The server is busy. Try again shortly."},
    Row{ProblemCode::DatabaseUnavailable, "database_unavailable", 503, "Database unavailable",
        "The database does not answer. Try again shortly."},
    Row{ProblemCode::StorageUnavailable, "storage_unavailable", 503, "Storage unavailable",
        "The storage of documents does not answer. Try again shortly."},
    Row{ProblemCode::ShuttingDown, "shutting_down", 503, "Shutting down", "The server is stopping. Try again."},
    Row{ProblemCode::Internal, "internal", 500, "Internal error",
        "Something went wrong on the server. The request id helps to find it."},
};

constexpr bool inOrder()
{
    for (size_t i = 0; i < rows.size(); ++i) {
        if (static_cast<size_t>(rows[i].code) != i) {
            return false;
        }
    }
    return rows.size() == static_cast<size_t>(ProblemCode::Internal) + 1;
}
static_assert(inOrder(), "one row a code, in the enum's order");

const Row &row(ProblemCode code)
{
    return rows[static_cast<size_t>(code)];
}

} // namespace

std::string_view problemCode(ProblemCode code)
{
    return row(code).word;
}

int problemStatus(ProblemCode code)
{
    return row(code).status;
}

std::string_view problemTitle(ProblemCode code)
{
    return row(code).title;
}

std::optional<ProblemCode> problemFromCode(std::string_view code)
{
    for (const auto &r : rows) {
        if (r.word == code) {
            return r.code;
        }
    }
    return std::nullopt;
}

ProblemDocument toDocument(const Problem &problem, std::string_view requestId)
{
    const Row &r = row(problem.code);
    return {"urn:objecta:problem:" + std::string(r.word),
            std::string(r.title),
            r.status,
            problem.detail.empty() ? std::string(r.detail) : problem.detail,
            std::string(r.word),
            std::string(requestId),
            problem.errors,
            problem.quota ? Patch<QuotaRefusal>(*problem.quota) : Patch<QuotaRefusal>()};
}

} // namespace objecta
