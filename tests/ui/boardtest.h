// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/windowtest.h"

#include "models/stores/metricsstore.h"
#include "ui/pages/metrics/chartboard.h"
#include "ui/pages/organizations/metricstab.h"
#include "ui/pages/organizations/organizationdetail.h"
#include "ui/pages/organizations/organizationspage.h"
#include "ui/shell/workspace.h"
#include "ui/theme/style.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/livechart.h"

#include <QAbstractScrollArea>
#include <QDateTime>
#include <QMouseEvent>

#include <cmath>

namespace objecta::test {

/// What tests of an organization's charts over ninety days of history begin with: the figures, as they stand in the
/// database, and a look at what the charts show of them.
class BoardTest : public WindowTest {
protected:
    static constexpr qint64 hour = 3600;
    static constexpr qint64 day = 24 * hour;
    /// The hour in which it all was written.
    qint64 m_hour = 0;

    /// Requests a second, so many hours before the one that runs: three levels, and three days of which nothing is
    /// known.
    static double levelAt(qint64 hoursAgo)
    {
        return hoursAgo >= 40 * 24 && hoursAgo < 43 * 24 ? std::nan("")
            : hoursAgo <= 30 * 24                        ? 8
            : hoursAgo <= 60 * 24                        ? 4
                                                         : 2;
    }
    static constexpr qint64 written = 91 * 24;
    static constexpr qint64 newestWritten = 5;

    ui::ChartBoard &board() { return *m_window->workspace().organizations()->detail()->metrics()->board(); }
    ui::LiveChart *requests() { return board().charts().first(); }
    QString badge() { return board().findChild<ui::Badge *>()->text(); }
    static QWidget *viewport(const ui::LiveChart *chart)
    {
        return chart->findChild<QAbstractScrollArea *>()->viewport();
    }
    /// The plot ends 14 pixels before the right edge.
    static int right(const ui::LiveChart *chart) { return chart->width() - 14; }
    static int left(const ui::LiveChart *chart) { return right(chart) - chart->plotWidth(); }

    /// Shows the last days, read from the server and drawn.
    bool show(int days)
    {
        board().setWindow(static_cast<int>(days * day));
        return drawn() && badge() == QStringLiteral("Live");
    }
    /// What is to be shown is shown: read, given to all charts and drawn by them.
    bool drawn()
    {
        return until([this] {
            const auto charts = board().charts();
            const auto [from, to] = board().range();
            // Not those of before, which stand there until what moves has come to rest.
            return board().isShown() && badge() != QStringLiteral("Reading\u2026")
                && std::ranges::all_of(charts, [&](ui::LiveChart *chart) {
                       const auto [first, last] = shownBy(chart);
                       return chart->isDrawn() && std::abs(first - from) <= (to - from) / 100
                           && std::abs(last - to) <= (to - from) / 100;
                   });
        });
    }
    /// The range that a chart stands at, by the times that it tells under the mouse.
    static std::pair<qint64, qint64> shownBy(ui::LiveChart *chart)
    {
        const auto timeAt = [chart](int x) {
            qint64 at = -1;
            const auto told = connect(chart, &ui::LiveChart::hovered, [&at](qint64 ms) { at = ms / 1000; });
            const QPointF place(x, 40);
            QMouseEvent move(QEvent::MouseMove, place, viewport(chart)->mapToGlobal(place), Qt::NoButton, Qt::NoButton,
                             Qt::NoModifier);
            QApplication::sendEvent(viewport(chart), &move);
            disconnect(told);
            return at;
        };
        const std::pair<qint64, qint64> out{timeAt(left(chart) + 1), timeAt(right(chart) - 1)};
        timeAt(0); // beside the plot: no crosshair
        return out;
    }
    static QImage pictureOf(ui::LiveChart *chart)
    {
        chart->drawNow();
        return chart->grab().toImage();
    }
    static int distance(const QColor &a, const QColor &b)
    {
        return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue());
    }
    static QList<QByteArrayList> rowsOf(QByteArray csv)
    {
        QList<QByteArrayList> out;
        for (const QByteArray &line : csv.remove(0, 3).split('\n')) {
            if (!line.isEmpty()) {
                out.append(line.trimmed().split(','));
            }
        }
        return out;
    }
    static qint64 timeOf(const QByteArray &text)
    {
        return QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate).toSecsSinceEpoch();
    }
    /// A server with ninety days of one organization and of the platform, and a window that shows its charts.
    void begin()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.error()));
        const OrganizationId acme = organizationId(m_server, "acme-corp");
        m_hour = QDateTime::currentSecsSinceEpoch() / hour;
        const auto stored =
            m_server.sql("objecta_platform")
                .run("INSERT INTO metric_points (organization_id, ring, slot, at, step_seconds, server, "
                     "requests, status2xx, messages, bytes, database_micros) "
                     "SELECT o, 3600, metric_slot(3600, t), t, 3600, "
                     "'00000000-0000-4000-8000-000000000001', 3600 * a, 3600 * a, 3600, 36000, 3600000 "
                     "FROM (SELECT to_timestamp(($2::bigint - i) * 3600) t, CASE WHEN i <= 720 THEN 8 "
                     "WHEN i <= 1440 THEN 4 ELSE 2 END a FROM generate_series($3::int, $4::int) i "
                     "WHERE i < 960 OR i >= 1032) hours, "
                     "unnest(ARRAY['00000000-0000-0000-0000-000000000000'::uuid, $1::uuid]) o",
                     {acme.text(), std::to_string(m_hour), std::to_string(newestWritten), std::to_string(written)});
        QVERIFY2(stored.ok(), stored.message.c_str());
        QVERIFY(open());
        m_window->workspace().openOrganization(acme);
        m_window->workspace().organizations()->detail()->showTab(ui::OrganizationDetail::Metrics);
        QVERIFY(until([this] { return board().isVisible() && badge() == QStringLiteral("Live"); }));
    }
};

} // namespace objecta::test
