// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How large controls are and where their parts lie.

#include "ui/theme/style.h"

#include "ui/theme/paint.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QStyleOption>
#include <QTabBar>
#include <QToolButton>

namespace objecta::ui {

QSize Style::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                              const QWidget *widget) const
{
    switch (type) {
    case CT_PushButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            const QFontMetrics metrics(textFont(TextSize::Body, QFont::DemiBold));
            int width = button->text.isEmpty() ? 0 : metrics.size(Qt::TextShowMnemonic, button->text).width();
            if (!button->icon.isNull()) {
                width += 16 + (button->text.isEmpty() ? 0 : 8);
            }
            if (button->features & QStyleOptionButton::HasMenu) {
                width += 20;
            }
            const bool link = kindOf(widget) == ButtonKind::Link;
            width += button->text.isEmpty() ? 16 : (link ? 8 : 26);
            return {std::max(width, controlHeight), link ? 24 : controlHeight};
        }
        break;
    case CT_LineEdit:
        return {size.width() + 16, controlHeight};
    case CT_SpinBox:
        return {size.width() + 34, controlHeight};
    case CT_ComboBox:
        return {size.width() + 42, controlHeight};
    case CT_ToolButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option)) {
            const bool menu = button->features & QStyleOptionToolButton::HasMenu;
            const bool text = button->toolButtonStyle != Qt::ToolButtonIconOnly && !button->text.isEmpty();
            return {std::max(size.width() + (text ? 16 : 8) + (menu && text ? 8 : 0), controlHeight), controlHeight};
        }
        break;
    case CT_MenuBarItem:
        return {size.width() + 18, 26};
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            if (item->menuItemType == QStyleOptionMenuItem::Separator) {
                return {size.width(), item->text.isEmpty() ? 11 : 28};
            }
            const QFontMetrics metrics(textFont());
            const QStringList parts = item->text.split(QLatin1Char('\t'));
            int width = 10 + 16 + 10 + metrics.size(Qt::TextShowMnemonic, parts.value(0)).width() + 28;
            width += parts.size() > 1 ? metrics.horizontalAdvance(parts.value(1)) + 24 : 0;
            return {std::max(width, 180), 30};
        }
        break;
    case CT_HeaderSection: {
        QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
        const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
        if (header && header->orientation == Qt::Horizontal) {
            result.setHeight(rowHeight);
            result.rwidth() += 12;
        }
        return result;
    }
    case CT_TabBarTab:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option)) {
            const QFontMetrics metrics(textFont(TextSize::Body, QFont::DemiBold));
            return {metrics.size(Qt::TextShowMnemonic, tab->text).width() + (tab->icon.isNull() ? 0 : 22) + 24, 38};
        }
        break;
    case CT_ProgressBar:
        return {size.width(), 6};
    case CT_CheckBox:
    case CT_RadioButton: {
        const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
        return {base.width() + 4, std::max(base.height(), 24)};
    }
    case CT_ItemViewItem: {
        const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
        return {base.width(), std::max(base.height(), 30)};
    }
    default:
        break;
    }
    return QProxyStyle::sizeFromContents(type, option, size, widget);
}

QRect Style::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    switch (element) {
    case SE_PushButtonContents:
        return option->rect.adjusted(2, 2, -2, -2);
    case SE_PushButtonFocusRect:
    case SE_ToolBoxTabContents:
        return option->rect;
    case SE_LineEditContents:
        return option->rect.adjusted(8, 2, -8, -2);
    case SE_TabWidgetTabBar: {
        QRect rect = QProxyStyle::subElementRect(element, option, widget);
        return rect;
    }
    default:
        return QProxyStyle::subElementRect(element, option, widget);
    }
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl sub,
                            const QWidget *widget) const
{
    const QRect rect = option->rect;
    const auto visual = [&](const QRect &logical) { return visualRect(option->direction, rect, logical); };
    if (control == CC_ComboBox) {
        switch (sub) {
        case SC_ComboBoxEditField:
            return visual(rect.adjusted(10, 2, -30, -2));
        case SC_ComboBoxArrow:
            return visual(QRect(rect.right() - 27, rect.top(), 28, rect.height()));
        case SC_ComboBoxFrame:
            return rect;
        case SC_ComboBoxListBoxPopup:
            return rect.adjusted(0, 2, 0, 2);
        default:
            break;
        }
    }
    if (control == CC_SpinBox) {
        const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
        const bool buttons = spin && spin->buttonSymbols != QAbstractSpinBox::NoButtons;
        const int width = 24;
        switch (sub) {
        case SC_SpinBoxUp:
            return buttons ? visual(QRect(rect.right() - width, rect.top() + 1, width, rect.height() / 2 - 1))
                           : QRect();
        case SC_SpinBoxDown:
            return buttons ? visual(QRect(rect.right() - width, rect.center().y() + 1, width, rect.height() / 2 - 1))
                           : QRect();
        case SC_SpinBoxEditField:
            return visual(rect.adjusted(2, 1, buttons ? -width - 2 : -2, -1));
        case SC_SpinBoxFrame:
            return rect;
        default:
            break;
        }
    }
    if (control == CC_ScrollBar) {
        const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        if (bar) {
            const bool horizontal = bar->orientation == Qt::Horizontal;
            const int length = horizontal ? rect.width() : rect.height();
            const int range = bar->maximum - bar->minimum;
            int slider = length;
            if (range > 0) {
                slider = static_cast<int>(static_cast<qint64>(bar->pageStep) * length
                                          / (range + std::max(1, bar->pageStep)));
                slider = std::clamp(slider, std::min(32, length), length);
            }
            const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - slider,
                                                      bar->upsideDown);
            const auto part = [&](int from, int extent) {
                return horizontal ? visual(QRect(rect.x() + from, rect.y(), extent, rect.height()))
                                  : QRect(rect.x(), rect.y() + from, rect.width(), extent);
            };
            switch (sub) {
            case SC_ScrollBarGroove:
                return rect;
            case SC_ScrollBarSlider:
                return part(start, slider);
            case SC_ScrollBarSubPage:
                return part(0, start);
            case SC_ScrollBarAddPage:
                return part(start + slider, length - start - slider);
            default:
                return {};
            }
        }
    }
    return QProxyStyle::subControlRect(control, option, sub, widget);
}

} // namespace objecta::ui
