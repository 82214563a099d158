// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/objects/local.h"

#include "server/system/filedescriptor.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace objecta::objects {

namespace {

constexpr int directoryFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr std::string_view partEnding = ".part";
constexpr int64_t piece = 512 * 1024;

using Descriptor = system::FileDescriptor;

tl::unexpected<Problem> broken(const char *what, const std::string &name)
{
    const int error = errno;
    spdlog::error("objects: {} {}: {}", what, name, std::strerror(error));
    return fail(ProblemCode::StorageUnavailable);
}

/// Names in a directory, sorted; none when it is not there.
Result<std::vector<std::string>> names(int parent, const std::string &name)
{
    Descriptor directory(::openat(parent, name.c_str(), directoryFlags));
    if (!directory) {
        if (errno == ENOENT) {
            return std::vector<std::string>();
        }
        return broken("open", name);
    }
    const int copy = ::dup(directory.get());
    DIR *stream = copy < 0 ? nullptr : ::fdopendir(copy);
    if (stream == nullptr) {
        if (copy >= 0) {
            ::close(copy);
        }
        return broken("read", name);
    }
    std::vector<std::string> out;
    errno = 0;
    while (const dirent *entry = ::readdir(stream)) {
        if (entry->d_name[0] != '.') {
            out.emplace_back(entry->d_name);
        }
    }
    const int error = errno;
    ::closedir(stream);
    if (error != 0) {
        errno = error;
        return broken("read", name);
    }
    std::sort(out.begin(), out.end());
    return out;
}

std::string shard(const DocumentId &document)
{
    return document.text().substr(0, 2);
}

/// Opens parent/name, making it if wanted. A folder that is new is made durable, too.
Descriptor folder(int parent, const std::string &name, bool make)
{
    if (make && ::mkdirat(parent, name.c_str(), 0700) == 0) {
        ::fsync(parent);
    }
    return Descriptor(::openat(parent, name.c_str(), directoryFlags));
}

Descriptor folderOf(int root, const ObjectKey &key, bool make)
{
    // Once more when erase() took the folder away in between.
    for (int attempt = 0;; ++attempt) {
        const Descriptor organization = folder(root, key.organization().text(), make);
        if (!organization) {
            return Descriptor();
        }
        Descriptor out = folder(organization.get(), shard(key.document()), make);
        if (out || !make || errno != ENOENT || attempt == 3) {
            return out;
        }
    }
}

class LocalWrite final : public BlockingWrite {
public:
    LocalWrite(Descriptor directory, Descriptor file, const ObjectKey &key)
        : m_directory(std::move(directory))
        , m_file(std::move(file))
        , m_name(key.document().text())
        , m_part(m_name + std::string(partEnding))
        , m_key(key.text())
    {
    }
    ~LocalWrite() override
    {
        if (!m_finished && ::unlinkat(m_directory.get(), m_part.c_str(), 0) != 0 && errno != ENOENT) {
            broken("remove", m_key);
        }
    }
    LocalWrite(const LocalWrite &) = delete;
    LocalWrite &operator=(const LocalWrite &) = delete;

    Result<void> write(std::string_view text) override
    {
        return system::writeAll(m_file, text) ? Result<void>() : broken("write", m_key);
    }

    Result<void> finish() override
    {
        if (::fsync(m_file.get()) != 0
            || ::renameat(m_directory.get(), m_part.c_str(), m_directory.get(), m_name.c_str()) != 0) {
            return broken("finish", m_key);
        }
        m_finished = true;
        if (::fsync(m_directory.get()) != 0) {
            const auto problem = broken("finish", m_key);
            ::unlinkat(m_directory.get(), m_name.c_str(), 0);
            return problem;
        }
        return {};
    }

private:
    Descriptor m_directory;
    Descriptor m_file;
    std::string m_name;
    std::string m_part;
    std::string m_key;
    bool m_finished = false;
};

class LocalRead final : public BlockingRead {
public:
    LocalRead(Descriptor file, int64_t size, std::string key)
        : m_file(std::move(file))
        , m_size(size)
        , m_key(std::move(key))
    {
    }
    [[nodiscard]] int64_t size() const override { return m_size; }
    [[nodiscard]] int64_t pieceSize() const override { return piece; }

    Result<std::string> read(int64_t offset, int64_t length) override
    {
        std::string out(static_cast<size_t>(length), '\0');
        for (;;) {
            const ssize_t count = ::pread(m_file.get(), out.data(), out.size(), offset);
            if (count > 0) {
                out.resize(static_cast<size_t>(count));
                return out;
            }
            if (count == 0) {
                errno = EIO; // shorter than it was when it was opened
            }
            if (errno != EINTR) {
                return broken("read", m_key);
            }
        }
    }

private:
    Descriptor m_file;
    int64_t m_size;
    std::string m_key;
};

class LocalBackend final : public ObjectBackend {
public:
    explicit LocalBackend(Descriptor root)
        : m_root(std::move(root))
    {
    }

    Result<std::unique_ptr<BlockingWrite>> create(const ObjectKey &key, int64_t bytes, const Trace &) override
    {
        Descriptor directory = folderOf(m_root.get(), key, true);
        if (!directory) {
            return broken("create", key.text());
        }
        const std::string name = key.document().text() + std::string(partEnding);
        Descriptor file(
            ::openat(directory.get(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (!file) {
            return broken("create", key.text());
        }
        const int fd = file.get();
        auto out = std::make_unique<LocalWrite>(std::move(directory), std::move(file), key);
        // A full disk says so before the body is read; not every file system can promise the room.
        if (bytes > 0 && ::fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, bytes) != 0
            && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)) {
            return broken("reserve", key.text());
        }
        return out;
    }

    Result<std::unique_ptr<BlockingRead>> open(const ObjectKey &key, const Trace &) override
    {
        const Descriptor directory = folderOf(m_root.get(), key, false);
        Descriptor file(directory ? ::openat(directory.get(), key.document().text().c_str(),
                                             O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
                                  : -1);
        struct stat status { };
        if (!file && errno == ENOENT) {
            return fail(ProblemCode::NotFound);
        }
        if (!file || ::fstat(file.get(), &status) != 0) {
            return broken("open", key.text());
        }
        if (!S_ISREG(status.st_mode)) {
            errno = EINVAL;
            return broken("open", key.text());
        }
        return std::make_unique<LocalRead>(std::move(file), status.st_size, key.text());
    }

    Result<void> remove(const ObjectKey &key) override
    {
        const Descriptor directory = folderOf(m_root.get(), key, false);
        if (!directory) {
            return errno == ENOENT ? Result<void>() : broken("remove", key.text());
        }
        if (::unlinkat(directory.get(), key.document().text().c_str(), 0) != 0) {
            return errno == ENOENT ? Result<void>() : broken("remove", key.text());
        }
        return {};
    }

    Result<std::vector<ObjectInfo>> list(const OrganizationId &organization, const std::optional<DocumentId> &after,
                                         int limit) override
    {
        std::vector<ObjectInfo> out;
        const auto each = [&](int directory, const std::string &name) -> Result<bool> {
            const auto document = DocumentId::parse(name);
            struct stat status { };
            if (!document || document->text() != name || (after && !(*after < *document))
                || ::fstatat(directory, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode)) {
                return true;
            }
            out.push_back({*document, status.st_size, changed(status)});
            return static_cast<int>(out.size()) < limit;
        };
        const auto walked = walk(organization, after ? shard(*after) : std::string(), each);
        if (!walked) {
            return tl::unexpected(walked.error());
        }
        return out;
    }

    Result<std::vector<OrganizationId>> organizations(const std::optional<OrganizationId> &after, int limit) override
    {
        const auto found = names(m_root.get(), ".");
        if (!found) {
            return tl::unexpected(found.error());
        }
        std::vector<OrganizationId> out;
        for (const auto &name : *found) {
            const auto organization = OrganizationId::parse(name);
            if (organization && organization->text() == name && (!after || *after < *organization)
                && static_cast<int>(out.size()) < limit) {
                out.push_back(*organization);
            }
        }
        return out;
    }

    Result<int64_t> erase(const OrganizationId &organization) override
    {
        int64_t removed = 0;
        const auto each = [&](int directory, const std::string &name) -> Result<bool> {
            if (::unlinkat(directory, name.c_str(), 0) != 0 && errno != ENOENT) {
                return broken("erase", organization.text());
            }
            removed += name.ends_with(partEnding) ? 0 : 1;
            return true;
        };
        const auto walked = walk(organization, {}, each);
        if (!walked) {
            return tl::unexpected(walked.error());
        }
        const Descriptor directory = folder(m_root.get(), organization.text(), false);
        if (directory) {
            const auto shards = names(m_root.get(), organization.text());
            for (const auto &name : shards.value_or(std::vector<std::string>())) {
                ::unlinkat(directory.get(), name.c_str(), AT_REMOVEDIR);
            }
            ::fsync(directory.get());
            ::unlinkat(m_root.get(), organization.text().c_str(), AT_REMOVEDIR);
            ::fsync(m_root.get());
        }
        return removed;
    }

    /// One that goes on was changed a moment ago, whenever it began.
    Result<int64_t> removeBroken(Timestamp before, const std::set<ObjectKey> &) override
    {
        const auto tenants = organizations(std::nullopt, std::numeric_limits<int>::max());
        if (!tenants) {
            return tl::unexpected(tenants.error());
        }
        int64_t removed = 0;
        const auto each = [&](int directory, const std::string &name) -> Result<bool> {
            struct stat status { };
            if (name.ends_with(partEnding) && ::fstatat(directory, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0
                && changed(status) < before && ::unlinkat(directory, name.c_str(), 0) == 0) {
                ++removed;
            }
            return true;
        };
        for (const auto &organization : *tenants) {
            if (const auto walked = walk(organization, {}, each); !walked) {
                return tl::unexpected(walked.error());
            }
        }
        return removed;
    }

private:
    static Timestamp changed(const struct stat &status)
    {
        return {status.st_mtim.tv_sec * 1'000'000 + status.st_mtim.tv_nsec / 1000};
    }

    /// Calls each(directory, name) for a tenant's files in order, from the folder `from` on, until it says false.
    template <class Each>
    Result<void> walk(const OrganizationId &organization, const std::string &from, const Each &each)
    {
        const auto shards = names(m_root.get(), organization.text());
        if (!shards) {
            return tl::unexpected(shards.error());
        }
        const Descriptor parent = folder(m_root.get(), organization.text(), false);
        for (const auto &name : *shards) {
            if (name < from) {
                continue;
            }
            const Descriptor directory = folder(parent.get(), name, false);
            const auto files = names(parent.get(), name);
            if (!files) {
                return tl::unexpected(files.error());
            }
            for (const auto &file : *files) {
                const Result<bool> more = each(directory.get(), file);
                if (!more) {
                    return tl::unexpected(more.error());
                }
                if (!*more) {
                    return {};
                }
            }
        }
        return {};
    }

    Descriptor m_root;
};

} // namespace

tl::expected<std::unique_ptr<ObjectBackend>, std::string> openLocalBackend(const std::filesystem::path &root)
{
    if (::mkdir(root.c_str(), 0700) != 0 && errno != EEXIST) {
        return tl::unexpected("The folder for objects cannot be made: " + root.string() + ": " + std::strerror(errno));
    }
    Descriptor directory(::open(root.c_str(), directoryFlags));
    struct stat status { };
    if (!directory || ::fstat(directory.get(), &status) != 0) {
        return tl::unexpected("The folder for objects cannot be opened: " + root.string() + ": "
                              + std::strerror(errno));
    }
    if (status.st_uid != ::geteuid() || (status.st_mode & 077) != 0) {
        return tl::unexpected("The folder for objects must be this user's alone (0700): " + root.string());
    }
    return std::make_unique<LocalBackend>(std::move(directory));
}

} // namespace objecta::objects
