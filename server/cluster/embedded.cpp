// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/cluster/embedded.h"

#include "server/db/superuser.h"

#include <spdlog/spdlog.h>

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <sstream>
#include <thread>

namespace objecta::cluster {

namespace fs = std::filesystem;

namespace {

using namespace std::chrono_literals;

constexpr auto startPatience = 60s;
constexpr auto pollInterval = 4ms;
constexpr std::chrono::milliseconds lingerInterval{200};
constexpr std::chrono::seconds lingerPatience{10};
/// Once a predecessor has had this long to follow its death signal, it gets the signal again from us.
constexpr auto predecessorPatience = 2s;
constexpr auto stopPatience = 30s;
/// sockaddr_un::sun_path, its NUL and the socket's own name.
constexpr size_t longestSocketFolder = 107 - sizeof("/.s.PGSQL.5432") + 1;

constexpr const char *settings =
    R"(# Written by objecta-server at every start. Settings of your own belong into custom.conf.
listen_addresses = ''
port = 5432
max_connections = 200
shared_buffers = 128MB
fsync = on
synchronous_commit = on
full_page_writes = on
max_wal_size = 512MB
timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'ISO, YMD'
lc_messages = 'C'
jit = off
random_page_cost = 1.1
unix_socket_permissions = 0700
# Neither statements nor DETAIL, which quote tenants' values.
log_destination = 'stderr'
log_min_messages = warning
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length_on_error = 0
log_line_prefix = '%m [%p] '
)";

/// A folder of PostgreSQL's: its own, nobody else's.
tl::expected<void, std::string> makeFolder(const fs::path &path, const Identity &owner)
{
    if ((::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) || ::chmod(path.c_str(), 0700) != 0
        || (owner.foreign && ::chown(path.c_str(), owner.uid, owner.gid) != 0)) {
        return tl::unexpected("The folder " + path.string() + " cannot be made: " + errorText(errno) + ".");
    }
    return {};
}

/// Opened without the right to read, for a child to reach by number: its OS user may not be able to reach it by
/// path (root's home is closed to it).
FileDescriptor folderHandle(const fs::path &path)
{
    return FileDescriptor(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

std::string throughHandle(const FileDescriptor &folder)
{
    return "/proc/self/fd/" + std::to_string(folder.get());
}

std::string addressOf(const std::string &socketFolder)
{
    return "host='" + socketFolder + "' port=5432";
}

std::string ownName()
{
    const passwd *entry = ::getpwuid(::geteuid());
    return entry != nullptr ? entry->pw_name : std::string();
}

bool sameFolder(const fs::path &a, const fs::path &b)
{
    struct stat first { };
    struct stat second { };
    return ::stat(a.c_str(), &first) == 0 && ::stat(b.c_str(), &second) == 0 && first.st_dev == second.st_dev
        && first.st_ino == second.st_ino;
}

/// One that was killed leaves its number behind until it is buried, and its processes, for a moment, its memory
/// (PostgreSQL, 19.4.1).
bool lingers(const std::string &why)
{
    return why.find("pre-existing shared memory block") != std::string::npos
        || why.find("\"postmaster.pid\" already exists") != std::string::npos;
}

} // namespace

EmbeddedCluster::EmbeddedCluster(const DataDir &directory, ClusterOptions options)
    : m_root(directory.path())
    , m_data(directory.postgres())
    , m_run(directory.run())
    , m_log(directory.log())
    , m_options(std::move(options))
{
}

EmbeddedCluster::~EmbeddedCluster()
{
    stop();
}

tl::expected<void, std::string> EmbeddedCluster::check()
{
    auto identity = Identity::forPostgres();
    if (!identity) {
        return tl::unexpected(identity.error());
    }
    m_identity = std::move(*identity);
    m_major.reset();
    if (const auto text = readFile(m_data / "PG_VERSION")) {
        int value = 0;
        std::from_chars(text->data(), text->data() + text->size(), value);
        m_major = value;
    }
    auto binaries = findBinaries(m_options.binaryFolders, m_major);
    if (!binaries) {
        return tl::unexpected(binaries.error());
    }
    m_binaries = std::move(*binaries);
    return {};
}

tl::expected<void, std::string> EmbeddedCluster::start()
{
    if (m_binaries.major == 0) {
        if (const auto able = check(); !able) {
            return able;
        }
    }
    if (::mkdir(m_log.c_str(), 0700) != 0 && errno != EEXIST) {
        return tl::unexpected("The folder " + m_log.string() + " cannot be made: " + errorText(errno) + ".");
    }
    if (const auto made = makeFolder(m_run, m_identity); !made) {
        return made;
    }
    m_runFolder = folderHandle(m_run);
    m_address = addressOf(m_run.string().size() <= longestSocketFolder ? m_run.string() : throughHandle(m_runFolder));
    if (!m_major) {
        if (const auto made = initialize(); !made) {
            return made;
        }
        m_major = m_binaries.major;
    }
    if (const auto ready = awaitPredecessor(); !ready) {
        return ready;
    }
    if (const auto configured = configure(); !configured) {
        return configured;
    }
    if (const auto launched = launch(); !launched) {
        return launched;
    }
    return db::bootstrap(connection(), superuser);
}

tl::expected<void, std::string> EmbeddedCluster::initialize()
{
    // Beside its place until it is whole: an interrupted first start leaves nothing that looks like a cluster.
    const fs::path fresh = m_root / "postgres.new";
    std::error_code error;
    fs::remove_all(fresh, error);
    if (const auto made = makeFolder(fresh, m_identity); !made) {
        return made;
    }
    const auto folder = folderHandle(fresh);
    const fs::path logFile = m_log / "initdb.log";
    const FileDescriptor log(::open(logFile.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    spdlog::info("making a PostgreSQL {} cluster in {}", m_binaries.major, m_data.string());
    Launch initdb;
    initdb.program = m_binaries.program("initdb");
    initdb.arguments = {"--pgdata=" + throughHandle(folder),
                        std::string("--username=") + superuser,
                        "--encoding=UTF8",
                        "--locale=C.UTF-8",
                        "--auth-local=peer",
                        "--auth-host=reject",
                        "--data-checksums",
                        "--no-instructions"};
    initdb.identity = m_identity;
    initdb.keep = {folder.get()};
    initdb.log = log.get();
    initdb.deathSignal = SIGTERM;
    auto process = Process::start(initdb);
    if (!process) {
        return tl::unexpected(process.error());
    }
    if (!process->ended(120s) || process->status() != 0) {
        process->signal(SIGKILL);
        process->ended(5s);
        return tl::unexpected("PostgreSQL's initdb failed; see " + logFile.string() + '.');
    }
    if (::rename(fresh.c_str(), m_data.c_str()) != 0) {
        return tl::unexpected("The folder " + m_data.string() + " cannot be made: " + errorText(errno) + ".");
    }
    return {};
}

tl::expected<void, std::string> EmbeddedCluster::configure()
{
    const std::string user = ownName();
    if (user.empty()) {
        return tl::unexpected("The user number " + std::to_string(::geteuid())
                              + " has no name, which PostgreSQL needs to recognise us.");
    }
    std::string conf = settings;
    for (const auto &line : m_options.settings) {
        conf += line + '\n';
    }
    conf += "include_if_exists = 'custom.conf'\n";
    const std::string access = "# Written by objecta-server at every start: who runs it may be any role, nobody else.\n"
                               "local all all peer map=objecta\n";
    std::string map;
    for (const char *role : {superuser, "objecta_owner", "objecta_app", "objecta_app_ro", "objecta_platform"}) {
        map += "objecta \"" + user + "\" " + role + '\n';
    }
    const std::pair<const char *, const std::string *> files[] = {
        {"postgresql.conf", &conf}, {"pg_hba.conf", &access}, {"pg_ident.conf", &map}};
    for (const auto &[name, content] : files) {
        const fs::path path = m_data / name;
        if (const auto written = writeAtomically(path, *content, 0600); !written) {
            return written;
        }
        if (m_identity.foreign && ::lchown(path.c_str(), m_identity.uid, m_identity.gid) != 0) {
            return tl::unexpected("The file " + path.string() + " cannot be given to PostgreSQL: " + errorText(errno)
                                  + ".");
        }
    }
    return {};
}

tl::expected<void, std::string> EmbeddedCluster::awaitPredecessor()
{
    const auto text = readFile(m_data / "postmaster.pid");
    pid_t pid = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), pid).ec != std::errc() || pid <= 1) {
        return {};
    }
    auto old = Process::attach(pid);
    // PostgreSQL works inside its data folder: any other process merely has the number by now.
    if (!old || !sameFolder(fs::path("/proc") / std::to_string(pid) / "cwd", m_data)) {
        return {};
    }
    spdlog::info("waiting for the PostgreSQL of an earlier run to end (pid {})", pid);
    if (old.ended(predecessorPatience)) {
        return {};
    }
    old.signal(SIGINT);
    if (old.ended(stopPatience)) {
        return {};
    }
    old.signal(SIGQUIT);
    if (old.ended(stopPatience)) {
        return {};
    }
    return tl::unexpected("A PostgreSQL process of an earlier run (pid " + std::to_string(pid) + ") does not end.");
}

tl::expected<void, std::string> EmbeddedCluster::launch()
{
    const fs::path logFile = m_log / "postgres.log";
    std::error_code error;
    static constexpr uintmax_t largestLog = 16 << 20;
    if (fs::file_size(logFile, error) > largestLog && !error) {
        fs::rename(logFile, m_log / "postgres.log.1", error);
    }
    const FileDescriptor log(::open(logFile.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    const auto data = folderHandle(m_data);
    Launch postgres;
    postgres.program = m_binaries.program("postgres");
    postgres.arguments = {"-D", throughHandle(data), "-c", "unix_socket_directories=" + throughHandle(m_runFolder)};
    postgres.identity = m_identity;
    postgres.keep = {data.get(), m_runFolder.get()};
    postgres.log = log.get();
    postgres.deathSignal = SIGINT;
    auto process = Process::start(postgres);
    if (!process) {
        return tl::unexpected(process.error());
    }
    m_server = std::move(*process);
    const auto until = std::chrono::steady_clock::now() + startPatience;
    const auto lingering = std::chrono::steady_clock::now() + lingerPatience;
    while (!db::answers(m_address)) {
        if (m_server.ended(pollInterval)) {
            m_server = Process();
            const std::string why = lastLogLine();
            if (!lingers(why) || std::chrono::steady_clock::now() > lingering) {
                return tl::unexpected("PostgreSQL did not start: " + why);
            }
            std::this_thread::sleep_for(lingerInterval);
            process = Process::start(postgres);
            if (!process) {
                return tl::unexpected(process.error());
            }
            m_server = std::move(*process);
        }
        if (std::chrono::steady_clock::now() > until) {
            stop();
            return tl::unexpected("PostgreSQL did not start in time; see " + logFile.string() + '.');
        }
    }
    return {};
}

void EmbeddedCluster::stop()
{
    if (!m_server) {
        return;
    }
    for (const int number : {SIGINT, SIGQUIT, SIGKILL}) {
        m_server.signal(number);
        if (m_server.ended(stopPatience)) {
            break;
        }
        spdlog::warn("PostgreSQL does not stop after signal {}", number);
    }
    m_server = Process();
}

std::string EmbeddedCluster::lastLogLine() const
{
    const auto text = readFile(m_log / "postgres.log");
    std::string last = "see " + (m_log / "postgres.log").string();
    std::istringstream lines(text.value_or(""));
    for (std::string line; std::getline(lines, line);) {
        if (const auto at = line.find("FATAL:  "); at != std::string::npos) {
            last = line.substr(at + 8);
        }
    }
    return last;
}

std::optional<std::string> EmbeddedCluster::connectionOfRunning(const DataDir &directory)
{
    std::string folder = directory.run().string();
    if (folder.size() > longestSocketFolder) {
        // Kept open for good: the connection string names it by number.
        static const FileDescriptor handle = folderHandle(directory.run());
        folder = throughHandle(handle);
    }
    const auto address = addressOf(folder);
    return db::answers(address) ? std::optional(address + " dbname=objecta") : std::nullopt;
}

} // namespace objecta::cluster
