// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/json.h"

namespace objecta {

/// One of the steps in which an organization is made.
struct ProvisioningStep {
    /// account, counters, storage, activation; in this order.
    std::string name;
    /// pending, running, done or failed. A failed one is tried again by itself.
    std::string state;
    int64_t attempts = 0;
    std::optional<Timestamp> beganAt;
    std::optional<Timestamp> endedAt;
    /// Why the last attempt failed, in a sentence.
    std::optional<std::string> error;
};

template <>
struct Fields<ProvisioningStep> {
    static constexpr auto table =
        std::tuple{field("name", &ProvisioningStep::name),         field("state", &ProvisioningStep::state),
                   field("attempts", &ProvisioningStep::attempts), field("began_at", &ProvisioningStep::beganAt),
                   field("ended_at", &ProvisioningStep::endedAt),  field("error", &ProvisioningStep::error)};
};

/// GET /v1/admin/organizations/{id}/provisioning.
struct Provisioning {
    OrganizationId organizationId;
    /// The organization's: provisioning until the last step is done.
    std::string status;
    std::vector<ProvisioningStep> steps;
};

template <>
struct Fields<Provisioning> {
    static constexpr auto table =
        std::tuple{field("organization_id", &Provisioning::organizationId), field("status", &Provisioning::status),
                   field("steps", &Provisioning::steps)};
};

} // namespace objecta
