// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Scroll bars, combo boxes, spin boxes and tool buttons: what QStyle calls complex controls.
#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/theme/style.h"

#include <QPainter>
#include <QStyleOption>
#include <QToolButton>

namespace objecta::ui {

void Style::drawScrollBar(const QStyleOptionSlider &option, QPainter &painter, const QWidget *widget) const
{
    if (option.maximum <= option.minimum) {
        return;
    }
    const bool horizontal = option.orientation == Qt::Horizontal;
    const QRect slider = subControlRect(CC_ScrollBar, &option, SC_ScrollBarSlider, widget);
    const bool hover = option.state & State_MouseOver;
    const bool active = (option.state & State_Sunken) || (hover && (option.activeSubControls & SC_ScrollBarSlider));
    const double thickness = hover || active ? 8 : 6;
    QRectF handle = slider;
    if (horizontal) {
        handle = QRectF(handle.left() + 2, handle.center().y() - thickness / 2, handle.width() - 4, thickness);
    } else {
        handle = QRectF(handle.center().x() - thickness / 2, handle.top() + 2, thickness, handle.height() - 4);
    }
    roundRect(painter, handle, thickness / 2, active ? m_tokens.scrollHover : m_tokens.scrollHandle);
}

void Style::drawComboBox(const QStyleOptionComboBox &option, QPainter &painter, const QWidget *widget) const
{
    drawField(option, painter, widget);
    const bool enabled = option.state & State_Enabled;
    const QRect arrow = subControlRect(CC_ComboBox, &option, SC_ComboBoxArrow, widget);
    QRect place(0, 0, 14, 14);
    place.moveCenter(arrow.center());
    paintIcon(painter, QStringLiteral("chevron-down"), place, enabled ? m_tokens.textMuted : m_tokens.textDisabled);
    if (option.editable) {
        return;
    }
    QRect content = option.rect.adjusted(10, 0, -30, 0);
    if (!option.currentIcon.isNull()) {
        const QRect mark(content.left(), content.center().y() - 7, 16, 16);
        option.currentIcon.paint(&painter, visualRect(option.direction, option.rect, mark), Qt::AlignCenter,
                                 enabled ? QIcon::Normal : QIcon::Disabled);
        content.setLeft(mark.right() + 9);
    }
    elidedText(painter, visualRect(option.direction, option.rect, content), option.currentText, textFont(),
               enabled ? m_tokens.text : m_tokens.textDisabled);
}

void Style::drawSpinBox(const QStyleOptionSpinBox &option, QPainter &painter, const QWidget *widget) const
{
    if (option.frame) {
        drawField(option, painter, widget);
    }
    for (const SubControl sub : {SC_SpinBoxUp, SC_SpinBoxDown}) {
        const QRect rect = subControlRect(CC_SpinBox, &option, sub, widget);
        if (rect.isEmpty()) {
            continue;
        }
        const bool up = sub == SC_SpinBoxUp;
        const bool enabled = (option.state & State_Enabled)
            && (option.stepEnabled & (up ? QAbstractSpinBox::StepUpEnabled : QAbstractSpinBox::StepDownEnabled));
        const bool hover = enabled && (option.activeSubControls & sub);
        QRect place(0, 0, 12, 12);
        place.moveCenter(rect.center());
        paintIcon(painter, up ? QStringLiteral("chevron-up") : QStringLiteral("chevron-down"), place,
                  !enabled    ? m_tokens.textDisabled
                      : hover ? m_tokens.text
                              : m_tokens.textMuted);
    }
}

void Style::drawToolButton(const QStyleOptionToolButton &option, QPainter &painter, const QWidget *widget) const
{
    const bool enabled = option.state & State_Enabled;
    const bool down = option.state & (State_Sunken | State_On);
    if (down || (enabled && (option.state & State_MouseOver))) {
        roundRect(painter, option.rect, radius, down ? m_tokens.pressed : m_tokens.navHover);
    }
    if ((option.state & State_HasFocus) && (option.state & State_KeyboardFocusChange)) {
        focusRing(painter, option.rect, radius);
    }
    const bool text = option.toolButtonStyle != Qt::ToolButtonIconOnly && !option.text.isEmpty();
    QRect content = option.rect.adjusted(text ? 8 : 0, 0, text ? -8 : 0, 0);
    if (!option.icon.isNull() && option.toolButtonStyle != Qt::ToolButtonTextOnly) {
        QRect place(QPoint(), option.iconSize);
        place.moveCenter(content.center());
        if (text) {
            place.moveLeft(content.left());
            content.setLeft(place.right() + 9);
        }
        option.icon.paint(&painter, visualRect(option.direction, option.rect, place), Qt::AlignCenter,
                          enabled ? QIcon::Normal : QIcon::Disabled, down ? QIcon::On : QIcon::Off);
    } else if (option.features & QStyleOptionToolButton::Arrow) {
        QStyleOption arrow = option;
        drawPrimitive(option.arrowType == Qt::LeftArrow        ? PE_IndicatorArrowLeft
                          : option.arrowType == Qt::RightArrow ? PE_IndicatorArrowRight
                          : option.arrowType == Qt::UpArrow    ? PE_IndicatorArrowUp
                                                               : PE_IndicatorArrowDown,
                      &arrow, &painter, widget);
    }
    if (text) {
        elidedText(painter, visualRect(option.direction, option.rect, content), option.text,
                   textFont(TextSize::Body, QFont::Medium), enabled ? m_tokens.text : m_tokens.textDisabled);
    }
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                               const QWidget *widget) const
{
    const PainterState saved(*painter);
    switch (control) {
    case CC_ScrollBar:
        if (const auto *o = qstyleoption_cast<const QStyleOptionSlider *>(option)) {
            drawScrollBar(*o, *painter, widget);
            return;
        }
        break;
    case CC_ComboBox:
        if (const auto *o = qstyleoption_cast<const QStyleOptionComboBox *>(option)) {
            drawComboBox(*o, *painter, widget);
            return;
        }
        break;
    case CC_SpinBox:
        if (const auto *o = qstyleoption_cast<const QStyleOptionSpinBox *>(option)) {
            drawSpinBox(*o, *painter, widget);
            return;
        }
        break;
    case CC_ToolButton:
        if (const auto *o = qstyleoption_cast<const QStyleOptionToolButton *>(option)) {
            drawToolButton(*o, *painter, widget);
            return;
        }
        break;
    default:
        break;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

} // namespace objecta::ui
