// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What stands behind a chart's lines: the grid, both axes, and the stretches that say less.
#include "ui/widgets/livechart_view.h"

#include "ui/theme/paint.h"
#include "ui/theme/style.h"

#include <QDateTime>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <set>

namespace objecta::ui {

namespace {

constexpr int daySeconds = 86'400;

qint64 offsetAt(qint64 second)
{
    return QDateTime::fromSecsSinceEpoch(second).offsetFromUtc();
}

} // namespace

double niceMaximum(double value)
{
    if (!(value > 0)) {
        return 4;
    }
    // Four steps, each 1, 1.5, 2, 2.5, 5 or 7.5 times a power of ten.
    const double raw = value * 1.08 / 4;
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 1.5, 2.0, 2.5, 5.0, 7.5, 10.0}) {
        if (raw <= factor * power) {
            return 4 * factor * power;
        }
    }
    return 40 * power;
}

int timeStep(int seconds, int width)
{
    const int labels = std::max(2, width / 84);
    for (const int step :
         {10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 1209600}) {
        if (seconds / step <= labels) {
            return step;
        }
    }
    return 2419200;
}

QList<qint64> timeTicks(qint64 from, qint64 to, int step)
{
    QList<qint64> out;
    if (step >= daySeconds) {
        // A day of local time is not always 24 hours long. Steps of weeks begin on Mondays.
        const qint64 days = step / daySeconds;
        QDate day = QDateTime::fromSecsSinceEpoch(from).date();
        day = day.addDays((days - day.toJulianDay() % days) % days);
        for (;; day = day.addDays(days)) {
            const qint64 tick = day.startOfDay().toSecsSinceEpoch();
            if (tick > to) {
                return out;
            }
            if (tick >= from) {
                out.append(tick);
            }
        }
    }
    // Where the clocks change between, each side has a grid of its own.
    for (const qint64 offset : std::set<qint64>{offsetAt(from), offsetAt(to)}) {
        for (qint64 tick = (from + offset + step - 1) / step * step - offset; tick <= to; tick += step) {
            if (offsetAt(tick) == offset) {
                out.append(tick);
            }
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

void LiveChart::View::layoutPlot()
{
    const QFontMetrics metrics(textFont(TextSize::Tiny));
    // Charts above each other begin at the same place, unless a scale has longer words than these.
    int label = metrics.horizontalAdvance(QStringLiteral("8,888 ms"));
    for (int i = 0; i <= 4; ++i) {
        label = std::max(label, metrics.horizontalAdvance(axisFormat(m_top * i / 4)));
    }
    const QRectF plot(label + 8, 8, std::max(10, width() - label - 8 - 14), std::max(10, height() - 8 - 22));
    if (plot != m_plot) {
        m_plot = plot;
        chart()->setPlotArea(plot);
    }
}

void LiveChart::View::paintStretches(QPainter &painter) const
{
    const Tokens &t = currentTokens();
    const auto fill = [&](const QList<std::pair<qint64, qint64>> &stretches, const QList<QBrush> &brushes) {
        for (const auto &[first, second] : stretches) {
            const double left = std::max(xOf(first * 1000), m_plot.left());
            const double right = std::min(xOf(second * 1000), m_plot.right());
            if (right - left >= 1) {
                for (const QBrush &brush : brushes) {
                    painter.fillRect(QRectF(left, m_plot.top(), right - left, m_plot.height()), brush);
                }
            }
        }
    };
    fill(partial, {t.warningSoft});
    fill(gaps, {t.hover, QBrush(t.outline, Qt::BDiagPattern)});
}

void LiveChart::View::drawBackground(QPainter *painter, const QRectF &)
{
    const PainterState state(*painter);
    const Tokens &t = currentTokens();
    painter->resetTransform();
    painter->setRenderHint(QPainter::Antialiasing, false);
    if (m_end != 0) {
        paintStretches(*painter);
    }
    const QFont small = textFont(TextSize::Tiny);
    for (int i = 0; i <= 4; ++i) {
        const int y = static_cast<int>(std::lround(yOf(m_top * i / 4)));
        painter->fillRect(QRectF(m_plot.left(), y, m_plot.width(), 1), i == 0 ? t.border : t.gridline);
        elidedText(*painter, QRect(0, y - 8, static_cast<int>(m_plot.left()) - 7, 16), axisFormat(m_top * i / 4), small,
                   t.textMuted, Qt::AlignRight | Qt::AlignVCenter | Qt::AlignAbsolute);
    }
    if (m_end == 0) {
        return;
    }
    const int step = timeStep(m_seconds, static_cast<int>(m_plot.width()));
    const QString pattern = step < 60 ? QStringLiteral("HH:mm:ss")
        : step >= 86400               ? QStringLiteral("d MMM")
        : m_seconds > 86400           ? QStringLiteral("ddd HH:mm")
                                      : QStringLiteral("HH:mm");
    const QFontMetrics metrics(small);
    for (const qint64 tick : timeTicks(m_end / 1000 - m_seconds, m_end / 1000, step)) {
        const double x = xOf(tick * 1000);
        const QString text = QLocale().toString(QDateTime::fromSecsSinceEpoch(tick), pattern);
        const int half = metrics.horizontalAdvance(text) / 2 + 2;
        if (x - half < 0 || x + half > width()) {
            continue;
        }
        elidedText(*painter, QRect(static_cast<int>(x) - half, static_cast<int>(m_plot.bottom()) + 5, 2 * half, 16),
                   text, small, t.textMuted, Qt::AlignCenter);
    }
}

} // namespace objecta::ui
