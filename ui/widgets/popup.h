// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>
#include <QWidget>

class QLineEdit;
class QListView;
class QVBoxLayout;

namespace objecta::ui {

class FilterLineEdit;
class Text;

/// A search field over a list, floating in the window: the base of the tenant switcher and the command palette. Up and
/// Down move while typing goes on, Enter chooses (once the rows are those of what was typed), Esc and a click elsewhere
/// close.
class Popup : public QWidget {
    Q_OBJECT
public:
    Popup(const QString &placeholder, const QString &iconRole, QWidget *window);

    void openAt(const QPoint &topLeft, int width);
    void dismiss();
    [[nodiscard]] FilterLineEdit *input() const { return m_input; }
    [[nodiscard]] QListView *list() const { return m_list; }

signals:
    void closed();

protected:
    void setModel(QAbstractItemModel *model);
    void setFooter(const QString &text);
    void setMessage(const QString &text);
    void selectFirst();
    /// The current row was chosen.
    virtual void choose(const QModelIndex &index) = 0;
    /// Whether the keyboard may stop at a row: headings may not be chosen.
    [[nodiscard]] virtual bool isChoosable(const QModelIndex &index) const;
    /// Whether the rows of what was typed are still on their way: Enter then waits for settle().
    [[nodiscard]] virtual bool isWaiting() const { return false; }
    /// To be called when a search ended, well or not: an Enter that waited for it takes effect, or is forgotten.
    void settle(bool answered);
    /// The row that the arrow keys went to; -1 where the current one is only the first. Typing forgets it.
    [[nodiscard]] int movedTo() const;
    /// Goes there, as by the arrow keys: for rows that moved.
    void moveTo(int row);

    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

    static constexpr int shadowMargin = 16;

private:
    void chooseCurrent();
    void moveBy(int step);
    void fit();

    FilterLineEdit *m_input;
    QListView *m_list;
    Text *m_footer;
    Text *m_message;
    QPoint m_anchor;
    int m_wantedWidth = 400;
    /// Enter was pressed before the rows were there.
    bool m_enterWaits = false;
    /// The current row was chosen with the arrow keys, and not by being the first.
    bool m_moved = false;
};

} // namespace objecta::ui
