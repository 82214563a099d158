// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// For the two halves of QuotaStore only: access to one limit of the contract's structs.

#include "models/stores/quotastore.h"

namespace objecta::stores::quota_detail {

inline const QString loadSlot = QStringLiteral("load");

using Limit = std::optional<int64_t>;

/// The member of any of the contract's limit structs.
template <class Struct>
auto &member(Struct &limits, Resource resource)
{
    switch (resource) {
    case Resource::Agents:
        return limits.maxAgents;
    case Resource::Messages:
        return limits.maxMessages;
    case Resource::Users:
        return limits.maxUsers;
    case Resource::Storage:
        break;
    }
    return limits.maxStorage;
}

inline const Quota &quota(const Usage &usage, Resource resource)
{
    switch (resource) {
    case Resource::Agents:
        return usage.agents;
    case Resource::Messages:
        return usage.messages;
    case Resource::Users:
        return usage.users;
    case Resource::Storage:
        break;
    }
    return usage.storage;
}

inline std::optional<qint64> toQt(const Limit &value)
{
    return value ? std::optional<qint64>(*value) : std::nullopt;
}

inline QByteArray etagOf(const api::Answer<OrganizationLimits> &answer)
{
    // The version is the ETag, in quotes.
    return answer.etag.isEmpty() ? '"' + QByteArray::number(static_cast<qint64>(answer.value.version)) + '"'
                                 : answer.etag;
}

} // namespace objecta::stores::quota_detail
