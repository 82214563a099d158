// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sodium.h>

#include <stdexcept>

namespace objecta::auth {

/// libsodium has to be set up before its first use; once and thread-safe.
inline void ensureSodium()
{
    static const int ready = sodium_init();
    if (ready < 0) {
        throw std::runtime_error("libsodium cannot start");
    }
}

} // namespace objecta::auth
