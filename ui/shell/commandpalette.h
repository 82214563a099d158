// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/ids.h"
#include "models/stores/appcontext.h"
#include "ui/widgets/popup.h"

#include <QAbstractListModel>

class QAction;

namespace objecta::ui {

class Commands;

/// Whether the letters of `query` occur in `text` in their order; a higher number fits better, -1 does not fit.
int fuzzyScore(const QString &query, const QString &text);

/// What the palette lists: headings, commands, organizations.
class PaletteModel final : public QAbstractListModel {
    Q_OBJECT
public:
    struct Entry {
        enum class Kind { Heading, Command, Organization } kind;
        QString text;
        QString detail;
        QString key;
        QAction *action = nullptr;
        OrganizationId id;
    };
    enum Role { KindRole = Qt::UserRole + 1, DetailRole, KeyRole, SlugRole, IconRole };

    using QAbstractListModel::QAbstractListModel;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] const Entry &at(int row) const { return m_entries.at(row); }
    void set(QList<Entry> entries);

private:
    QList<Entry> m_entries;
};

/// Ctrl+K: every command and every organization in one field. ">" looks at commands only, "#" at organizations only.
/// Organizations stand above the commands, as soon as they are found: Enter waits for them.
class CommandPalette final : public Popup {
    Q_OBJECT
public:
    CommandPalette(stores::AppContext &context, Commands &commands, QWidget *window);
    /// Fills the list; call before openAt().
    void prepare();

signals:
    void organizationChosen(const objecta::OrganizationId &id);

protected:
    void choose(const QModelIndex &index) override;
    [[nodiscard]] bool isChoosable(const QModelIndex &index) const override;
    [[nodiscard]] bool isWaiting() const override;

private:
    void refresh();
    void follow();

    stores::AppContext &m_context;
    Commands &m_commands;
    PaletteModel *m_model;
    QStringList m_recentCommands;
};

} // namespace objecta::ui
