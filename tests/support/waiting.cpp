// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/waiting.h"

#include <QCoreApplication>
#include <QThread>

namespace objecta::test {

bool within(std::chrono::milliseconds time, const std::function<bool()> &holds)
{
    const auto end = std::chrono::steady_clock::now() + time;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > end) {
            // What came while the machine paused counts.
            QCoreApplication::processEvents();
            return holds();
        }
        QCoreApplication::processEvents();
        QThread::msleep(10);
    }
    return true;
}

} // namespace objecta::test
