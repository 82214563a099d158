// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the router probe's parts share.

#include "server/auth/permissions.h"
#include "tests/isolation/routerprobe.h"

#include <optional>

namespace objecta::test::parts {

namespace json = boost::json;

inline constexpr const char *slugA = "xyz-inc";
inline constexpr const char *slugB = "acme-corp";
inline constexpr const char *nobodys = "3f0e7f0a-7d6b-4c43-9d0f-0d9f1d2f6f10";
inline constexpr const char *password = "correct horse battery staple";

/// All of an answer that must not tell a foreign id from one that nobody has.
inline std::string comparable(const Reply &reply)
{
    std::string out = std::to_string(reply.status);
    for (const char *name : {"content-type", "etag", "location", "www-authenticate", "retry-after", "allow"}) {
        out += '|' + reply.header(name);
    }
    if (reply.code().empty()) {
        return out + reply.body;
    }
    auto value = reply.json();
    value.as_object().erase("request_id");
    return out + json::serialize(value);
}

/// Ends a run that wants no more than one finding.
struct Enough { };

inline std::string quotedJson(const std::string &name, const std::string &value)
{
    return '"' + name + "\":" + json::serialize(json::value(value));
}

inline std::optional<auth::Permission> permissionOf(const std::string &word)
{
    for (unsigned i = 0; i < static_cast<unsigned>(auth::Permission::Count); ++i) {
        if (auth::permissionWord(static_cast<auth::Permission>(i)) == word) {
            return static_cast<auth::Permission>(i);
        }
    }
    return std::nullopt;
}

/// The scope that a key needs for it; empty when no key may.
inline std::string scopeFor(const Operation &operation)
{
    return std::string(auth::KeyScopes::word(*permissionOf(operation.permission)));
}

inline Values everywhere(const Operation &operation, const std::string &id)
{
    Values out;
    for (const auto &place : operation.places) {
        out[place.name] = id;
    }
    return out;
}

} // namespace objecta::test::parts
