// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace objecta::auth {

/// RFC 4648, section 5, without padding.
std::string toBase64Url(std::string_view bytes);
/// nullopt for anything that toBase64Url would not write: padding, another alphabet, stray last bits.
std::optional<std::string> fromBase64Url(std::string_view text);

} // namespace objecta::auth
