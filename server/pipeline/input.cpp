// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/pipeline/input.h"

#include <charconv>

namespace objecta::pipeline {

namespace {

std::optional<int64_t> wholeNumber(std::string_view text)
{
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

} // namespace

Problem bodyProblem(std::vector<FieldError> errors)
{
    if (errors.size() == 1 && errors.front().field.empty()) {
        const auto &error = errors.front();
        return {ProblemCode::InvalidRequest,
                error.code == "type" ? "The body " + error.message + "." : error.message,
                std::move(errors),
                0,
                {}};
    }
    return {ProblemCode::ValidationFailed, {}, std::move(errors), 0, {}};
}

std::optional<std::string> queryParameter(const Routed &request, std::string_view name)
{
    const auto &query = request.request().query;
    const auto found = query.find(name);
    return found == query.end() ? std::nullopt : std::optional(found->second);
}

Result<int64_t> queryNumber(const Routed &request, std::string_view name, int64_t min, int64_t max, int64_t fallback)
{
    const auto text = queryParameter(request, name);
    if (!text) {
        return fallback;
    }
    const auto value = wholeNumber(*text);
    if (!value) {
        return failFields({{std::string(name), "type", "must be a whole number"}});
    }
    std::vector<FieldError> errors;
    json_detail::checkNumber(*value, numberBetween(min, max), std::string(name), errors);
    if (!errors.empty()) {
        return failFields(std::move(errors));
    }
    return *value;
}

Result<ListQuery> readListQuery(const Routed &request)
{
    ListQuery out;
    const auto limit = queryNumber(request, "limit", 1, maxPageSize, out.limit);
    if (!limit) {
        return tl::unexpected(limit.error());
    }
    out.limit = *limit;
    out.cursor = queryParameter(request, "cursor").value_or(std::string());
    return out;
}

Result<IfMatch> ifMatch(const Routed &request)
{
    std::string_view text = request.request().ifMatch;
    if (text.empty()) {
        return IfMatch{};
    }
    if (text == "*") {
        return IfMatch{true, std::nullopt};
    }
    if (text.size() > 2 && text.front() == '"' && text.back() == '"') {
        if (const auto version = wholeNumber(text.substr(1, text.size() - 2))) {
            return IfMatch{true, version};
        }
    }
    return fail(ProblemCode::PreconditionFailed);
}

Result<IfMatch> requiredIfMatch(const Routed &request)
{
    if (request.request().ifMatch.empty()) {
        return fail(ProblemCode::PreconditionRequired);
    }
    return ifMatch(request);
}

std::string etag(int64_t version)
{
    return '"' + std::to_string(version) + '"';
}

} // namespace objecta::pipeline
