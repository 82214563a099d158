// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Self-signed certificates for tests, and the keys that go with them.

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

namespace objecta::test {

/// What is out of the ordinary.
struct CertificateFacts {
    long beginsIn = -3600; ///< seconds from now
    long endsIn = 86400;
    int rsaBits = 0; ///< 0: ECDSA on P-256
    long serial = 1;
    const char *passphrase = nullptr; ///< encrypts the key
};

/// Writes NAME.crt and NAME.key (mode 0600) for "localhost" into the folder, each at once.
inline void writeCertificate(const std::filesystem::path &folder, const std::string &name,
                             const CertificateFacts &facts = {})
{
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        facts.rsaBits > 0 ? EVP_RSA_gen(static_cast<unsigned>(facts.rsaBits)) : EVP_EC_gen("P-256"), EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
    X509 *x = certificate.get();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), facts.serial);
    X509_gmtime_adj(X509_getm_notBefore(x), facts.beginsIn);
    X509_gmtime_adj(X509_getm_notAfter(x), facts.endsIn);
    X509_set_pubkey(x, key.get());
    X509_NAME *subject = X509_get_subject_name(x);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char *>("localhost"), -1,
                               -1, 0);
    X509_set_issuer_name(x, subject);
    X509_EXTENSION *names =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost,DNS:*.localhost");
    X509_add_ext(x, names, -1);
    X509_EXTENSION_free(names);
    if (X509_sign(x, key.get(), EVP_sha256()) == 0) {
        throw std::runtime_error("the certificate could not be signed");
    }
    const auto write = [&](const std::string &suffix, auto &&pem) {
        const auto path = folder / (name + suffix);
        const auto fresh = folder / (name + suffix + ".new");
        FILE *file = std::fopen(fresh.c_str(), "w");
        ::fchmod(::fileno(file), 0600);
        pem(file);
        std::fclose(file);
        std::filesystem::rename(fresh, path);
    };
    write(".crt", [&](FILE *file) { PEM_write_X509(file, x); });
    write(".key", [&](FILE *file) {
        PEM_write_PrivateKey(file, key.get(), facts.passphrase != nullptr ? EVP_aes_128_cbc() : nullptr,
                             reinterpret_cast<const unsigned char *>(facts.passphrase),
                             facts.passphrase != nullptr ? static_cast<int>(std::string(facts.passphrase).size()) : 0,
                             nullptr, nullptr);
    });
}

} // namespace objecta::test
