// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/text.h"

namespace objecta::ui {

/// "27:14 left", red in the last minute; screen readers hear it every five minutes and in the last one.
class CountdownLabel : public Text {
    Q_OBJECT
public:
    explicit CountdownLabel(QWidget *parent = nullptr);
    void setSeconds(int seconds);

private:
    int m_announced = -1;
};

} // namespace objecta::ui
