// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/ids.h"

#include <string>
#include <string_view>
#include <unordered_map>

namespace objecta::pipeline {

/// The slugs that organizations had before they were renamed, and what they are called now. Kept in memory, so that a
/// look costs the same whether the slug is one of them or not. I/O thread.
class FormerSlugs {
public:
    struct Home {
        OrganizationId organization;
        std::string slug; ///< of now
    };
    using Map = std::unordered_map<std::string, Home>;

    void replace(Map map) { m_map = std::move(map); }
    /// Null when the slug is nobody's former one.
    [[nodiscard]] const Home *find(const std::string &slug) const
    {
        const auto found = m_map.find(slug);
        return found == m_map.end() ? nullptr : &found->second;
    }
    /// Whether `host` is a slug that the organization had or has, as far as its former ones tell: it left it, or it is
    /// where one that left `slug` is now.
    [[nodiscard]] bool related(const OrganizationId &organization, const std::string &slug,
                               const std::string &host) const
    {
        if (const auto *left = find(host); left != nullptr && left->organization == organization) {
            return true;
        }
        const auto *left = find(slug);
        return left != nullptr && left->organization == organization && left->slug == host;
    }

private:
    Map m_map;
};

} // namespace objecta::pipeline
