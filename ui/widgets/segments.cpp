// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/segments.h"

#include "ui/theme/paint.h"
#include "ui/theme/style.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QHBoxLayout>

namespace objecta::ui {

namespace {

class Segment final : public QAbstractButton {
public:
    Segment(const QString &text, QWidget *parent)
        : QAbstractButton(parent)
    {
        setText(text);
        setCheckable(true);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
    }
    [[nodiscard]] QSize sizeHint() const override
    {
        return {QFontMetrics(textFont(TextSize::Body, QFont::DemiBold)).horizontalAdvance(text()) + 22,
                controlHeight - 4};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Tokens &t = currentTokens();
        if (isChecked()) {
            roundRect(painter, rect(), radius - 2, t.isDark() ? t.pressed : t.surface, t.buttonOutline);
        } else if (underMouse()) {
            roundRect(painter, rect(), radius - 2, t.pressed);
        }
        if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
            roundRect(painter, rect(), radius - 2, {}, t.accentText, 2);
        }
        elidedText(painter, rect(), text(), textFont(TextSize::Body, isChecked() ? QFont::DemiBold : QFont::Medium),
                   isChecked() ? t.text : t.textMuted, Qt::AlignCenter);
    }
};

} // namespace

Segments::Segments(const QList<std::pair<int, QString>> &choices, QWidget *parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(2, 2, 2, 2);
    row->setSpacing(2);
    for (const auto &[value, text] : choices) {
        auto *button = new Segment(text, this);
        m_group->addButton(button, value);
        row->addWidget(button);
    }
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(m_group, &QButtonGroup::idClicked, this, &Segments::chosen);
}

void Segments::setCurrent(int value)
{
    if (m_group->button(value) == nullptr) {
        m_group->setExclusive(false);
        if (auto *button = m_group->checkedButton()) {
            button->setChecked(false);
        }
        m_group->setExclusive(true);
        return;
    }
    if (QAbstractButton *button = m_group->button(value)) {
        button->setChecked(true);
    }
}

int Segments::current() const
{
    return m_group->checkedId();
}

void Segments::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    roundRect(painter, rect(), radius, currentTokens().neutralSoft);
}

} // namespace objecta::ui
