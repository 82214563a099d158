// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

#include <functional>

class QVBoxLayout;

namespace objecta::ui {

/// Short messages at the bottom of a window, newest lowest. For what went well (with Undo where an inverse act
/// exists); errors stay in their place instead.
class ToastHost : public QWidget {
    Q_OBJECT
public:
    explicit ToastHost(QWidget *window);

    struct Action {
        QString text;
        std::function<void()> run;
    };
    /// Goes after 10 s; the mouse over it holds it.
    void show(const QString &iconRole, const QString &text, const Action &action = {});

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();

    QVBoxLayout *m_layout;
};

} // namespace objecta::ui
