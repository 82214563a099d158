// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/auth/sign_in_tickets.h"

#include "models/contract/json.h"
#include "server/auth/base64url.h"
#include "server/auth/keyed_hash.h"

#include <algorithm>

template <>
struct objecta::Fields<objecta::auth::SignInTicket::Entry> {
    using E = auth::SignInTicket::Entry;
    static constexpr auto table = std::tuple{field("o", &E::organization), field("s", &E::slug), field("m", &E::mark)};
};

template <>
struct objecta::Fields<objecta::auth::SignInTicket> {
    using T = auth::SignInTicket;
    static constexpr auto table =
        std::tuple{field("e", &T::email), field("n", &T::nonce), field("x", &T::expiresAt), field("o", &T::entries)};
};

namespace objecta::auth {

const SignInTicket::Entry *SignInTicket::find(std::string_view slug) const
{
    const auto found = std::ranges::find(entries, slug, &Entry::slug);
    return found == entries.end() ? nullptr : &*found;
}

SessionId SignInTicket::session(const Entry &entry) const
{
    const std::string hash = secretHash(nonce + ' ' + entry.organization.text());
    boost::uuids::uuid out{};
    const auto digit = [&hash](size_t at) {
        const char c = hash[at];
        return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
    };
    for (size_t i = 0; i < out.size(); ++i) {
        out.data[i] = static_cast<uint8_t>(digit(2 * i) * 16 + digit(2 * i + 1));
    }
    // Version 8, RFC 9562: made as its maker likes.
    out.data[6] = static_cast<uint8_t>((out.data[6] & 0x0f) | 0x80);
    out.data[8] = static_cast<uint8_t>((out.data[8] & 0x3f) | 0x80);
    return SessionId(out);
}

std::string SignInTickets::make(SignInTicket ticket, Timestamp now) const
{
    ticket.nonce = SessionId::random().text();
    ticket.expiresAt = now.seconds() + signInTicketLife.count();
    return toBase64Url(m_sealer.seal(writeJson(ticket)));
}

std::optional<SignInTicket> SignInTickets::read(std::string_view text, Timestamp now) const
{
    const auto sealed = fromBase64Url(text);
    const auto opened = sealed ? m_sealer.open(*sealed) : std::nullopt;
    if (!opened) {
        return std::nullopt;
    }
    auto ticket = parseJson<SignInTicket>(*opened);
    if (!ticket || ticket->expiresAt <= now.seconds()) {
        return std::nullopt;
    }
    return std::move(*ticket);
}

std::string SignInTickets::mark(std::string_view passwordHash)
{
    return secretHash(passwordHash).substr(0, 32);
}

} // namespace objecta::auth
