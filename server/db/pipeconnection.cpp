// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/db/pipeconnection.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/socket.h>

namespace objecta::db {

namespace {

constexpr std::chrono::milliseconds trusted{200};

const PGresult *result(const void *handle)
{
    return static_cast<const PGresult *>(handle);
}

constexpr Rows::Access pqAccess = {
    [](const void *handle) { return PQntuples(result(handle)); },
    [](const void *handle) {
        const char *count = PQcmdTuples(const_cast<PGresult *>(result(handle)));
        return *count == '\0' ? 0 : std::atoi(count);
    },
    [](const void *handle, int row, int column) { return PQgetisnull(result(handle), row, column) != 0; },
    [](const void *handle, int row, int column) {
        return std::string_view(PQgetvalue(result(handle), row, column),
                                static_cast<size_t>(PQgetlength(result(handle), row, column)));
    },
};

std::string fieldOf(const PGresult *r, int field)
{
    const char *value = PQresultErrorField(r, field);
    return value != nullptr ? value : "";
}

} // namespace

PipeConnection::PipeConnection(asio::any_io_executor executor, PGconn *pg)
    : m_pg(pg)
    , m_socket(std::make_shared<asio::posix::stream_descriptor>(std::move(executor)))
{
    if (m_pg != nullptr) {
        // Notices may quote values; nothing in the schema raises one that matters.
        PQsetNoticeReceiver(
            m_pg, [](void *, const PGresult *) {}, nullptr);
    }
}

PipeConnection::~PipeConnection()
{
    leave();
    PQfinish(m_pg);
}

void PipeConnection::leave()
{
    if (m_socket->is_open()) {
        m_socket->release(); // the descriptor is libpq's
    }
}

bool PipeConnection::adoptSocket()
{
    const int fd = PQsocket(m_pg);
    if (fd < 0) {
        return false;
    }
    if (!m_socket->is_open() || m_socket->native_handle() != fd) {
        if (m_socket->is_open()) {
            m_socket->release();
        }
        boost::system::error_code error;
        m_socket->assign(fd, error);
        return !error;
    }
    return true;
}

Awaitable<bool> PipeConnection::connect()
{
    auto polling = PGRES_POLLING_WRITING;
    while (polling != PGRES_POLLING_OK) {
        if (polling == PGRES_POLLING_FAILED || !adoptSocket()) {
            co_return false;
        }
        const auto direction = polling == PGRES_POLLING_READING ? asio::posix::stream_descriptor::wait_read
                                                                : asio::posix::stream_descriptor::wait_write;
        boost::system::error_code error;
        co_await m_socket->async_wait(direction, asio::redirect_error(asio::use_awaitable, error));
        if (error) {
            co_return false;
        }
        // libpq may close this socket and open another for its next attempt.
        m_socket->release();
        polling = PQconnectPoll(m_pg);
    }
    co_return adoptSocket() && PQsetnonblocking(m_pg, 1) == 0 && PQenterPipelineMode(m_pg) == 1;
}

Awaitable<tl::expected<std::unique_ptr<PipeConnection>, std::string>>
PipeConnection::open(asio::any_io_executor executor, std::string conninfo, std::chrono::milliseconds patience)
{
    std::unique_ptr<PipeConnection> connection(new PipeConnection(executor, PQconnectStart(conninfo.c_str())));
    if (connection->m_pg == nullptr) {
        co_return tl::unexpected(std::string("out of memory"));
    }
    asio::steady_timer limit(executor, patience);
    limit.async_wait([socket = std::weak_ptr(connection->m_socket)](const boost::system::error_code &error) {
        const auto open = socket.lock();
        if (!error && open) {
            boost::system::error_code ignored;
            open->cancel(ignored);
        }
    });
    if (PQstatus(connection->m_pg) == CONNECTION_BAD || !co_await connection->connect()) {
        std::string message = PQerrorMessage(connection->m_pg);
        while (!message.empty() && message.back() == '\n') {
            message.pop_back();
        }
        co_return tl::unexpected(message.empty() ? std::string("no answer in time") : message);
    }
    co_return connection;
}

bool PipeConnection::idle() const
{
    return !m_running && PQstatus(m_pg) == CONNECTION_OK && PQtransactionStatus(m_pg) == PQTRANS_IDLE;
}

bool PipeConnection::stale() const
{
    if (Clock::now() - idleSince < trusted) {
        return false;
    }
    char byte = 0;
    const auto got = ::recv(PQsocket(m_pg), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

void PipeConnection::expire(Clock::time_point now)
{
    if (m_running && now >= m_deadline) {
        boost::system::error_code ignored;
        m_socket->cancel(ignored);
    }
}

Awaitable<bool> PipeConnection::waitReadable()
{
    boost::system::error_code error;
    co_await m_socket->async_wait(asio::posix::stream_descriptor::wait_read,
                                  asio::redirect_error(asio::use_awaitable, error));
    co_return !error && PQconsumeInput(m_pg) == 1;
}

Awaitable<bool> PipeConnection::flush()
{
    using namespace asio::experimental::awaitable_operators;
    for (;;) {
        const int left = PQflush(m_pg);
        if (left <= 0) {
            co_return left == 0;
        }
        // A long statement fills the socket: the server may be waiting for us to read meanwhile.
        boost::system::error_code readError;
        boost::system::error_code writeError;
        const auto ready = co_await (m_socket->async_wait(asio::posix::stream_descriptor::wait_read,
                                                          asio::redirect_error(asio::use_awaitable, readError))
                                     || m_socket->async_wait(asio::posix::stream_descriptor::wait_write,
                                                             asio::redirect_error(asio::use_awaitable, writeError)));
        const bool readable = ready.index() == 0;
        if (readable ? (readError || PQconsumeInput(m_pg) != 1) : static_cast<bool>(writeError)) {
            co_return false;
        }
    }
}

bool PipeConnection::send(const Command &command)
{
    auto known = m_prepared.find(command.text);
    std::string name;
    if (known != m_prepared.end()) {
        name = known->second;
    } else {
        name = 's' + std::to_string(++m_nextName);
        if (PQsendPrepare(m_pg, name.c_str(), command.text, 0, nullptr) != 1) {
            return false;
        }
        m_steps.push_back({command.text, true, name});
    }
    std::array<const char *, 32> small{};
    std::vector<const char *> large;
    const auto &values = command.params->values();
    const char **pointers = small.data();
    if (values.size() > small.size()) {
        large.resize(values.size());
        pointers = large.data();
    }
    for (size_t i = 0; i < values.size(); ++i) {
        pointers[i] = values[i] ? values[i]->c_str() : nullptr;
    }
    m_steps.push_back({command.text, false, {}});
    return PQsendQueryPrepared(m_pg, name.c_str(), static_cast<int>(values.size()), pointers, nullptr, nullptr, 0) == 1;
}

void PipeConnection::take(const Step &step, const std::shared_ptr<PGresult> &answer, Outcome &outcome)
{
    const auto status = PQresultStatus(answer.get());
    if (status == PGRES_FATAL_ERROR) {
        if (!outcome.failure) {
            outcome.failure =
                SqlFailure{fieldOf(answer.get(), PG_DIAG_SQLSTATE), fieldOf(answer.get(), PG_DIAG_CONSTRAINT_NAME)};
            outcome.primary = fieldOf(answer.get(), PG_DIAG_MESSAGE_PRIMARY);
            outcome.failedText = step.text;
        }
    } else if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
        if (step.prepare) {
            m_prepared.emplace(step.text, step.name);
        } else {
            outcome.lastTag = PQcmdStatus(answer.get());
            outcome.rows.emplace_back(answer, &pqAccess);
        }
    }
}

Awaitable<PipeConnection::Outcome> PipeConnection::run(std::vector<Command> commands,
                                                       std::chrono::milliseconds patience)
{
    Outcome outcome;
    m_steps.clear();
    m_running = true; // stays so when the coroutine is destroyed on its way: the connection is then not idle
    m_deadline = Clock::now() + patience;
    outcome.broken = true;
    for (const auto &command : commands) {
        if (!send(command)) {
            co_return outcome;
        }
    }
    if (PQpipelineSync(m_pg) != 1 || !co_await flush()) {
        co_return outcome;
    }
    size_t step = 0;
    bool betweenSteps = false;
    for (;;) {
        while (PQisBusy(m_pg) != 0) {
            if (!co_await waitReadable()) {
                co_return outcome;
            }
        }
        const std::shared_ptr<PGresult> answer(PQgetResult(m_pg), [](PGresult *r) { PQclear(r); });
        if (!answer) {
            // One null ends each step; a second one means that libpq has nothing more to say.
            if (betweenSteps || PQstatus(m_pg) != CONNECTION_OK) {
                co_return outcome;
            }
            betweenSteps = true;
            ++step;
            continue;
        }
        betweenSteps = false;
        const auto status = PQresultStatus(answer.get());
        if (status == PGRES_PIPELINE_SYNC) {
            break;
        }
        if (step >= m_steps.size()) {
            co_return outcome;
        }
        take(m_steps[step], answer, outcome);
    }
    outcome.broken = false;
    m_running = false;
    co_return outcome;
}

} // namespace objecta::db
