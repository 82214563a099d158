// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/delegates.h"

#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/avatar.h"
#include "ui/widgets/format.h"
#include "ui/widgets/gauge.h"

#include <QPainter>

#include <cmath>

namespace objecta::ui {

void paintSparkline(QPainter &painter, const QRectF &rect, const QList<double> &values, const QColor &color,
                    qsizetype span)
{
    if (values.size() < 2) {
        return;
    }
    double low = std::numeric_limits<double>::max();
    double high = 0;
    for (const double value : values) {
        if (!std::isnan(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    if (low > high) {
        return;
    }
    // A quiet line stays near the ground instead of showing its noise at full height.
    low = std::min(low, high * 0.5);
    const double range = std::max(high - low, 1.0);
    QList<QLineF> lines;
    lines.reserve(values.size());
    const double step = rect.width() / static_cast<double>(span - 1);
    const auto point = [&](qsizetype i) {
        return QPointF(rect.right() - step * static_cast<double>(values.size() - 1 - i),
                       rect.bottom() - (values.at(i) - low) / range * rect.height());
    };
    for (qsizetype i = 1; i < values.size(); ++i) {
        if (!std::isnan(values.at(i)) && !std::isnan(values.at(i - 1))) {
            lines.append({point(i - 1), point(i)});
        }
    }
    const PainterState state(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.25, Qt::SolidLine, Qt::FlatCap));
    painter.drawLines(lines);
}

void paintUsageBar(QPainter &painter, const QRectF &rect, double share)
{
    const Tokens &t = currentTokens();
    const double corner = rect.height() / 2;
    roundRect(painter, rect, corner, t.track);
    if (share > 0) {
        QRectF done = rect;
        done.setWidth(std::max(rect.height(), std::min(1.0, share) * rect.width()));
        if (painter.layoutDirection() == Qt::RightToLeft) {
            done.moveRight(rect.right());
        }
        roundRect(painter, done, corner, usageColor(share));
    }
    const double mark = painter.layoutDirection() == Qt::RightToLeft ? rect.right() - warnShare * rect.width()
                                                                     : rect.left() + warnShare * rect.width();
    painter.fillRect(QRectF(mark, rect.top() - 3, 1, rect.height() + 6), t.outline);
}

void NameDelegate::content(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const Tokens &t = currentTokens();
    const QString name = index.data(m_name).toString();
    const QString slug = index.data(m_slug).toString();
    const auto visual = [&](const QRect &r) { return QStyle::visualRect(option.direction, rect, r); };
    const QRect mark(rect.left(), rect.center().y() - 10, 22, 22);
    paintAvatar(painter, visual(mark), name, slug);
    QRect place = rect.adjusted(32, 0, 0, 0);
    const int used = elidedText(painter, visual(place), name, textFont(TextSize::Body, QFont::DemiBold), t.text);
    place.setLeft(place.left() + used + 8);
    // Half a slug says nothing: it is shown only where a good part of it fits.
    if (place.width() > 48 && slug != name) {
        elidedText(painter, visual(place), slug, textFont(TextSize::Small), t.textSubtle);
    }
}

void StatusDelegate::content(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    const Tokens &t = currentTokens();
    const StatusLook look = m_look(index.data(m_role).toString());
    const QColor color = toneColor(t, look.tone);
    const auto visual = [&](const QRect &r) { return QStyle::visualRect(option.direction, rect, r); };
    paintIcon(painter, look.icon, visual({rect.left(), rect.center().y() - 6, 14, 14}), color);
    elidedText(painter, visual(rect.adjusted(21, 0, 0, 0)), look.text, textFont(),
               look.tone == Tone::Success ? t.textMuted : color);
}

void UsageDelegate::content(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const Tokens &t = currentTokens();
    const double share = index.data(m_share).toDouble();
    const auto visual = [&](const QRect &r) { return QStyle::visualRect(option.direction, rect, r); };
    if (share < 0) {
        //: no limit on a quota
        elidedText(painter, rect, tr("No limit"), textFont(TextSize::Small), t.textSubtle,
                   Qt::AlignRight | Qt::AlignVCenter);
        return;
    }
    const int bar = std::min(38, rect.width() - 44);
    if (bar > 12) {
        paintUsageBar(painter, QRectF(visual({rect.left(), rect.center().y() - 2, bar, 6})), share);
    }
    const bool tight = share >= warnShare;
    elidedText(painter, visual(rect.adjusted(std::max(0, bar), 0, 0, 0)), percent(share),
               textFont(TextSize::Body, tight ? QFont::DemiBold : QFont::Normal),
               share >= alarmShare ? t.danger
                   : tight         ? t.warning
                                   : t.textMuted,
               Qt::AlignRight | Qt::AlignVCenter);
}

void RateDelegate::content(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const Tokens &t = currentTokens();
    const QVariant value = index.data(m_rate);
    const auto visual = [&](const QRect &r) { return QStyle::visualRect(option.direction, rect, r); };
    const int text = 44;
    const int width = std::min(52, rect.width() - text - 4);
    if (width > 16) {
        paintSparkline(painter, QRectF(visual({rect.right() - text - width - 3, rect.center().y() - 9, width, 18})),
                       index.data(m_sparkline).value<QList<double>>(), t.series4);
    }
    elidedText(painter, visual({rect.right() - text + 1, rect.top(), text, rect.height()}),
               value.isValid() ? rate(value.toDouble()) : QStringLiteral("\u2013"), textFont(),
               value.isValid() ? t.text : t.textSubtle, Qt::AlignRight | Qt::AlignVCenter);
}

void BadgeDelegate::content(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const QString text = index.data(m_role).toString();
    if (!text.isEmpty()) {
        paintBadge(painter, rect, option.direction, text, m_tone);
    }
}

void ValueDelegate::content(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &,
                            const QModelIndex &index) const
{
    elidedText(painter, rect, m_format(index.data(m_role)), textFont(), currentTokens().textMuted,
               (m_right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

} // namespace objecta::ui
