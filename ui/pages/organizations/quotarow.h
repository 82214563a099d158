// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stores/quotastore.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QToolButton;

namespace objecta::ui {

class Text;

/// How a resource is called and counted in the quota editor.
struct ResourceLook {
    QString name;
    QString icon;
    /// After the number: "agents", "GiB".
    QString unit;
};
ResourceLook resourceLook(stores::Resource resource);
/// A limit as text, "No limit" for nullopt.
QString limitText(stores::Resource resource, const std::optional<qint64> &limit);
/// "7 of 10 used", "7 used" without a limit.
QString usedText(stores::Resource resource, qint64 used, const std::optional<qint64> &limit);

/// One line of the quota editor: what is used, where the limit comes from, the limit, and what the edit would do.
class QuotaRow final : public QWidget {
    Q_OBJECT
public:
    QuotaRow(stores::QuotaStore &store, stores::Resource resource, QWidget *parent = nullptr);

    void refresh();
    void setEditable(bool editable);
    void focusInput();
    /// Types a value as a person would.
    void type(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void edited(const QString &text);
    [[nodiscard]] QString inputText(const std::optional<qint64> &value) const;
    [[nodiscard]] QString message(bool *bad) const;

    stores::QuotaStore &m_store;
    stores::Resource m_resource;
    ResourceLook m_look;
    QComboBox *m_source;
    QLineEdit *m_input;
    QToolButton *m_reset;
    Text *m_used;
    Text *m_message;
    double m_share = -1;
    bool m_dirty = false;
    bool m_typing = false;
    bool m_unreadable = false;
    /// What typing gave; nothing for an empty or unreadable text.
    std::optional<qint64> m_typed;
};

} // namespace objecta::ui
