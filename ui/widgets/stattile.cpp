// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/stattile.h"

#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/delegates.h"

#include <QPainter>

namespace objecta::ui {

namespace {
constexpr int room = 13;
}

StatTile::StatTile(const QString &title, QColor Tokens::*color, QWidget *parent)
    : QWidget(parent)
    , m_title(title)
    , m_value(QStringLiteral("\u2013"))
    , m_color(color)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(title);
}

void StatTile::set(const QString &value, const QString &beside, const QList<double> &values, int span)
{
    m_value = value;
    m_beside = beside;
    m_values = values;
    m_span = std::max(span, 2);
    QStringList spoken{value, beside};
    spoken.removeAll(QString());
    setAccessibleName(m_title + QStringLiteral(": ") + spoken.join(QStringLiteral(", ")));
    setToolTip(accessibleName());
    update();
}

void StatTile::setDimmed(bool dimmed)
{
    if (m_dimmed != dimmed) {
        m_dimmed = dimmed;
        update();
    }
}

void StatTile::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = currentTokens();
    const auto visual = [&](const QRect &r) { return QStyle::visualRect(layoutDirection(), rect(), r); };
    roundRect(painter, rect(), cardRadius, t.raised, t.border);
    painter.setOpacity(m_dimmed ? 0.5 : 1);
    const int wide = width() - 2 * room;
    elidedText(painter, visual({room, 9, wide, 18}), m_title, textFont(TextSize::Small, QFont::Medium), t.textMuted);
    const int used =
        elidedText(painter, visual({room, 28, wide, 26}), m_value, textFont(TextSize::Title, QFont::DemiBold), t.text);
    const QRect beside(room + used + 8, 32, wide - used - 8, 20);
    if (beside.width() > 24) {
        elidedText(painter, visual(beside), m_beside, textFont(TextSize::Small), t.textMuted);
    }
    paintSparkline(painter, QRectF(visual({room, 60, wide, height() - 60 - 11})), m_values, t.*m_color, m_span);
}

} // namespace objecta::ui
