// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/main/audit_command.h"

#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <iostream>

namespace objecta::app {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::minutes keeperPause{10};

/// The last checkpoint of each organization.
std::vector<features::AuditCheckpoint> latest(std::vector<features::AuditCheckpoint> all)
{
    std::map<std::string, features::AuditCheckpoint> byOrganization;
    for (auto &checkpoint : all) {
        auto &known = byOrganization[checkpoint.organization];
        if (checkpoint.seq >= known.seq) {
            known = std::move(checkpoint);
        }
    }
    std::vector<features::AuditCheckpoint> out;
    for (auto &[organization, checkpoint] : byOrganization) {
        out.push_back(std::move(checkpoint));
    }
    return out;
}

/// What both commands stand on.
struct Session {
    asio::io_context context{1};
    std::optional<Installation> installation;
    std::unique_ptr<db::Database> database;
    std::optional<features::AuditCheckpoints> checkpoints;
};

Outcome<std::unique_ptr<Session>> begin(const AuditOptions &options)
{
    auto out = std::make_unique<Session>();
    auto installation = Installation::visit(options.place);
    if (!installation) {
        return tl::unexpected(installation.error());
    }
    out->installation.emplace(std::move(*installation));
    // With a database of one's own the directory still has the server's key.
    const auto keyFile = options.place.dataDir / "keys" / "token.key";
    std::error_code error;
    if (!std::filesystem::exists(keyFile, error)) {
        return misconfigured("The server's key is not in " + options.place.dataDir.string()
                             + "; give its data directory with --data-dir.");
    }
    auto key = auth::TokenKey::loadOrCreate(keyFile);
    if (!key) {
        return misconfigured(key.error());
    }
    auto former = formerKeys(options.place.dataDir);
    if (!former) {
        return misconfigured(former.error());
    }
    out->checkpoints.emplace(std::move(*key),
                             options.checkpoints.empty() ? checkpointsFile(options.place.dataDir) : options.checkpoints,
                             std::move(*former));
    db::DatabaseOptions databaseOptions;
    databaseOptions.connection = out->installation->connection();
    databaseOptions.statementTimeout = std::chrono::minutes(30);
    out->database = std::make_unique<db::Database>(out->context.get_executor(), databaseOptions);
    if (const auto started = await(out->context, out->database->start()); !started) {
        return misconfigured(started.error());
    }
    return out;
}

} // namespace

tl::expected<std::vector<auth::TokenKey>, std::string> formerKeys(const std::filesystem::path &dataDir)
{
    std::vector<auth::TokenKey> out;
    std::error_code error;
    for (const auto &file : std::filesystem::directory_iterator(dataDir / "keys", error)) {
        if (file.path().extension() == ".key" && file.path().filename() != "token.key") {
            auto key = auth::TokenKey::loadOrCreate(file.path());
            if (!key) {
                return tl::unexpected(key.error());
            }
            out.push_back(std::move(*key));
        }
    }
    return out;
}

std::filesystem::path checkpointsFile(const std::filesystem::path &dataDir)
{
    return dataDir / "audit" / "checkpoints.jsonl";
}

Outcome<void> auditCheckpoint(const AuditOptions &options)
{
    const auto session = begin(options);
    if (!session) {
        return tl::unexpected(session.error());
    }
    auto known = (*session)->checkpoints->read();
    if (!known) {
        return failed(known.error());
    }
    const auto ends = await((*session)->context, features::auditEnds(*(*session)->database, latest(std::move(*known))));
    if (!ends) {
        return failedWith("The audit trail cannot be read", ends.error());
    }
    if (const auto appended = (*session)->checkpoints->append(*ends); !appended) {
        return failed(appended.error());
    }
    std::cout << ends->size() << " checkpoints added" << std::endl;
    return {};
}

Outcome<void> auditVerify(const AuditOptions &options)
{
    std::optional<OrganizationId> organization;
    if (!options.organization.empty()) {
        organization = OrganizationId::parse(options.organization);
        if (!organization) {
            return misconfigured("\"" + options.organization + "\" is no organization's id.");
        }
    }
    const auto session = begin(options);
    if (!session) {
        return tl::unexpected(session.error());
    }
    auto known = (*session)->checkpoints->read();
    if (!known) {
        return failed(known.error());
    }
    const auto faults =
        await((*session)->context, features::verifyAudit(*(*session)->database, organization, std::move(*known)));
    if (!faults) {
        return failedWith("The audit trail cannot be read", faults.error());
    }
    const auto erased = await((*session)->context, features::erasedTrails(*(*session)->database, organization));
    if (!erased) {
        return failedWith("The audit trail cannot be read", erased.error());
    }
    for (const auto &slug : *erased) {
        std::cout << slug << ": erased, and its trail with it" << std::endl;
    }
    for (const auto &fault : *faults) {
        std::cout << (fault.slug.empty() ? fault.organization : fault.slug) << ": entry " << fault.seq;
        if (!fault.entry.empty()) {
            std::cout << " (" << fault.entry << ')';
        }
        std::cout << " was " << fault.what << std::endl;
    }
    if (!faults->empty()) {
        return failed("The audit trail of " + std::to_string(faults->size()) + " chains was tampered with.");
    }
    std::cout << "The audit trail is whole" << std::endl;
    return {};
}

AuditKeeper::AuditKeeper(asio::io_context &context, db::Database &database, features::AuditCheckpoints checkpoints)
    : m_context(context)
    , m_database(database)
    , m_checkpoints(std::move(checkpoints))
    , m_timer(context)
{
}

void AuditKeeper::start()
{
    asio::co_spawn(m_context, run(), asio::detached);
}

void AuditKeeper::stop()
{
    m_stopping = true;
    m_timer.cancel();
}

db::Awaitable<void> AuditKeeper::run()
{
    using Known = tl::expected<std::vector<features::AuditCheckpoint>, std::string>;
    using Written = tl::expected<void, std::string>;
    while (!m_stopping) {
        m_timer.expires_after(keeperPause);
        boost::system::error_code ignored;
        co_await m_timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        if (m_stopping) {
            break;
        }
        const std::function<Known()> read = [this] { return m_checkpoints.read(); };
        auto known = co_await m_database.offload<Known>(read);
        if (!known) {
            spdlog::error("no audit checkpoint: {}", known.error());
            continue;
        }
        auto last = latest(std::move(*known));
        const auto ends = co_await features::auditEnds(m_database, std::move(last));
        if (!ends) {
            spdlog::warn("no audit checkpoint this time: {}", problemCode(ends.error().code));
            continue;
        }
        const std::function<Written()> write = [this, &ends] { return m_checkpoints.append(*ends); };
        const auto written = co_await m_database.offload<Written>(write);
        if (!written) {
            spdlog::error("no audit checkpoint: {}", written.error());
        }
    }
}

} // namespace objecta::app
