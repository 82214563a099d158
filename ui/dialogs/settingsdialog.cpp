// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/settingsdialog.h"

#include "app/api/session.h"
#include "app/core/settings.h"
#include "app/core/translations.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/field.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLocale>
#include <QVBoxLayout>

namespace objecta::ui {

SettingsDialog::SettingsDialog(stores::AppContext &context, QWidget *parent)
    : FormDialog(tr("Settings"), tr("Changes apply at once and stay on this machine."), parent)
{
    setObjectName(QStringLiteral("settingsDialog"));
    core::Settings &settings = context.settings;
    using core::Settings;

    auto *theme = new QComboBox;
    theme->setObjectName(QStringLiteral("settingsTheme"));
    theme->addItem(icon("theme-system"), tr("As the system"), static_cast<int>(Settings::Theme::System));
    //: a colour theme
    theme->addItem(icon("theme-light"), tr("Light"), static_cast<int>(Settings::Theme::Light));
    //: a colour theme
    theme->addItem(icon("theme-dark"), tr("Dark"), static_cast<int>(Settings::Theme::Dark));
    theme->setCurrentIndex(theme->findData(static_cast<int>(settings.theme())));
    connect(theme, &QComboBox::currentIndexChanged, this,
            [theme, &settings] { settings.setTheme(static_cast<Settings::Theme>(theme->currentData().toInt())); });
    body()->addWidget(new Field(tr("&Theme"), theme));

    auto *density = new QComboBox;
    //: height of table rows
    density->addItem(tr("Comfortable"), static_cast<int>(Settings::Density::Comfortable));
    //: height of table rows
    density->addItem(tr("Compact"), static_cast<int>(Settings::Density::Compact));
    density->setCurrentIndex(density->findData(static_cast<int>(settings.density())));
    connect(density, &QComboBox::currentIndexChanged, this, [density, &settings] {
        settings.setDensity(static_cast<Settings::Density>(density->currentData().toInt()));
    });
    body()->addWidget(new Field(tr("&Density"), density));

    auto *language = new QComboBox;
    language->setObjectName(QStringLiteral("settingsLanguage"));
    language->addItem(tr("As the system"), QString());
    for (const QString &code : core::Translations::available()) {
        // In its own language, so that one finds the way back.
        QString name = QLocale(code).nativeLanguageName();
        if (code == QLatin1String("en")) {
            name = QStringLiteral("English");
        }
        language->addItem(name, code);
    }
    language->setCurrentIndex(std::max(0, language->findData(settings.language())));
    connect(language, &QComboBox::currentIndexChanged, this,
            [language, &settings] { settings.setLanguage(language->currentData().toString()); });
    body()->addWidget(new Field(tr("&Language"), language, tr("Words, numbers and dates; applies at once.")));
    body()->addWidget(new Text(tr("Objecta Console, version %1").arg(QStringLiteral(OBJECTA_VERSION)), TextSize::Small,
                               QFont::Normal, Tone::Subtle));
    addCancel(tr("Close"))->setDefault(true);
}

QString profileFaultText(core::ProfileFault fault)
{
    switch (fault) {
    case core::ProfileFault::None:
        return {};
    case core::ProfileFault::NameMissing:
        return ProfileDialog::tr("Give the server a name.");
    case core::ProfileFault::UrlInvalid:
        return ProfileDialog::tr("An address like https://admin.example.com is needed, without a path.");
    case core::ProfileFault::UrlInsecure:
        return ProfileDialog::tr("Only https is safe to another machine; http would send passwords in the clear.");
    }
    return {};
}

ProfileDialog::ProfileDialog(stores::AppContext &context, const std::optional<core::ServerProfile> &profile,
                             QWidget *parent)
    : FormDialog(profile ? tr("Edit server") : tr("Add server"),
                 tr("The colour of its kind stays visible while you work, so that nobody mistakes one for another."),
                 parent)
    , m_context(context)
    , m_before(profile.value_or(core::ServerProfile{}))
    , m_profile(m_before)
    , m_name(new QLineEdit(m_profile.name))
    , m_url(new QLineEdit(m_profile.baseUrl.toString()))
    , m_environment(new QComboBox)
    , m_readOnly(new QCheckBox(tr("&Read-only: offer nothing that changes data")))
    , m_nameField(new Field(tr("&Name"), m_name))
    , m_urlField(new Field(tr("&Address"), m_url, tr("The staff host, for example https://admin.example.com")))
{
    setObjectName(QStringLiteral("profileDialog"));
    m_url->setObjectName(QStringLiteral("profileAddress"));
    //: kind of server
    m_environment->addItem(tr("Development (green)"), static_cast<int>(core::Environment::Development));
    //: kind of server
    m_environment->addItem(tr("Staging (amber)"), static_cast<int>(core::Environment::Staging));
    //: kind of server
    m_environment->addItem(tr("Production (red)"), static_cast<int>(core::Environment::Production));
    m_environment->setCurrentIndex(m_environment->findData(static_cast<int>(m_profile.environment)));
    m_readOnly->setChecked(m_profile.readOnly);
    body()->addWidget(m_nameField);
    body()->addWidget(m_urlField);
    body()->addWidget(new Field(tr("&Kind"), m_environment));
    body()->addWidget(m_readOnly);
    connect(addMain(tr("Save")), &QPushButton::clicked, this, &ProfileDialog::submit);
    addCancel();
    if (profile) {
        auto *remove = addExtra(tr("Remove server"));
        remove->setObjectName(QStringLiteral("removeServer"));
        connect(remove, &QPushButton::clicked, this, [this] {
            if (const auto gone = m_context.profiles.remove(m_profile.id); !gone) {
                showError(tr("The server list could not be saved"), gone.error());
                return;
            }
            m_context.settings.forgetProfile(m_profile.id);
            m_context.session.forgetToken(m_before);
            emit removed();
            accept();
        });
    }
    m_name->setFocus();
}

void ProfileDialog::submit()
{
    m_profile.name = m_name->text().trimmed();
    m_profile.baseUrl = QUrl::fromUserInput(m_url->text().trimmed());
    m_profile.environment = static_cast<core::Environment>(m_environment->currentData().toInt());
    m_profile.readOnly = m_readOnly->isChecked();
    if (m_profile.id.isEmpty()) {
        m_profile.id = core::newProfileId();
    }
    const core::ProfileFault fault = core::checkProfile(m_profile);
    const bool name = fault == core::ProfileFault::NameMissing;
    m_nameField->setError(name ? profileFaultText(fault) : QString());
    m_urlField->setError(name ? QString() : profileFaultText(fault));
    if (fault != core::ProfileFault::None) {
        return;
    }
    if (const auto kept = m_context.profiles.save(m_profile); !kept) {
        showError(tr("The server list could not be saved"), kept.error());
        return;
    }
    if (!m_before.id.isEmpty() && api::Session::secretKey(m_before) != api::Session::secretKey(m_profile)) {
        // What the former server gave is nothing to the next one.
        m_context.session.forgetToken(m_before);
    }
    emit saved(m_profile.id);
    accept();
}

} // namespace objecta::ui
