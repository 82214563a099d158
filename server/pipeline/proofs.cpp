// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/pipeline/proofs.h"

#include <stdexcept>

namespace objecta::pipeline {

const std::string &Routed::parameter(std::string_view name) const
{
    const auto found = m_parameters.find(name);
    if (found == m_parameters.end()) {
        throw std::logic_error("the route has no such parameter");
    }
    return found->second;
}

std::pair<std::string, std::string> Authorized::auditActor() const
{
    if (const auto *user = std::get_if<UserActor>(&actor())) {
        return {"user", user->email};
    }
    if (const auto *member = std::get_if<StaffActor>(&actor())) {
        return {"staff", member->email};
    }
    if (const auto *member = std::get_if<ImpersonatingActor>(&actor())) {
        return {"staff", member->staffEmail};
    }
    if (const auto *key = std::get_if<ApiKeyActor>(&actor())) {
        return {"key", key->prefix};
    }
    return {"system", "anonymous"};
}

} // namespace objecta::pipeline
