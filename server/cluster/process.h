// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/system/filedescriptor.h"

#include <tl/expected.hpp>

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace objecta::cluster {

using system::FileDescriptor;

/// The OS user that PostgreSQL runs as: oneself, or "postgres" when oneself is root, which PostgreSQL refuses.
struct Identity {
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups;
    /// Whether a child has to change to it.
    bool foreign = false;

    static tl::expected<Identity, std::string> forPostgres();
};

/// What to run.
struct Launch {
    std::string program;
    /// Without the program's name.
    std::vector<std::string> arguments;
    Identity identity;
    /// Descriptors that the child keeps under their numbers; every other is closed in it, or is close-on-exec.
    std::vector<int> keep;
    /// Where its output goes.
    int log = -1;
    /// Sent to the child when the thread that started it ends, however it ends; 0 for none.
    int deathSignal = 0;
};

/// A process seen through its pidfd: its number cannot come to mean another one meanwhile.
class Process {
public:
    Process() = default;
    /// A child in a process group of its own (Ctrl-C is not for it), in "/". The thread that calls this must live
    /// as long as the child shall, see Launch::deathSignal.
    static tl::expected<Process, std::string> start(const Launch &launch);
    /// A process that is no child of ours; empty when there is none.
    static Process attach(pid_t pid);

    explicit operator bool() const { return static_cast<bool>(m_pidfd); }
    [[nodiscard]] pid_t pid() const { return m_pid; }
    [[nodiscard]] int pidfd() const { return m_pidfd.get(); }
    void signal(int number) const;
    /// Whether it has ended, after waiting for that at most so long. A child is reaped.
    bool ended(std::chrono::milliseconds patience);
    /// Of a child that has ended: its exit status, 128 + n for signal n.
    [[nodiscard]] int status() const { return m_status; }

private:
    FileDescriptor m_pidfd;
    pid_t m_pid = 0;
    bool m_child = false;
    bool m_reaped = false;
    int m_status = 0;
};

/// "open: Permission denied" without the first part.
std::string errorText(int number);

} // namespace objecta::cluster
