// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/json.h"

namespace objecta {

/// POST /v1/password and /v1/admin/me/password: one's own. Every other session ends.
struct ChangePassword {
    std::string currentPassword;
    std::string newPassword;
};

template <>
struct Fields<ChangePassword> {
    static constexpr auto table =
        std::tuple{field("current_password", &ChangePassword::currentPassword, textBetween(1, 1024)),
                   field("new_password", &ChangePassword::newPassword, textBetween(12, 1024))};
};

} // namespace objecta
