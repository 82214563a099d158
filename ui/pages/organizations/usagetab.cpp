// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/organizations/usagetab.h"

#include "app/api/session.h"
#include "app/core/text.h"
#include "models/stores/connectionstore.h"
#include "models/stores/organizationstore.h"
#include "models/stores/usagestore.h"
#include "ui/pages/organizations/quotarow.h"
#include "ui/theme/style.h"
#include "ui/widgets/card.h"
#include "ui/widgets/daybars.h"
#include "ui/widgets/format.h"
#include "ui/widgets/stateview.h"
#include "ui/widgets/text.h"

#include <QGridLayout>
#include <QLocale>
#include <QScrollArea>

#include <algorithm>
#include <cmath>

namespace objecta::ui {

using stores::Resource;

namespace {

/// Two cards side by side from that width on.
constexpr int wide = 760;
/// Within that many days a limit raises an alert.
constexpr qint64 nearDays = 7;

/// As the contract calls it.
const char *nameOf(Resource resource)
{
    switch (resource) {
    case Resource::Agents:
        return "agents";
    case Resource::Messages:
        return "messages";
    case Resource::Users:
        return "users";
    case Resource::Storage:
        return "storage";
    }
    return "";
}

QDate dateOf(const std::string &day)
{
    return QDate::fromString(core::text(day), Qt::ISODate);
}

/// "+3.2" or "\u22121 MiB".
QString change(Resource resource, double value)
{
    const double size = std::abs(value);
    // What is little is still something.
    const QString text = resource == Resource::Storage ? bytes(std::llround(std::ceil(size)))
        : size < 1                                     ? QLocale().toString(size, 'g', 2)
        : size < 10 && size != std::floor(size)        ? QLocale().toString(size, 'f', 1)
                                                       : count(std::llround(size));
    return (value < 0 ? QStringLiteral("\u2212") : QStringLiteral("+")) + text;
}

QString tellDay(Resource resource, const QDate &date, const UsageDay *day)
{
    const QString when = QLocale().toString(date, QLocale::ShortFormat);
    if (day == nullptr) {
        //: a day of which nothing is known
        return when + QLatin1Char('\n') + UsageTab::tr("Not known");
    }
    QStringList lines{when};
    lines.append(usedText(resource, day->used, day->limit));
    if (day->change && resource == Resource::Messages) {
        lines.append(UsageTab::tr("%1 of them on that day").arg(count(*day->change)));
    } else if (day->change) {
        lines.append(
            UsageTab::tr("%1 against the day before").arg(change(resource, static_cast<double>(*day->change))));
    }
    if (day->peak > day->used) {
        lines.append(UsageTab::tr("At most %1 on that day").arg(limitText(resource, day->peak)));
    }
    return lines.join(QLatin1Char('\n'));
}

/// All days from the first one that was asked for to the last, also those that nothing is known of.
QList<DayBars::Day> daysOf(Resource resource, const ResourceUsage &usage, const QDate &from, const QDate &to)
{
    QList<DayBars::Day> out;
    auto next = usage.days.begin();
    for (QDate date = from; date.isValid() && date <= to; date = date.addDays(1)) {
        while (next != usage.days.end() && dateOf(next->day) < date) {
            ++next;
        }
        const UsageDay *day = next != usage.days.end() && dateOf(next->day) == date ? &*next : nullptr;
        DayBars::Day bar;
        bar.date = date;
        bar.text = tellDay(resource, date, day);
        if (day != nullptr) {
            bar.used = day->used;
            bar.peak = day->peak;
            bar.limit = day->limit;
        }
        out.append(bar);
    }
    return out;
}

} // namespace

ForecastText forecastText(Resource resource, const UsageForecast &forecast, const QDate &today)
{
    if (forecast.basis == "unlimited") {
        return {UsageTab::tr("There is no limit."), Tone::Muted};
    }
    if (forecast.basis == "reached") {
        return {UsageTab::tr("The limit is reached."), Tone::Danger};
    }
    if (forecast.basis == "short") {
        return {UsageTab::tr("Too little is known yet to tell when the limit will be reached."), Tone::Muted};
    }
    const QString rate = change(resource, forecast.perDay);
    if (forecast.reachedOn) {
        const QDate day = dateOf(*forecast.reachedOn);
        const qint64 left = today.daysTo(day);
        const QString date = QLocale().toString(day, QLocale::ShortFormat);
        const Tone tone = left <= nearDays ? Tone::Warning : Tone::Muted;
        if (left <= 0) {
            //: how much more each day: "+3.2 a day"
            return {UsageTab::tr("At %1 a day the limit will be reached today.").arg(rate), tone};
        }
        return {
            UsageTab::tr("At %1 a day the limit will be reached on %2, in %n day(s).", nullptr, static_cast<int>(left))
                .arg(rate, date),
            tone};
    }
    // A change of less than one a year.
    if (std::abs(forecast.perDay) < 1.0 / 365) {
        return {UsageTab::tr("It stays as it is: the limit is not in sight."), Tone::Muted};
    }
    return {forecast.basis == "month"
                ? UsageTab::tr("At %1 a day the limit will not be reached this month.").arg(rate)
                : UsageTab::tr("At %1 a day the limit will not be reached within a year.").arg(rate),
            Tone::Muted};
}

UsageTab::UsageTab(stores::AppContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_store(new stores::UsageStore(context.admin, this))
    , m_grid(new QGridLayout)
{
    auto *inside = new Surface(&Tokens::canvas);
    auto *column = new QVBoxLayout(inside);
    column->setContentsMargins(space::l, space::l, space::l, space::l);
    column->setSpacing(space::m);
    m_grid->setSpacing(space::m);
    for (const Resource resource : stores::allResources) {
        m_parts.append(makePart(resource));
    }
    column->addLayout(m_grid);
    auto *note =
        new Text(tr("A bar is what was used at the end of a day (UTC), paler above it the most of that day; of a day "
                    "without a bar nothing is known. The dashed line is the limit as it was, where it is near. "
                    "Messages are counted per calendar month."),
                 TextSize::Small, QFont::Normal, Tone::Subtle);
    note->setWordWrap(true);
    column->addWidget(note);
    column->addStretch(1);
    m_scroll = new QScrollArea;
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(inside);
    auto *states = new StateView(m_scroll, Skeleton::Shape::Cards);
    states->idle()->set(QStringLiteral("metrics"), tr("Nothing read yet"), tr("Choose an organization."));
    states->follow(m_store);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(states);
    arrange();

    connect(m_store, &stores::PageStore::dataChanged, this, &UsageTab::refresh);
    connect(&context.organization, &stores::OrganizationStore::organizationChanged, this, [this] {
        const auto &organization = m_context.organization.organization();
        const bool changed = m_store->isActive() && m_store->hasData() && m_version != organization.version;
        m_version = organization.version;
        if (m_context.organization.id() != m_shown) {
            m_shown = m_context.organization.id();
            m_wanted.clear(); // it was about another one
        }
        m_store->setOrganization(m_context.organization.id());
        if (changed && m_store->hasData()) {
            m_store->reload();
        }
    });
    connect(&context.connection, &stores::ConnectionStore::restored, this, &UsageTab::reload);
    connect(&context.session, &api::Session::stateChanged, this, [this](api::Session::State state) {
        if (state == api::Session::State::SignedOut) {
            m_store->reset();
        } else if (state == api::Session::State::SignedIn) {
            reload();
        }
    });
}

UsageTab::Part UsageTab::makePart(Resource resource)
{
    const QString name = resourceLook(resource).name;
    auto *card = new Card(name);
    Part part{card, new Text({}, TextSize::Small, QFont::Normal, Tone::Muted), new DayBars(name), new Text};
    part.bars->setObjectName(QStringLiteral("days-") + QLatin1String(nameOf(resource)));
    part.forecast->setWordWrap(true);
    part.used->setElided(true);
    part.used->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    card->header()->addWidget(part.used, 100); // all that the title leaves
    card->body()->addWidget(part.bars);
    card->body()->addWidget(part.forecast);
    return part;
}

DayBars *UsageTab::bars(Resource resource) const
{
    return m_parts.at(static_cast<qsizetype>(resource)).bars;
}

void UsageTab::reload()
{
    if (m_store->isActive()) {
        m_store->reload();
    }
}

void UsageTab::reveal(const QString &resource)
{
    m_wanted = resource;
    m_focusBefore = window()->focusWidget();
    if (m_store->hasData()) {
        showWanted();
    }
}

void UsageTab::showWanted()
{
    const auto wanted = std::ranges::find_if(stores::allResources,
                                             [this](Resource one) { return m_wanted == QLatin1String(nameOf(one)); });
    m_wanted.clear();
    if (wanted != stores::allResources.end()) {
        const Part &part = m_parts.at(static_cast<qsizetype>(*wanted));
        // Once the cards have their places.
        QMetaObject::invokeMethod(
            this,
            [this, part] {
                m_scroll->ensureWidgetVisible(part.card, 0, space::l);
                // Whoever has gone on to type somewhere else is left in peace.
                if (window()->focusWidget() == m_focusBefore) {
                    part.bars->setFocus(Qt::OtherFocusReason);
                }
            },
            Qt::QueuedConnection);
    }
}

void UsageTab::arrange()
{
    const int perRow = width() >= wide ? 2 : 1;
    if (perRow == m_perRow) {
        return;
    }
    m_perRow = perRow;
    for (int i = 0; i < m_parts.size(); ++i) {
        m_grid->addWidget(m_parts.at(i).card, i / perRow, i % perRow);
    }
    m_grid->setColumnStretch(0, 1);
    m_grid->setColumnStretch(1, perRow == 2 ? 1 : 0);
}

void UsageTab::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void UsageTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_store->setOrganization(m_context.organization.id());
    m_store->setActive(true);
}

void UsageTab::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_store->setActive(false);
}

void UsageTab::refresh()
{
    const DailyUsage &usage = m_store->usage();
    const QDate to = dateOf(usage.to);
    // There are no days before it was made.
    const QDate made = core::dateTime(m_context.organization.organization().createdAt).toUTC().date();
    const QDate from = std::max(dateOf(usage.from), std::min(made, to));
    for (const Resource resource : stores::allResources) {
        const Part &part = m_parts.at(static_cast<qsizetype>(resource));
        const auto found = std::ranges::find(usage.resources, nameOf(resource), &ResourceUsage::resource);
        part.card->setVisible(found != usage.resources.end());
        if (found == usage.resources.end()) {
            continue;
        }
        part.used->setText(usedText(resource, found->used, found->limit));
        part.bars->set(daysOf(resource, *found, from, to),
                       [resource](qint64 value) { return limitText(resource, value); });
        const ForecastText forecast = forecastText(resource, found->forecast, to);
        part.forecast->setText(forecast.text);
        part.forecast->setTone(forecast.tone);
    }
    if (!m_wanted.isEmpty()) {
        showWanted();
    }
}

} // namespace objecta::ui
