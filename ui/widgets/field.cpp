// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/field.h"

#include "ui/theme/style.h"

#include <QVBoxLayout>

namespace objecta::ui {

Field::Field(const QString &label, QWidget *input, const QString &hint, QWidget *parent)
    : QWidget(parent)
    , m_input(input)
    , m_below(new Text({}, TextSize::Small, QFont::Normal, Tone::Subtle))
    , m_hint(hint)
{
    auto *caption = new Text(label, TextSize::Small, QFont::Medium);
    caption->setBuddy(input);
    input->setMinimumHeight(controlHeight);
    input->setAccessibleName(QString(label).remove(QLatin1Char('&')));
    m_below->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(5);
    layout->addWidget(caption);
    layout->addWidget(input);
    layout->addWidget(m_below);
    setFocusProxy(input);
    refresh();
}

void Field::setError(const QString &error)
{
    if (m_error != error) {
        m_error = error;
        refresh();
    }
}

void Field::setHint(const QString &hint)
{
    if (m_hint != hint) {
        m_hint = hint;
        refresh();
    }
}

void Field::refresh()
{
    const bool wrong = !m_error.isEmpty();
    m_below->setText(wrong ? m_error : m_hint);
    m_below->setTone(wrong ? Tone::Danger : Tone::Subtle);
    m_below->setVisible(!m_below->text().isEmpty());
    m_input->setAccessibleDescription(m_below->text());
    setInvalid(m_input, wrong);
}

} // namespace objecta::ui
