// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/tokens.h"

#include <string>
#include <string_view>

namespace objecta::auth {

/// BLAKE2b (RFC 7693) under the server's key, 16 bytes. `domain` keeps the MACs of one purpose apart from another's.
std::string keyedMac(const TokenKey &key, std::string_view domain, std::string_view body);
/// Compares in constant time.
bool sameMac(std::string_view a, std::string_view b);
/// BLAKE2b-256 of the text, in hex: what the database keeps instead of a secret.
std::string secretHash(std::string_view text);

} // namespace objecta::auth
