// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/apierror.h"
#include "models/contract/throttle.h"
#include "ui/theme/icon.h"

#include <QString>

namespace objecta::ui {

// The contract's words in the user's language. Unknown words (a newer server) are shown as they came.

/// How a state presents itself; always icon and text, never colour alone.
struct StatusLook {
    QString text;
    QString icon;
    Tone tone;
};

/// provisioning, active, suspended, archived, deleting, erased.
StatusLook organizationStatus(const QString &status);
/// active, paused, archived (agents); active, invited, deactivated (users).
StatusLook memberStatus(const QString &status);
/// active, expired, ended.
StatusLook impersonationStatus(const QString &status);
/// owner, admin, member, and the roles of staff.
QString roleName(const QString &role);
/// A sentence fragment for an audit action: "Limits changed".
QString auditAction(const QString &action);
/// The icon of an audit action.
QString auditIcon(const QString &action);
/// A member of an audit entry or a limit: "maxAgents" is "Agent limit".
QString memberName(const QString &member);

/// "held to 50/s until 14:30"; with the day where it ends on another one.
QString throttleText(const Throttle &throttle);

/// What to tell a person about an error: a short title, and what can be done.
struct ErrorText {
    QString title;
    QString text;
};
ErrorText errorText(const api::ApiError &error);
/// Below an input: the contract's code of what is wrong with it.
QString fieldErrorText(const QString &code);

} // namespace objecta::ui
