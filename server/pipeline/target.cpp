// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/contract/json.h"
#include "server/pipeline/router.h"

#include <algorithm>

namespace objecta::pipeline {

namespace {

int hexDigit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

} // namespace

std::optional<std::string> percentDecode(std::string_view text, bool plusIsSpace)
{
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            const int high = i + 2 < text.size() ? hexDigit(text[i + 1]) : -1;
            const int low = high >= 0 ? hexDigit(text[i + 2]) : -1;
            if (low < 0) {
                return std::nullopt;
            }
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += plusIsSpace && text[i] == '+' ? ' ' : text[i];
        }
    }
    const bool control = std::ranges::any_of(out, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
    if (control || !isValidUtf8(out)) {
        return std::nullopt;
    }
    return out;
}

Result<Target> parseTarget(std::string_view target)
{
    const auto malformed = [] { return fail(ProblemCode::InvalidRequest, "The request's address is malformed."); };
    const auto question = target.find('?');
    const auto path = target.substr(0, question);
    if (path.empty() || path.front() != '/' || !percentDecode(path, false)
        || target.find('#') != std::string_view::npos) {
        return malformed();
    }
    Target out;
    out.path = path;
    auto rest = question == std::string_view::npos ? std::string_view() : target.substr(question + 1);
    while (!rest.empty()) {
        const auto ampersand = rest.find('&');
        const auto pair = rest.substr(0, ampersand);
        rest = ampersand == std::string_view::npos ? std::string_view() : rest.substr(ampersand + 1);
        if (pair.empty()) {
            continue;
        }
        const auto equals = pair.find('=');
        auto name = percentDecode(pair.substr(0, equals), true);
        auto value = equals == std::string_view::npos ? std::optional(std::string())
                                                      : percentDecode(pair.substr(equals + 1), true);
        if (!name || !value) {
            return malformed();
        }
        if (!out.query.emplace(std::move(*name), std::move(*value)).second) {
            return fail(ProblemCode::InvalidRequest, "A query parameter is given twice.");
        }
    }
    return out;
}

} // namespace objecta::pipeline
