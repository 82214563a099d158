// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/api/secretstore.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <sodium.h>

namespace objecta::api {

namespace {

constexpr char magic[] = "OBJSEC1\n";
constexpr qsizetype magicSize = 8;
constexpr auto ownerOnly = QFile::ReadOwner | QFile::WriteOwner;

tl::unexpected<SecretError> damaged(const QString &path, const QString &why)
{
    return tl::unexpected(SecretError{SecretError::Kind::Damaged,
                                      QStringLiteral("The secrets file %1 cannot be opened: %2.").arg(path, why)});
}

tl::unexpected<SecretError> diskError(const QString &path, const QString &why)
{
    return tl::unexpected(
        SecretError{SecretError::Kind::Io, QStringLiteral("The file %1 cannot be used: %2.").arg(path, why)});
}

const unsigned char *bytes(const QByteArray &data)
{
    return reinterpret_cast<const unsigned char *>(data.constData());
}

unsigned char *bytes(QByteArray &data)
{
    return reinterpret_cast<unsigned char *>(data.data());
}

QString keyPath(const QString &directory)
{
    return directory + QStringLiteral("/secrets.key");
}

/// Writes a file that only the owner may read; never half.
tl::expected<void, SecretError> writePrivately(const QString &path, const QByteArray &data)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(ownerOnly) || file.write(data) != data.size()
        || !file.commit()) {
        return diskError(path, file.errorString());
    }
    return {};
}

tl::expected<QByteArray, SecretError> readKey(const QString &directory)
{
    const QString path = keyPath(directory);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return damaged(path, QStringLiteral("its key is missing or unreadable"));
    }
    const QByteArray key = file.read(crypto_secretbox_KEYBYTES + 1);
    if (key.size() != static_cast<qsizetype>(crypto_secretbox_KEYBYTES)) {
        return damaged(path, QStringLiteral("its key has the wrong size"));
    }
    if ((file.permissions() & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther)) != 0) {
        file.setPermissions(ownerOnly);
    }
    return key;
}

tl::expected<QByteArray, SecretError> makeKey(const QString &directory)
{
    QByteArray key(crypto_secretbox_KEYBYTES, '\0');
    crypto_secretbox_keygen(bytes(key));
    if (auto written = writePrivately(keyPath(directory), key); !written) {
        return tl::unexpected(written.error());
    }
    return key;
}

/// What the file holds; an empty object where there is no file.
tl::expected<QJsonObject, SecretError> load(const QString &directory, const QString &path)
{
    QFile file(path);
    if (!file.exists()) {
        return QJsonObject();
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return diskError(path, file.errorString());
    }
    const QByteArray data = file.readAll();
    const auto key = readKey(directory);
    if (!key) {
        return tl::unexpected(key.error());
    }
    const qsizetype overhead = magicSize + static_cast<qsizetype>(crypto_secretbox_NONCEBYTES)
        + static_cast<qsizetype>(crypto_secretbox_MACBYTES);
    if (!data.startsWith(QByteArray(magic, magicSize)) || data.size() < overhead) {
        return damaged(path, QStringLiteral("it is not a file of this console"));
    }
    const unsigned char *nonce = bytes(data) + magicSize;
    const unsigned char *sealed = nonce + crypto_secretbox_NONCEBYTES;
    QByteArray plain(data.size() - overhead, '\0');
    const auto sealedSize = static_cast<unsigned long long>(plain.size()) + crypto_secretbox_MACBYTES;
    if (crypto_secretbox_open_easy(bytes(plain), sealed, sealedSize, nonce, bytes(*key)) != 0) {
        return damaged(path, QStringLiteral("it was changed, or belongs to another key"));
    }
    const QJsonObject object = QJsonDocument::fromJson(plain).object();
    sodium_memzero(plain.data(), static_cast<size_t>(plain.size()));
    return object;
}

tl::expected<void, SecretError> save(const QString &directory, const QString &path, const QJsonObject &object)
{
    // A key without a file is kept: it may be left over from a removed last secret.
    auto key = QFile::exists(keyPath(directory)) ? readKey(directory) : makeKey(directory);
    if (!key && !QFile::exists(path)) {
        key = makeKey(directory);
    }
    if (!key) {
        return tl::unexpected(key.error());
    }
    QByteArray plain = QJsonDocument(object).toJson(QJsonDocument::Compact);
    QByteArray out(magic, magicSize);
    out.resize(magicSize + static_cast<qsizetype>(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)
               + plain.size());
    unsigned char *nonce = bytes(out) + magicSize;
    randombytes_buf(nonce, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(nonce + crypto_secretbox_NONCEBYTES, bytes(std::as_const(plain)),
                          static_cast<unsigned long long>(plain.size()), nonce, bytes(*key));
    sodium_memzero(plain.data(), static_cast<size_t>(plain.size()));
    return writePrivately(path, out);
}

} // namespace

SecretFile::SecretFile(QString directory)
    : m_directory(std::move(directory))
{
    // Repeated calls are harmless; it fails only where the machine has no source of random numbers.
    if (sodium_init() < 0) {
        qFatal("libsodium cannot be used on this machine.");
    }
}

QString SecretFile::path() const
{
    return m_directory + QStringLiteral("/secrets.bin");
}

tl::expected<std::optional<QByteArray>, SecretError> SecretFile::read(const QString &key) const
{
    const auto object = load(m_directory, path());
    if (!object) {
        return tl::unexpected(object.error());
    }
    const auto found = object->constFind(key);
    if (found == object->constEnd()) {
        return std::optional<QByteArray>();
    }
    return std::optional(QByteArray::fromBase64(found->toString().toLatin1()));
}

tl::expected<void, SecretError> SecretFile::write(const QString &key, const QByteArray &value)
{
    auto object = load(m_directory, path());
    if (!object) {
        return tl::unexpected(object.error());
    }
    object->insert(key, QString::fromLatin1(value.toBase64()));
    return save(m_directory, path(), *object);
}

tl::expected<void, SecretError> SecretFile::remove(const QString &key)
{
    auto object = load(m_directory, path());
    if (!object) {
        return tl::unexpected(object.error());
    }
    if (!object->contains(key)) {
        return {};
    }
    object->remove(key);
    return save(m_directory, path(), *object);
}

void SecretFile::forget()
{
    QFile::remove(path());
    QFile::remove(keyPath(m_directory));
}

} // namespace objecta::api
