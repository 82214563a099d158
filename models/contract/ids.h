// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/uuid/uuid.hpp>

#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace objecta {

/// Parses the canonical 36-character form of a UUID (RFC 9562), upper or lower case; nothing else.
std::optional<boost::uuids::uuid> parseUuid(std::string_view text);
/// The canonical lower-case form.
std::string formatUuid(const boost::uuids::uuid &value);
/// A random (version 4) UUID from the operating system's generator. Thread-safe.
boost::uuids::uuid randomUuid();

/// A UUID that names one kind of thing. Ids of two kinds do not convert or compare.
template <class Tag>
class Id {
public:
    Id() = default;
    explicit Id(const boost::uuids::uuid &value)
        : m_value(value)
    {
    }

    static std::optional<Id> parse(std::string_view text)
    {
        const auto value = parseUuid(text);
        return value ? std::optional<Id>(Id(*value)) : std::nullopt;
    }
    static Id random() { return Id(randomUuid()); }

    [[nodiscard]] std::string text() const { return formatUuid(m_value); }
    [[nodiscard]] bool isNull() const { return m_value.is_nil(); }
    [[nodiscard]] const boost::uuids::uuid &value() const { return m_value; }

    friend bool operator==(const Id &, const Id &) = default;
    friend bool operator<(const Id &a, const Id &b) { return a.m_value < b.m_value; }

private:
    boost::uuids::uuid m_value{};
};

using OrganizationId = Id<struct OrganizationTag>;
using UserId = Id<struct UserTag>;
using AgentId = Id<struct AgentTag>;
using ConversationId = Id<struct ConversationTag>;
using MessageId = Id<struct MessageTag>;
using DocumentId = Id<struct DocumentTag>;
using ApiKeyId = Id<struct ApiKeyTag>;
using StaffId = Id<struct StaffTag>;
using SessionId = Id<struct SessionTag>;
using ImpersonationId = Id<struct ImpersonationTag>;
using AuditEntryId = Id<struct AuditEntryTag>;

} // namespace objecta

template <class Tag>
struct std::hash<objecta::Id<Tag>> {
    size_t operator()(const objecta::Id<Tag> &id) const noexcept { return boost::uuids::hash_value(id.value()); }
};
