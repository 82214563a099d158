// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Buttons, tabs, headers, menus, progress: what QStyle calls control elements.
#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/theme/style.h"

#include <QPainter>
#include <QPushButton>
#include <QStyleOption>
#include <QTabBar>

namespace objecta::ui {

Style::ButtonColors Style::buttonColors(const QStyleOption &option, const QWidget *widget) const
{
    const bool enabled = option.state & State_Enabled;
    const bool down = option.state & (State_Sunken | State_On);
    const bool hover = enabled && (option.state & State_MouseOver);
    const auto pick = [&](const QColor &normal, const QColor &over, const QColor &pressed) {
        return down ? pressed : hover ? over : normal;
    };
    const Tokens &t = m_tokens;
    const ButtonKind kind = kindOf(widget);
    if (!enabled) {
        const bool framed = kind != ButtonKind::Ghost && kind != ButtonKind::Link;
        const bool full = kind == ButtonKind::Primary || kind == ButtonKind::Danger || kind == ButtonKind::Violet;
        return {full ? t.neutralSoft : QColor(), framed ? t.border : QColor(), t.textDisabled};
    }
    switch (kind) {
    case ButtonKind::Primary:
        return {pick(t.accent, t.accentHover, t.accentPressed), {}, t.onAccent};
    case ButtonKind::Danger:
        return {pick(t.dangerFill, t.dangerHover, t.dangerHover), {}, t.onDanger};
    case ButtonKind::Violet:
        return {pick(t.violetFill, t.violetHover, t.violetHover), {}, t.onViolet};
    case ButtonKind::VioletOutline:
        return {pick({}, t.violetSoft, t.violetSoft), t.violet, t.violet};
    case ButtonKind::Ghost:
        return {pick({}, t.hover, t.pressed), {}, t.text};
    case ButtonKind::Link:
        return {{}, {}, t.accentText};
    case ButtonKind::Default:
        break;
    }
    return {pick(t.raised, t.hover, t.pressed), t.buttonOutline, t.text};
}

void Style::focusRing(QPainter &painter, const QRectF &rect, double cornerRadius) const
{
    roundRect(painter, rect, cornerRadius, {}, m_tokens.accentText, 2);
}

void Style::drawButtonBevel(const QStyleOption &option, QPainter &painter, const QWidget *widget) const
{
    const ButtonColors colors = buttonColors(option, widget);
    const QRectF rect = option.rect;
    roundRect(painter, rect, radius, colors.fill, colors.border);
    if ((option.state & State_HasFocus) && (option.state & State_KeyboardFocusChange)) {
        if (colors.border.isValid() || !colors.fill.isValid()) {
            focusRing(painter, rect, radius);
        } else {
            // A full button needs a gap, or ring and fill run together.
            roundRect(painter, rect, radius, m_tokens.surface);
            roundRect(painter, rect.adjusted(3, 3, -3, -3), radius - 2, colors.fill);
            focusRing(painter, rect, radius);
        }
    }
}

void Style::drawButtonLabel(const QStyleOptionButton &option, QPainter &painter, const QWidget *widget) const
{
    const ButtonColors colors = buttonColors(option, widget);
    const bool link = kindOf(widget) == ButtonKind::Link;
    QFont labelFont = textFont(TextSize::Body, link ? QFont::Medium : QFont::DemiBold);
    labelFont.setUnderline(link && (option.state & State_MouseOver));
    const QFontMetrics metrics(labelFont);
    const bool menu = option.features & QStyleOptionButton::HasMenu;
    QRect content = option.rect.adjusted(link ? 2 : 8, 0, link ? -2 : -8, 0);
    if (menu) {
        const QRect arrow(content.right() - 15, content.center().y() - 7, 16, 16);
        paintIcon(painter, QStringLiteral("chevron-down"), visualRect(option.direction, option.rect, arrow),
                  option.state & State_Enabled ? m_tokens.textMuted : m_tokens.textDisabled);
        content.setRight(arrow.left() - 4);
    }
    const int textWidth = option.text.isEmpty() ? 0 : metrics.size(Qt::TextShowMnemonic, option.text).width();
    const int iconWidth = option.icon.isNull() ? 0 : 16;
    const int gap = iconWidth && textWidth ? 8 : 0;
    const int total = std::min(content.width(), iconWidth + gap + textWidth);
    const bool left = widget && widget->property("objectaLeftAligned").toBool();
    int x = left || menu ? content.left() : content.left() + (content.width() - total) / 2;
    if (iconWidth) {
        const QRect place = visualRect(option.direction, option.rect, {x, content.center().y() - 7, 16, 16});
        option.icon.paint(&painter, place, Qt::AlignCenter,
                          option.state & State_Enabled ? QIcon::Normal : QIcon::Disabled,
                          option.state & State_On ? QIcon::On : QIcon::Off);
        x += iconWidth + gap;
    }
    if (textWidth) {
        painter.setFont(labelFont);
        painter.setPen(colors.text);
        const QRect place(x, content.top(), content.right() - x + 1, content.height());
        const int flags = Qt::TextSingleLine | Qt::AlignVCenter
            | (styleHint(SH_UnderlineShortcut, &option, widget, nullptr) ? Qt::TextShowMnemonic : Qt::TextHideMnemonic)
            | static_cast<int>(visualAlignment(option.direction, Qt::AlignLeft));
        painter.drawText(visualRect(option.direction, option.rect, place), flags,
                         metrics.elidedText(option.text, Qt::ElideRight, place.width(), Qt::TextShowMnemonic));
    }
}

void Style::drawHeaderSection(const QStyleOption &option, QPainter &painter) const
{
    painter.fillRect(option.rect, m_tokens.surface);
    const QRect rect = option.rect;
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), m_tokens.border);
}

void Style::drawHeaderLabel(const QStyleOptionHeader &option, QPainter &painter, const QWidget *widget) const
{
    // Not SE_HeaderLabel: Fusion's CE_Header does not ask a proxy for it, so the offset stands here.
    const bool sorted = option.sortIndicator != QStyleOptionHeader::None;
    const bool hover = (option.state & State_MouseOver) && (option.state & State_Enabled);
    const QFont labelFont = textFont(TextSize::Small, sorted ? QFont::DemiBold : QFont::Medium);
    const QFontMetrics metrics(labelFont);
    const QVariant left = widget ? widget->property("objectaLeftSections") : QVariant();
    const bool right = (option.textAlignment & Qt::AlignRight) && !left.toList().contains(option.section);
    // The label's rectangle comes without PM_HeaderMargin; cells have ten pixels of padding.
    constexpr int inset = 2;
    constexpr int margin = 8;
    QRect content = option.rect.adjusted(inset, 0, -inset, 0);
    if (widget && widget->property("objectaFirstInset").isValid() && option.section == 0) {
        content.setLeft(option.rect.left() + widget->property("objectaFirstInset").toInt() - margin);
    }
    const QColor color = sorted || hover ? m_tokens.text : m_tokens.textMuted;
    const int arrow = sorted ? 16 : 0;
    const QString text = metrics.elidedText(option.text, Qt::ElideRight, content.width() - arrow);
    const int width = metrics.horizontalAdvance(text);
    const int x = right ? content.right() - width - arrow + 1 : content.left();
    painter.setFont(labelFont);
    painter.setPen(color);
    painter.drawText(visualRect(option.direction, option.rect, {x, content.top(), width + 2, content.height()}),
                     Qt::AlignVCenter | Qt::TextSingleLine, text);
    if (sorted) {
        const QRect place(x + width + 4, content.center().y() - 6, 13, 13);
        // Qt calls an ascending order SortDown on this side of the house.
        paintIcon(painter,
                  option.sortIndicator == QStyleOptionHeader::SortDown ? QStringLiteral("arrow-up")
                                                                       : QStringLiteral("arrow-down"),
                  visualRect(option.direction, option.rect, place), m_tokens.accentText);
    }
}

void Style::drawTab(const QStyleOptionTab &option, QPainter &painter, const QWidget *widget) const
{
    const bool selected = option.state & State_Selected;
    const bool hover = option.state & State_MouseOver;
    const bool enabled = option.state & State_Enabled;
    const QRect rect = option.rect;
    if (selected) {
        roundRect(painter, QRectF(rect.left() + 8, rect.bottom() - 1, rect.width() - 16, 2), 1, m_tokens.accentText);
    }
    if ((option.state & State_HasFocus) && (option.state & State_KeyboardFocusChange) && selected) {
        focusRing(painter, rect.adjusted(2, 4, -2, -5), radius);
    }
    const QColor color = !enabled ? m_tokens.textDisabled : selected || hover ? m_tokens.text : m_tokens.textMuted;
    painter.setFont(textFont(TextSize::Body, selected ? QFont::DemiBold : QFont::Medium));
    painter.setPen(color);
    const int flags = Qt::AlignCenter | Qt::TextSingleLine
        | (styleHint(SH_UnderlineShortcut, &option, widget, nullptr) ? Qt::TextShowMnemonic : Qt::TextHideMnemonic);
    painter.drawText(rect.adjusted(0, 0, 0, -2), flags, option.text);
}

void Style::drawMenuItem(const QStyleOptionMenuItem &option, QPainter &painter, const QWidget *widget) const
{
    const QRect rect = option.rect;
    if (option.menuItemType == QStyleOptionMenuItem::Separator) {
        if (option.text.isEmpty()) {
            painter.fillRect(QRect(rect.left() + 8, rect.center().y(), rect.width() - 16, 1), m_tokens.border);
        } else {
            elidedText(painter, rect.adjusted(12, 6, -12, 0), option.text, textFont(TextSize::Tiny, QFont::DemiBold),
                       m_tokens.textSubtle);
        }
        return;
    }
    const bool enabled = option.state & State_Enabled;
    const bool active = option.state & State_Selected;
    if (active) {
        roundRect(painter, rect.adjusted(0, 0, 0, 0), radius - 1, enabled ? m_tokens.selected : m_tokens.hover);
    }
    const QColor color = enabled ? m_tokens.text : m_tokens.textDisabled;
    const auto visual = [&](const QRect &r) { return visualRect(option.direction, rect, r); };
    const QRect mark(rect.left() + 10, rect.center().y() - 7, 16, 16);
    if (option.checkType != QStyleOptionMenuItem::NotCheckable && option.checked) {
        paintIcon(painter, QStringLiteral("check"), visual(mark), enabled ? m_tokens.accentText : color);
    } else if (!option.icon.isNull()) {
        option.icon.paint(&painter, visual(mark), Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
    }
    const QStringList parts = option.text.split(QLatin1Char('\t'));
    painter.setFont(textFont());
    painter.setPen(color);
    const int mnemonic =
        styleHint(SH_UnderlineShortcut, &option, widget, nullptr) ? Qt::TextShowMnemonic : Qt::TextHideMnemonic;
    painter.drawText(visual(rect.adjusted(36, 0, -24, 0)),
                     Qt::TextSingleLine | mnemonic
                         | static_cast<int>(visualAlignment(option.direction, Qt::AlignLeft | Qt::AlignVCenter)),
                     parts.value(0));
    if (parts.size() > 1) {
        elidedText(painter, visual(rect.adjusted(36, 0, -12, 0)), parts.value(1), textFont(TextSize::Small),
                   enabled ? m_tokens.textSubtle : m_tokens.textDisabled, Qt::AlignRight | Qt::AlignVCenter);
    }
    if (option.menuItemType == QStyleOptionMenuItem::SubMenu) {
        paintIcon(painter,
                  option.direction == Qt::RightToLeft ? QStringLiteral("chevron-left")
                                                      : QStringLiteral("chevron-right"),
                  visual(QRect(rect.right() - 22, rect.center().y() - 6, 14, 14)), m_tokens.textSubtle);
    }
}

void Style::drawMenuBarItem(const QStyleOptionMenuItem &option, QPainter &painter) const
{
    painter.fillRect(option.rect, m_tokens.chrome);
    const bool open = option.state & (State_Sunken | State_Selected);
    if (open) {
        roundRect(painter, option.rect.adjusted(0, 1, 0, -1), 5, m_tokens.navHover);
    }
    painter.setFont(textFont(TextSize::Small));
    painter.setPen(option.state & State_Enabled ? (open ? m_tokens.text : m_tokens.textMuted) : m_tokens.textDisabled);
    painter.drawText(option.rect,
                     Qt::AlignCenter | Qt::TextSingleLine
                         | (styleHint(SH_UnderlineShortcut, &option, nullptr, nullptr) ? Qt::TextShowMnemonic
                                                                                       : Qt::TextHideMnemonic),
                     option.text);
}

void Style::drawProgress(const QStyleOptionProgressBar &option, QPainter &painter) const
{
    const QRectF rect(option.rect.left(), option.rect.center().y() - 2, option.rect.width(), 6);
    roundRect(painter, rect, 3, m_tokens.track);
    if (option.maximum > option.minimum) {
        const double share = static_cast<double>(option.progress - option.minimum) / (option.maximum - option.minimum);
        QRectF done = rect;
        done.setWidth(std::clamp(share, 0.0, 1.0) * rect.width());
        if (option.direction == Qt::RightToLeft) {
            done.moveRight(rect.right());
        }
        roundRect(painter, done, 3, m_tokens.accentText);
    } else {
        QRectF part = rect;
        part.setWidth(rect.width() * 0.3);
        part.moveLeft(rect.left() + rect.width() * 0.35);
        roundRect(painter, part, 3, m_tokens.accentText);
    }
}

void Style::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                        const QWidget *widget) const
{
    const PainterState state(*painter);
    switch (element) {
    case CE_PushButtonBevel:
        drawButtonBevel(*option, *painter, widget);
        return;
    case CE_PushButtonLabel:
        if (const auto *o = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            drawButtonLabel(*o, *painter, widget);
            return;
        }
        break;
    case CE_HeaderSection:
        drawHeaderSection(*option, *painter);
        return;
    case CE_HeaderEmptyArea:
        drawHeaderSection(*option, *painter);
        return;
    case CE_HeaderLabel:
        if (const auto *o = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
            drawHeaderLabel(*o, *painter, widget);
            return;
        }
        break;
    case CE_TabBarTabShape:
        return;
    case CE_TabBarTabLabel:
    case CE_TabBarTab:
        if (const auto *o = qstyleoption_cast<const QStyleOptionTab *>(option)) {
            drawTab(*o, *painter, widget);
            return;
        }
        break;
    case CE_MenuItem:
        if (const auto *o = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            drawMenuItem(*o, *painter, widget);
            return;
        }
        break;
    case CE_MenuBarItem:
        if (const auto *o = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            drawMenuBarItem(*o, *painter);
            return;
        }
        break;
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, m_tokens.chrome);
        return;
    case CE_MenuEmptyArea:
    case CE_MenuTearoff:
        return;
    case CE_ProgressBarGroove:
        return;
    case CE_ProgressBarLabel:
        return;
    case CE_ProgressBarContents:
        if (const auto *o = qstyleoption_cast<const QStyleOptionProgressBar *>(option)) {
            drawProgress(*o, *painter);
            return;
        }
        break;
    case CE_Splitter: {
        const QRect rect = option->rect;
        const bool upright = rect.height() > rect.width();
        const bool hover = option->state & (State_MouseOver | State_Sunken);
        const QColor color = hover ? m_tokens.accentText : m_tokens.border;
        painter->fillRect(upright ? QRect(rect.center().x(), rect.top(), 1, rect.height())
                                  : QRect(rect.left(), rect.center().y(), rect.width(), 1),
                          color);
        return;
    }
    case CE_FocusFrame:
        return;
    case CE_ComboBoxLabel:
        return; // drawn with the frame, in drawComboBox
    case CE_ToolButtonLabel:
        return; // drawn with the frame, in drawToolButton
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

} // namespace objecta::ui
