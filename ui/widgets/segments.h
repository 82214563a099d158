// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAbstractButton;
class QButtonGroup;

namespace objecta::ui {

/// A few choices side by side, one of them chosen: "5 min | 15 min | 1 h".
class Segments : public QWidget {
    Q_OBJECT
public:
    explicit Segments(const QList<std::pair<int, QString>> &choices, QWidget *parent = nullptr);

    /// None of them for another value.
    void setCurrent(int value);
    [[nodiscard]] int current() const;

signals:
    void chosen(int value);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QButtonGroup *m_group;
};

} // namespace objecta::ui
