// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Fields, indicators, panels and frames: what QStyle calls primitive elements.
#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/theme/style.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPainter>
#include <QStyleOption>

namespace objecta::ui {

void Style::drawField(const QStyleOption &option, QPainter &painter, const QWidget *widget) const
{
    const bool enabled = option.state & State_Enabled;
    const bool focus = option.state & State_HasFocus;
    const bool hover = option.state & State_MouseOver;
    const bool invalid = isInvalid(widget);
    const bool readOnly = option.state & State_ReadOnly;
    const QColor fill = enabled && !readOnly ? m_tokens.surface : m_tokens.canvas;
    const QColor border = invalid ? m_tokens.dangerFill
        : focus                   ? m_tokens.accentText
        : !enabled                ? m_tokens.border
        : hover                   ? m_tokens.textMuted
                                  : m_tokens.outline;
    roundRect(painter, option.rect, radius, fill, border, focus ? 2 : 1);
}

void Style::drawIndicator(const QStyleOption &option, QPainter &painter, bool round) const
{
    const bool enabled = option.state & State_Enabled;
    const bool on = option.state & State_On;
    const bool partly = option.state & State_NoChange;
    const bool hover = option.state & State_MouseOver;
    const QRectF rect = QRectF(option.rect.center().x() - 7.0, option.rect.center().y() - 7.0, 16, 16);
    const double corner = round ? 8 : 4;
    if (on || partly) {
        const QColor fill = enabled ? (hover ? m_tokens.accentHover : m_tokens.accent) : m_tokens.track;
        roundRect(painter, rect, corner, fill);
        const QColor mark = enabled ? m_tokens.onAccent : m_tokens.textDisabled;
        if (round) {
            roundRect(painter, rect.adjusted(5, 5, -5, -5), 3, mark);
        } else {
            paintIcon(painter, partly ? QStringLiteral("remove") : QStringLiteral("check"), rect.adjusted(2, 2, -2, -2),
                      mark);
        }
    } else {
        roundRect(painter, rect, corner, enabled ? m_tokens.surface : m_tokens.canvas,
                  enabled ? (hover ? m_tokens.textMuted : m_tokens.outline) : m_tokens.border);
    }
    if ((option.state & State_HasFocus) && (option.state & State_KeyboardFocusChange)) {
        focusRing(painter, rect.adjusted(-3, -3, 3, 3), corner + 3);
    }
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                          const QWidget *widget) const
{
    const PainterState saved(*painter);
    const QRect rect = option->rect;
    switch (element) {
    case PE_PanelLineEdit:
    case PE_FrameLineEdit: {
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        if (frame && frame->lineWidth > 0) {
            drawField(*option, *painter, widget);
        }
        return;
    }
    case PE_FrameFocusRect:
        if (option->state & State_KeyboardFocusChange && !qobject_cast<const QAbstractItemView *>(widget)) {
            focusRing(*painter, rect, radius);
        }
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        drawIndicator(*option, *painter, false);
        return;
    case PE_IndicatorRadioButton:
        drawIndicator(*option, *painter, true);
        return;
    case PE_PanelButtonCommand:
    case PE_FrameDefaultButton:
    case PE_FrameButtonBevel:
        drawButtonBevel(*option, *painter, widget);
        return;
    case PE_PanelTipLabel:
        roundRect(*painter, rect, radius, m_tokens.tooltip);
        return;
    case PE_PanelMenu:
        roundRect(*painter, rect, widget && widget->testAttribute(Qt::WA_TranslucentBackground) ? 8 : 0,
                  m_tokens.raised, m_tokens.border);
        return;
    case PE_FrameMenu:
        return;
    case PE_FrameTabBarBase: {
        painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), m_tokens.border);
        return;
    }
    case PE_FrameTabWidget:
        return;
    case PE_Frame:
        if (widget && widget->inherits("QComboBoxPrivateContainer")) {
            roundRect(*painter, rect, 0, m_tokens.raised, m_tokens.border);
            return;
        }
        painter->setPen(m_tokens.border);
        painter->drawRect(rect.adjusted(0, 0, -1, -1));
        return;
    case PE_FrameGroupBox:
        roundRect(*painter, rect, cardRadius, {}, m_tokens.border);
        return;
    case PE_FrameStatusBarItem:
    case PE_PanelStatusBar:
    case PE_PanelMenuBar:
    case PE_FrameDockWidget:
    case PE_PanelToolBar:
        return;
    case PE_FrameWindow:
        painter->setPen(m_tokens.border);
        painter->drawRect(rect.adjusted(0, 0, -1, -1));
        return;
    case PE_PanelItemViewRow:
        return;
    case PE_PanelItemViewItem: {
        const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option);
        if (item && item->backgroundBrush.style() != Qt::NoBrush) {
            painter->fillRect(rect, item->backgroundBrush);
        }
        if (option->state & State_Selected) {
            const bool list = widget && widget->inherits("QListView");
            if (list) {
                roundRect(*painter, rect.adjusted(2, 1, -2, -1), radius - 1, m_tokens.selected);
            } else {
                painter->fillRect(rect, m_tokens.selected);
            }
        } else if ((option->state & State_MouseOver) && (option->state & State_Enabled)) {
            painter->fillRect(rect, m_tokens.hover);
        }
        return;
    }
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowUp:
    case PE_IndicatorArrowLeft:
    case PE_IndicatorArrowRight: {
        const QString role = element == PE_IndicatorArrowDown ? QStringLiteral("chevron-down")
            : element == PE_IndicatorArrowUp                  ? QStringLiteral("chevron-up")
            : element == PE_IndicatorArrowLeft                ? QStringLiteral("chevron-left")
                                                              : QStringLiteral("chevron-right");
        const int side = std::min({rect.width(), rect.height(), 14});
        QRect place(0, 0, side, side);
        place.moveCenter(rect.center());
        paintIcon(*painter, role, place, option->state & State_Enabled ? m_tokens.textMuted : m_tokens.textDisabled);
        return;
    }
    case PE_IndicatorHeaderArrow:
        return; // drawHeaderLabel sets it beside the text
    case PE_PanelButtonTool: {
        const bool enabled = option->state & State_Enabled;
        if (option->state & (State_Sunken | State_On)) {
            roundRect(*painter, rect, radius, m_tokens.pressed);
        } else if (enabled && (option->state & State_MouseOver)) {
            roundRect(*painter, rect, radius, m_tokens.hover);
        }
        return;
    }
    case PE_PanelScrollAreaCorner:
        painter->fillRect(rect, m_tokens.surface);
        return;
    case PE_Widget:
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

} // namespace objecta::ui
