// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/inforow.h"

#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/avatar.h"

#include <QPainter>
#include <QVBoxLayout>

namespace objecta::ui {

InfoRow::InfoRow(const InfoLook &look, QWidget *parent)
    : QAbstractButton(parent)
{
    setFixedHeight(30);
    setLeading(false);
    setLook(look);
}

void InfoRow::setLook(const InfoLook &look)
{
    if (m_look == look && !accessibleName().isEmpty()) {
        return;
    }
    m_look = look;
    QStringList parts{look.text, look.detail, look.value};
    parts.removeAll(QString());
    setAccessibleName(parts.join(QStringLiteral(", ")));
    setToolTip(look.tip.isEmpty() ? parts.join(QLatin1Char('\n')) : look.tip);
    update();
}

void InfoRow::setLeading(bool leading)
{
    m_leading = leading;
    setFocusPolicy(leading ? Qt::TabFocus : Qt::NoFocus);
    setAttribute(Qt::WA_Hover, leading);
    if (leading) {
        setCursor(Qt::PointingHandCursor);
    }
}

void InfoRow::setEnd(QWidget *end)
{
    m_end = end;
    end->setParent(this);
    end->show();
    placeEnd();
}

void InfoRow::placeEnd()
{
    if (m_end) {
        QRect where(QPoint(), m_end->sizeHint().boundedTo({width(), height() - 4}));
        where.moveCenter(rect().center());
        where.moveRight(rect().right() - 4);
        m_end->setGeometry(QStyle::visualRect(layoutDirection(), rect(), where));
    }
}

void InfoRow::resizeEvent(QResizeEvent *event)
{
    QAbstractButton::resizeEvent(event);
    placeEnd();
}

void InfoRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = currentTokens();
    const auto visual = [&](const QRect &r) { return QStyle::visualRect(layoutDirection(), rect(), r); };
    if (m_leading && (isChecked() || underMouse())) {
        roundRect(painter, rect(), radius, isChecked() ? t.selected : t.hover);
    }
    if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
        roundRect(painter, rect(), radius, {}, t.accentText, 2);
    }
    const int inset = m_leading ? 6 : 0;
    const QRect mark = visual({inset, 6, 18, 18});
    if (!m_look.avatar.isEmpty()) {
        paintAvatar(painter, mark, m_look.text, m_look.avatar);
    } else {
        paintIcon(painter, m_look.icon, mark.adjusted(1, 1, -2, -2), toneColor(t, m_look.tone));
    }
    int right = width() - inset - (m_end && !m_end->isHidden() ? m_end->sizeHint().width() + 8 : 0);
    if (!m_look.value.isEmpty()) {
        const QFont font = textFont(TextSize::Small, m_look.valueTone == Tone::Muted ? QFont::Normal : QFont::DemiBold);
        const int wide = std::min(QFontMetrics(font).horizontalAdvance(m_look.value) + 2, (right - 26) / 2);
        elidedText(painter, visual({right - wide, 0, wide, height()}), m_look.value, font,
                   toneColor(t, m_look.valueTone), Qt::AlignRight | Qt::AlignVCenter);
        right -= wide + 12;
    }
    QRect rest(inset + 26, 0, right - inset - 26, height());
    const int used = elidedText(painter, visual(rest), m_look.text,
                                textFont(TextSize::Body, m_look.strong ? QFont::DemiBold : QFont::Normal), t.text);
    rest.setLeft(rest.left() + used + 10);
    if (rest.width() > 48) {
        elidedText(painter, visual(rest), m_look.detail, textFont(TextSize::Small), t.textMuted);
    }
}

void setInfoRows(QVBoxLayout *layout, const QList<InfoLook> &looks,
                 const std::function<void(InfoRow *, int index)> &make)
{
    while (layout->count() > looks.size()) {
        QLayoutItem *item = layout->takeAt(layout->count() - 1);
        item->widget()->hide();
        item->widget()->deleteLater(); // this may be its own click
        delete item;
    }
    for (int i = 0; i < looks.size(); ++i) {
        if (i < layout->count()) {
            static_cast<InfoRow *>(layout->itemAt(i)->widget())->setLook(looks.at(i));
            continue;
        }
        auto *row = new InfoRow(looks.at(i));
        layout->addWidget(row);
        if (make) {
            make(row, i);
        }
    }
}

} // namespace objecta::ui
