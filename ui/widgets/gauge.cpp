// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/gauge.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/format.h"

#include <QPainter>

namespace objecta::ui {

QColor usageColor(double share)
{
    const Tokens &t = currentTokens();
    return share >= alarmShare ? (t.isDark() ? t.danger : t.dangerFill)
        : share >= warnShare   ? t.warningFill
                               : t.accentText;
}

GaugeCard::GaugeCard(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_title(title)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setUnknown();
}

void GaugeCard::set(double share, const QString &used, const QString &of)
{
    m_known = true;
    m_share = share;
    m_used = used;
    m_of = of;
    QString spoken = tr("%1: %2 %3").arg(m_title, used, of);
    if (share >= 0) {
        spoken += QStringLiteral(", ") + percent(share);
    }
    setAccessibleName(spoken);
    update();
}

void GaugeCard::setUnknown()
{
    m_known = false;
    m_share = -1;
    m_used.clear();
    m_of.clear();
    setAccessibleName(m_title);
    update();
}

void GaugeCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens &t = currentTokens();
    const QRect all = rect();
    const auto visual = [&](const QRect &r) { return QStyle::visualRect(layoutDirection(), all, r); };
    roundRect(painter, all, cardRadius, t.raised, t.border);
    elidedText(painter, visual({13, 10, width() - 46, 20}), m_title, textFont(TextSize::Small, QFont::Medium),
               t.textMuted);
    if (m_share >= warnShare) {
        const bool alarm = m_share >= alarmShare;
        paintIcon(painter, alarm ? QStringLiteral("error") : QStringLiteral("warning"),
                  visual({width() - 29, 12, 16, 16}), alarm ? t.danger : t.warning);
    }

    // A narrow card has no room beside the arc: the numbers go below it.
    const bool narrow = width() < 132;
    const QRect circle = narrow ? QRect((width() - 46) / 2, 34, 46, 46) : visual({13, 40, 54, 54});
    const double pen = narrow ? 6.5 : 8;
    const QRectF arc = QRectF(circle).adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2);
    constexpr int from = 225 * 16;
    constexpr int span = -270 * 16;
    painter.setPen(QPen(t.track, pen, Qt::SolidLine, Qt::RoundCap));
    painter.drawArc(arc, from, span);
    if (m_share > 0) {
        painter.setPen(QPen(usageColor(m_share), pen, Qt::SolidLine, Qt::RoundCap));
        painter.drawArc(arc, from, static_cast<int>(span * std::min(1.0, m_share)));
    }
    const QString centre = !m_known ? QString() : m_share < 0 ? QStringLiteral("\u221e") : percent(m_share);
    painter.setFont(textFont(narrow || centre.size() > 4 ? TextSize::Tiny : TextSize::Body, QFont::DemiBold));
    painter.setPen(t.text);
    painter.drawText(circle, Qt::AlignCenter, centre);

    if (narrow) {
        const QFont strong = textFont(TextSize::Small, QFont::DemiBold);
        const QFont plain = textFont(TextSize::Small);
        const int usedWidth = QFontMetrics(strong).horizontalAdvance(m_used);
        const int gap = m_of.isEmpty() ? 0 : 4;
        const int total = usedWidth + gap + QFontMetrics(plain).horizontalAdvance(m_of);
        const int left = std::max(6, (width() - total) / 2);
        const QRect line(left, 83, width() - left - 4, 18);
        elidedText(painter, visual(line), m_used, strong, t.text);
        elidedText(painter, visual(line.adjusted(usedWidth + gap, 0, 0, 0)), m_of, plain, t.textMuted);
        return;
    }
    const int left = 13 + 54 + 9;
    const QRect texts(left, 46, width() - left - 5, 44);
    QFont large = textFont(TextSize::Large, QFont::DemiBold);
    if (QFontMetrics(large).horizontalAdvance(m_used) > texts.width()) {
        large = textFont(TextSize::Body, QFont::DemiBold);
    }
    elidedText(painter, visual({texts.left(), texts.top(), texts.width(), 22}), m_used, large, t.text);
    elidedText(painter, visual({texts.left(), texts.top() + 22, texts.width(), 18}), m_of, textFont(TextSize::Small),
               t.textMuted);
}

} // namespace objecta::ui
