// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/throttledialog.h"

#include "app/core/text.h"
#include "models/stores/throttlestore.h"
#include "ui/dialogs/reasonfield.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/field.h"
#include "ui/widgets/format.h"
#include "ui/widgets/segments.h"

#include <QLocale>
#include <QSpinBox>
#include <QVBoxLayout>

#include <cmath>

namespace objecta::ui {

namespace {

constexpr int maxRate = 100'000;
constexpr int usualRate = 50;

} // namespace

int suggestedThrottle(double perSecond)
{
    if (!(perSecond > 0)) {
        return usualRate;
    }
    const double half = perSecond / 2;
    if (half < 10) {
        return std::max(1, static_cast<int>(half));
    }
    // Two digits that end with 0 or 5.
    const double unit = std::pow(10.0, std::floor(std::log10(half)) - 1) * 5;
    return std::min(maxRate, static_cast<int>(std::floor(half / unit) * unit));
}

ThrottleDialog::ThrottleDialog(stores::AppContext &context, ThrottleSubject subject, QWidget *parent)
    : FormDialog(tr("Throttle %1").arg(isolated(subject.name)),
                 tr("Its requests are held to a rate on every server, from the next second on. That ends by itself."),
                 parent)
    , m_context(context)
    , m_subject(std::move(subject))
    , m_rate(new QSpinBox)
    , m_minutes(new Segments(
          {{15, tr("15 min")}, {60, tr("1 h")}, {240, tr("4 h")}, {1440, tr("24 h")}, {10'080, tr("7 d")}}))
    , m_reason(new ReasonField(tr("R&eason"), tr("Ticket and what it did to others"), QStringLiteral("throttleReason")))
    , m_impact(new Banner(BannerTone::Warning))
{
    setObjectName(QStringLiteral("throttleDialog"));
    const Throttle *known = context.throttles.find(m_subject.id);
    m_rate->setObjectName(QStringLiteral("throttleRate"));
    m_rate->setRange(1, maxRate);
    m_rate->setGroupSeparatorShown(true);
    //: unit of a rate, behind its number
    m_rate->setSuffix(tr(" requests/s"));
    m_rate->setValue(known ? static_cast<int>(known->perSecond) : suggestedThrottle(m_subject.perSecond));
    m_minutes->setObjectName(QStringLiteral("throttleMinutes"));
    m_minutes->setCurrent(60);
    m_rateField = new Field(tr("&Rate"), m_rate,
                            m_subject.perSecond > 0 ? tr("It asks for %1 a second now.").arg(rate(m_subject.perSecond))
                                                    : tr("It asks for nothing at the moment."));
    body()->addWidget(m_rateField);
    body()->addWidget(new Field(tr("Time"), m_minutes));
    body()->addWidget(m_reason);
    body()->addWidget(m_impact);
    connect(addMain(known ? tr("Change the throttle") : tr("Throttle"), ButtonKind::Primary), &QPushButton::clicked,
            this, &ThrottleDialog::submit);
    addCancel();
    connect(m_rate, &QSpinBox::valueChanged, this, &ThrottleDialog::refreshImpact);
    connect(m_minutes, &Segments::chosen, this, &ThrottleDialog::refreshImpact);
    connect(&context.throttles, &stores::ThrottleStore::setDone, this, [this](const Throttle &done) {
        if (m_working && done.organizationId == m_subject.id) {
            accept();
        }
    });
    connect(&context.throttles, &stores::ThrottleStore::setFailed, this,
            [this](const OrganizationId &id, const api::ApiError &error) {
                if (m_working && id == m_subject.id) {
                    onFailed(error);
                }
            });
    refreshImpact();
    m_rate->setFocus();
    m_rate->selectAll();
}

void ThrottleDialog::refreshImpact()
{
    const int wanted = m_rate->value();
    const QDateTime until = QDateTime::currentDateTime().addSecs(m_minutes->current() * 60LL);
    const double over = m_subject.perSecond - wanted;
    QString what;
    if (over >= 1) {
        what = tr("Of the %1 requests a second that it makes now, about %2 are going to be refused (429).")
                   .arg(rate(m_subject.perSecond), rate(over));
    } else {
        what = tr("What it does now stays possible; more is going to be refused (429).");
    }
    m_impact->setMessage(tr("Until %1").arg(QLocale().toString(until, QLocale::ShortFormat)),
                         what + QLatin1Char(' ')
                             + tr("Up to %1 at once get through. Nobody else is touched.").arg(count(2LL * wanted)));
}

void ThrottleDialog::submit()
{
    const auto reason = m_reason->reason();
    if (!reason) {
        return;
    }
    clearError();
    setWorking(true);
    m_context.throttles.set(m_subject.id, {m_rate->value(), m_minutes->current(), core::utf8(*reason)});
}

void ThrottleDialog::onFailed(const api::ApiError &error)
{
    setWorking(false);
    if (!m_reason->takes(error) && !error.isCancelled()) {
        showError(error);
    }
}

void ThrottleDialog::setWorking(bool working)
{
    m_working = working;
    m_rate->setEnabled(!working);
    m_minutes->setEnabled(!working);
    m_reason->setEnabled(!working);
    setBusy(working, tr("Throttling\u2026"));
    if (!working) {
        m_reason->setFocus();
    }
}

void ThrottleDialog::reject()
{
    if (m_working) {
        m_context.throttles.cancelAct(m_subject.id);
        return;
    }
    FormDialog::reject();
}

} // namespace objecta::ui
