// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/auth/base64url.h"
#include "server/auth/keyed_hash.h"
#include "server/features/audit/chain.h"
#include "server/system/filedescriptor.h"

#include <boost/json.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace objecta::features {

namespace {

std::string member(const boost::json::object &object, const char *name)
{
    const auto *value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string().c_str()) : std::string();
}

tl::unexpected<std::string> cannot(const char *what, const std::filesystem::path &file)
{
    return tl::unexpected(std::string("Cannot ") + what + ' ' + file.string() + ": " + std::strerror(errno) + '.');
}

std::string macOf(const auth::TokenKey &key, const AuditCheckpoint &checkpoint)
{
    // None of the parts can hold a line break.
    return auth::toBase64Url(auth::keyedMac(key, "audit checkpoint",
                                            checkpoint.organization + '\n' + std::to_string(checkpoint.seq) + '\n'
                                                + checkpoint.hash + '\n' + checkpoint.at));
}

} // namespace

AuditCheckpoints::AuditCheckpoints(auth::TokenKey key, std::filesystem::path file, std::vector<auth::TokenKey> former)
    : m_key(std::move(key))
    , m_file(std::move(file))
    , m_former(std::move(former))
{
}

bool AuditCheckpoints::isOurs(const AuditCheckpoint &checkpoint, const std::string &mac) const
{
    if (auth::sameMac(mac, macOf(m_key, checkpoint))) {
        return true;
    }
    return std::ranges::any_of(m_former,
                               [&](const auth::TokenKey &key) { return auth::sameMac(mac, macOf(key, checkpoint)); });
}

tl::expected<std::vector<AuditCheckpoint>, std::string> AuditCheckpoints::read() const
{
    std::vector<AuditCheckpoint> out;
    std::ifstream in(m_file, std::ios::binary);
    if (!in) {
        std::error_code ignored;
        return std::filesystem::exists(m_file, ignored) ? cannot("read", m_file)
                                                        : tl::expected<std::vector<AuditCheckpoint>, std::string>(out);
    }
    std::string line;
    for (int64_t number = 1; std::getline(in, line); ++number) {
        if (in.eof()) {
            break; // no line break: whoever wrote it did not come to the end
        }
        boost::system::error_code error;
        const auto value = boost::json::parse(boost::json::string_view(line.data(), line.size()), error);
        AuditCheckpoint checkpoint;
        bool ours = false;
        if (!error && value.is_object()) {
            const auto &object = value.get_object();
            const auto *seq = object.if_contains("seq");
            checkpoint = {member(object, "organization"), seq != nullptr && seq->is_int64() ? seq->get_int64() : 0,
                          member(object, "hash"), member(object, "at")};
            ours = isOurs(checkpoint, member(object, "mac"));
        }
        if (!ours && !line.empty()) {
            return tl::unexpected("Line " + std::to_string(number) + " of " + m_file.string()
                                  + " was not written by this server, or was changed.");
        }
        if (ours) {
            out.push_back(std::move(checkpoint));
        }
    }
    return out;
}

tl::expected<void, std::string> AuditCheckpoints::append(const std::vector<AuditCheckpoint> &checkpoints) const
{
    if (checkpoints.empty()) {
        return {};
    }
    std::error_code error;
    std::filesystem::create_directories(m_file.parent_path(), error);
    const system::FileDescriptor file(
        ::open(m_file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file || ::flock(file.get(), LOCK_EX) != 0) {
        return cannot("open", m_file);
    }
    // What a crash left of a line is cut away, so that the next one begins at its beginning.
    const off_t size = ::lseek(file.get(), 0, SEEK_END);
    off_t whole = size;
    char last = '\n';
    while (whole > 0 && ::pread(file.get(), &last, 1, whole - 1) == 1 && last != '\n') {
        --whole;
    }
    if (whole != size && ::ftruncate(file.get(), whole) != 0) {
        return cannot("mend", m_file);
    }
    std::string text;
    for (const auto &checkpoint : checkpoints) {
        text += boost::json::serialize(boost::json::object{{"organization", checkpoint.organization},
                                                           {"seq", checkpoint.seq},
                                                           {"hash", checkpoint.hash},
                                                           {"at", checkpoint.at},
                                                           {"mac", macOf(m_key, checkpoint)}});
        text += '\n';
    }
    if (!system::writeAll(file, text) || ::fsync(file.get()) != 0) {
        return cannot("write", m_file);
    }
    const system::FileDescriptor folder(::open(m_file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder || ::fsync(folder.get()) != 0) {
        return cannot("write", m_file);
    }
    return {};
}

} // namespace objecta::features
