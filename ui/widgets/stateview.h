// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stores/pagestore.h"
#include "ui/widgets/skeleton.h"

#include <QWidget>

class QPushButton;
class QStackedLayout;

namespace objecta::ui {

class Banner;
class Text;

/// Why there is nothing, and one way on.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    explicit EmptyState(QWidget *parent = nullptr);
    void set(const QString &iconRole, const QString &title, const QString &text, const QString &action = {});
    /// Further buttons beside the first.
    QPushButton *addButton(const QString &text);
    [[nodiscard]] QPushButton *button() const { return m_button; }

signals:
    void triggered();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_icon;
    Text *m_title;
    Text *m_text;
    QPushButton *m_button;
    class QHBoxLayout *m_buttons;
};

/// Shows a store's state around its content: skeleton while loading, empty, error in place with cause, request id,
/// Retry and Copy details, and above old data a bar that says as of when it is.
class StateView : public QWidget {
    Q_OBJECT
public:
    StateView(QWidget *content, Skeleton::Shape shape, QWidget *parent = nullptr);

    /// Follows the store from now on. It must outlive the view.
    void follow(stores::PageStore *store);
    [[nodiscard]] EmptyState *empty() const { return m_empty; }
    /// Shown instead of the content while the store has no data and nothing was asked for.
    [[nodiscard]] EmptyState *idle() const { return m_idle; }
    /// False: an empty store shows its content all the same (a list whose header must stay).
    void setEmptyShown(bool shown) { m_emptyShown = shown; }

private:
    void refresh();

    stores::PageStore *m_store = nullptr;
    QWidget *m_content;
    QStackedLayout *m_stack;
    Skeleton *m_skeleton;
    EmptyState *m_empty;
    EmptyState *m_idle;
    EmptyState *m_error;
    QPushButton *m_copy;
    Banner *m_stale;
    QPushButton *m_staleRetry;
    bool m_emptyShown = true;
};

} // namespace objecta::ui
