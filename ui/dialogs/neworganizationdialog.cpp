// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/neworganizationdialog.h"

#include "app/core/text.h"
#include "models/stores/planstore.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/field.h"
#include "ui/widgets/format.h"
#include "ui/widgets/words.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QStackedWidget>

namespace objecta::ui {

NewOrganizationDialog::NewOrganizationDialog(stores::AppContext &context, QWidget *parent)
    : FormDialog(tr("New organization"),
                 tr("Sets up the tenant with its administrator, limits and first audit entry, all or nothing."), parent),
      m_context(context), m_store(context.admin), m_pages(new QStackedWidget)
{
    setObjectName(QStringLiteral("newOrganizationDialog"));
    m_pages->addWidget(makeForm());
    m_pages->addWidget(makeResult());
    m_pages->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    body()->addWidget(m_pages);
    m_main = addMain(tr("Create organization"));
    m_cancel = addCancel();
    connect(m_main, &QPushButton::clicked, this, [this] {
        if (m_done) {
            accept();
        } else {
            submit();
        }
    });
    connect(&m_store, &stores::CreateOrganizationStore::busyChanged, this,
            [this](bool busy) { setBusy(busy, tr("Creating\u2026")); });
    connect(&m_store, &stores::CreateOrganizationStore::fieldErrorsChanged, this,
            &NewOrganizationDialog::showFieldErrors);
    connect(&m_store, &stores::CreateOrganizationStore::failed, this,
            [this](const api::ApiError &error) { showError(error); });
    connect(&m_store, &stores::CreateOrganizationStore::created, this, &NewOrganizationDialog::showResult);
    m_name->setFocus();
}

QWidget *NewOrganizationDialog::makeForm()
{
    auto *form = new QWidget;
    m_name = new QLineEdit;
    m_name->setObjectName(QStringLiteral("organizationName"));
    m_name->setMaxLength(255);
    m_name->setPlaceholderText(tr("Acme Corporation"));
    m_slug = new QLineEdit;
    m_slug->setObjectName(QStringLiteral("organizationSlug"));
    m_slug->setMaxLength(63);
    m_plan = new QComboBox;
    m_email = new QLineEdit;
    m_email->setObjectName(QStringLiteral("organizationEmail"));
    m_email->setInputMethodHints(Qt::ImhEmailCharactersOnly);
    m_email->setPlaceholderText(tr("owner@example.com"));

    auto *nameField = new Field(tr("&Name"), m_name);
    auto *slugField = new Field(tr("&Slug"), m_slug, tr("The tenant's address begins with it. It can't be changed."));
    auto *planField = new Field(tr("&Plan"), m_plan);
    auto *emailField = new Field(tr("Administrator's &e-mail"), m_email, tr("Becomes the owner of the organization."));
    m_fields = {{QStringLiteral("name"), nameField},
                {QStringLiteral("slug"), slugField},
                {QStringLiteral("plan"), planField},
                {QStringLiteral("admin_email"), emailField}};
    auto *row = new QHBoxLayout;
    row->setSpacing(space::l);
    row->addWidget(slugField, 3, Qt::AlignTop);
    row->addWidget(planField, 2, Qt::AlignTop);
    auto *layout = new QVBoxLayout(form);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::l);
    layout->addWidget(nameField);
    layout->addLayout(row);
    layout->addWidget(emailField);
    layout->addStretch(1);

    fillPlans();
    connect(&m_context.plans, &stores::PageStore::dataChanged, this, &NewOrganizationDialog::fillPlans);
    connect(m_name, &QLineEdit::textChanged, this, [this](const QString &name) {
        m_store.clearFieldError(QStringLiteral("name"));
        if (!m_slugTyped) {
            m_slug->setText(stores::CreateOrganizationStore::suggestSlug(name));
        }
    });
    connect(m_slug, &QLineEdit::textEdited, this, [this](const QString &text) { m_slugTyped = !text.isEmpty(); });
    connect(m_slug, &QLineEdit::textChanged, this, [this](const QString &slug) {
        m_store.clearFieldError(QStringLiteral("slug"));
        m_fields.value(QStringLiteral("slug"))
            ->setHint(slug.isEmpty()
                          ? tr("The tenant's address begins with it. It can't be changed.")
                          : tr("Address: %1").arg(isolated(m_context.client.tenantHost(slug))));
    });
    connect(m_email, &QLineEdit::textChanged, this, [this] { m_store.clearFieldError(QStringLiteral("admin_email")); });
    return form;
}

QWidget *NewOrganizationDialog::makeResult()
{
    auto *page = new QWidget;
    auto *note = new Banner(BannerTone::Warning);
    note->setMessage(tr("The password is shown this once"),
                     tr("Give it to the administrator by a safe way; it can't be read again."));
    m_host = new Text({}, TextSize::Body, QFont::Normal, Tone::Muted);
    m_host->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_resultEmail = new QLineEdit;
    m_resultEmail->setReadOnly(true);
    m_password = new QLineEdit;
    m_password->setReadOnly(true);
    auto *copy = makeButton(tr("&Copy"), ButtonKind::Default, QStringLiteral("copy"));
    connect(copy, &QPushButton::clicked, this, [this, copy] {
        QGuiApplication::clipboard()->setText(m_password->text());
        m_copied = true;
        copy->setText(tr("Copied"));
    });
    auto *row = new QHBoxLayout;
    row->setSpacing(space::s);
    row->addWidget(new Field(tr("Initial &password"), m_password), 1);
    row->addWidget(copy, 0, Qt::AlignBottom);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::l);
    layout->addWidget(note);
    layout->addWidget(m_host);
    layout->addWidget(new Field(tr("&Administrator"), m_resultEmail));
    layout->addLayout(row);
    layout->addStretch(1);
    return page;
}

void NewOrganizationDialog::fillPlans()
{
    const QString chosen = m_plan->currentData().toString();
    m_plan->clear();
    const auto *plans = m_context.plans.model();
    for (int row = 0; row < plans->rowCount(); ++row) {
        m_plan->addItem(core::text(plans->at(row).name), core::text(plans->at(row).id));
    }
    m_plan->setCurrentIndex(std::max(0, m_plan->findData(chosen)));
}

void NewOrganizationDialog::submit()
{
    clearError();
    CreateOrganization input;
    input.name = core::utf8(m_name->text().trimmed());
    input.slug = core::utf8(m_slug->text().trimmed());
    input.plan = core::utf8(m_plan->currentData().toString());
    input.adminEmail = core::utf8(m_email->text().trimmed());
    m_store.submit(input);
}

void NewOrganizationDialog::showFieldErrors()
{
    static const QStringList order{QStringLiteral("name"), QStringLiteral("slug"), QStringLiteral("plan"),
                                   QStringLiteral("admin_email")};
    QWidget *first = nullptr;
    for (const QString &name : order) {
        const QString code = m_store.fieldErrors().value(name);
        QString text;
        if (!code.isEmpty()) {
            text = fieldErrorText(code);
            if (name == QLatin1String("slug") && code == QLatin1String("format")) {
                text = tr("Lower-case letters, digits and single hyphens, beginning with a letter.");
            } else if (name == QLatin1String("admin_email") && code == QLatin1String("format")) {
                text = tr("This is no e-mail address.");
            }
            first = first ? first : m_fields.value(name)->input();
        }
        m_fields.value(name)->setError(text);
    }
    if (first && !focusWidget()) {
        first->setFocus();
    }
}

void NewOrganizationDialog::showResult(const ProvisionedOrganization &organization)
{
    m_done = true;
    const Organization row = stores::toOrganization(organization);
    setTitle(tr("%1 is ready").arg(core::text(organization.name)), {});
    m_host->setText(tr("Address: %1").arg(isolated(m_context.client.tenantHost(core::text(organization.slug)))));
    m_resultEmail->setText(core::text(organization.adminEmail));
    m_password->setText(core::text(organization.adminPassword));
    m_password->setCursorPosition(0);
    m_pages->setCurrentIndex(1);
    m_main->setText(tr("Done"));
    m_cancel->hide();
    m_main->setFocus();
    emit created(row);
}

void NewOrganizationDialog::reject()
{
    if (m_done && !m_copied) {
        // Esc by reflex would lose the password for good.
        showError(tr("The password was not copied yet"), tr("Copy it, or press Done to close without it."));
        return;
    }
    m_store.cancel();
    FormDialog::reject();
}

} // namespace objecta::ui
