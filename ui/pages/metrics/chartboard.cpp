// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/metrics/chartboard.h"

#include "app/api/session.h"
#include "app/core/text.h"
#include "models/contract/alert_bounds.h"
#include "models/stores/connectionstore.h"
#include "models/stores/throttlestore.h"
#include "ui/pages/metrics/metriccharts.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/card.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/format.h"
#include "ui/widgets/tenantswitcher.h"
#include "ui/widgets/text.h"

#include <QDateTime>
#include <QGridLayout>
#include <QLocale>
#include <QScrollArea>

#include <cmath>

namespace objecta::ui {

using stores::Metric;
using stores::MetricColumns;

namespace {

constexpr int twoColumnsFrom = 980;
constexpr int wideCard = 620;
const QString previous = QStringLiteral("previous");

/// From the step that `from` lies in.
MetricColumns since(const MetricColumns &columns, qint64 from)
{
    return columns.between(from - columns.step + 1, columns.end());
}

/// As alerts take them; none where not all of the time that they take is known.
std::vector<double> alertShares(const MetricColumns &of, Metric metric)
{
    std::vector<double> out = of.percentOfRequests(metric, alert_bounds::seconds);
    const auto lacking = static_cast<std::size_t>((alert_bounds::seconds - 1) / of.step);
    std::fill_n(out.begin(), std::min(lacking, out.size()), std::nan(""));
    return out;
}

QString axisNumber(double value)
{
    return value == std::round(value) ? compactCount(static_cast<qint64>(value)) : rate(value);
}

QString axisMilliseconds(double value)
{
    return QLocale().toString(value, 'f', value == std::round(value) ? 0 : 1) + QStringLiteral("\u00a0ms");
}

QString shownBytes(double value)
{
    return std::isnan(value) ? QStringLiteral("\u2013") : bytes(static_cast<qint64>(value));
}

/// Shares of errors are small: "0.4%".
QString shownPercent(double value)
{
    if (std::isnan(value)) {
        return QStringLiteral("\u2013");
    }
    const QString number = value == 0 || value >= 9.95 ? QLocale().toString(value, 'f', 0)
        : value < 0.1                                  ? QLocale().toString(value, 'f', 2)
                                                       : QLocale().toString(value, 'g', 2);
    //: share of all requests: 0.4%
    return ChartBoard::tr("%1%").arg(number);
}

} // namespace

ChartBoard::ChartBoard(stores::AppContext &context, stores::MetricsStore &store, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_store(store)
    , m_history(context.admin)
    , m_other(context.admin)
    , m_area(new Surface(&Tokens::canvas))
    , m_grid(new QGridLayout(m_area))
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Charts"));
    setAccessibleDescription(tr("Plus and minus zoom, the arrow keys move, Home goes back to now."));
    m_grid->setContentsMargins(space::l, space::l, space::l, space::l);
    m_grid->setSpacing(space::m);
    //: classes of HTTP answers
    m_requests = addChart(tr("Requests per second"),
                          {{tr("2xx"), &Tokens::series1, Metric::Status2xx},
                           {tr("3xx"), &Tokens::series4, Metric::Status3xx},
                           {tr("4xx"), &Tokens::series2, Metric::Status4xx},
                           {tr("5xx"), &Tokens::series3, Metric::Status5xx}},
                          Metric::Requests, axisNumber, [](double value) { return rate(value); });
    m_latency = addChart(tr("Latency"),
                         {{QStringLiteral("p50"), &Tokens::series4, Metric::P50},
                          {QStringLiteral("p95"), &Tokens::series1, Metric::P95},
                          {QStringLiteral("p99"), &Tokens::series3, Metric::P99}},
                         Metric::P95, axisMilliseconds, [](double value) { return milliseconds(value); });
    m_charts.last().card->setToolTip(latencyBoundNote());
    //: how many percent of all requests failed or were turned away
    m_shares = addChart(
        tr("Error share"),
        {{tr("5xx"), &Tokens::series3, Metric::Status5xx}, {tr("Rate limit"), &Tokens::series2, Metric::RateLimited}},
        Metric::Status5xx, percentLevel, shownPercent);
    m_charts.last().shares = true;
    m_charts.last().card->setToolTip(tr("Of the requests of the five minutes before each moment, as the alerts take "
                                        "it; of a step where that is longer. None where less than that is known."));
    m_charts.last().view->setCeiling(100);
    //: milliseconds that the database worked for all requests of a second together
    addChart(tr("Database time per second"), {{tr("PostgreSQL"), &Tokens::series1, Metric::DatabaseMs}},
             Metric::DatabaseMs, axisMilliseconds, [](double value) { return milliseconds(value); });
    addChart(tr("Bytes per second"), {{tr("Sent and received"), &Tokens::series4, Metric::Bytes}}, Metric::Bytes,
             shownBytes, shownBytes);
    //: requests that were turned away
    addChart(tr("Refusals per second"),
             {{tr("Rate limit"), &Tokens::series2, Metric::RateLimited},
              {tr("Quota"), &Tokens::series3, Metric::QuotaRefused}},
             Metric::RateLimited, axisNumber, [](double value) { return rate(value); });
    addChart(tr("Messages per second"), {{tr("Messages"), &Tokens::series1, Metric::Messages}}, Metric::Messages,
             axisNumber, [](double value) { return rate(value); });

    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_area);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeBar());
    layout->addWidget(new Rule);
    layout->addWidget(m_failure);
    layout->addWidget(m_unsaved);
    layout->addWidget(scroll, 1);

    m_settle.setSingleShot(true);
    m_settle.setInterval(120);
    m_second.setInterval(1000);
    m_feed.setInterval(16);
    connect(&m_feed, &QTimer::timeout, this, &ChartBoard::feed);
    connect(&m_settle, &QTimer::timeout, this, &ChartBoard::refresh);
    connect(&m_second, &QTimer::timeout, this, [this] {
        refreshBadges();
        m_context.throttles.wantRateLimits();
    });
    connect(&store, &stores::MetricsStore::updated, this, &ChartBoard::refresh);
    connect(&store, &stores::MetricsStore::pausedChanged, this, &ChartBoard::refreshBadges);
    connect(&store, &stores::PageStore::stateChanged, this, &ChartBoard::refresh);
    connect(&m_history, &stores::PageStore::dataChanged, this, &ChartBoard::refresh);
    connect(&m_other, &stores::PageStore::dataChanged, this, &ChartBoard::refresh);
    for (stores::MetricRangeStore *history : {&m_history, &m_other}) {
        connect(history, &stores::PageStore::busyChanged, this, &ChartBoard::refreshBadges);
        connect(history, &stores::PageStore::stateChanged, this, &ChartBoard::refreshBadges);
    }
    connect(&context.connection, &stores::ConnectionStore::stateChanged, this, &ChartBoard::refreshBadges);
    connect(&context.connection, &stores::ConnectionStore::rateChanged, this, &ChartBoard::refreshBadges);
    connect(&context.session, &api::Session::stateChanged, this, [this](api::Session::State state) {
        if (state == api::Session::State::SignedOut) {
            setCompared({});
        }
    });
    connect(&context.throttles, &stores::PageStore::dataChanged, this, &ChartBoard::applyThresholds);
    connect(&store, &stores::PageStore::stateChanged, this, &ChartBoard::applyThresholds);
    arrange();
    applySeries();
    applyThresholds();
}

qsizetype ChartBoard::addChart(const QString &title, const QList<Line> &lines, Metric compared, LiveChart::Format axis,
                               LiveChart::Format value)
{
    auto *view = new LiveChart;
    view->setTitle(title);
    view->setObjectName(QStringLiteral("chart%1").arg(m_charts.size()));
    view->setFormat(std::move(axis), std::move(value));
    view->setNavigable(true);
    view->setMinimumHeight(170);
    auto *card = new Card(title);
    card->header()->addWidget(view->legend());
    card->header()->setContentsMargins(0, 0, space::s, 0);
    card->body()->setContentsMargins(space::l, space::m, space::s, space::s);
    auto *below = new QHBoxLayout;
    below->setContentsMargins(0, 0, space::s, 0);
    card->body()->addLayout(below);
    card->body()->addWidget(view, 1);
    connect(view, &LiveChart::hovered, this, [this](qint64 ms) {
        for (const Chart &chart : std::as_const(m_charts)) {
            chart.view->setHover(ms);
        }
    });
    connect(view, &LiveChart::zoomWanted, this, &ChartBoard::zoom);
    connect(view, &LiveChart::panWanted, this, &ChartBoard::pan);
    connect(view, &LiveChart::liveWanted, this, [this] { setWindow(m_seconds); });
    m_charts.append({view, card, below, lines, compared});
    return m_charts.size() - 1;
}

void ChartBoard::arrange()
{
    const int columns = width() >= twoColumnsFrom ? 2 : 1;
    if (columns == m_columns) {
        return;
    }
    m_columns = columns;
    for (int i = 0; i < m_charts.size(); ++i) {
        // The last one has the rest of its row.
        const int wide = i + 1 == m_charts.size() ? columns - i % columns : 1;
        m_grid->addWidget(m_charts.at(i).card, i / columns, i % columns, 1, wide);
    }
    m_grid->setColumnStretch(0, 1);
    m_grid->setColumnStretch(1, columns - 1);
}

void ChartBoard::placeLegends()
{
    const bool below = !m_compared.isEmpty() && width() / std::max(m_columns, 1) < wideCard;
    if (below == m_legendsBelow) {
        return;
    }
    m_legendsBelow = below;
    for (const Chart &chart : std::as_const(m_charts)) {
        QWidget *legend = chart.view->legend();
        if (below) {
            chart.card->header()->removeWidget(legend);
            chart.below->addWidget(legend);
        } else {
            chart.below->removeWidget(legend);
            chart.card->header()->addWidget(legend);
        }
    }
}

QList<LiveChart *> ChartBoard::charts() const
{
    QList<LiveChart *> out;
    for (const Chart &chart : m_charts) {
        out.append(chart.view);
    }
    return out;
}

MetricColumns ChartBoard::shown()
{
    const auto [from, to] = range();
    const int points = m_charts.first().view->plotWidth();
    const qint64 quantum = std::max<qint64>(10, m_seconds / std::max(points, 1));
    const qint64 until = m_live ? to / quantum * quantum : to;
    // While a wheel turns or a mouse drags nothing is asked for.
    const bool settled = !m_settle.isActive();
    if (settled && m_compared == previous) {
        read(m_other, m_store.organization(), until - 2LL * m_seconds, until - m_seconds + quantum);
    } else if (settled && !m_compared.isEmpty()) {
        read(m_other, OrganizationId::parse(core::utf8(m_compared)), until - m_seconds, until);
    }
    if (!isPast()) {
        return liveBetween(from, to);
    }
    if (settled) {
        read(m_history, m_store.organization(), until - m_seconds, until);
    }
    return since(m_history.columns(), from);
}

void ChartBoard::refresh()
{
    if (!m_store.hasData()) {
        forget();
    }
    refreshBadges();
    if (!isVisible() || !m_store.hasData() || (m_store.isPaused() && m_live)) {
        return;
    }
    m_fed.columns = shown();
    m_fed.other = since(m_other.columns(), range().first - (m_compared == previous ? m_seconds : 0));
    m_fed.past = isPast();
    m_fed.gaps = m_fed.columns.gaps();
    m_fed.partial = isPast() ? m_fed.columns.partial() : m_held.columns.isEmpty() ? m_store.partial() : m_held.partial;
    m_fed.lacks = isPast() ? LiveChart::Lacks::Time : LiveChart::Lacks::Servers;
    m_fed.to = range().second;
    m_fed.left = m_charts.size();
    // Not now: this turn has read the frame. Whoever drags makes more of them than there are frames of the screen: the
    // charts go on in turn.
    if (!m_feed.isActive()) {
        m_feed.start();
    }
}

void ChartBoard::forget()
{
    m_feed.stop();
    m_fed = {};
    m_held = {};
    m_history.reset();
    m_other.reset();
    dropAllSaved();
    for (const Chart &chart : std::as_const(m_charts)) {
        chart.view->clear();
    }
}

void ChartBoard::feed()
{
    const qint64 shift = m_compared == previous ? m_seconds : 0;
    if (m_fed.left > 0) {
        --m_fed.left;
        const Chart &chart = m_charts.at(m_fed.next);
        m_fed.next = (m_fed.next + 1) % m_charts.size();
        const int width = chart.view->plotWidth();
        QList<QList<QPointF>> points;
        QList<double> last;
        const auto addShare = [&](const MetricColumns &of, std::size_t shown, Metric metric, qint64 by) {
            const std::vector<double> shares = alertShares(of, metric);
            points.append(of.lineOf(std::span(shares).last(std::min(shown, shares.size())), width, by));
            last.append(shares.empty() ? std::nan("") : shares.back());
        };
        // Shares begin with what came before.
        const MetricColumns live = chart.shares && !m_fed.past
            ? liveBetween(m_fed.to - m_seconds - alert_bounds::seconds, m_fed.to)
            : MetricColumns();
        const auto add = [&](const MetricColumns &of, Metric metric, qint64 by) {
            points.append(of.line(metric, width, by));
            double value = of.isEmpty() ? std::nan("") : of.of(metric).back();
            if (!stores::isSummed(metric) && !(value > 0)) {
                value = std::nan("");
            }
            last.append(value);
        };
        for (const Line &line : chart.lines) {
            if (chart.shares) {
                addShare(m_fed.past ? m_history.columns() : live, m_fed.columns.size(), line.metric, 0);
            } else {
                add(m_fed.columns, line.metric, 0);
            }
        }
        if (!m_compared.isEmpty() && chart.shares) {
            addShare(m_other.columns(), m_fed.other.size(), chart.compared, shift);
        } else if (!m_compared.isEmpty()) {
            add(m_fed.other, chart.compared, shift);
        }
        chart.view->setGaps(m_fed.gaps);
        chart.view->setPartial(m_fed.partial, m_fed.lacks);
        chart.view->setData(points, last, m_fed.to * 1000, m_seconds);
    }
    if (m_fed.left <= 0) {
        m_feed.stop();
    }
}

void ChartBoard::applyThresholds()
{
    const auto &of = m_store.organization();
    m_charts.at(m_requests).view->setThresholds(rateThresholds(m_context, of));
    m_charts.at(m_latency).view->setThresholds(latencyThresholds(of));
    m_charts.at(m_shares).view->setThresholds(shareThresholds(of));
}

void ChartBoard::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_second.start();
    fillChoices();
    QMetaObject::invokeMethod(this, &ChartBoard::refresh, Qt::QueuedConnection);
}

void ChartBoard::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_second.stop();
    if (m_switcher) {
        m_switcher->dismiss();
    }
}

void ChartBoard::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
    placeLegends();
    m_settle.start();
}

} // namespace objecta::ui
