// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/neworganizationdialog.h"

#include "app/api/apierror.h"
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

namespace {

const QString nameKey = QStringLiteral("name");
const QString slugKey = QStringLiteral("slug");
const QString planKey = QStringLiteral("plan");
const QString emailKey = QStringLiteral("admin_email");

QString faultText(const QString &field, const QString &code)
{
    if (code == QLatin1String("format") && field == slugKey) {
        return NewOrganizationDialog::tr("Lower-case letters, digits and single hyphens, beginning with a letter.");
    }
    if (code == QLatin1String("too_short") && field == slugKey) {
        return NewOrganizationDialog::tr("Two characters at least.");
    }
    if (code == QLatin1String("format") && field == emailKey) {
        return NewOrganizationDialog::tr("This is no e-mail address.");
    }
    if (field == planKey && code == QLatin1String("required")) {
        return NewOrganizationDialog::tr("Choose a plan; the list is being loaded.");
    }
    return fieldErrorText(code);
}

/// "3 agents" without the trouble of plurals: "Agents 3".
QString limitPhrase(const QString &pattern, const std::optional<int64_t> &limit, QString (*format)(qint64))
{
    //: no limit on a quota, after its name: "Agents unlimited"
    return pattern.arg(limit ? format(*limit) : NewOrganizationDialog::tr("unlimited"));
}

} // namespace

NewOrganizationDialog::NewOrganizationDialog(stores::AppContext &context, QWidget *parent)
    : FormDialog(tr("New organization"),
                 tr("Sets up the tenant with its administrator, limits and first audit entry, all or nothing."), parent)
    , m_context(context)
    , m_store(context.admin)
    , m_pages(new QStackedWidget)
{
    setObjectName(QStringLiteral("newOrganizationDialog"));
    m_pages->addWidget(makeForm());
    m_pages->addWidget(makeResult());
    // Only the page on show counts for the dialog's height.
    m_pages->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    m_pages->widget(1)->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
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
    connectForm();
    using Store = stores::CreateOrganizationStore;
    connect(&m_store, &Store::busyChanged, this, &NewOrganizationDialog::setWorking);
    connect(&m_store, &Store::fieldErrorsChanged, this, &NewOrganizationDialog::showFieldErrors);
    connect(&m_store, &Store::failed, this, &NewOrganizationDialog::showFailure);
    connect(&m_store, &Store::created, this, &NewOrganizationDialog::showResult);
    connect(&context.plans, &stores::PageStore::dataChanged, this, &NewOrganizationDialog::fillPlans);
    connect(&context.plans, &stores::PageStore::stateChanged, this, &NewOrganizationDialog::showPlanLimits);
    fillPlans();
    if (!context.plans.hasData() && !context.plans.isBusy()) {
        context.plans.reload();
    }
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
    m_plan->setObjectName(QStringLiteral("organizationPlan"));
    m_email = new QLineEdit;
    m_email->setObjectName(QStringLiteral("organizationEmail"));
    m_email->setInputMethodHints(Qt::ImhEmailCharactersOnly);
    m_email->setPlaceholderText(tr("owner@example.com"));

    m_fields = {
        {nameKey, new Field(tr("&Name"), m_name)},
        {slugKey, new Field(tr("&Slug"), m_slug, tr("The tenant's address begins with it. It can't be changed."))},
        {planKey, new Field(tr("&Plan"), m_plan)},
        {emailKey, new Field(tr("Administrator's &e-mail"), m_email, tr("Becomes the owner of the organization."))}};
    auto *layout = new QVBoxLayout(form);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::l);
    for (const QString &key : {nameKey, slugKey, planKey, emailKey}) {
        layout->addWidget(m_fields.value(key));
    }
    layout->addStretch(1);
    return form;
}

void NewOrganizationDialog::connectForm()
{
    connect(m_name, &QLineEdit::textChanged, this, [this](const QString &name) {
        m_store.clearFieldError(nameKey);
        if (!m_slugTyped) {
            m_slug->setText(stores::CreateOrganizationStore::suggestSlug(name));
        }
    });
    connect(m_slug, &QLineEdit::textEdited, this, [this](const QString &text) { m_slugTyped = !text.isEmpty(); });
    connect(m_slug, &QLineEdit::textChanged, this, [this](const QString &slug) {
        m_store.clearFieldError(slugKey);
        checkEarly(slugKey, false);
        m_fields.value(slugKey)->setHint(slug.isEmpty()
                                             ? tr("The tenant's address begins with it. It can't be changed.")
                                             : tr("Address: %1").arg(isolated(m_context.client.tenantHost(slug))));
    });
    connect(m_slug, &QLineEdit::editingFinished, this, [this] { checkEarly(slugKey, true); });
    connect(m_email, &QLineEdit::textChanged, this, [this] {
        m_store.clearFieldError(emailKey);
        checkEarly(emailKey, false);
    });
    connect(m_email, &QLineEdit::editingFinished, this, [this] { checkEarly(emailKey, true); });
    connect(m_plan, &QComboBox::currentIndexChanged, this, [this] {
        m_store.clearFieldError(planKey);
        showPlanLimits();
    });
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
    m_password->setObjectName(QStringLiteral("initialPassword"));
    m_password->setReadOnly(true);
    m_copy = makeButton(tr("&Copy"), ButtonKind::Default, QStringLiteral("copy"));
    m_copy->setObjectName(QStringLiteral("copyPassword"));
    connect(m_copy, &QPushButton::clicked, this, &NewOrganizationDialog::copyPassword);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::s);
    row->addWidget(new Field(tr("Initial &password"), m_password), 1);
    row->addWidget(m_copy, 0, Qt::AlignBottom);
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
    showPlanLimits();
}

void NewOrganizationDialog::showPlanLimits()
{
    Field *field = m_fields.value(planKey);
    const Plan *plan = m_context.plans.model()->find(core::utf8(m_plan->currentData().toString()));
    if (!plan) {
        field->setHint(m_context.plans.state() == stores::PageStore::State::Error
                           ? tr("The plans could not be loaded: %1. Create tries again.")
                                 .arg(errorText(m_context.plans.error()).title)
                           : tr("Loading the plans\u2026"));
        return;
    }
    const Limits &limits = plan->limits;
    //: limits of a plan, %1 is a number
    field->setHint(QStringList{limitPhrase(tr("Agents %1"), limits.maxAgents, &count),
                               //: limits of a plan, %1 is a number
                               limitPhrase(tr("Users %1"), limits.maxUsers, &count),
                               //: limits of a plan, %1 is a number
                               limitPhrase(tr("Messages a month %1"), limits.maxMessages, &count),
                               //: limits of a plan, %1 is a size: "10 GiB"
                               limitPhrase(tr("Storage %1"), limits.maxStorage, &bytes)}
                       .join(QStringLiteral(" \u00b7 ")));
}

CreateOrganization NewOrganizationDialog::input() const
{
    CreateOrganization input;
    input.name = core::utf8(m_name->text().trimmed());
    input.slug = core::utf8(m_slug->text().trimmed());
    input.plan = core::utf8(m_plan->currentData().toString());
    input.adminEmail = core::utf8(m_email->text().trimmed());
    return input;
}

void NewOrganizationDialog::checkEarly(const QString &field, bool done)
{
    CreateOrganization now = input();
    // While it is typed, nothing is wrong with what may still become right.
    if (!done && now.slug.ends_with('-')) {
        now.slug.pop_back();
    }
    QString code = stores::CreateOrganizationStore::check(now).value(field);
    const bool begun = field == slugKey ? !now.slug.empty() : !now.adminEmail.empty();
    if (!begun || (!done && (field == emailKey || code == QLatin1String("too_short")))) {
        code.clear();
    }
    if (m_early.value(field) != code) {
        m_early.insert(field, code);
        showFieldErrors();
    }
}

void NewOrganizationDialog::submit()
{
    clearError();
    if (m_plan->count() == 0 && !m_context.plans.isBusy()) {
        m_context.plans.reload();
    }
    m_early.clear();
    m_submitted = true;
    m_store.submit(input());
}

void NewOrganizationDialog::setWorking(bool working)
{
    if (working) {
        m_focusBefore = focusWidget();
        m_cancel->setFocus();
    }
    m_pages->setEnabled(!working);
    setBusy(working, tr("Creating\u2026"));
    if (!working && m_focusBefore) {
        m_focusBefore->setFocus();
    }
}

void NewOrganizationDialog::showFieldErrors()
{
    QWidget *first = nullptr;
    for (const QString &key : {nameKey, slugKey, planKey, emailKey}) {
        QString code = m_store.fieldErrors().value(key);
        if (code.isEmpty()) {
            code = m_early.value(key);
        }
        m_fields.value(key)->setError(code.isEmpty() ? QString() : faultText(key, code));
        if (!code.isEmpty() && !first) {
            first = m_fields.value(key)->input();
        }
    }
    if (first && m_submitted) {
        m_submitted = false;
        first->setFocus();
    }
}

void NewOrganizationDialog::showFailure(const api::ApiError &error)
{
    using Kind = api::ApiError::Kind;
    if (error.kind == Kind::Cancelled || error.kind == Kind::Network || error.kind == Kind::Timeout) {
        // The request may have arrived; trying again blindly would only say that the slug is taken.
        showError(errorText(error).title,
                  tr("No answer came, so %1 may have been created all the same. Look for it in the list before you try "
                     "again.")
                      .arg(isolated(m_name->text().trimmed())));
        return;
    }
    showError(error);
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
    m_pages->widget(0)->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    m_pages->widget(1)->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    m_pages->setCurrentIndex(1);
    m_main->setText(tr("Done"));
    m_cancel->hide();
    // Enter pressed once too often copies instead of closing.
    m_main->setDefault(false);
    m_copy->setDefault(true);
    m_copy->setFocus();
    emit created(row);
}

void NewOrganizationDialog::copyPassword()
{
    QGuiApplication::clipboard()->setText(m_password->text());
    m_copied = true;
    clearError();
    m_copy->setText(tr("Copied"));
    m_copy->setIcon(icon("check", Tone::Success));
    m_copy->setDefault(false);
    m_main->setDefault(true);
    m_main->setFocus();
}

void NewOrganizationDialog::reject()
{
    if (m_store.isBusy()) {
        m_store.cancel();
        return;
    }
    if (m_done && !m_copied) {
        // Esc by reflex would lose the password for good.
        showError(tr("The password was not copied yet"), tr("Copy it, or press Done to close without it."));
        return;
    }
    FormDialog::reject();
}

} // namespace objecta::ui
