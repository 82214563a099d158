// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Which time the charts show: a window that follows the newest second, held while it is paused, or a fixed range.
#include "models/contract/alert_bounds.h"
#include "ui/pages/commands.h"
#include "ui/pages/metrics/chartboard.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/livechart.h"
#include "ui/widgets/segments.h"

#include <QAction>
#include <QDateTime>
#include <QKeyEvent>

#include <cmath>

namespace objecta::ui {

namespace {

constexpr int shortest = 60;
constexpr int longest = 400 * 86'400;

} // namespace

void ChartBoard::setWindow(int seconds)
{
    m_seconds = std::clamp(seconds, shortest, longest);
    m_live = true;
    m_heldLive = false;
    m_held = {};
    m_segments->setCurrent(m_seconds);
    emit timeChosen();
    refresh();
}

void ChartBoard::setRange(qint64 from, qint64 to)
{
    const qint64 now = newest() + 1;
    m_seconds = static_cast<int>(std::clamp<qint64>(to - from, shortest, longest));
    m_end = std::min(std::max(to, from + m_seconds), now);
    m_live = false;
    m_heldLive = false;
    m_held = {};
    m_segments->setCurrent(-1);
    m_settle.start();
    emit timeChosen();
    refresh();
}

std::pair<qint64, qint64> ChartBoard::range() const
{
    const qint64 end = m_live ? newest() + 1 : m_end;
    return {end - m_seconds, end};
}

void ChartBoard::zoom(double factor, qint64 aroundMs)
{
    const auto [from, to] = range();
    const qint64 around = std::clamp(aroundMs / 1000, from, to);
    const double wanted = std::clamp<double>(m_seconds * factor, shortest, longest);
    const double right = static_cast<double>(to - around) / m_seconds * wanted;
    const qint64 end = around + static_cast<qint64>(std::llround(right));
    // Near the newest second the window goes on following it.
    if (m_live && static_cast<double>(to - around) < 0.1 * m_seconds) {
        setWindow(static_cast<int>(wanted));
    } else {
        setRange(end - static_cast<qint64>(wanted), end);
    }
}

void ChartBoard::pan(qint64 byMs)
{
    // Less than a second is kept for the next move.
    m_panRest.rx() += static_cast<double>(byMs);
    const auto by = static_cast<qint64>(m_panRest.x() / 1000);
    if (by == 0) {
        return;
    }
    m_panRest.rx() -= static_cast<double>(by) * 1000;
    const auto [from, to] = range();
    if (to + by > newest() + 1) {
        if (!m_live) {
            setWindow(m_seconds);
        }
        return;
    }
    setRange(from + by, to + by);
}

qint64 ChartBoard::newest() const
{
    return m_store.ring().isEmpty() ? QDateTime::currentSecsSinceEpoch() - 1 : m_store.ring().lastSecond();
}

bool ChartBoard::isPast() const
{
    return m_held.columns.isEmpty() && !m_store.ring().isEmpty() && range().first < m_store.ring().firstSecond();
}

bool ChartBoard::isShown() const
{
    return !m_settle.isActive() && m_fed.left == 0 && !m_history.isBusy() && !m_other.isBusy();
}

void ChartBoard::read(stores::MetricRangeStore &into, const std::optional<OrganizationId> &of, qint64 from, qint64 to)
{
    const int points = m_charts.first().view->plotWidth();
    // Longer steps are shares by themselves. What is shown is not coarser for it.
    const int lead = m_seconds / std::max(points, 1) < alert_bounds::seconds ? alert_bounds::seconds : 0;
    into.show(of, from - lead, to, points + (points * lead + m_seconds - 1) / m_seconds);
}

stores::MetricColumns ChartBoard::liveBetween(qint64 from, qint64 to) const
{
    return m_held.columns.isEmpty() ? stores::MetricColumns::of(m_store.ring(), from, to)
                                    : m_held.columns.between(from, to);
}

void ChartBoard::offerPause(QAction *command)
{
    m_offersPause = true;
    bind(m_pause, command);
    const auto follow = [this, command] {
        const bool paused = command->isChecked();
        //: goes on after a pause
        const QString name = paused ? tr("Resume") : tr("Pause");
        m_pause->setIcon(icon(paused ? "play" : "pause"));
        m_pause->setToolTip(
            QStringLiteral("%1 (%2)").arg(name, command->shortcut().toString(QKeySequence::NativeText)));
        m_pause->setAccessibleName(name);
    };
    connect(command, &QAction::changed, m_pause, follow);
    follow();
    refreshBadges();
}

void ChartBoard::holdOrFollow()
{
    if (m_store.isPaused() && m_live) {
        m_end = newest() + 1;
        if (!isPast()) {
            const qint64 from = m_end - m_seconds - alert_bounds::seconds;
            m_held = {stores::MetricColumns::of(m_store.ring(), from, m_end), m_store.partial()};
        }
        m_live = false;
        m_heldLive = true;
    } else if (!m_store.isPaused() && m_heldLive) {
        m_heldLive = false;
        m_held = {};
        m_live = true;
    }
    // A fixed range stands still by itself.
    m_pause->setVisible(m_offersPause && follows());
}

void ChartBoard::keyPressEvent(QKeyEvent *event)
{
    const auto [from, to] = range();
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Minus:
        zoom(event->key() == Qt::Key_Plus ? 0.5 : 2, (m_live ? to : (from + to) / 2) * 1000);
        return;
    case Qt::Key_Left:
    case Qt::Key_Right:
        pan((event->key() == Qt::Key_Left ? -250LL : 250LL) * m_seconds);
        return;
    case Qt::Key_Home:
        setWindow(m_seconds);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace objecta::ui
