// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/style.h"

#include <QDialog>

class QDialogButtonBox;
class QPushButton;
class QVBoxLayout;

namespace objecta::api {
struct ApiError;
}

namespace objecta::ui {

class Banner;
class Text;

/// Base of the dialogs: title, explanation, body, an error in place, and buttons at the foot. Esc cancels; the main
/// button is never the default of a destructive act. Window-modal, opened with open(); never a nested event loop.
class FormDialog : public QDialog {
    Q_OBJECT
public:
    FormDialog(const QString &title, const QString &explanation, QWidget *parent);

    /// Dialogs delete themselves when they are closed.
    void openOver();

protected:
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }
    /// The main button, made by the first call. `acceptsEnter` false for destructive acts.
    QPushButton *addMain(const QString &text, ButtonKind kind = ButtonKind::Primary, bool acceptsEnter = true);
    QPushButton *addCancel(const QString &text = {});
    QPushButton *addExtra(const QString &text);
    void setBusy(bool busy, const QString &text = {});
    [[nodiscard]] bool isBusy() const { return m_busy; }
    void showError(const api::ApiError &error);
    void showError(const QString &title, const QString &text);
    void clearError();
    void setTitle(const QString &title, const QString &explanation);

    void paintEvent(QPaintEvent *event) override;

private:
    Text *m_title;
    Text *m_explanation;
    QVBoxLayout *m_body;
    Banner *m_error;
    QDialogButtonBox *m_buttons;
    QPushButton *m_main = nullptr;
    QString m_mainText;
    bool m_busy = false;
};

/// Asks one question. `confirmed` comes with the main button only.
class ConfirmDialog final : public FormDialog {
    Q_OBJECT
public:
    ConfirmDialog(const QString &title, const QString &text, const QString &verb, ButtonKind kind, QWidget *parent);

signals:
    void confirmed();
};

} // namespace objecta::ui
