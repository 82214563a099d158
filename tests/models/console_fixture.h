// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/support/testserver.h"

#include "app/api/endpoints.h"
#include "app/api/session.h"
#include "app/core/profile.h"
#include "app/core/settings.h"
#include "models/stores/appservices.h"
#include "models/stores/pagestore.h"

#include <QTemporaryDir>
#include <QTest>

#include <functional>

namespace objecta::test {

/// Turns the event loop until the condition holds; far longer than anything should take.
inline bool until(const std::function<bool()> &condition)
{
    return QTest::qWaitFor(condition, 30'000);
}

inline bool loaded(const stores::PageStore &store)
{
    return until([&] { return !store.isBusy() && store.state() != stores::PageStore::State::Loading; })
        && store.hasData() && store.state() != stores::PageStore::State::Stale;
}

/// The console below its widgets, on a folder of its own and a running server.
class Console {
public:
    /// `url`: where the server is reached, when that is not its own port.
    explicit Console(const TestServer &server, bool readOnly = false, const QUrl &url = {})
        : m_server(server)
        , m_services({core::Directories::under(folder().path()), false})
        , ctx(m_services.context())
        , profile{QStringLiteral("test"), QStringLiteral("Test"), url.isEmpty() ? QUrl(server.baseUrl()) : url,
                  core::Environment::Development, readOnly}
    {
        ctx.session.useProfile(profile);
    }

    bool signIn()
    {
        const Demo demo = m_server.demo();
        ctx.session.signIn(QString::fromStdString(demo.staffEmail), QString::fromStdString(demo.staffPassword));
        return until([this] { return ctx.session.isSignedIn(); });
    }

private:
    /// Made with its folders before the services look for them.
    const QTemporaryDir &folder()
    {
        QString error;
        if (!core::Directories::under(m_folder.path()).make(&error)) {
            qFatal("%s", qPrintable(error));
        }
        return m_folder;
    }

    const TestServer &m_server;
    QTemporaryDir m_folder;
    stores::AppServices m_services;

public:
    stores::AppContext &ctx;
    core::ServerProfile profile;
};

/// Where staff read and change an organization's limits.
inline std::string limitsPath(const TestServer &server, std::string_view slug)
{
    return "/v1/admin/organizations/" + server.demo().tenant(slug).id + "/limits";
}

inline OrganizationId organizationId(const TestServer &server, std::string_view slug)
{
    return *OrganizationId::parse(server.demo().tenant(slug).id);
}

} // namespace objecta::test
