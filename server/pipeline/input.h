// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/page.h"
#include "server/pipeline/route.h"

#include <optional>
#include <string>
#include <string_view>

namespace objecta::pipeline {

/// What every body problem comes to: InvalidRequest for what is no JSON, ValidationFailed with the fields else.
Problem bodyProblem(std::vector<FieldError> errors);

/// The body as a DTO. Unknown members are refused.
template <class T>
Result<T> readBody(const Routed &request)
{
    auto parsed = parseJson<T>(request.request().body, Unknown::Refuse);
    if (!parsed) {
        return tl::unexpected(bodyProblem(std::move(parsed.error())));
    }
    return std::move(*parsed);
}

/// ?limit=1..200 (50) and ?cursor=. ValidationFailed otherwise.
Result<ListQuery> readListQuery(const Routed &request);

/// A query parameter; nullopt when it was not given.
std::optional<std::string> queryParameter(const Routed &request, std::string_view name);
/// A whole number within the bounds; ValidationFailed otherwise, `fallback` when it was not given.
Result<int64_t> queryNumber(const Routed &request, std::string_view name, int64_t min, int64_t max, int64_t fallback);

/// The path's id. A malformed one names nothing: NotFound, the same as for an unknown one.
template <class IdType>
Result<IdType> pathId(const Routed &request, std::string_view name = "id")
{
    const auto id = IdType::parse(request.parameter(name));
    if (!id) {
        return fail(ProblemCode::NotFound);
    }
    return *id;
}

/// If-Match: absent (given = false), any ("*": version empty) or one version.
struct IfMatch {
    bool given = false;
    std::optional<int64_t> version;
    /// Whether a resource of that version may be changed.
    [[nodiscard]] bool accepts(int64_t current) const { return !given || !version || *version == current; }
};
/// PreconditionFailed for anything that is no ETag of ours (it cannot match).
Result<IfMatch> ifMatch(const Routed &request);
/// The same, and PreconditionRequired when it is missing.
Result<IfMatch> requiredIfMatch(const Routed &request);

/// A PATCH member as a SQL parameter: NULL (coalesce to what there was) when it was not given.
template <class T>
std::optional<T> given(const Patch<T> &member)
{
    return member.present ? std::optional<T>(member.value) : std::nullopt;
}

/// The ETag of a version: "3" with its quotes.
std::string etag(int64_t version);

} // namespace objecta::pipeline
