// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/objects/s3.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using CURL = void;

namespace objecta::objects {

struct S3Request {
    const char *method = "GET";
    std::string path; ///< below the bucket; empty for the bucket itself
    std::vector<std::pair<std::string, std::string>> query; ///< sorted by name, as SigV4 wants them
    std::string_view body;
    std::string range; ///< "0-99"
    std::string ifMatch;
    Trace trace{};
};

struct S3Answer {
    int status = 0;
    std::string body;
    std::string etag; ///< as sent, with its quotation marks
    int64_t contentLength = -1;

    [[nodiscard]] bool ok() const { return status >= 200 && status < 300; }
    /// What <Code> says, for the log and for decisions; empty without one.
    [[nodiscard]] std::string errorCode() const;
};

/// Signed requests to one bucket. Blocking, any number of threads; connections are kept and used again.
class S3Client {
public:
    explicit S3Client(S3Options options);
    ~S3Client();
    S3Client(const S3Client &) = delete;
    S3Client &operator=(const S3Client &) = delete;

    /// Tries again after what may pass (no connection, 429, 5xx). An answer of any other status is an answer;
    /// StorageUnavailable when none came. `tried` receives how often.
    Result<S3Answer> send(const S3Request &request, int *tried = nullptr);

    /// Ends the requests under way, and all later ones, with an error.
    void stop();

    [[nodiscard]] const S3Options &options() const { return m_options; }

private:
    struct Attempt;
    bool sendOnce(CURL *handle, const S3Request &request, S3Answer &answer, std::string &error);
    CURL *take();
    void give(CURL *handle);
    bool pause(int attempt);

    S3Options m_options;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<CURL *> m_idle;
    std::atomic<bool> m_stopping{false};
};

/// The text between <name> and </name>, in order, for documents without attributes or nesting of that name.
std::vector<std::string_view> xmlElements(std::string_view xml, std::string_view name);
/// The first of them; empty without any.
std::string_view xmlElement(std::string_view xml, std::string_view name);
/// %XX for all but what RFC 3986 leaves unreserved.
std::string percentEncoded(std::string_view text);

} // namespace objecta::objects
