// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/objects/s3client.h"

#include "server/objects/sha256.h"

#include <curl/curl.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstring>
#include <strings.h>

namespace objecta::objects {

namespace {

/// No answer of S3 that is read whole is longer: a listing of 1,000 keys has some 500 KiB, a piece at most a part.
constexpr size_t longestAnswer = 64UL * 1024 * 1024;

void ensureCurl()
{
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (ready != CURLE_OK) {
        throw std::runtime_error("libcurl cannot start");
    }
}

bool mayPass(const S3Answer &answer)
{
    return answer.status == 429 || answer.status >= 500
        || (answer.status == 400 && answer.errorCode() == "RequestTimeout");
}

struct Headers {
    curl_slist *list = nullptr;
    void add(const std::string &line) { list = curl_slist_append(list, line.c_str()); }
    Headers() = default;
    ~Headers() { curl_slist_free_all(list); }
    Headers(const Headers &) = delete;
    Headers &operator=(const Headers &) = delete;
};

struct Upload {
    std::string_view body;
    size_t position = 0;
};

size_t onRead(char *buffer, size_t size, size_t count, void *data)
{
    auto &upload = *static_cast<Upload *>(data);
    const size_t length = std::min(size * count, upload.body.size() - upload.position);
    std::memcpy(buffer, upload.body.data() + upload.position, length);
    upload.position += length;
    return length;
}

int onSeek(void *data, curl_off_t offset, int origin)
{
    auto &upload = *static_cast<Upload *>(data);
    if (origin != SEEK_SET || offset < 0 || static_cast<size_t>(offset) > upload.body.size()) {
        return CURL_SEEKFUNC_CANTSEEK;
    }
    upload.position = static_cast<size_t>(offset);
    return CURL_SEEKFUNC_OK;
}

size_t onBody(const char *text, size_t size, size_t count, void *data)
{
    auto &answer = *static_cast<S3Answer *>(data);
    if (answer.body.size() + size * count > longestAnswer) {
        return 0;
    }
    answer.body.append(text, size * count);
    return size * count;
}

size_t onHeader(const char *text, size_t size, size_t count, void *data)
{
    auto &answer = *static_cast<S3Answer *>(data);
    const std::string_view line(text, size * count);
    constexpr std::string_view etag = "etag:";
    if (line.starts_with("HTTP/")) {
        answer.etag.clear(); // 100 Continue comes before the answer itself
    } else if (line.size() > etag.size() && ::strncasecmp(line.data(), etag.data(), etag.size()) == 0) {
        const auto first = line.find_first_not_of(' ', etag.size());
        const auto last = line.find_last_not_of(" \r\n");
        answer.etag = first == std::string_view::npos || last < first
            ? std::string()
            : std::string(line.substr(first, last - first + 1));
    }
    return size * count;
}

int onProgress(void *data, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    return static_cast<std::atomic<bool> *>(data)->load() ? 1 : 0;
}

} // namespace

std::string S3Answer::errorCode() const
{
    return std::string(xmlElement(body, "Code"));
}

S3Client::S3Client(S3Options options)
    : m_options(std::move(options))
{
    ensureCurl();
}

S3Client::~S3Client()
{
    for (CURL *handle : m_idle) {
        curl_easy_cleanup(handle);
    }
}

CURL *S3Client::take()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_idle.empty()) {
            CURL *handle = m_idle.back();
            m_idle.pop_back();
            return handle;
        }
    }
    CURL *handle = curl_easy_init();
    if (handle == nullptr) {
        throw std::bad_alloc();
    }
    return handle;
}

void S3Client::give(CURL *handle)
{
    curl_easy_reset(handle); // keeps the connections; forgets the rest
    const std::lock_guard lock(m_mutex);
    m_idle.push_back(handle);
}

bool S3Client::pause(int attempt)
{
    std::unique_lock lock(m_mutex);
    return !m_wake.wait_for(lock, m_options.firstBackoff * (1 << attempt), [this] { return m_stopping.load(); });
}

void S3Client::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
}

bool S3Client::sendOnce(CURL *handle, const S3Request &request, S3Answer &answer, std::string &error)
{
    std::string url = m_options.endpoint + '/' + m_options.bucket;
    if (!request.path.empty()) {
        url += '/' + request.path;
    }
    // libcurl 7.88 signs the query as it stands: encoded, sorted and with '=' it is the canonical one.
    char separator = '?';
    for (const auto &[name, value] : request.query) {
        url += separator + name + '=' + percentEncoded(value);
        separator = '&';
    }
    Headers headers;
    // libcurl 7.88 neither sends this header nor hashes an upload by itself; given, it is what gets signed.
    headers.add("x-amz-content-sha256: " + toHex(Sha256::of(request.body)));
    if (!m_options.sessionToken.empty()) {
        headers.add("x-amz-security-token: " + m_options.sessionToken);
    }
    if (!request.ifMatch.empty()) {
        headers.add("if-match: " + request.ifMatch);
    }
    if (!request.trace.parent.empty()) {
        headers.add("traceparent: " + request.trace.parent);
    }
    if (!request.trace.state.empty()) {
        headers.add("tracestate: " + request.trace.state);
    }
    Upload upload{request.body};
    char reason[CURL_ERROR_SIZE] = "";
    const auto set = [handle](auto option, auto value) { curl_easy_setopt(handle, option, value); };
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_ERRORBUFFER, &reason[0]);
    set(CURLOPT_USERNAME, m_options.accessKeyId.c_str());
    set(CURLOPT_PASSWORD, m_options.secretAccessKey.c_str());
    const std::string signature = "aws:amz:" + m_options.region + ":s3";
    set(CURLOPT_AWS_SIGV4, signature.c_str());
    set(CURLOPT_CONNECTTIMEOUT_MS, 5000L);
    set(CURLOPT_LOW_SPEED_LIMIT, 1024L);
    set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(m_options.stallTimeout.count()));
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &onProgress);
    set(CURLOPT_XFERINFODATA, &m_stopping);
    set(CURLOPT_WRITEFUNCTION, &onBody);
    set(CURLOPT_WRITEDATA, &answer);
    set(CURLOPT_HEADERFUNCTION, &onHeader);
    set(CURLOPT_HEADERDATA, &answer);
    set(CURLOPT_HTTPHEADER, headers.list);
    if (std::strcmp(request.method, "HEAD") == 0) {
        set(CURLOPT_NOBODY, 1L);
    } else if (std::strcmp(request.method, "PUT") == 0) {
        set(CURLOPT_UPLOAD, 1L);
        set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        set(CURLOPT_READFUNCTION, &onRead);
        set(CURLOPT_READDATA, &upload);
        set(CURLOPT_SEEKFUNCTION, &onSeek);
        set(CURLOPT_SEEKDATA, &upload);
        set(CURLOPT_UPLOAD_BUFFERSIZE, 256L * 1024);
    } else if (std::strcmp(request.method, "POST") == 0) {
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        set(CURLOPT_POSTFIELDS, request.body.empty() ? "" : request.body.data());
    } else {
        set(CURLOPT_CUSTOMREQUEST, request.method);
    }
    if (!request.range.empty()) {
        set(CURLOPT_RANGE, request.range.c_str());
    }
    const CURLcode code = curl_easy_perform(handle);
    if (code != CURLE_OK) {
        error = reason[0] != '\0' ? &reason[0] : curl_easy_strerror(code);
        return false;
    }
    long status = 0;
    curl_off_t length = -1;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    answer.status = static_cast<int>(status);
    answer.contentLength = length;
    return true;
}

Result<S3Answer> S3Client::send(const S3Request &request, int *tried)
{
    CURL *handle = take();
    std::string error;
    for (int attempt = 0; attempt < m_options.attempts; ++attempt) {
        if (attempt > 0 && !pause(attempt - 1)) {
            break;
        }
        if (tried != nullptr) {
            *tried = attempt + 1;
        }
        S3Answer answer;
        if (sendOnce(handle, request, answer, error)) {
            if (!mayPass(answer)) {
                give(handle);
                return answer;
            }
            error = "status " + std::to_string(answer.status) + ' ' + answer.errorCode();
        }
        curl_easy_reset(handle);
    }
    give(handle);
    spdlog::error("objects: S3 {} {} failed: {}", request.method, request.path, error);
    return fail(ProblemCode::StorageUnavailable);
}

std::vector<std::string_view> xmlElements(std::string_view xml, std::string_view name)
{
    const std::string begin = '<' + std::string(name) + '>';
    const std::string end = "</" + std::string(name) + '>';
    std::vector<std::string_view> out;
    size_t position = 0;
    while ((position = xml.find(begin, position)) != std::string_view::npos) {
        position += begin.size();
        const size_t stop = xml.find(end, position);
        if (stop == std::string_view::npos) {
            break;
        }
        out.push_back(xml.substr(position, stop - position));
        position = stop + end.size();
    }
    return out;
}

std::string_view xmlElement(std::string_view xml, std::string_view name)
{
    const auto all = xmlElements(xml, name);
    return all.empty() ? std::string_view() : all.front();
}

std::string percentEncoded(std::string_view text)
{
    constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'
            || c == '.' || c == '~') {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

} // namespace objecta::objects
