// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

namespace objecta::ui {

/// Grey shapes where content is going to be. They appear 150 ms after the skeleton is shown, so that a quick answer
/// does not flicker, and breathe gently unless motion is off.
class Skeleton : public QWidget {
    Q_OBJECT
public:
    enum class Shape { Rows, Cards, Form };
    explicit Skeleton(Shape shape = Shape::Rows, QWidget *parent = nullptr);

    static constexpr int delayMs = 150;

signals:
    /// After 2 s of waiting the user may cancel.
    void cancelWanted();

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    Shape m_shape;
    QTimer m_delay;
    QTimer m_cancelDelay;
    class QPushButton *m_cancel;
};

} // namespace objecta::ui
