// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/cluster/datadir.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace objecta::cluster {

namespace fs = std::filesystem;

namespace {

tl::unexpected<std::string> refuse(const fs::path &path, const std::string &why)
{
    return tl::unexpected("The data directory " + path.string() + ' ' + why);
}

const char *variable(const char *name)
{
    const char *value = std::getenv(name);
    return value != nullptr && *value != '\0' ? value : nullptr;
}

/// The line in VERSION, without its end.
std::string trimmed(std::string text)
{
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) {
        text.pop_back();
    }
    return text;
}

/// Whether nothing but what an interrupted first start leaves stands there, or a log that our output goes to.
bool looksFresh(const fs::path &path)
{
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(path, error)) {
        const auto name = entry.path().filename().string();
        if (name != "lock" && !name.starts_with("VERSION.") && !name.ends_with(".log")) {
            return false;
        }
    }
    return !error;
}

} // namespace

fs::path DataDir::defaultPath()
{
    if (const char *path = variable("OBJECTA_DATA_DIR")) {
        return path;
    }
    if (const char *path = variable("XDG_DATA_HOME")) {
        return fs::path(path) / "objecta";
    }
    const char *home = variable("HOME");
    const passwd *entry = home == nullptr ? ::getpwuid(::geteuid()) : nullptr;
    return fs::path(home != nullptr ? home : entry != nullptr ? entry->pw_dir : "/") / ".local/share/objecta";
}

tl::expected<DataDir, std::string> DataDir::open(const fs::path &given)
{
    std::error_code error;
    const fs::path path = fs::absolute(given, error).lexically_normal();
    struct stat info { };
    if (::stat(path.c_str(), &info) != 0) {
        if (errno != ENOENT) {
            return refuse(path, "cannot be used: " + errorText(errno) + ".");
        }
        fs::create_directories(path.parent_path(), error);
        if (error || (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)) {
            return refuse(path, "cannot be made: " + (error ? error.message() : errorText(errno)) + ".");
        }
        if (::stat(path.c_str(), &info) != 0) {
            return refuse(path, "cannot be used: " + errorText(errno) + ".");
        }
    }
    if (!S_ISDIR(info.st_mode)) {
        return refuse(path, "is not a directory.");
    }
    if (info.st_uid != ::geteuid()) {
        const passwd *owner = ::getpwuid(info.st_uid);
        return refuse(path,
                      "belongs to another user (" + (owner != nullptr ? owner->pw_name : std::to_string(info.st_uid))
                          + "); run as that user or name another directory.");
    }
    if (::access(path.c_str(), R_OK | W_OK | X_OK) != 0) {
        return refuse(path, "is not writable: " + errorText(errno) + ".");
    }
    DataDir out;
    out.m_path = path;
    const auto version = readFile(path / "VERSION");
    if (version) {
        if (trimmed(*version) != layout) {
            return refuse(path,
                          "has layout version " + trimmed(*version).substr(0, 20) + ", this program knows version "
                              + std::string(layout) + "; nothing was changed.");
        }
    } else if (!looksFresh(path)) {
        return refuse(path, "is neither empty nor a data directory of Objecta; name another.");
    }
    if ((info.st_mode & 077) != 0) {
        ::chmod(path.c_str(), 0700);
    }
    if (!version) {
        if (const auto written = writeAtomically(path / "VERSION", std::string(layout) + '\n', 0600); !written) {
            return tl::unexpected(written.error());
        }
    }
    return out;
}

tl::expected<bool, std::string> DataDir::lock()
{
    FileDescriptor file(::open((m_path / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file) {
        return refuse(m_path, "cannot be locked: " + errorText(errno) + ".");
    }
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            return false;
        }
        return refuse(m_path, "cannot be locked: " + errorText(errno) + ".");
    }
    m_lock = std::move(file);
    return true;
}

tl::expected<fs::path, std::string> DataDir::tokenKeyFile() const
{
    const fs::path folder = m_path / "keys";
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
        return tl::unexpected("The folder " + folder.string() + " cannot be made: " + errorText(errno) + ".");
    }
    return folder / "token.key";
}

tl::expected<void, std::string> writeAtomically(const fs::path &path, std::string_view content, mode_t mode)
{
    const auto failed = [&path](int number) {
        return tl::unexpected("The file " + path.string() + " cannot be written: " + errorText(number) + ".");
    };
    const std::string temporary = path.string() + '.' + std::to_string(::getpid()) + ".tmp";
    ::unlink(temporary.c_str());
    const FileDescriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
    if (!file) {
        return failed(errno);
    }
    if (!system::writeAll(file, content) || ::fchmod(file.get(), mode) != 0 || ::fsync(file.get()) != 0
        || ::rename(temporary.c_str(), path.c_str()) != 0) {
        const int number = errno;
        ::unlink(temporary.c_str());
        return failed(number);
    }
    const FileDescriptor folder(::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder) {
        ::fsync(folder.get());
    }
    return {};
}

std::optional<std::string> readFile(const fs::path &path)
{
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) {
        return std::nullopt;
    }
    static constexpr size_t most = 1 << 20;
    std::string out;
    char buffer[4096];
    for (;;) {
        const ssize_t got = ::read(file.get(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0 || out.size() > most) {
            return std::nullopt;
        }
        if (got == 0) {
            return out;
        }
        out.append(buffer, static_cast<size_t>(got));
    }
}

} // namespace objecta::cluster
