// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/auth/sodium.h"
#include "server/system/filedescriptor.h"
#include "server/auth/tokens.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace objecta::auth {

namespace {

tl::unexpected<std::string> sentence(const std::string &start, const std::filesystem::path &file, int error)
{
    return tl::unexpected(start + " " + file.string() + ": " + std::strerror(error) + ".");
}

} // namespace

TokenKey TokenKey::random()
{
    ensureSodium();
    TokenKey key;
    randombytes_buf(key.m_bytes.data(), key.m_bytes.size());
    return key;
}

TokenKey::~TokenKey()
{
    sodium_memzero(m_bytes.data(), m_bytes.size());
}

tl::expected<TokenKey, std::string> TokenKey::loadOrCreate(const std::filesystem::path &file)
{
    if (const system::FileDescriptor existing(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)); existing) {
        struct stat info { };
        if (::fstat(existing.get(), &info) != 0) {
            return sentence("Cannot read the token key", file, errno);
        }
        if (!S_ISREG(info.st_mode) || (info.st_mode & 077U) != 0) {
            return tl::unexpected("The token key " + file.string()
                                  + " can be read by others; make it private again (chmod 600).");
        }
        TokenKey key;
        if (info.st_size != static_cast<off_t>(size)
            || ::read(existing.get(), key.m_bytes.data(), size) != static_cast<ssize_t>(size)) {
            return tl::unexpected("The token key " + file.string()
                                  + " is damaged; delete it to get a new one, which signs everybody out.");
        }
        return key;
    }
    if (errno != ENOENT) {
        return sentence("Cannot read the token key", file, errno);
    }
    // Written aside and renamed: a crash leaves no half key behind.
    const TokenKey key = random();
    const std::string aside = file.string() + ".new";
    ::unlink(aside.c_str());
    const system::FileDescriptor made(::open(aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!made || !system::writeAll(made, {reinterpret_cast<const char *>(key.m_bytes.data()), size})
        || ::fsync(made.get()) != 0 || ::rename(aside.c_str(), file.c_str()) != 0) {
        return sentence("Cannot write the token key", file, errno);
    }
    return key;
}

} // namespace objecta::auth
