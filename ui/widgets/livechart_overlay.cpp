// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What is drawn over a chart's lines: thresholds, the crosshair and the values at it.
#include "ui/widgets/livechart_view.h"

#include "ui/theme/paint.h"
#include "ui/theme/style.h"

#include <QDateTime>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace objecta::ui {

void LiveChart::View::drawForeground(QPainter *painter, const QRectF &)
{
    paintThresholds(*painter);
}

void LiveChart::View::placeCrosshair()
{
    m_crosshair.reset();
    if (m_hover < 0 || m_end == 0 || m_hover > m_end || m_hover < m_end - m_seconds * 1000LL) {
        return;
    }
    const Tokens &t = currentTokens();
    Crosshair cross;
    cross.x = xOf(m_hover);
    for (const Line &line : std::as_const(m_lines)) {
        const auto next = std::lower_bound(line.points.begin(), line.points.end(), static_cast<double>(m_hover),
                                           [](const QPointF &p, double ms) { return p.x() < ms; });
        double value = std::nan("");
        if (next != line.points.end()) {
            value = next->y();
            if (next != line.points.begin()) {
                const auto before = next - 1;
                if (!std::isnan(before->y())
                    && static_cast<double>(m_hover) - before->x() < next->x() - static_cast<double>(m_hover)) {
                    value = before->y();
                }
            }
        } else if (!line.points.isEmpty()) {
            value = line.points.last().y();
        }
        QColor color = t.*line.look.color;
        color.setAlphaF(line.look.compared ? comparedAlpha : 1);
        if (!std::isnan(value)) {
            cross.dots.append({yOf(value), color});
        }
        cross.rows.append({color, line.look.name, valueFormat(value)});
    }
    for (const ChartThreshold &threshold : thresholds) {
        if (m_hover >= threshold.from && m_hover < threshold.until) {
            cross.rows.append({t.*threshold.color, threshold.label, QString()});
        }
    }
    const auto isIn = [this](const QList<std::pair<qint64, qint64>> &stretches) {
        return std::ranges::any_of(stretches, [this](const auto &stretch) {
            return m_hover >= stretch.first * 1000 && m_hover < stretch.second * 1000;
        });
    };
    if (isIn(gaps)) {
        for (Crosshair::Row &row : cross.rows) {
            row.value = QStringLiteral("\u2013");
        }
        //: no server measured anything at this time
        cross.rows.append({t.outline, LiveChart::tr("not measured"), QString()});
    } else if (isIn(partial)) {
        //: the figures of this time are those of some servers only
        const QString server = LiveChart::tr("a server is missing");
        //: in a part of this minute, hour, ... no server measured anything; the figures are of the rest
        const QString time = LiveChart::tr("measured in part");
        cross.rows.append({t.warningFill, lacks == LiveChart::Lacks::Time ? time : server, QString()});
    }
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(m_hover);
    cross.time = m_seconds > 86400
        ? QLocale().toString(moment, QStringLiteral("ddd d MMM HH:mm"))
        : QLocale().toString(moment.time(), m_seconds > 7200 ? QStringLiteral("HH:mm") : QStringLiteral("HH:mm:ss"));
    const QFontMetrics plain(textFont(TextSize::Tiny));
    const QFontMetrics strong(textFont(TextSize::Tiny, QFont::DemiBold));
    int inner = strong.horizontalAdvance(cross.time);
    for (const Crosshair::Row &row : std::as_const(cross.rows)) {
        inner = std::max(inner, 14 + plain.horizontalAdvance(row.name) + 16 + strong.horizontalAdvance(row.value));
    }
    cross.box = QRect(static_cast<int>(cross.x) + 12, static_cast<int>(m_plot.top()) + 4, inner + 20,
                      26 + 17 * static_cast<int>(cross.rows.size()));
    if (cross.box.right() > width() - 4) {
        cross.box.moveRight(static_cast<int>(cross.x) - 12);
    }
    m_crosshair = std::move(cross);
}

QRegion LiveChart::View::crosshairArea() const
{
    if (!m_crosshair) {
        return {};
    }
    // A dot may stand at the plot's very edge.
    const QRect line(static_cast<int>(m_crosshair->x) - 6, static_cast<int>(m_plot.top()) - 6, 13,
                     static_cast<int>(m_plot.height()) + 13);
    return QRegion(line) + m_crosshair->box.adjusted(-1, -1, 1, 1);
}

void LiveChart::View::paintCrosshair(QPainter &painter) const
{
    if (!m_crosshair) {
        return;
    }
    const PainterState state(painter);
    const Tokens &t = currentTokens();
    painter.resetTransform();
    const double x = m_crosshair->x;
    const QRect &box = m_crosshair->box;
    painter.fillRect(QRectF(std::floor(x), m_plot.top(), 1, m_plot.height()), t.outline);
    for (const Crosshair::Dot &dot : m_crosshair->dots) {
        roundRect(painter, QRectF(x - 3.5, dot.y - 3.5, 7, 7), 3.5, dot.color, t.raised, 1.5);
    }
    const QFont plain = textFont(TextSize::Tiny);
    const QFont strong = textFont(TextSize::Tiny, QFont::DemiBold);
    const int inner = box.width() - 20;
    roundRect(painter, box, radius, t.raised, t.buttonOutline);
    elidedText(painter, QRect(box.left() + 10, box.top() + 5, inner, 16), m_crosshair->time, strong, t.text);
    int y = box.top() + 23;
    for (const Crosshair::Row &row : m_crosshair->rows) {
        roundRect(painter, QRectF(box.left() + 10, y + 6, 8, 3), 1.5, row.color);
        elidedText(painter, QRect(box.left() + 24, y, inner, 16), row.name, plain, t.textMuted);
        elidedText(painter, QRect(box.left() + 10, y, inner, 16), row.value, strong, t.text,
                   Qt::AlignRight | Qt::AlignVCenter);
        y += 17;
    }
}

void LiveChart::View::paintThresholds(QPainter &painter) const
{
    const Tokens &t = currentTokens();
    const PainterState state(painter);
    painter.resetTransform();
    const QFont small = textFont(TextSize::Tiny, QFont::DemiBold);
    QList<QRect> labels;
    for (const ChartThreshold &threshold : thresholds) {
        if (!shows(threshold)) {
            continue;
        }
        const bool above = threshold.value > m_top;
        const double y = above ? m_plot.top() : std::round(yOf(threshold.value));
        const double left = std::max(m_plot.left(), xOf(threshold.from));
        const double right = std::min(m_plot.right(), threshold.until > m_end ? m_plot.right() : xOf(threshold.until));
        painter.setPen(QPen(t.*threshold.color, above ? 1 : 1.5, above ? Qt::DotLine : Qt::DashLine));
        painter.drawLine(QPointF(left, y), QPointF(right, y));
        const QString text = above ? threshold.label + QStringLiteral(" \u2191") : threshold.label;
        // Beside its line, where a line of data may run through it: on a ground of its own.
        const int wide =
            std::min(QFontMetrics(small).horizontalAdvance(text) + 10, static_cast<int>(m_plot.width()) - 8);
        QRect label(static_cast<int>(left) + 4, static_cast<int>(y) + 3, wide, 15);
        if (label.right() > m_plot.right()) {
            label.moveRight(static_cast<int>(m_plot.right()) - 2);
        }
        // Two at one height (above the scale, both are at its top): the one below the other.
        while (std::ranges::any_of(labels, [&](const QRect &other) { return other.intersects(label); })) {
            label.translate(0, label.height() + 2);
        }
        labels.append(label);
        QColor ground = t.raised;
        ground.setAlphaF(0.85F);
        roundRect(painter, label, 3, ground);
        elidedText(painter, label.adjusted(5, 0, -4, 0), text, small, t.*threshold.color);
    }
}

} // namespace objecta::ui
