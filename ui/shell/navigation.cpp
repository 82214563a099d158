// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/navigation.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/text.h"

#include <QAbstractButton>
#include <QAction>
#include <QPainter>
#include <QVBoxLayout>

namespace objecta::ui {

class Navigation::Item final : public QAbstractButton {
public:
    Item(int page, const QString &text, QAction *action, QWidget *parent)
        : QAbstractButton(parent)
        , m_page(page)
        , m_role(action->icon().name())
    {
        setText(text);
        setAccessibleName(text);
        setToolTip(action->shortcut().toString(QKeySequence::NativeText));
        setCheckable(page >= 0);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        setFixedHeight(32);
    }
    [[nodiscard]] int page() const { return m_page; }
    void setCount(const QString &text, bool accented)
    {
        m_count = text;
        m_accented = accented;
        setAccessibleDescription(text);
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Tokens &t = currentTokens();
        const bool on = isChecked();
        if (on) {
            roundRect(painter, rect(), radius, t.navSelected, t.isDark() ? QColor() : t.border);
        } else if (underMouse()) {
            roundRect(painter, rect(), radius, t.navHover);
        }
        if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
            roundRect(painter, rect(), radius, {}, t.accentText, 2);
        }
        const auto visual = [&](const QRect &r) { return QStyle::visualRect(layoutDirection(), rect(), r); };
        paintIcon(painter, m_role, visual({9, 7, 18, 18}), on ? t.accentText : t.textMuted);
        int right = width() - 12;
        const QFont small = textFont(TextSize::Tiny, QFont::DemiBold);
        const int wide = QFontMetrics(small).horizontalAdvance(m_count);
        // A long word ("Organisationen") is worth more than how many there are.
        const int name = QFontMetrics(textFont(TextSize::Body, QFont::DemiBold)).horizontalAdvance(text());
        if (!m_count.isEmpty() && (m_accented || 37 + name + 8 + wide <= right)) {
            const QRect place(right - wide, 0, wide + 1, height());
            if (m_accented) {
                roundRect(painter, visual({place.left() - 7, 7, wide + 14, 18}), 9, t.violetSoft);
            }
            elidedText(painter, visual(place), m_count, small, m_accented ? t.violet : t.textMuted,
                       Qt::AlignRight | Qt::AlignVCenter);
            right -= wide + (m_accented ? 14 : 8);
        }
        elidedText(painter, visual({37, 0, right - 37, height()}), text(),
                   textFont(TextSize::Body, on ? QFont::DemiBold : QFont::Medium), on ? t.text : t.textMuted);
    }

private:
    int m_page;
    QString m_role;
    QString m_count;
    bool m_accented = false;
};

Navigation::Navigation(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout)
    , m_foot(new QVBoxLayout)
{
    setFixedWidth(204);
    m_layout->setSpacing(4);
    m_foot->setSpacing(4);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(10, space::l, 10, 12);
    column->addLayout(m_layout);
    column->addStretch(1);
    column->addLayout(m_foot);
    setAccessibleName(tr("Navigation"));
}

void Navigation::addGroup(const QString &title)
{
    auto *label = sectionLabel(title);
    label->setContentsMargins(10, m_items.isEmpty() ? 0 : space::l, 0, space::xs);
    m_layout->addWidget(label);
}

void Navigation::addPage(int page, const QString &text, QAction *action)
{
    auto *item = new Item(page, text, action, this);
    m_items.append(item);
    m_layout->addWidget(item);
    connect(item, &QAbstractButton::clicked, this, [this, page] {
        setCurrent(page);
        emit chosen(page);
    });
}

void Navigation::addFoot(const QString &text, QAction *action)
{
    auto *item = new Item(-1, text, action, this);
    m_foot->addWidget(item);
    connect(item, &QAbstractButton::clicked, action, &QAction::trigger);
}

void Navigation::setCurrent(int page)
{
    for (Item *item : std::as_const(m_items)) {
        item->setChecked(item->page() == page);
    }
}

void Navigation::setCount(int page, const QString &text, bool accented)
{
    for (Item *item : std::as_const(m_items)) {
        if (item->page() == page) {
            item->setCount(text, accented);
        }
    }
}

void Navigation::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), currentTokens().chrome);
}

} // namespace objecta::ui
