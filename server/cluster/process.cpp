// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/cluster/process.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace objecta::cluster {

namespace {

/// Between fork and exec: system calls only, nothing that could take a lock.
[[noreturn]] void becomeChild(const Launch &launch, char *const *arguments, pid_t parent)
{
    const auto failed = [] { _exit(127); };
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    ::setpgid(0, 0);
    const int null = ::open("/dev/null", O_RDONLY);
    if (null < 0 || ::dup2(null, STDIN_FILENO) < 0
        || (launch.log >= 0 && (::dup2(launch.log, STDOUT_FILENO) < 0 || ::dup2(launch.log, STDERR_FILENO) < 0))) {
        failed();
    }
    for (const int fd : launch.keep) {
        if (::fcntl(fd, F_SETFD, 0) < 0) {
            failed();
        }
    }
    if (launch.identity.foreign
        && (::setgroups(launch.identity.groups.size(), launch.identity.groups.data()) != 0
            || ::setgid(launch.identity.gid) != 0 || ::setuid(launch.identity.uid) != 0)) {
        failed();
    }
    // After setuid, which takes it back. A parent that died before is found by its changed number.
    if (launch.deathSignal != 0 && (::prctl(PR_SET_PDEATHSIG, launch.deathSignal) != 0 || ::getppid() != parent)) {
        failed();
    }
    if (::chdir("/") != 0) {
        failed();
    }
    ::umask(077);
    ::execv(launch.program.c_str(), arguments);
    _exit(127);
}

} // namespace

std::string errorText(int number)
{
    return std::strerror(number);
}

tl::expected<Identity, std::string> Identity::forPostgres()
{
    Identity out;
    out.uid = ::geteuid();
    out.gid = ::getegid();
    if (out.uid != 0) {
        return out;
    }
    const passwd *entry = ::getpwnam("postgres");
    if (entry == nullptr) {
        return tl::unexpected(std::string("PostgreSQL does not run as root, and there is no user \"postgres\" that it "
                                          "could run as: install the package postgresql."));
    }
    out.uid = entry->pw_uid;
    out.gid = entry->pw_gid;
    out.foreign = true;
    int count = 64;
    out.groups.resize(static_cast<size_t>(count));
    if (::getgrouplist("postgres", out.gid, out.groups.data(), &count) < 0) {
        count = 1;
        out.groups[0] = out.gid;
    }
    out.groups.resize(static_cast<size_t>(count));
    return out;
}

tl::expected<Process, std::string> Process::start(const Launch &launch)
{
    std::vector<char *> arguments;
    arguments.push_back(const_cast<char *>(launch.program.c_str()));
    for (const auto &argument : launch.arguments) {
        arguments.push_back(const_cast<char *>(argument.c_str()));
    }
    arguments.push_back(nullptr);
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0) {
        return tl::unexpected("No process could be started: " + errorText(errno) + ".");
    }
    if (pid == 0) {
        becomeChild(launch, arguments.data(), parent);
    }
    Process out = attach(pid);
    out.m_child = true;
    return out;
}

Process Process::attach(pid_t pid)
{
    Process out;
    out.m_pidfd = FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U)));
    out.m_pid = pid;
    return out;
}

void Process::signal(int number) const
{
    if (m_pidfd && !m_reaped) {
        ::syscall(SYS_pidfd_send_signal, m_pidfd.get(), number, nullptr, 0U);
    }
}

bool Process::ended(std::chrono::milliseconds patience)
{
    if (m_reaped || !m_pidfd) {
        return true;
    }
    pollfd wait{m_pidfd.get(), POLLIN, 0};
    const auto until = std::chrono::steady_clock::now() + patience;
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        const int got = ::poll(&wait, 1, static_cast<int>(std::max<int64_t>(left.count(), 0)));
        if (got > 0) {
            break;
        }
        if (got == 0 || errno != EINTR) {
            return false;
        }
    }
    if (m_child) {
        int status = 0;
        ::waitpid(m_pid, &status, 0);
        m_status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
    m_reaped = true;
    return true;
}

} // namespace objecta::cluster
