// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/objects/backend.h"

#include <chrono>
#include <string>

namespace objecta::objects {

struct S3Options {
    std::string endpoint; ///< "https://host[:port]", no path; buckets are addressed by path
    std::string region = "us-east-1";
    std::string bucket;
    std::string prefix; ///< what every key begins with; empty or ending in '/'
    std::string accessKeyId;
    std::string secretAccessKey;
    std::string sessionToken; ///< of temporary credentials; may be empty
    /// What one upload holds in memory. Grows when an object would need more than 9,000 parts.
    int64_t partSize = 8 * 1024 * 1024;
    int attempts = 4; ///< of each request, when the network or the server fails
    std::chrono::milliseconds firstBackoff{200}; ///< doubles with each
    std::chrono::seconds stallTimeout{20}; ///< a transfer that moves less than 1 KiB/s for this long has failed
};

/// Reads "s3://bucket[/prefix]" and fills endpoint (when empty: that of AWS in the region), bucket and prefix.
/// Names are taken only in the characters that need no escaping anywhere.
tl::expected<S3Options, std::string> readS3Location(std::string_view location, std::string endpoint,
                                                    std::string region);

/// Keeps objects in a bucket of S3 or of what speaks its protocol: [prefix/]<organization>/<document>. Requests are
/// signed with SigV4 and carry the SHA-256 of their bodies, which the server checks.
std::unique_ptr<ObjectBackend> openS3Backend(S3Options options);

} // namespace objecta::objects
