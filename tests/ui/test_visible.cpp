// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The organization list asks the stream for the figures of the rows on screen and for no others, whatever is scrolled,
// resized or filtered.

#include "tests/ui/windowtest.h"

#include "app/api/metricsstream.h"
#include "models/stores/organizationliststore.h"
#include "ui/pages/commands.h"
#include "ui/pages/organizations/organizationlist.h"
#include "ui/pages/organizations/organizationspage.h"
#include "ui/shell/workspace.h"
#include "ui/widgets/datatable.h"

#include <QLineEdit>
#include <QScrollBar>

#include <set>

using namespace objecta;
using namespace objecta::test;
using namespace objecta::ui;

class TestVisible : public WindowTest {
    Q_OBJECT

    static constexpr int many = 60;
    /// Whose figures the newest frame has.
    std::set<std::string> m_told;

    DataTable *table() { return m_window->workspace().organizations()->list()->table(); }
    std::set<std::string> seen()
    {
        std::set<std::string> out;
        const auto [first, last] = table()->visibleRows();
        for (int row = std::max(0, first); row <= last; ++row) {
            out.insert(ctx().organizations.model()->at(row).id.text());
        }
        return out;
    }
    bool tellsWhatIsSeen()
    {
        return until([this] { return !m_told.empty() && m_told == seen(); });
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        QCOMPARE(makeRows(many).size(), size_t(many));
        QVERIFY(open());
        QVERIFY(loaded(ctx().organizations));
        QVERIFY(ctx().organizations.model()->rowCount() > many);
        connect(&ctx().stream, &api::MetricsStream::frameReceived, this, [this](const StreamMessage &message) {
            m_told.clear();
            for (const OrganizationFigures &row : message.organizations) {
                m_told.insert(row.id.text());
            }
        });
    }
    void cleanupTestCase() { close(); }

    void theRowsOnScreenAndNoOthers()
    {
        QVERIFY(tellsWhatIsSeen());
        QVERIFY(seen().size() > 10 && seen().size() < many / 2 + 10);
        QVERIFY(static_cast<int>(m_told.size()) < ctx().organizations.model()->rowCount());
    }

    void scrollingResizingAndFilteringFollow()
    {
        const auto before = seen();
        table()->verticalScrollBar()->setValue(table()->verticalScrollBar()->maximum());
        QVERIFY(seen() != before);
        QVERIFY(tellsWhatIsSeen());

        m_window->resize(1200, 600);
        QVERIFY(until([&] { return seen().size() < before.size(); }));
        QVERIFY(tellsWhatIsSeen());

        m_window->findChild<QLineEdit *>(QStringLiteral("organizationSearch"))->setText(QStringLiteral("row-15"));
        QVERIFY(until([&] { return ctx().organizations.model()->rowCount() == 10; }));
        QVERIFY(tellsWhatIsSeen());
        QCOMPARE(m_told.size(), size_t(10));
    }

    void aHiddenListAsksForNothing()
    {
        m_window->commands().goImpersonation->trigger();
        QVERIFY(until([this] { return m_told.empty(); }));
        m_window->commands().goOrganizations->trigger();
        QVERIFY(tellsWhatIsSeen());
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    TestVisible test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_visible.moc"
