// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/json.h"
#include "models/contract/timestamp.h"

namespace objecta {

/// The stable word for what went wrong. The console translates it; wire form by problemCode().
enum class ProblemCode {
    InvalidRequest, ///< 400: not HTTP or not JSON as it must be
    ValidationFailed, ///< 422: members of the body or query are wrong; see errors
    Unauthenticated, ///< 401: no token, or one that is not valid here
    InvalidCredentials, ///< 401: sign-in refused; the same for unknown user and wrong password
    TokenExpired, ///< 401: refresh, then try again
    Forbidden, ///< 403: signed in, but the role does not allow it
    ReadOnly, ///< 403: a read-only impersonation tried to write
    OrganizationSuspended, ///< 403
    OrganizationArchived, ///< 403: it may be read, not changed
    OrganizationProvisioning, ///< 503, with Retry-After: it is being made
    OrganizationMoved, ///< 308, with Location: its slug is another now
    OrganizationDeleted, ///< 410
    OrganizationNotFound, ///< 404: no organization answers on this host
    HostMismatch, ///< 401: the token is of another organization, or of staff, than the host
    ImpersonationEnded, ///< 401: stopped, expired or its right was lost
    QuotaExceeded, ///< 403: "Agent limit reached. Please upgrade your plan."
    NotFound, ///< 404: also for what exists but belongs to another organization
    MethodNotAllowed, ///< 405, with Allow
    Conflict, ///< 409: taken slug, taken e-mail, wrong state for this act
    IdempotencyKeyReused, ///< 422: the same Idempotency-Key with another request
    IdempotencyInProgress, ///< 409, with Retry-After: the first request of this Idempotency-Key is not answered yet
    SlugTaken, ///< 409
    SlugReserved, ///< 422
    PreconditionFailed, ///< 412: If-Match names another version
    PreconditionRequired, ///< 428: If-Match is missing
    RangeNotSatisfiable, ///< 416, with Content-Range
    LengthRequired, ///< 411: a streamed body says its length
    BodyTooLarge, ///< 413
    UnsupportedMediaType, ///< 415
    HeadersTooLarge, ///< 431
    RateLimited, ///< 429, with Retry-After
    RequestTimeout, ///< 408
    Overloaded, ///< 503, with Retry-After: every database connection is busy
    DatabaseUnavailable, ///< 503, with Retry-After
    StorageUnavailable, ///< 503, with Retry-After: the place that documents are kept in
    ShuttingDown, ///< 503, with Retry-After
    Internal, ///< 500: nothing of the cause leaves the server
};

std::string_view problemCode(ProblemCode code);
int problemStatus(ProblemCode code);
std::string_view problemTitle(ProblemCode code);
/// The code that a wire word names; nullopt for one that this build does not know.
std::optional<ProblemCode> problemFromCode(std::string_view code);

/// Which limit refused a request.
struct QuotaRefusal {
    std::string resource; ///< agents, users, messages or storage
    int64_t used = 0;
    int64_t limit = 0;
    /// How much more the request wanted: 1, or the bytes of an upload.
    int64_t requested = 0;
    std::string source; ///< plan, override or temporary
    /// When the temporary override ends; null: it has no end, or is none.
    std::optional<Timestamp> until;

    friend bool operator==(const QuotaRefusal &, const QuotaRefusal &) = default;
};

template <>
struct Fields<QuotaRefusal> {
    static constexpr auto table =
        std::tuple{field("resource", &QuotaRefusal::resource), field("used", &QuotaRefusal::used),
                   field("limit", &QuotaRefusal::limit),       field("requested", &QuotaRefusal::requested),
                   field("source", &QuotaRefusal::source),     field("until", &QuotaRefusal::until)};
};

/// An error answer (RFC 9457, application/problem+json), and on the server what an expected failure is.
struct Problem {
    ProblemCode code = ProblemCode::Internal;
    /// A sentence for a person, safe to show; empty for the code's own.
    std::string detail;
    std::vector<FieldError> errors;
    /// Seconds for Retry-After; 0 for none.
    int retryAfter = 0;
    /// For MethodNotAllowed.
    std::string allow;
    /// For OrganizationMoved: the organization's slug of now.
    std::string slug{};
    /// For QuotaExceeded: which limit, how much of it is used, and what set it.
    std::optional<QuotaRefusal> quota{};
};

/// The document on the wire.
struct ProblemDocument {
    std::string type;
    std::string title;
    int64_t status = 0;
    std::string detail;
    std::string code;
    std::string requestId;
    std::vector<FieldError> errors;
    Patch<QuotaRefusal> quota;
};

template <>
struct Fields<ProblemDocument> {
    static constexpr auto table = std::tuple{field("type", &ProblemDocument::type),
                                             field("title", &ProblemDocument::title),
                                             field("status", &ProblemDocument::status),
                                             field("detail", &ProblemDocument::detail, mayBeMissing()),
                                             field("code", &ProblemDocument::code, mayBeMissing()),
                                             field("request_id", &ProblemDocument::requestId, mayBeMissing()),
                                             field("errors", &ProblemDocument::errors, mayBeMissing()),
                                             field("quota", &ProblemDocument::quota)};
};

ProblemDocument toDocument(const Problem &problem, std::string_view requestId);

template <class T>
using Result = tl::expected<T, Problem>;

inline tl::unexpected<Problem> fail(ProblemCode code, std::string detail = {})
{
    return tl::unexpected(Problem{code, std::move(detail), {}, 0, {}, {}, {}});
}

inline tl::unexpected<Problem> failFields(std::vector<FieldError> errors)
{
    return tl::unexpected(Problem{ProblemCode::ValidationFailed, {}, std::move(errors), 0, {}, {}, {}});
}

} // namespace objecta
