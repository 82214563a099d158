// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/icon.h"
#include "ui/theme/style.h"

#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

namespace objecta::ui {

/// A button in one line of code.
QPushButton *makeButton(const QString &text, ButtonKind kind = ButtonKind::Default, const QString &iconRole = {},
                        QWidget *parent = nullptr);
/// A square button that shows an icon only; `name` is its tooltip and its accessible name.
QToolButton *makeIconButton(const QString &iconRole, const QString &name, QWidget *parent = nullptr);

/// A line edit with a leading icon, a clear button and names for both.
class FilterLineEdit : public QLineEdit {
    Q_OBJECT
public:
    explicit FilterLineEdit(const QString &placeholder, const QString &iconRole = QStringLiteral("filter"),
                            QWidget *parent = nullptr);

signals:
    /// The arrow keys up and down, to move in a list below without leaving the field.
    void arrowPressed(int key);

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

/// "Status: Any" with a menu of choices; the chosen one stays visible in the button.
class ChipButton : public QPushButton {
    Q_OBJECT
public:
    explicit ChipButton(const QString &label, QWidget *parent = nullptr);

    /// Choices as (value, text); the empty value is "Any". Keeps the choice if it is still there.
    void setChoices(const QList<std::pair<QString, QString>> &choices);
    /// What the empty value is called instead of "Any"; before setChoices().
    void setAnyText(const QString &text) { m_any = text; }
    void setValue(const QString &value);
    [[nodiscard]] const QString &value() const { return m_value; }

signals:
    void valueChanged(const QString &value);

private:
    void refresh();

    QString m_label;
    QString m_any;
    QString m_value;
    QList<std::pair<QString, QString>> m_choices;
    QMenu *m_menu;
};

/// The box in the top bar that looks like a field and opens the palette.
class SearchBox : public QAbstractButton {
    Q_OBJECT
public:
    explicit SearchBox(const QString &text, const QString &shortcut, QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override { return {400, 34}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_shortcut;
};

/// "Live · 24 ms": icon, colour and words; a click tries again while the connection is lost.
class ConnectionIndicator : public QAbstractButton {
    Q_OBJECT
public:
    enum class State { Off, Connecting, Live, Delayed, Reconnecting, Offline };

    explicit ConnectionIndicator(QWidget *parent = nullptr);
    /// `latency` in ms, -1 for unknown; `retry` in seconds.
    void set(State state, int latency, int retry);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    State m_state = State::Off;
};

/// A button that shows an avatar and opens a menu.
class AvatarButton : public QAbstractButton {
    Q_OBJECT
public:
    explicit AvatarButton(QWidget *parent = nullptr);
    void setPerson(const QString &name, const QString &key);
    [[nodiscard]] QSize sizeHint() const override { return {32, 32}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_name;
    QString m_key;
};

/// Shows what an organization looks through: avatar, name, arrows. Opens the tenant switcher.
class TenantButton : public QAbstractButton {
    Q_OBJECT
public:
    explicit TenantButton(QWidget *parent = nullptr);
    /// An empty name shows the invitation to choose.
    void setTenant(const QString &name, const QString &slug);
    [[nodiscard]] QSize sizeHint() const override { return {236, 36}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_name;
    QString m_slug;
};

} // namespace objecta::ui
