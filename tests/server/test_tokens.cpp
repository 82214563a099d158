// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Access tokens that the server made are taken, and nothing else is: every way to forge one known to us is refused.

#include "models/contract/json.h"
#include "server/auth/base64url.h"
#include "server/auth/refresh_tokens.h"
#include "server/auth/token_cache.h"
#include "server/auth/tokens.h"

#include <QTemporaryDir>
#include <QTest>

#include <sodium.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <sys/stat.h>

using namespace objecta;
using namespace objecta::auth;

namespace {

const Timestamp now = Timestamp::fromSeconds(1'800'000'000);
const TokenKey &key()
{
    static const TokenKey value = TokenKey::random();
    return value;
}
const Tokens &tokens()
{
    static const Tokens value(key(), "objecta.test");
    return value;
}
const OrganizationId organization = OrganizationId::random();
const UserId user = UserId::random();
const StaffId staff = StaffId::random();
const SessionId session = SessionId::random();

std::string userToken()
{
    return tokens().forUser(user, session, "ann@acme.example", "owner", organization, "acme-corp", now);
}

std::string part(const std::string &token, int index)
{
    size_t begin = 0;
    for (int i = 0; i < index; ++i) {
        begin = token.find('.', begin) + 1;
    }
    return token.substr(begin, token.find('.', begin) - begin);
}

std::string hmac(const std::string &text, const TokenKey &with = key())
{
    std::string out(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256(reinterpret_cast<unsigned char *>(out.data()),
                           reinterpret_cast<const unsigned char *>(text.data()), text.size(), with.data());
    return out;
}

/// Signed as the server would, whatever it says.
std::string signedAs(const std::string &header, const std::string &payload, const TokenKey &with = key())
{
    const std::string body = header + '.' + toBase64Url(payload);
    return body + '.' + toBase64Url(hmac(body, with));
}

std::string payloadOf(const std::string &token)
{
    return *fromBase64Url(part(token, 1));
}

std::string changed(std::string text, const std::string &from, const std::string &to)
{
    const auto at = text.find(from);
    Q_ASSERT(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

/// The payload without one member.
std::string without(const std::string &payload, const std::string &name)
{
    auto object = boost::json::parse(payload).as_object();
    object.erase(name);
    return boost::json::serialize(object);
}

std::string with(const std::string &payload, const std::string &name, const boost::json::value &value)
{
    auto object = boost::json::parse(payload).as_object();
    object[name] = value;
    return boost::json::serialize(object);
}

} // namespace

class TestTokens : public QObject {
    Q_OBJECT

private slots:
    void whatIsMadeIsTaken()
    {
        const auto claims = tokens().verify(userToken(), now);
        QVERIFY(claims.has_value());
        QVERIFY(claims->kind == TokenKind::User);
        QVERIFY(UserId(claims->subject) == user);
        QVERIFY(claims->session == session);
        QVERIFY(*claims->organization == organization);
        QCOMPARE(claims->slug, std::string("acme-corp"));
        QCOMPARE(claims->role, std::string("owner"));
        QCOMPARE(claims->email, std::string("ann@acme.example"));
        QCOMPARE(claims->expiresAt.seconds() - claims->issuedAt.seconds(), int64_t(accessTokenLife.count()));

        const auto member = tokens().verify(tokens().forStaff(staff, session, "s@objecta.example", "admin", now), now);
        QVERIFY(member.has_value());
        QVERIFY(member->kind == TokenKind::Staff && StaffId(member->subject) == staff && !member->organization);

        const auto impersonation = ImpersonationId::random();
        const auto looking = tokens().verify(
            tokens().forImpersonation(impersonation, staff, session, "s@objecta.example", "support", organization,
                                      "acme-corp", Timestamp::fromSeconds(now.seconds() + 1800), now),
            now);
        QVERIFY(looking.has_value());
        QVERIFY(looking->kind == TokenKind::Impersonation && StaffId(looking->subject) == staff);
        QVERIFY(*looking->impersonation == impersonation && *looking->organization == organization);
    }

    void noTwoAreTheSame() { QVERIFY(userToken() != userToken()); }

    void anExpiredOneIsToldApart()
    {
        const auto later = Timestamp::fromSeconds(now.seconds() + accessTokenLife.count());
        QVERIFY(tokens().verify(userToken(), Timestamp{later.micros - 1}).has_value());
        const auto expired = tokens().verify(userToken(), later);
        QVERIFY(!expired && expired.error() == TokenFault::Expired);
        // Expired and forged is forged.
        std::string forged = userToken();
        forged.back() = forged.back() == 'A' ? 'E' : 'A';
        QVERIFY(tokens().verify(forged, later).error() == TokenFault::Invalid);
    }

    // Servers' clocks: a minute apart is fine, and no token ends before its time for it; five minutes are not, and the
    // client, refused, gets a new token.
    void clocksMayBeAMinuteApart()
    {
        const auto at = [](int64_t seconds) { return Timestamp::fromSeconds(now.seconds() + seconds); };
        const std::string token = userToken();
        const auto life = accessTokenLife.count();
        QVERIFY(tokens().verify(token, at(-60)).has_value());
        QVERIFY(tokens().verify(token, at(-61)).error() == TokenFault::Invalid);
        QVERIFY(tokens().verify(token, at(-300)).error() == TokenFault::Invalid);
        QVERIFY(tokens().verify(token, at(60)).has_value());
        QVERIFY(tokens().verify(token, at(life - 1)).has_value());
        QVERIFY(tokens().verify(token, at(300)).error() == TokenFault::Expired);
    }

    void forgeriesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("token");
        int count = 0;
        const auto row = [&](const char *name, const std::string &token) {
            QTest::newRow(name) << QByteArray(token.data(), qsizetype(token.size()));
            ++count;
        };
        const std::string good = userToken();
        const std::string header = part(good, 0);
        const std::string payload = payloadOf(good);
        const std::string body = header + '.' + part(good, 1);
        const std::string signature = part(good, 2);
        // Single quotes stand for double ones.
        const auto head = [](std::string json) {
            std::ranges::replace(json, '\'', '"');
            return toBase64Url(json);
        };

        // Form.
        row("empty", "");
        row("dot", ".");
        row("two dots", "..");
        row("words", "a.b.c");
        row("header alone", header);
        row("header and dots", header + "..");
        row("no signature", body);
        row("empty signature", body + '.');
        row("no payload", header + ".." + signature);
        row("four parts", good + ".x");
        row("five parts", header + ".a.b.c." + signature);
        row("space before", ' ' + good);
        row("space after", good + ' ');
        row("line break after", good + '\n');
        row("nul after", good + std::string(1, '\0'));
        row("twice", good + good);
        row("very long", good + std::string(10'000, 'A'));
        row("padded", good + '=');

        // Algorithm.
        row("alg none", head("{'alg':'none'}") + '.' + part(good, 1) + '.');
        row("alg None", head("{'alg':'None','typ':'at+jwt'}") + '.' + part(good, 1) + '.');
        row("alg none, signed", signedAs(head("{'alg':'none','typ':'at+jwt'}"), payload));
        row("alg HS512", signedAs(head("{'alg':'HS512','typ':'at+jwt'}"), payload));
        row("alg RS256", signedAs(head("{'alg':'RS256','typ':'at+jwt'}"), payload));
        row("alg ES256", signedAs(head("{'alg':'ES256','typ':'at+jwt'}"), payload));
        row("typ JWT", signedAs(head("{'alg':'HS256','typ':'JWT'}"), payload));
        row("no typ", signedAs(head("{'alg':'HS256'}"), payload));
        row("members swapped", signedAs(head("{'typ':'at+jwt','alg':'HS256'}"), payload));
        row("space in header", signedAs(head("{'alg': 'HS256','typ':'at+jwt'}"), payload));
        row("kid", signedAs(head("{'alg':'HS256','typ':'at+jwt','kid':'../../dev/null'}"), payload));
        row("jku", signedAs(head("{'alg':'HS256','typ':'at+jwt','jku':'https://evil.example/'}"), payload));
        row("jwk", signedAs(head("{'alg':'HS256','typ':'at+jwt','jwk':{'kty':'oct','k':''}}"), payload));
        row("crit", signedAs(head("{'alg':'HS256','typ':'at+jwt','crit':['exp']}"), payload));
        row("two algs", signedAs(head("{'alg':'HS256','alg':'none','typ':'at+jwt'}"), payload));

        // Signature.
        row("other key", signedAs(header, payload, TokenKey::random()));
        row("signature cut", good.substr(0, good.size() - 4));
        row("signature longer", good + "AAAA");
        row("signature zero", body + '.' + toBase64Url(std::string(32, '\0')));
        row("signature of another token", body + '.' + part(userToken(), 2));
        row("signature of the payload alone", body + '.' + toBase64Url(hmac(part(good, 1))));
        row("signature in hex", body + '.' + std::string(64, 'a'));
        // The last of 43 characters holds four bits that count and two that do not.
        std::string stray = good;
        const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        stray.back() = alphabet[alphabet.find(stray.back()) ^ 1U];
        row("stray bits in the signature", stray);
        std::string flipped = good;
        flipped[header.size() + 5] = flipped[header.size() + 5] == 'A' ? 'B' : 'A';
        row("payload changed", flipped);
        row("payload in plain text", header + '.' + payload + '.' + signature);

        // Claims, signed with the right key.
        for (const char *name :
             {"iss", "aud", "typ", "sub", "org", "slug", "sid", "role", "email", "iat", "exp", "jti"}) {
            row((std::string("without ") + name).c_str(), signedAs(header, without(payload, name)));
            row((std::string("null ") + name).c_str(), signedAs(header, with(payload, name, nullptr)));
        }
        row("another issuer", signedAs(header, with(payload, "iss", "other.test")));
        row("issuer as list", signedAs(header, with(payload, "iss", boost::json::array{"objecta.test"})));
        row("staff audience", signedAs(header, with(payload, "aud", "objecta-admin")));
        row("audience as list", signedAs(header, with(payload, "aud", boost::json::array{"objecta-tenant"})));
        row("typ staff with a tenant", signedAs(header, with(payload, "typ", "staff")));
        row("typ staff", signedAs(header, without(without(with(payload, "typ", "staff"), "org"), "slug")));
        row("typ impersonation without act", signedAs(header, with(payload, "typ", "impersonation")));
        row("typ unknown", signedAs(header, with(payload, "typ", "root")));
        row("one claim more", signedAs(header, with(payload, "admin", true)));
        row("act on a user's token", signedAs(header, with(payload, "act", boost::json::string(staff.text()))));
        row("role twice", signedAs(header, changed(payload, "{", "{\"role\":\"member\",")));
        row("space in the payload", signedAs(header, changed(payload, ",", ", ")));
        row("sub no uuid", signedAs(header, with(payload, "sub", "1 OR 1=1")));
        row("sub in upper case", signedAs(header, with(payload, "sub", "3F0E7F0A-7D6B-4C43-9D0F-0D9F1D2F6F10")));
        row("slug no label", signedAs(header, with(payload, "slug", "acme.corp")));
        row("slug empty", signedAs(header, with(payload, "slug", "")));
        row("role empty", signedAs(header, with(payload, "role", "")));
        row("from the future",
            signedAs(header, with(with(payload, "iat", now.seconds() + 3600), "exp", now.seconds() + 3700)));
        row("lives too long", signedAs(header, with(payload, "exp", now.seconds() + 86'400)));
        row("ends before it begins",
            signedAs(header, with(with(payload, "iat", now.seconds() + 50), "exp", now.seconds() + 40)));
        row("exp a fraction", signedAs(header, with(payload, "exp", double(now.seconds()) + 100.5)));
        row("exp a string",
            signedAs(header, with(payload, "exp", boost::json::string(std::to_string(now.seconds() + 100)))));
        row("exp enormous", signedAs(header, with(payload, "exp", std::numeric_limits<int64_t>::max())));
        row("exp negative", signedAs(header, with(payload, "exp", -1)));
        row("payload a list", signedAs(header, "[]"));
        row("payload a word", signedAs(header, "true"));
        row("payload empty", signedAs(header, ""));
        row("payload no utf-8", signedAs(header, "\xff\xfe"));
        row("payload cut", signedAs(header, payload.substr(0, payload.size() - 1)));
        row("more after the payload", signedAs(header, payload + "{}"));
        QVERIFY(count >= 40);
    }
    void forgeriesAreRefused()
    {
        QFETCH(QByteArray, token);
        const auto verified = tokens().verify({token.constData(), size_t(token.size())}, now);
        QVERIFY(!verified.has_value());
        QVERIFY(verified.error() == TokenFault::Invalid);
    }

    void everySingleBitCounts()
    {
        const std::string good = userToken();
        for (size_t i = 0; i < good.size(); ++i) {
            for (unsigned bit = 0; bit < 8; ++bit) {
                std::string bad = good;
                bad[i] = static_cast<char>(static_cast<unsigned char>(bad[i]) ^ (1U << bit));
                QVERIFY(!tokens().verify(bad, now).has_value());
            }
        }
    }

    void theCacheRemembersOnlyWhatIsRight()
    {
        TokenCache cache(tokens(), 2);
        const std::string good = userToken();
        const auto later = Timestamp::fromSeconds(now.seconds() + accessTokenLife.count());
        QVERIFY(cache.verify(good, now) && cache.verify(good, now));
        QCOMPARE(cache.size(), size_t(1));
        std::string forged = good;
        forged.back() = forged.back() == 'A' ? 'E' : 'A';
        QVERIFY(!cache.verify(forged, now) && !cache.verify(good + ' ', now) && !cache.verify("", now));
        QCOMPARE(cache.size(), size_t(1));
        QVERIFY(cache.verify(good, later).error() == TokenFault::Expired);
        QVERIFY(cache.verify(good, later).error() == TokenFault::Expired);
        QCOMPARE(cache.size(), size_t(0));
        for (int i = 0; i < 5; ++i) {
            QVERIFY(cache.verify(userToken(), now));
        }
        QVERIFY(cache.size() <= 2);
    }

    void anotherInstallationsTokensAreForeign()
    {
        const Tokens sameKey(key(), "elsewhere.test");
        QVERIFY(!sameKey.verify(userToken(), now).has_value());
    }

    void refreshTokensAreTold()
    {
        const RefreshTokens made(key());
        const auto token = made.make(session);
        const auto read = made.read(token.text);
        QVERIFY(read.has_value());
        QVERIFY(read->session == session);
        QCOMPARE(read->hash, token.hash);
        QCOMPARE(token.hash.size(), size_t(64));
        QVERIFY(made.make(session).text != token.text);
        QVERIFY(!RefreshTokens(TokenKey::random()).read(token.text));
        for (size_t i = 0; i < token.text.size(); ++i) {
            std::string bad = token.text;
            bad[i] = bad[i] == 'A' ? 'B' : 'A';
            QVERIFY(!made.read(bad));
        }
        QVERIFY(!made.read("") && !made.read("x") && !made.read(token.text + "A") && !made.read(userToken()));
    }

    void theKeyFileIsPrivateAndLasts()
    {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath(QStringLiteral("token.key")).toStdString();
        const auto made = TokenKey::loadOrCreate(file);
        QVERIFY(made.has_value());
        struct stat info { };
        QCOMPARE(::stat(file.c_str(), &info), 0);
        QCOMPARE(int(info.st_mode & 0777U), 0600);
        const auto again = TokenKey::loadOrCreate(file);
        QVERIFY(again.has_value());
        QVERIFY(std::equal(made->data(), made->data() + TokenKey::size, again->data()));
        ::chmod(file.c_str(), 0644);
        QVERIFY(!TokenKey::loadOrCreate(file));
        ::chmod(file.c_str(), 0600);
        std::filesystem::resize_file(file, 7);
        QVERIFY(!TokenKey::loadOrCreate(file));
    }

    void base64UrlHasOneTextAValue()
    {
        for (size_t size = 0; size < 40; ++size) {
            std::string bytes;
            for (size_t i = 0; i < size; ++i) {
                bytes += static_cast<char>(i * 37 + size);
            }
            const auto back = fromBase64Url(toBase64Url(bytes));
            QVERIFY(back && *back == bytes);
        }
        for (const char *bad : {"A", "AA=", "AA==", "AB", "A A", "AA+A", "AA/A", "AAAA\n"}) {
            QVERIFY2(!fromBase64Url(bad), bad);
        }
    }
};

QTEST_GUILESS_MAIN(TestTokens)
#include "test_tokens.moc"
