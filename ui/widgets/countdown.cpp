// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/countdown.h"

#include "ui/widgets/format.h"

#include <QAccessible>

namespace objecta::ui {

CountdownLabel::CountdownLabel(QWidget *parent)
    : Text({}, TextSize::Body, QFont::DemiBold, Tone::Text, parent)
{
}

void CountdownLabel::setSeconds(int seconds)
{
    //: time that remains: "27:14 left"
    setText(tr("%1 left").arg(countdown(seconds)));
    setTone(seconds < 60 ? Tone::Danger : Tone::Text);
    const int step = seconds < 60 ? 0 : 1 + seconds / 300;
    if (step != m_announced) {
        m_announced = step;
        setAccessibleName(tr("%n minute(s) left", nullptr, std::max(1, seconds / 60)));
        QAccessibleEvent event(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
}

} // namespace objecta::ui
