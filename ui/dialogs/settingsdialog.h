// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/profile.h"
#include "models/stores/appcontext.h"
#include "ui/dialogs/aboutdialog.h"
#include "ui/dialogs/formdialog.h"

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace objecta::ui {

class Field;

/// Appearance, density, language. Everything applies at once.
class SettingsDialog final : public FormDialog {
    Q_OBJECT
public:
    SettingsDialog(stores::AppContext &context, QWidget *parent);
};

/// A server that the console can connect to.
class ProfileDialog final : public FormDialog {
    Q_OBJECT
public:
    /// Without a profile a new one is made.
    ProfileDialog(stores::AppContext &context, const std::optional<core::ServerProfile> &profile, QWidget *parent);

signals:
    void saved(const QString &profileId);
    void removed();

private:
    void submit();

    stores::AppContext &m_context;
    /// As it is saved; without an id: a new one.
    core::ServerProfile m_before;
    core::ServerProfile m_profile;
    QLineEdit *m_name;
    QLineEdit *m_url;
    QComboBox *m_environment;
    QCheckBox *m_readOnly;
    Field *m_nameField;
    Field *m_urlField;
};

/// What is wrong with a profile, in words; empty for None.
QString profileFaultText(core::ProfileFault fault);

} // namespace objecta::ui
