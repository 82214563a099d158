// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/main/content.h"

#include <cstdint>
#include <string>

namespace objecta::app {

/// Makes up believable organizations. The same number always gives the same one, but for its ids.
class Inventor {
public:
    explicit Inventor(Timestamp now)
        : m_now(now)
    {
    }

    /// Name, slug, plan, overrides, age and state of organization `number`. Slugs may be met before; see `variant`.
    [[nodiscard]] SampleOrganization organization(uint64_t number, int variant = 0) const;
    /// People, agents and usage that fit its plan, overrides and age; follows from its slug.
    void furnish(SampleOrganization &organization) const;

private:
    Timestamp m_now;
};

/// An agent's name and description, the n-th of many.
SampleAgent inventAgent(uint64_t number, UserId maker, Timestamp at);

/// "ada.lovelace" of "Ada Lovelace".
std::string mailName(const std::string &name);
/// A person's name, the n-th of many.
std::string personName(uint64_t number);

} // namespace objecta::app
