// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/metrics/metriccharts.h"

#include "app/core/text.h"
#include "models/contract/alert_bounds.h"
#include "models/stores/connectionstore.h"
#include "models/stores/decimate.h"
#include "models/stores/metricrange.h"
#include "models/stores/throttlestore.h"
#include "ui/widgets/card.h"
#include "ui/widgets/format.h"

#include <QHBoxLayout>
#include <QLocale>

#include <cmath>

namespace objecta::ui {

using stores::Metric;

namespace {

Card *chartCard(const QString &title, LiveChart *chart)
{
    auto *card = new Card(title);
    card->header()->addWidget(chart->legend());
    card->body()->setContentsMargins(space::l, space::m, space::s, space::s);
    card->header()->setContentsMargins(0, 0, space::s, 0);
    card->body()->addWidget(chart, 1);
    return card;
}

} // namespace

QList<ChartThreshold> rateThresholds(const stores::AppContext &context,
                                     const std::optional<OrganizationId> &organization)
{
    QList<ChartThreshold> out;
    if (!organization) {
        return out;
    }
    if (const auto &limits = context.throttles.rateLimits()) {
        const QString rate = count(limits->organizationPerSecond);
        //: what each organization may ask for, in a chart: "Rate limit 2,000/s", and "... a server" where servers count
        //: by themselves
        out.append({static_cast<double>(limits->organizationPerSecond),
                    limits->shared ? MetricCharts::tr("Rate limit %1/s").arg(rate)
                                   : MetricCharts::tr("Rate limit %1/s a server").arg(rate),
                    &Tokens::textMuted});
    }
    if (const Throttle *throttle = context.throttles.find(*organization)) {
        //: a rate that an organization is held to, in a chart: "Throttle 50/s"
        out.append({static_cast<double>(throttle->perSecond),
                    MetricCharts::tr("Throttle %1/s").arg(count(throttle->perSecond)), &Tokens::warning,
                    core::dateTime(throttle->startedAt).toMSecsSinceEpoch(),
                    core::dateTime(throttle->until).toMSecsSinceEpoch()});
    }
    return out;
}

QList<ChartThreshold> latencyThresholds(const std::optional<OrganizationId> &organization)
{
    const QString bound = milliseconds(alert_bounds::slowP99Ms);
    //: a bound of an alert, in a chart: "Alert p99 500 ms", and beside an organization's figures "Platform alert ..."
    return {{alert_bounds::slowP99Ms,
             organization ? MetricCharts::tr("Platform alert p99 %1").arg(bound)
                          : MetricCharts::tr("Alert p99 %1").arg(bound),
             organization ? &Tokens::textMuted : &Tokens::warning}};
}

QString latencyBoundNote()
{
    return MetricCharts::tr("The lines are of all requests of each second, or of a longer step. The alert takes five "
                            "minutes of the whole platform, without the routes that take files or hash passwords.");
}

QList<ChartThreshold> shareThresholds(const std::optional<OrganizationId> &organization)
{
    const auto shown = [](double bound) { return percent(bound / 100); };
    const auto errors = [&](double bound, QColor Tokens::*color) -> ChartThreshold {
        //: a bound of an alert, in a chart: "Alert 5xx 1%", and beside an organization's figures "Platform alert ..."
        return {bound,
                organization ? MetricCharts::tr("Platform alert 5xx %1").arg(shown(bound))
                             : MetricCharts::tr("Alert 5xx %1").arg(shown(bound)),
                organization ? &Tokens::textMuted : color};
    };
    const double refused = alert_bounds::refusedPercent;
    return {errors(alert_bounds::errorPercent, &Tokens::warning),
            errors(alert_bounds::manyErrorsPercent, &Tokens::danger),
            //: a bound of an alert, in a chart: requests over a rate limit
            {refused,
             organization ? MetricCharts::tr("Platform alert rate limit %1").arg(shown(refused))
                          : MetricCharts::tr("Alert rate limit %1").arg(shown(refused)),
             organization ? &Tokens::textMuted : &Tokens::warning}};
}

MetricCharts::MetricCharts(stores::AppContext &context, stores::MetricsStore &store, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_store(store)
    , m_requests(new LiveChart)
    , m_latency(new LiveChart)
{
    m_requests->setTitle(tr("Requests per second"));
    //: classes of HTTP answers
    m_requests->setSeries(
        {{tr("2xx"), &Tokens::series1}, {tr("4xx"), &Tokens::series2}, {tr("5xx"), &Tokens::series3}});
    m_requests->setFormat(
        [](double value) { return value == std::round(value) ? count(static_cast<qint64>(value)) : rate(value); },
        [](double value) { return rate(value); });
    m_latency->setTitle(tr("Latency"));
    m_latency->setSeries({{QStringLiteral("p50"), &Tokens::series4},
                          {QStringLiteral("p95"), &Tokens::series1},
                          {QStringLiteral("p99"), &Tokens::series3}});
    m_latency->setFormat(
        [](double value) {
            return (value == std::round(value) ? QLocale().toString(value, 'f', 0) : QLocale().toString(value, 'f', 1))
                + QStringLiteral("\u00a0ms");
        },
        [](double value) { return milliseconds(value); });
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::m);
    layout->addWidget(chartCard(tr("Requests per second"), m_requests), 1);
    auto *card = chartCard(tr("Latency"), m_latency);
    card->setToolTip(latencyBoundNote());
    layout->addWidget(card, 1);
    connect(m_requests, &LiveChart::hovered, m_latency, &LiveChart::setHover);
    connect(m_latency, &LiveChart::hovered, m_requests, &LiveChart::setHover);
    connect(&store, &stores::MetricsStore::updated, this, &MetricCharts::refresh);
    connect(&store, &stores::PageStore::stateChanged, this, &MetricCharts::refresh);
    connect(&store, &stores::PageStore::stateChanged, this, &MetricCharts::applyThresholds);
    connect(&context.throttles, &stores::PageStore::dataChanged, this, &MetricCharts::applyThresholds);
    connect(&context.connection, &stores::ConnectionStore::stateChanged, this, &MetricCharts::refresh);
    applyThresholds();
}

void MetricCharts::applyThresholds()
{
    m_requests->setThresholds(rateThresholds(m_context, m_store.organization()));
    m_latency->setThresholds(latencyThresholds(m_store.organization()));
}

void MetricCharts::setWindow(int seconds)
{
    m_seconds = seconds;
    refresh();
}

void MetricCharts::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    // Hidden charts are not fed; they catch up here, once they are laid out.
    QMetaObject::invokeMethod(this, &MetricCharts::refresh, Qt::QueuedConnection);
}

void MetricCharts::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    QMetaObject::invokeMethod(this, &MetricCharts::refresh, Qt::QueuedConnection);
}

int MetricCharts::span() const
{
    if (m_seconds > 0) {
        return m_seconds;
    }
    const auto values = m_store.ring().values(Metric::Requests);
    const auto first = std::find_if(values.begin(), values.end(), [](double value) { return !std::isnan(value); });
    const auto measured = values.end() - first;
    for (const int seconds : {300, 900, 1800}) {
        if (measured <= seconds) {
            return seconds;
        }
    }
    return 3600;
}

QList<QPointF> MetricCharts::latency(Metric metric, int maxPoints, int seconds) const
{
    const auto &ring = m_store.ring();
    const auto all = ring.values(metric);
    const size_t wanted = std::min(all.size(), static_cast<size_t>(seconds));
    const auto values = stores::carriedOverLulls(all.last(wanted));
    const qint64 first = ring.lastSecond() - static_cast<qint64>(wanted) + 1;
    QList<QPointF> points;
    for (const auto &point : stores::decimate(values, static_cast<size_t>(maxPoints))) {
        points.append({static_cast<double>((first + static_cast<qint64>(point.index)) * 1000), point.value});
    }
    return points;
}

void MetricCharts::refresh()
{
    const bool lost = !m_context.connection.isOnline() || m_store.state() == stores::PageStore::State::Stale;
    m_requests->setDimmed(lost && m_store.hasData());
    m_latency->setDimmed(lost && m_store.hasData());
    if (!isVisible()) {
        return;
    }
    if (m_store.ring().isEmpty()) {
        m_requests->clear();
        m_latency->clear();
        return;
    }
    const qint64 end = m_store.ring().lastSecond() * 1000;
    const auto newest = [this](Metric metric) { return m_store.last(metric); };
    const auto newestLatency = [this](Metric metric) {
        const double value = m_store.last(metric);
        return value > 0 ? value : std::nan("");
    };
    const int width = m_requests->plotWidth();
    const int seconds = span();
    const auto requests = m_store.ring().values(Metric::Requests);
    const auto shown = requests.last(std::min(requests.size(), static_cast<size_t>(seconds)));
    const auto gaps = stores::gapsOf(shown, m_store.ring().lastSecond() + 1 - static_cast<qint64>(shown.size()));
    m_requests->setGaps(gaps);
    m_latency->setGaps(gaps);
    const auto partial = m_store.partial();
    m_requests->setPartial(partial);
    m_latency->setPartial(partial);
    m_requests->setData(
        {m_store.points(Metric::Status2xx, width, seconds), m_store.points(Metric::Status4xx, width, seconds),
         m_store.points(Metric::Status5xx, width, seconds)},
        {newest(Metric::Status2xx), newest(Metric::Status4xx), newest(Metric::Status5xx)}, end, seconds);
    m_latency->setData({latency(Metric::P50, width, seconds), latency(Metric::P95, width, seconds),
                        latency(Metric::P99, width, seconds)},
                       {newestLatency(Metric::P50), newestLatency(Metric::P95), newestLatency(Metric::P99)}, end,
                       seconds);
}

} // namespace objecta::ui
