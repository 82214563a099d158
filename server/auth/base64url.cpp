// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/auth/base64url.h"

#include "server/auth/sodium.h"

namespace objecta::auth {

std::string toBase64Url(std::string_view bytes)
{
    std::string out(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
    sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size(),
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    out.pop_back(); // the terminating zero
    return out;
}

std::optional<std::string> fromBase64Url(std::string_view text)
{
    std::string out(text.size() / 4 * 3 + 3, '\0');
    size_t length = 0;
    const char *end = nullptr;
    const int failed = sodium_base642bin(reinterpret_cast<unsigned char *>(out.data()), out.size(), text.data(),
                                         text.size(), nullptr, &length, &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    if (failed != 0 || end != text.data() + text.size()) {
        return std::nullopt;
    }
    out.resize(length);
    // One text a value: bits that do not count must not vary.
    if (toBase64Url(out) != text) {
        return std::nullopt;
    }
    return out;
}

} // namespace objecta::auth
