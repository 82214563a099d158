// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/http/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <string_view>

namespace objecta::http {

namespace {

namespace ssl = boost::asio::ssl;

constexpr const char *suites12 = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
                                 "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
                                 "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char *suites13 = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr const char *groups = "X25519:P-256:P-384";
/// RSA of 2048 bits, ECDSA of 224, SHA-2: what OpenSSL calls level 2.
constexpr int securityLevel = 2;

std::string cause()
{
    const auto code = ERR_peek_last_error();
    ERR_clear_error();
    const char *reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
    return reason != nullptr ? reason : "unknown reason";
}

/// A client that speaks none of ours is told so at once (RFC 7301, section 3.2).
int chooseProtocol(SSL *, const unsigned char **out, unsigned char *outSize, const unsigned char *in,
                   unsigned int inSize, void *)
{
    static constexpr std::string_view ours = "http/1.1";
    for (unsigned int at = 0; at < inSize; at += in[at] + 1U) {
        const auto size = in[at];
        if (at + 1 + size <= inSize && size == ours.size() && std::memcmp(in + at + 1, ours.data(), size) == 0) {
            *out = in + at + 1;
            *outSize = size;
            return SSL_TLSEXT_ERR_OK;
        }
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// A sentence when the file cannot be read, or may be read by more than its owner and group.
std::string unusable(const std::filesystem::path &file, bool secret)
{
    struct stat facts { };
    if (::stat(file.c_str(), &facts) != 0) {
        return "cannot be read: " + std::string(std::strerror(errno)) + ".";
    }
    if (!S_ISREG(facts.st_mode)) {
        return "is not a file.";
    }
    if (secret && (facts.st_mode & (S_IRWXO | S_IWGRP)) != 0) {
        return "may be read or changed by others than its owner; take those rights away (chmod 600).";
    }
    return {};
}

} // namespace

tl::expected<std::shared_ptr<ssl::context>, std::string> loadTls(const TlsFiles &files)
{
    const auto certificate = "The certificate " + files.certificate.string() + " ";
    const auto key = "The key " + files.key.string() + " ";
    if (const auto wrong = unusable(files.certificate, false); !wrong.empty()) {
        return tl::unexpected(certificate + wrong);
    }
    if (const auto wrong = unusable(files.key, true); !wrong.empty()) {
        return tl::unexpected(key + wrong);
    }
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    SSL_CTX *native = context->native_handle();
    ERR_clear_error();
    SSL_CTX_set_security_level(native, securityLevel);
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native,
                        SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE
                            | SSL_OP_PRIORITIZE_CHACHA | SSL_OP_NO_TICKET | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(native, 0);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_select_cb(native, chooseProtocol, nullptr);
    if (SSL_CTX_set_cipher_list(native, suites12) != 1 || SSL_CTX_set_ciphersuites(native, suites13) != 1
        || SSL_CTX_set1_groups_list(native, groups) != 1) {
        return tl::unexpected("TLS cannot be set up: " + cause() + ".");
    }
    if (SSL_CTX_use_certificate_chain_file(native, files.certificate.c_str()) != 1) {
        return tl::unexpected(certificate + "cannot be used: " + cause() + ".");
    }
    const X509 *own = SSL_CTX_get0_certificate(native);
    if (X509_cmp_current_time(X509_get0_notAfter(own)) <= 0) {
        return tl::unexpected(certificate + "has expired.");
    }
    if (X509_cmp_current_time(X509_get0_notBefore(own)) > 0) {
        return tl::unexpected(certificate + "is not valid yet.");
    }
    // An encrypted key would have OpenSSL ask at the terminal.
    SSL_CTX_set_default_passwd_cb(native, [](char *, int, int, void *) { return 0; });
    if (SSL_CTX_use_PrivateKey_file(native, files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
        const bool mismatch = ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH
            || ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_TYPE_MISMATCH;
        const auto why = cause();
        return tl::unexpected(mismatch ? key + "does not belong to the certificate " + files.certificate.string() + "."
                                       : key + "cannot be used: " + why + ".");
    }
    if (SSL_CTX_check_private_key(native) != 1) {
        ERR_clear_error();
        return tl::unexpected(key + "does not belong to the certificate " + files.certificate.string() + ".");
    }
    return context;
}

} // namespace objecta::http
