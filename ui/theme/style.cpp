// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSlider>
#include <QSplitterHandle>
#include <QStyleOption>
#include <QTabBar>
#include <QToolButton>
#include <QWheelEvent>

namespace objecta::ui {

namespace {
constexpr const char *kindProperty = "objectaKind";
constexpr const char *invalidProperty = "objectaInvalid";
} // namespace

void setKind(QAbstractButton *button, ButtonKind kind)
{
    button->setProperty(kindProperty, static_cast<int>(kind));
    button->update();
}

ButtonKind kindOf(const QWidget *button)
{
    return button ? static_cast<ButtonKind>(button->property(kindProperty).toInt()) : ButtonKind::Default;
}

void setInvalid(QWidget *input, bool invalid)
{
    input->setProperty(invalidProperty, invalid);
    input->update();
}

bool isInvalid(const QWidget *input)
{
    return input && input->property(invalidProperty).toBool();
}

const Tokens &currentTokens()
{
    static const Tokens none;
    const auto *style = qobject_cast<const Style *>(QApplication::style());
    return style ? style->tokens() : none;
}

Style::Style(Tokens tokens)
    : QProxyStyle(QStringLiteral("fusion"))
    , m_tokens(std::move(tokens))
{
}

void Style::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget)
        || qobject_cast<QLineEdit *>(widget) || qobject_cast<QAbstractSpinBox *>(widget)
        || qobject_cast<QScrollBar *>(widget) || qobject_cast<QTabBar *>(widget) || qobject_cast<QHeaderView *>(widget)
        || qobject_cast<QSplitterHandle *>(widget)) {
        widget->setAttribute(Qt::WA_Hover);
    }
    if (qobject_cast<QComboBox *>(widget) || qobject_cast<QAbstractSpinBox *>(widget)
        || qobject_cast<QSlider *>(widget)) {
        widget->setFocusPolicy(Qt::StrongFocus);
        widget->installEventFilter(this);
    }
    if (qobject_cast<QMenu *>(widget) || widget->inherits("QTipLabel")) {
        widget->setAttribute(Qt::WA_TranslucentBackground);
        widget->setWindowFlag(Qt::FramelessWindowHint);
        widget->setWindowFlag(Qt::NoDropShadowWindowHint);
    }
}

void Style::unpolish(QWidget *widget)
{
    widget->removeEventFilter(this);
    QProxyStyle::unpolish(widget);
}

bool Style::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Wheel) {
        const auto *widget = qobject_cast<QWidget *>(watched);
        if (widget && !widget->hasFocus()) {
            event->ignore();
            return true;
        }
    }
    return QProxyStyle::eventFilter(watched, event);
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent:
        return 12;
    case PM_ScrollBarSliderMin:
        return 32;
    case PM_ScrollView_ScrollBarOverlap:
        return 0;
    case PM_ScrollView_ScrollBarSpacing:
        return 0;
    case PM_DefaultFrameWidth:
        if (qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QComboBox *>(widget)
            || qobject_cast<const QAbstractSpinBox *>(widget)) {
            return 2;
        }
        return 1;
    case PM_SpinBoxFrameWidth:
        return 2;
    case PM_ComboBoxFrameWidth:
        return 2;
    case PM_ButtonMargin:
        return 12;
    case PM_ButtonDefaultIndicator:
        return 0;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    case PM_ButtonIconSize:
        return 16;
    case PM_SmallIconSize:
        return 16;
    case PM_ToolBarIconSize:
        return 18;
    case PM_TabBarIconSize:
        return 16;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return 16;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return 8;
    case PM_MenuPanelWidth:
        return 1;
    case PM_MenuHMargin:
    case PM_MenuVMargin:
        return 5;
    case PM_SubMenuOverlap:
        return -2;
    case PM_MenuBarItemSpacing:
        return 2;
    case PM_MenuBarHMargin:
        return 6;
    case PM_MenuBarVMargin:
        return 2;
    case PM_MenuBarPanelWidth:
        return 0;
    case PM_ToolTipLabelFrameWidth:
        return 7;
    case PM_HeaderMargin:
        return 8;
    case PM_HeaderMarkSize:
        return 12;
    case PM_HeaderDefaultSectionSizeVertical:
        return rowHeight;
    case PM_TabBarTabHSpace:
        return 24;
    case PM_TabBarTabVSpace:
        return 18;
    case PM_TabBarTabOverlap:
    case PM_TabBarBaseHeight:
    case PM_TabBarBaseOverlap:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabShiftVertical:
        return 0;
    case PM_SplitterWidth:
        return 1;
    case PM_LayoutLeftMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutBottomMargin:
        return space::m;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return space::s;
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin:
        return 2;
    case PM_TextCursorWidth:
        return 1;
    case PM_ProgressBarChunkWidth:
        return 1;
    case PM_MenuButtonIndicator:
        return 16;
    case PM_LineEditIconSize:
        return 16;
    case PM_LineEditIconMargin:
        return 6;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_Widget_Animate:
    case SH_Widget_Animation_Duration:
        return 0;
    case SH_ComboBox_Popup:
        return 0;
    case SH_ItemView_ShowDecorationSelected:
        return 1;
    case SH_ItemView_ActivateItemOnSingleClick:
        return 0;
    case SH_ScrollBar_LeftClickAbsolutePosition:
        return 0;
    case SH_ScrollBar_Transient:
        return 0;
    case SH_Table_GridLineColor:
        return static_cast<int>(m_tokens.divider.rgb());
    case SH_ToolTip_WakeUpDelay:
        return 500;
    case SH_TabBar_Alignment:
        return Qt::AlignLeft;
    case SH_TabBar_ElideMode:
        return Qt::ElideNone;
    case SH_FormLayoutFormAlignment:
        return Qt::AlignLeft | Qt::AlignTop;
    case SH_FormLayoutLabelAlignment:
        return Qt::AlignLeft;
    case SH_FormLayoutFieldGrowthPolicy:
        return QFormLayout::ExpandingFieldsGrow;
    case SH_FormLayoutWrapPolicy:
        return QFormLayout::DontWrapRows;
    case SH_MessageBox_CenterButtons:
        return 0;
    case SH_DialogButtonBox_ButtonsHaveIcons:
        return 0;
    case SH_Menu_SupportsSections:
        return 1;
    case SH_Menu_MouseTracking:
    case SH_MenuBar_MouseTracking:
        return 1;
    case SH_LineEdit_PasswordCharacter:
        return 0x2022;
    case SH_RubberBand_Mask:
        return 0;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

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

QIcon Style::standardIcon(StandardPixmap pixmap, const QStyleOption *option, const QWidget *widget) const
{
    switch (pixmap) {
    case SP_LineEditClearButton:
        return icon("close", Tone::Subtle);
    case SP_MessageBoxWarning:
        return icon("warning", Tone::Warning);
    case SP_MessageBoxCritical:
        return icon("error", Tone::Danger);
    case SP_MessageBoxInformation:
    case SP_MessageBoxQuestion:
        return icon("info", Tone::Accent);
    case SP_ToolBarHorizontalExtensionButton:
    case SP_ToolBarVerticalExtensionButton:
        return icon("more");
    default:
        return QProxyStyle::standardIcon(pixmap, option, widget);
    }
}

} // namespace objecta::ui
