// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace objecta::player {

/// The description of every agent that the player makes, and of no other.
inline constexpr std::string_view mark = "Made by the sample traffic; it goes away by itself.";

} // namespace objecta::player
