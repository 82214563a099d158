// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/objects/s3.h"

#include "server/objects/s3client.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace objecta::objects {

namespace {

constexpr int64_t piece = 2 * 1024 * 1024;
constexpr int64_t mostParts = 9000; ///< S3 takes 10,000
constexpr int64_t mebibyte = 1024 * 1024;

tl::unexpected<Problem> refused(const char *what, const std::string &path, const S3Answer &answer)
{
    spdlog::error("objects: S3 {} {} was refused: {} {}", what, path, answer.status, answer.errorCode());
    return fail(ProblemCode::StorageUnavailable);
}

class S3Write final : public BlockingWrite {
public:
    S3Write(std::shared_ptr<S3Client> client, std::string path, int64_t bytes, Trace trace)
        : m_client(std::move(client))
        , m_path(std::move(path))
        , m_bytes(bytes)
        , m_trace(std::move(trace))
        , m_partSize(partSize(m_client->options().partSize, bytes))
    {
        m_buffer.reserve(static_cast<size_t>(std::min(m_partSize, bytes)));
    }
    ~S3Write() override
    {
        if (!m_upload.empty() && !m_finished) {
            const auto ended = send({"DELETE", m_path, {{"uploadId", m_upload}}, {}, {}, {}});
            if (ended && !ended->ok() && ended->status != 404) {
                refused("abort", m_path, *ended);
            }
        }
    }
    S3Write(const S3Write &) = delete;
    S3Write &operator=(const S3Write &) = delete;

    Result<void> write(std::string_view text) override
    {
        while (!text.empty()) {
            const size_t room = static_cast<size_t>(m_partSize) - m_buffer.size();
            m_buffer.append(text.substr(0, room));
            text.remove_prefix(std::min(room, text.size()));
            if (static_cast<int64_t>(m_buffer.size()) == m_partSize && m_bytes > m_partSize) {
                if (const auto sent = sendPart(); !sent) {
                    return sent;
                }
            }
        }
        return {};
    }

    Result<void> finish() override
    {
        if (m_bytes <= m_partSize) {
            const auto sent = send({"PUT", m_path, {}, m_buffer, {}, {}});
            if (!sent) {
                return tl::unexpected(sent.error());
            }
            return sent->ok() ? Result<void>() : refused("put", m_path, *sent);
        }
        if (!m_buffer.empty()) {
            if (const auto sent = sendPart(); !sent) {
                return sent;
            }
        }
        return complete();
    }

private:
    Result<S3Answer> send(S3Request request)
    {
        request.trace = m_trace;
        return m_client->send(request);
    }

    static int64_t partSize(int64_t wanted, int64_t bytes)
    {
        const int64_t needed = (bytes / mostParts / mebibyte + 1) * mebibyte;
        return std::max(wanted, needed);
    }

    Result<void> begin()
    {
        const auto begun = send({"POST", m_path, {{"uploads", ""}}, {}, {}, {}});
        if (!begun) {
            return tl::unexpected(begun.error());
        }
        m_upload = std::string(xmlElement(begun->body, "UploadId"));
        return begun->ok() && !m_upload.empty() ? Result<void>() : refused("begin", m_path, *begun);
    }

    Result<void> sendPart()
    {
        if (m_upload.empty()) {
            if (const auto begun = begin(); !begun) {
                return begun;
            }
        }
        const auto sent = send({"PUT",
                                m_path,
                                {{"partNumber", std::to_string(m_etags.size() + 1)}, {"uploadId", m_upload}},
                                m_buffer,
                                {},
                                {}});
        if (!sent) {
            return tl::unexpected(sent.error());
        }
        if (!sent->ok() || sent->etag.empty()) {
            return refused("part", m_path, *sent);
        }
        m_etags.push_back(sent->etag);
        m_buffer.clear();
        return {};
    }

    Result<void> complete()
    {
        std::string body = "<CompleteMultipartUpload>";
        for (size_t i = 0; i < m_etags.size(); ++i) {
            body +=
                "<Part><PartNumber>" + std::to_string(i + 1) + "</PartNumber><ETag>" + m_etags[i] + "</ETag></Part>";
        }
        body += "</CompleteMultipartUpload>";
        const auto done = send({"POST", m_path, {{"uploadId", m_upload}}, body, {}, {}});
        if (!done) {
            return tl::unexpected(done.error());
        }
        // A 200 may carry an error; and when the answer to a first try was lost, the upload is gone by the second.
        const std::string code = done->errorCode();
        if (code != "NoSuchUpload" && (!done->ok() || !code.empty())) {
            return refused("complete", m_path, *done);
        }
        const auto there = send({"HEAD", m_path, {}, {}, {}, {}});
        if (!there) {
            return tl::unexpected(there.error());
        }
        if (!there->ok() || there->contentLength != m_bytes) {
            send({"DELETE", m_path, {}, {}, {}, {}});
            return refused("complete", m_path, *there);
        }
        m_finished = true;
        return {};
    }

    std::shared_ptr<S3Client> m_client;
    std::string m_path;
    int64_t m_bytes;
    Trace m_trace;
    int64_t m_partSize;
    std::string m_buffer; ///< the part that is being filled
    std::string m_upload; ///< its id; empty while there is none
    std::vector<std::string> m_etags;
    bool m_finished = false;
};

/// Asks for a piece at a time: a slow reader holds neither a thread nor a connection, and each piece can be retried.
class S3Read final : public BlockingRead {
public:
    S3Read(std::shared_ptr<S3Client> client, std::string path, int64_t size, std::string etag, Trace trace)
        : m_client(std::move(client))
        , m_path(std::move(path))
        , m_size(size)
        , m_etag(std::move(etag))
        , m_trace(std::move(trace))
    {
    }
    [[nodiscard]] int64_t size() const override { return m_size; }
    [[nodiscard]] int64_t pieceSize() const override { return piece; }

    Result<std::string> read(int64_t offset, int64_t length) override
    {
        const std::string range = std::to_string(offset) + '-' + std::to_string(offset + length - 1);
        auto answer = m_client->send({"GET", m_path, {}, {}, range, m_etag, m_trace});
        if (!answer) {
            return tl::unexpected(answer.error());
        }
        if (answer->status != 206 || static_cast<int64_t>(answer->body.size()) != length) {
            return refused("read", m_path, *answer);
        }
        return std::move(answer->body);
    }

private:
    std::shared_ptr<S3Client> m_client;
    std::string m_path;
    int64_t m_size;
    std::string m_etag;
    Trace m_trace;
};

class S3Backend final : public ObjectBackend {
public:
    explicit S3Backend(S3Options options)
        : m_client(std::make_shared<S3Client>(std::move(options)))
        , m_prefix(m_client->options().prefix)
    {
    }
    void stop() override { m_client->stop(); }

    Result<std::unique_ptr<BlockingWrite>> create(const ObjectKey &key, int64_t bytes, const Trace &trace) override
    {
        return std::make_unique<S3Write>(m_client, m_prefix + key.text(), bytes, trace);
    }

    Result<std::unique_ptr<BlockingRead>> open(const ObjectKey &key, const Trace &trace) override
    {
        const std::string path = m_prefix + key.text();
        const auto answer = m_client->send({"HEAD", path, {}, {}, {}, {}, trace});
        if (!answer) {
            return tl::unexpected(answer.error());
        }
        if (answer->status == 404) {
            return fail(ProblemCode::NotFound);
        }
        if (!answer->ok() || answer->contentLength < 0) {
            return refused("open", path, *answer);
        }
        return std::make_unique<S3Read>(m_client, path, answer->contentLength, answer->etag, trace);
    }

    Result<void> remove(const ObjectKey &key) override { return removePath(m_prefix + key.text()); }

    Result<std::vector<ObjectInfo>> list(const OrganizationId &organization, const std::optional<DocumentId> &after,
                                         int limit) override
    {
        const std::string folder = m_prefix + organization.text() + '/';
        std::vector<ObjectInfo> out;
        std::string start = after ? folder + after->text() : std::string();
        for (;;) {
            const auto page = listing({{"list-type", "2"},
                                       {"max-keys", std::to_string(std::min(limit, 1000))},
                                       {"prefix", folder},
                                       {"start-after", start}});
            if (!page) {
                return tl::unexpected(page.error());
            }
            std::string_view last;
            for (const auto entry : xmlElements(*page, "Contents")) {
                last = xmlElement(entry, "Key");
                const auto document =
                    last.starts_with(folder) ? DocumentId::parse(last.substr(folder.size())) : std::nullopt;
                const auto modified = Timestamp::parse(xmlElement(entry, "LastModified"));
                if (document && modified && folder + document->text() == last && static_cast<int>(out.size()) < limit) {
                    out.push_back({*document, std::stoll('0' + std::string(xmlElement(entry, "Size"))), *modified});
                }
            }
            if (static_cast<int>(out.size()) >= limit || last.empty() || xmlElement(*page, "IsTruncated") != "true") {
                return out;
            }
            start = std::string(last);
        }
    }

    Result<std::vector<OrganizationId>> organizations(const std::optional<OrganizationId> &after, int limit) override
    {
        std::vector<OrganizationId> out;
        // '~' comes after all that a key may hold.
        std::string start = after ? m_prefix + after->text() + "/~" : std::string();
        for (;;) {
            const auto page = listing({{"delimiter", "/"},
                                       {"list-type", "2"},
                                       {"max-keys", std::to_string(std::min(limit, 1000))},
                                       {"prefix", m_prefix},
                                       {"start-after", start}});
            if (!page) {
                return tl::unexpected(page.error());
            }
            std::string last;
            for (const auto entry : xmlElements(*page, "CommonPrefixes")) {
                last = std::string(xmlElement(entry, "Prefix"));
                const auto organization = last.size() == m_prefix.size() + 37
                    ? OrganizationId::parse(std::string_view(last).substr(m_prefix.size(), 36))
                    : std::nullopt;
                if (organization && m_prefix + organization->text() + '/' == last && (!after || *after < *organization)
                    && static_cast<int>(out.size()) < limit) {
                    out.push_back(*organization);
                }
            }
            if (static_cast<int>(out.size()) >= limit || last.empty() || xmlElement(*page, "IsTruncated") != "true") {
                return out;
            }
            start = last + '~';
        }
    }

    Result<int64_t> erase(const OrganizationId &organization) override
    {
        const std::string folder = m_prefix + organization.text() + '/';
        if (const auto ended = endUploads(folder, std::nullopt); !ended) {
            return ended;
        }
        int64_t removed = 0;
        std::string start;
        for (;;) {
            const auto page =
                listing({{"list-type", "2"}, {"max-keys", "1000"}, {"prefix", folder}, {"start-after", start}});
            if (!page) {
                return tl::unexpected(page.error());
            }
            const auto entries = xmlElements(*page, "Contents");
            for (const auto entry : entries) {
                const std::string path(xmlElement(entry, "Key"));
                if (!path.starts_with(folder)) {
                    return fail(ProblemCode::StorageUnavailable);
                }
                if (const auto gone = removePath(path); !gone) {
                    return tl::unexpected(gone.error());
                }
                ++removed;
                start = path;
            }
            if (entries.empty() || xmlElement(*page, "IsTruncated") != "true") {
                return removed;
            }
        }
    }

    Result<int64_t> removeBroken(Timestamp before, const std::set<ObjectKey> &underWay) override
    {
        std::set<std::string, std::less<>> spared;
        for (const auto &key : underWay) {
            spared.insert(m_prefix + key.text());
        }
        return endUploads(m_prefix, before, spared);
    }

private:
    Result<void> removePath(const std::string &path)
    {
        const auto answer = m_client->send({"DELETE", path, {}, {}, {}, {}});
        if (!answer) {
            return tl::unexpected(answer.error());
        }
        return answer->ok() || answer->status == 404 ? Result<void>() : refused("remove", path, *answer);
    }

    Result<std::string> listing(std::vector<std::pair<std::string, std::string>> query)
    {
        query.erase(std::remove_if(query.begin(), query.end(), [](const auto &each) { return each.second.empty(); }),
                    query.end());
        auto answer = m_client->send({"GET", {}, std::move(query), {}, {}, {}});
        if (!answer) {
            return tl::unexpected(answer.error());
        }
        if (!answer->ok()) {
            return refused("list", {}, *answer);
        }
        return std::move(answer->body);
    }

    /// Aborts multipart uploads below a folder, all of them or those begun before a moment; none to a path of `spared`.
    Result<int64_t> endUploads(const std::string &folder, std::optional<Timestamp> before,
                               const std::set<std::string, std::less<>> &spared = {})
    {
        int64_t ended = 0;
        std::string keyMarker;
        std::string uploadMarker;
        for (;;) {
            std::vector<std::pair<std::string, std::string>> query;
            if (!keyMarker.empty()) {
                query = {{"key-marker", keyMarker}, {"prefix", folder}, {"upload-id-marker", uploadMarker}};
            } else if (!folder.empty()) {
                query = {{"prefix", folder}};
            }
            query.emplace_back("uploads", "");
            std::sort(query.begin(), query.end());
            const auto page = m_client->send({"GET", {}, std::move(query), {}, {}, {}});
            if (!page) {
                return tl::unexpected(page.error());
            }
            if (!page->ok()) {
                return refused("list uploads", folder, *page);
            }
            for (const auto entry : xmlElements(page->body, "Upload")) {
                const std::string path(xmlElement(entry, "Key"));
                const auto begun = Timestamp::parse(xmlElement(entry, "Initiated"));
                if (!path.starts_with(folder) || (before && (!begun || *begun >= *before)) || spared.contains(path)) {
                    continue;
                }
                const std::string id(xmlElement(entry, "UploadId"));
                const auto answer = m_client->send({"DELETE", path, {{"uploadId", id}}, {}, {}, {}});
                if (!answer) {
                    return tl::unexpected(answer.error());
                }
                if (!answer->ok() && answer->status != 404) {
                    return refused("abort", path, *answer);
                }
                ++ended;
            }
            if (xmlElement(page->body, "IsTruncated") != "true") {
                return ended;
            }
            keyMarker = std::string(xmlElement(page->body, "NextKeyMarker"));
            uploadMarker = std::string(xmlElement(page->body, "NextUploadIdMarker"));
        }
    }

    std::shared_ptr<S3Client> m_client;
    std::string m_prefix;
};

bool plain(std::string_view text, bool slashes)
{
    return std::all_of(text.begin(), text.end(), [slashes](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'
            || c == '.' || (slashes && c == '/');
    });
}

} // namespace

tl::expected<S3Options, std::string> readS3Location(std::string_view location, std::string endpoint, std::string region)
{
    constexpr std::string_view scheme = "s3://";
    if (!location.starts_with(scheme)) {
        return tl::unexpected(std::string("Objects are kept in s3://BUCKET or s3://BUCKET/PREFIX."));
    }
    location.remove_prefix(scheme.size());
    const auto slash = location.find('/');
    S3Options out;
    out.bucket = std::string(location.substr(0, slash));
    out.prefix = slash == std::string_view::npos ? std::string() : std::string(location.substr(slash + 1));
    while (out.prefix.ends_with('/')) {
        out.prefix.pop_back();
    }
    if (!out.prefix.empty()) {
        out.prefix += '/';
    }
    if (out.bucket.empty() || !plain(out.bucket, false) || !plain(out.prefix, true) || out.prefix.starts_with('/')
        || out.prefix.find("//") != std::string::npos || ('/' + out.prefix).find("/./") != std::string::npos
        || ('/' + out.prefix).find("/../") != std::string::npos) {
        return tl::unexpected(std::string("The bucket and the prefix may hold letters, digits, '-', '_' and '.'."));
    }
    if (region.empty() || !plain(region, false)) {
        return tl::unexpected(std::string("The region of the bucket is not a name."));
    }
    out.region = std::move(region);
    out.endpoint = endpoint.empty() ? "https://s3." + out.region + ".amazonaws.com" : std::move(endpoint);
    while (out.endpoint.ends_with('/')) {
        out.endpoint.pop_back();
    }
    const auto host = out.endpoint.find("://");
    if ((!out.endpoint.starts_with("https://") && !out.endpoint.starts_with("http://"))
        || out.endpoint.find_first_of("/?#@ ", host + 3) != std::string::npos || host + 3 == out.endpoint.size()) {
        return tl::unexpected(std::string("The endpoint of the bucket is https://HOST[:PORT] or http://HOST[:PORT]."));
    }
    return out;
}

std::unique_ptr<ObjectBackend> openS3Backend(S3Options options)
{
    return std::make_unique<S3Backend>(std::move(options));
}

} // namespace objecta::objects
