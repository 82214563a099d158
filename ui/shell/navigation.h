// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAbstractButton;
class QAction;

namespace objecta::ui {

/// The column at the left: pages in groups, settings at the foot.
class Navigation final : public QWidget {
    Q_OBJECT
public:
    explicit Navigation(QWidget *parent = nullptr);

    void addGroup(const QString &title);
    /// `page` is announced when the item is chosen; `action` gives its icon and its shortcut.
    void addPage(int page, const QString &text, QAction *action);
    /// An item at the foot that runs a command.
    void addFoot(const QString &text, QAction *action);
    void setCurrent(int page);
    /// The number at the right of an item; empty for none. `accented` on a coloured ground.
    void setCount(int page, const QString &text, bool accented = false);

signals:
    void chosen(int page);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    class Item;
    QList<Item *> m_items;
    class QVBoxLayout *m_layout;
    class QVBoxLayout *m_foot;
};

} // namespace objecta::ui
