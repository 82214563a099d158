// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/models/console_fixture.h"

#include "models/stores/connectionstore.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QTest>

#include <memory>
#include <string>
#include <vector>

namespace objecta::test {

/// What tests of the real window against a real server begin with.
class WindowTest : public QObject {
protected:
    TestServer m_server;
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<Console> m_console;
    std::unique_ptr<ui::MainWindow> m_window;

    stores::AppContext &ctx() { return m_console->ctx; }

    /// Opens a window on the running server, signs in and waits for the stream; what was open before is closed.
    bool open(bool readOnly = false) { return openOn(m_server, {}, readOnly); }
    /// The same on that server, which is reached at `url`.
    bool openOn(const TestServer &server, const QUrl &url, bool readOnly = false)
    {
        close();
        if (!m_theme) {
            m_theme = std::make_unique<ui::Theme>(*qApp);
        }
        m_console = std::make_unique<Console>(server, readOnly, url);
        if (!ctx().profiles.save(m_console->profile)) {
            return false;
        }
        m_window = std::make_unique<ui::MainWindow>(ctx(), *m_theme);
        m_window->resize(1440, 900);
        m_window->show();
        if (!QTest::qWaitForWindowExposed(m_window.get())) {
            return false;
        }
        m_window->begin(m_console->profile.id, false);
        return m_console->signIn()
            && until([&] { return ctx().connection.state() == stores::ConnectionStore::State::Live; });
    }
    /// Makes organizations row-100, row-101, ... named "<name> 100" and so on; their ids, as many as could be made.
    std::vector<OrganizationId> makeRows(int count, const std::string &name = "Row")
    {
        auto staff = m_server.staff();
        std::vector<OrganizationId> out;
        for (int i = 0; i < count; ++i) {
            const std::string number = std::to_string(100 + i);
            const Reply made = staff.post("/v1/admin/organizations",
                                          "{\"slug\":\"row-" + number + "\",\"name\":\"" + name + ' ' + number
                                              + "\",\"plan\":\"free\",\"admin_email\":\"a@row.example\"}");
            if (made.status == 201) {
                out.push_back(*OrganizationId::parse(std::string(made.json().at("id").as_string())));
            }
        }
        return out;
    }
    void close()
    {
        m_window.reset();
        m_console.reset();
    }
};

} // namespace objecta::test
