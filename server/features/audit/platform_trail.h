// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/features/audit/trail.h"

namespace objecta::features {

/// What was done to the platform itself, to no organization: accounts and sessions of staff.
struct PlatformAct {
    std::string action;
    std::string targetType;
    std::string targetId;
    boost::json::value before;
    boost::json::value after;
};

/// Adds the entry in the transaction of the act itself: both stand or neither.
void writePlatformAudit(db::PlatformTx &tx, const AuditContext &context, const PlatformAct &act);

} // namespace objecta::features
