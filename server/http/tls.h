// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <tl/expected.hpp>

#include <filesystem>
#include <memory>
#include <string>

namespace objecta::http {

/// Where certificate and key are, both PEM.
struct TlsFiles {
    std::filesystem::path certificate; ///< the server's own first, then its chain
    std::filesystem::path key; ///< nobody but its owner and group may read it
};

/// What connections are secured with: TLS 1.2 and 1.3, forward-secret AEAD suites only, ALPN "http/1.1", no
/// renegotiation and no sessions kept. A sentence when the files cannot be used: missing, not PEM, a key that others
/// may read or that is not the certificate's, a certificate that is over or not yet begun, a weak one.
tl::expected<std::shared_ptr<boost::asio::ssl::context>, std::string> loadTls(const TlsFiles &files);

} // namespace objecta::http
