// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/problem.h"

#include <string>

namespace objecta::features {

/// The refusal of a creation that would go over a limit: "Agent limit reached. Please upgrade your plan."
inline tl::unexpected<Problem> quotaExceeded(const char *what)
{
    return fail(ProblemCode::QuotaExceeded, std::string(what) + " limit reached. Please upgrade your plan.");
}

} // namespace objecta::features
