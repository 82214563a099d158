// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/daybars.h"

#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/gauge.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace objecta::ui {

namespace {

/// Above the bars, for the number that the top stands for, and below them, for the dates.
constexpr int above = 18;
constexpr int below = 20;
/// A limit of more than that many times the most that is used is not drawn: it would leave of the bars only their feet.
constexpr double limitAtMost = 4;

/// A day's place; an organization that is two days old has no two blocks.
constexpr double widest = 28;
/// Two dates beside each other.
constexpr double twoDates = 150;

QString dayText(const QDate &date)
{
    return QLocale().toString(date, QLocale::ShortFormat);
}

} // namespace

DayBars::DayBars(const QString &title, QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setAccessibleName(title);
}

void DayBars::set(QList<Day> days, std::function<QString(qint64)> amount)
{
    m_days = std::move(days);
    m_amount = std::move(amount);
    m_chosen = m_chosen < m_days.size() ? m_chosen : -1;
    measure();
    if (m_chosen >= 0) {
        setAccessibleDescription(m_days.at(m_chosen).text);
    } else if (!m_days.isEmpty()) {
        setAccessibleDescription(m_days.last().text + QLatin1Char('\n') + tr("The arrow keys tell of each day."));
    }
    update();
}

void DayBars::measure()
{
    qint64 most = 1;
    for (const Day &day : std::as_const(m_days)) {
        most = std::max(most, day.used ? std::max(*day.used, day.peak) : 0);
    }
    m_top = most;
    for (const Day &day : std::as_const(m_days)) {
        if (day.limit && static_cast<double>(*day.limit) <= limitAtMost * static_cast<double>(most)) {
            m_top = std::max(m_top, *day.limit);
        }
    }
}

QRectF DayBars::plot() const
{
    return QRectF(rect()).adjusted(1, above, -1, -below);
}

QRectF DayBars::column(int day) const
{
    const QRectF all = plot();
    const auto count = static_cast<double>(std::max<qsizetype>(m_days.size(), 1));
    const double wide = std::min(all.width() / count, widest);
    // The newest stands at the end.
    const double fromEnd = wide * (count - day);
    return {layoutDirection() == Qt::RightToLeft ? all.left() + fromEnd - wide : all.right() - fromEnd, all.top(), wide,
            all.height()};
}

int DayBars::dayAt(const QPointF &place) const
{
    for (int day = 0; day < m_days.size(); ++day) {
        const QRectF there = column(day);
        if (place.x() >= there.left() && place.x() < there.right()) {
            return day;
        }
    }
    return -1;
}

void DayBars::choose(int day)
{
    if (day != m_chosen) {
        m_chosen = day;
        update();
    }
}

bool DayBars::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int day = dayAt(help->pos());
        if (day >= 0) {
            QToolTip::showText(help->globalPos(), m_days.at(day).text, this, column(day).toAlignedRect());
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QWidget::event(event);
}

void DayBars::mouseMoveEvent(QMouseEvent *event)
{
    choose(dayAt(event->position()));
}

void DayBars::leaveEvent(QEvent *)
{
    if (!hasFocus()) {
        choose(-1);
    }
}

void DayBars::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    QToolTip::hideText();
    choose(-1);
}

void DayBars::keyPressEvent(QKeyEvent *event)
{
    const int last = static_cast<int>(m_days.size()) - 1;
    const int forward = layoutDirection() == Qt::RightToLeft ? -1 : 1;
    int day = m_chosen < 0 ? last : m_chosen;
    switch (event->key()) {
    case Qt::Key_Left:
        day -= m_chosen < 0 ? 0 : forward;
        break;
    case Qt::Key_Right:
        day += m_chosen < 0 ? 0 : forward;
        break;
    case Qt::Key_Home:
        day = 0;
        break;
    case Qt::Key_End:
        day = last;
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    if (last < 0) {
        return;
    }
    choose(std::clamp(day, 0, last));
    const QString &text = m_days.at(m_chosen).text;
    setAccessibleDescription(text);
    QToolTip::showText(mapToGlobal(column(m_chosen).center().toPoint()), text, this);
}

void DayBars::paintLimit(QPainter &painter) const
{
    const Tokens &t = currentTokens();
    const QRectF all = plot();
    painter.setPen(QPen(t.warning, 1, Qt::DashLine));
    const int count = static_cast<int>(m_days.size());
    for (int first = 0, next = 0; first < count; first = next) {
        const auto &limit = m_days.at(first).limit;
        for (next = first + 1; next < count && m_days.at(next).limit == limit;) {
            ++next;
        }
        if (limit && *limit <= m_top) {
            const double share = static_cast<double>(*limit) / static_cast<double>(m_top);
            const double y = std::round(all.bottom() - share * all.height()) + 0.5;
            const QRectF stretch = column(first).united(column(next - 1));
            painter.drawLine(QPointF(stretch.left(), y), QPointF(stretch.right(), y));
        }
    }
}

void DayBars::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = currentTokens();
    const QRectF all = plot();
    const auto visual = [&](const QRect &r) { return QStyle::visualRect(layoutDirection(), rect(), r); };
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(t.gridline, 1));
    for (const double y : {all.top(), all.bottom()}) {
        const double line = std::round(y) + 0.5;
        painter.drawLine(QPointF(all.left(), line), QPointF(all.right(), line));
    }
    const QFont small = textFont(TextSize::Tiny);
    if (m_amount) {
        elidedText(painter, visual({0, 0, width(), above - 3}), m_amount(m_top), small, t.textSubtle);
    }
    const auto tall = [&](qint64 value) {
        return static_cast<double>(std::max<qint64>(value, 0)) / static_cast<double>(m_top) * all.height();
    };
    for (int day = 0; day < m_days.size(); ++day) {
        const Day &one = m_days.at(day);
        const QRectF place = column(day);
        if (day == m_chosen) {
            painter.fillRect(place, hasFocus() ? t.selected : t.hover);
        }
        const double room = std::clamp(place.width() * 0.18, 0.5, 3.0);
        const QRectF bar = place.adjusted(room, 0, -room, 0);
        if (!one.used) {
            continue;
        }
        const double share =
            one.limit ? *one.limit > 0 ? static_cast<double>(*one.used) / static_cast<double>(*one.limit) : 1 : 0;
        QColor color = usageColor(share);
        const double used = std::max(tall(*one.used), 2.0); // that nothing was used is known, too
        roundRect(painter, {bar.left(), all.bottom() - used, bar.width(), used}, std::min(2.0, bar.width() / 3), color);
        if (one.peak > *one.used) {
            color.setAlphaF(0.35F);
            const double peak = tall(one.peak);
            painter.fillRect(QRectF(bar.left(), all.bottom() - peak, bar.width(), peak - used), color);
        }
    }
    paintLimit(painter);
    if (!m_days.isEmpty()) {
        const QRect dates(0, height() - below + 3, width(), below - 3);
        const QRectF first = column(0);
        const QRectF last = column(static_cast<int>(m_days.size()) - 1);
        if (first.united(last).width() >= twoDates) {
            const int begin =
                static_cast<int>(layoutDirection() == Qt::RightToLeft ? plot().right() - first.right() : first.left());
            elidedText(painter, visual(dates.adjusted(begin, 0, 0, 0)), dayText(m_days.first().date), small,
                       t.textSubtle);
        }
        elidedText(painter, visual(dates), dayText(m_days.last().date), small, t.textSubtle,
                   Qt::AlignRight | Qt::AlignVCenter);
    }
    if (hasFocus()) {
        roundRect(painter, rect(), radius, {}, t.accent);
    }
}

} // namespace objecta::ui
