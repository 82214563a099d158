// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/auth/tokens.h"

#include "models/contract/json.h"
#include "server/auth/base64url.h"
#include "server/auth/sodium.h"

namespace objecta::auth {

namespace {

/// Who acts as the subject (RFC 8693, section 4.1).
struct ActClaim {
    StaffId sub;
};

/// The payload as it stands on the wire. Which members must be there depends on typ.
struct Payload {
    std::string iss, aud, typ, sub;
    Patch<OrganizationId> org;
    Patch<std::string> slug;
    SessionId sid;
    std::string role, email;
    int64_t iat = 0, exp = 0;
    std::string jti;
    Patch<ActClaim> act;
    Patch<ImpersonationId> imp;
};

} // namespace

} // namespace objecta::auth

template <>
struct objecta::Fields<objecta::auth::ActClaim> {
    static constexpr auto table = std::tuple{field("sub", &auth::ActClaim::sub)};
};

template <>
struct objecta::Fields<objecta::auth::Payload> {
    using P = auth::Payload;
    static constexpr auto table =
        std::tuple{field("iss", &P::iss),     field("aud", &P::aud),   field("typ", &P::typ), field("sub", &P::sub),
                   field("org", &P::org),     field("slug", &P::slug), field("sid", &P::sid), field("role", &P::role),
                   field("email", &P::email), field("iat", &P::iat),   field("exp", &P::exp), field("jti", &P::jti),
                   field("act", &P::act),     field("imp", &P::imp)};
};

namespace objecta::auth {

namespace {

// {"alg":"HS256","typ":"at+jwt"}
constexpr std::string_view header = "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9";
constexpr size_t maxTokenSize = 4096;
constexpr std::chrono::seconds maxImpersonationLife{3600};

std::string_view word(TokenKind kind)
{
    switch (kind) {
    case TokenKind::Staff:
        return "staff";
    case TokenKind::User:
        return "user";
    case TokenKind::Impersonation:
        return "impersonation";
    }
    return {};
}

std::string_view audience(TokenKind kind)
{
    return kind == TokenKind::Staff ? "objecta-admin" : "objecta-tenant";
}

std::chrono::seconds maxLife(TokenKind kind)
{
    return kind == TokenKind::Impersonation ? maxImpersonationLife : accessTokenLife;
}

/// The one text that says these claims. An impersonation's subject on the wire is the organization, its actor the
/// member of staff (RFC 8693, section 4.1).
std::string compose(const Claims &claims, const std::string &issuer)
{
    Payload payload;
    payload.iss = issuer;
    payload.aud = audience(claims.kind);
    payload.typ = word(claims.kind);
    payload.sub = formatUuid(claims.subject);
    payload.sid = claims.session;
    payload.role = claims.role;
    payload.email = claims.email;
    payload.iat = claims.issuedAt.seconds();
    payload.exp = claims.expiresAt.seconds();
    payload.jti = claims.tokenId;
    if (claims.organization) {
        payload.org = *claims.organization;
        payload.slug = claims.slug;
    }
    if (claims.impersonation) {
        payload.sub = claims.organization->text();
        payload.act = ActClaim{StaffId(claims.subject)};
        payload.imp = *claims.impersonation;
    }
    return writeJson(payload);
}

/// The claims that a payload makes, if it has all that its kind must have.
std::optional<Claims> read(const Payload &payload)
{
    Claims claims;
    if (payload.typ == word(TokenKind::Staff)) {
        claims.kind = TokenKind::Staff;
    } else if (payload.typ == word(TokenKind::User)) {
        claims.kind = TokenKind::User;
    } else if (payload.typ == word(TokenKind::Impersonation)) {
        claims.kind = TokenKind::Impersonation;
    } else {
        return std::nullopt;
    }
    const bool tenant = claims.kind != TokenKind::Staff;
    const bool impersonation = claims.kind == TokenKind::Impersonation;
    if (payload.org.present != tenant || payload.slug.present != tenant || payload.act.present != impersonation
        || payload.imp.present != impersonation || payload.jti.empty() || payload.email.empty() || payload.role.empty()
        || (tenant && !isSlug(payload.slug.value))) {
        return std::nullopt;
    }
    const auto subject = parseUuid(payload.sub);
    if (!subject) {
        return std::nullopt;
    }
    claims.subject = impersonation ? payload.act.value.sub.value() : *subject;
    claims.session = payload.sid;
    claims.role = payload.role;
    claims.email = payload.email;
    if (tenant) {
        claims.organization = payload.org.value;
        claims.slug = payload.slug.value;
    }
    if (impersonation) {
        claims.impersonation = payload.imp.value;
    }
    // Seconds that do not fit microseconds are no time of ours.
    constexpr int64_t latest = 253'402'300'799; // the year 9999
    if (payload.iat < 0 || payload.iat > latest || payload.exp < 0 || payload.exp > latest) {
        return std::nullopt;
    }
    claims.issuedAt = Timestamp::fromSeconds(payload.iat);
    claims.expiresAt = Timestamp::fromSeconds(payload.exp);
    claims.tokenId = payload.jti;
    return claims;
}

} // namespace

Tokens::Tokens(TokenKey key, std::string issuer)
    : m_key(key)
    , m_issuer(std::move(issuer))
{
    ensureSodium();
}

std::string Tokens::sign(const std::string &payload) const
{
    std::string token(header);
    token += '.';
    token += toBase64Url(payload);
    std::string mac(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256(reinterpret_cast<unsigned char *>(mac.data()),
                           reinterpret_cast<const unsigned char *>(token.data()), token.size(), m_key.data());
    token += '.';
    token += toBase64Url(mac);
    return token;
}

std::string Tokens::forStaff(StaffId staff, SessionId session, std::string_view email, std::string_view role,
                             Timestamp now) const
{
    Claims claims;
    claims.kind = TokenKind::Staff;
    claims.subject = staff.value();
    claims.session = session;
    claims.role = role;
    claims.email = email;
    claims.issuedAt = now;
    claims.expiresAt = Timestamp::fromSeconds(now.seconds() + accessTokenLife.count());
    claims.tokenId = formatUuid(randomUuid());
    return sign(compose(claims, m_issuer));
}

std::string Tokens::forUser(UserId user, SessionId session, std::string_view email, std::string_view role,
                            OrganizationId organization, std::string_view slug, Timestamp now) const
{
    Claims claims;
    claims.kind = TokenKind::User;
    claims.subject = user.value();
    claims.session = session;
    claims.role = role;
    claims.email = email;
    claims.organization = organization;
    claims.slug = slug;
    claims.issuedAt = now;
    claims.expiresAt = Timestamp::fromSeconds(now.seconds() + accessTokenLife.count());
    claims.tokenId = formatUuid(randomUuid());
    return sign(compose(claims, m_issuer));
}

std::string Tokens::forImpersonation(ImpersonationId impersonation, StaffId staff, SessionId staffSession,
                                     std::string_view staffEmail, std::string_view staffRole,
                                     OrganizationId organization, std::string_view slug, Timestamp expiresAt,
                                     Timestamp now) const
{
    Claims claims;
    claims.kind = TokenKind::Impersonation;
    claims.subject = staff.value();
    claims.session = staffSession;
    claims.role = staffRole;
    claims.email = staffEmail;
    claims.organization = organization;
    claims.slug = slug;
    claims.impersonation = impersonation;
    claims.issuedAt = now;
    claims.expiresAt = expiresAt;
    claims.tokenId = formatUuid(randomUuid());
    return sign(compose(claims, m_issuer));
}

tl::expected<Claims, TokenFault> Tokens::verify(std::string_view token, Timestamp now) const
{
    const auto invalid = tl::unexpected(TokenFault::Invalid);
    const auto lastDot = token.rfind('.');
    if (token.size() > maxTokenSize || !token.starts_with(header) || token.size() <= header.size()
        || token[header.size()] != '.' || lastDot <= header.size()) {
        return invalid;
    }
    const auto mac = fromBase64Url(token.substr(lastDot + 1));
    if (!mac || mac->size() != crypto_auth_hmacsha256_BYTES
        || crypto_auth_hmacsha256_verify(reinterpret_cast<const unsigned char *>(mac->data()),
                                         reinterpret_cast<const unsigned char *>(token.data()), lastDot, m_key.data())
            != 0) {
        return invalid;
    }
    const auto text = fromBase64Url(token.substr(header.size() + 1, lastDot - header.size() - 1));
    if (!text) {
        return invalid;
    }
    const auto payload = parseJson<Payload>(*text, Unknown::Refuse);
    if (!payload) {
        return invalid;
    }
    const auto claims = read(*payload);
    // Composing the same text again proves issuer and audience, and that nothing stands twice or besides.
    if (!claims || compose(*claims, m_issuer) != *text) {
        return invalid;
    }
    const auto life = claims->expiresAt.seconds() - claims->issuedAt.seconds();
    if (life <= 0 || life > maxLife(claims->kind).count()
        || claims->issuedAt.seconds() > now.seconds() + clockSkew.count()) {
        return invalid;
    }
    if (claims->expiresAt <= now) {
        return tl::unexpected(TokenFault::Expired);
    }
    return *claims;
}

} // namespace objecta::auth
