// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/alertlist.h"

#include "app/core/text.h"
#include "models/stores/alertstore.h"
#include "ui/pages/metrics/throttlelist.h"
#include "ui/theme/style.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/format.h"
#include "ui/widgets/inforow.h"
#include "ui/widgets/text.h"
#include "ui/widgets/words.h"

#include <QLocale>
#include <QVBoxLayout>

namespace objecta::ui {

namespace {

QString detailText(const Alert &alert, const char *member)
{
    if (const auto *object = alert.detail.if_object()) {
        if (const auto *found = object->if_contains(member); found && found->is_string()) {
            return core::text(std::string(found->get_string()));
        }
    }
    return {};
}

/// "Agent limit".
QString limitName(const std::string &resource)
{
    const QString word = core::text(resource);
    return word.isEmpty() ? word : memberName(QStringLiteral("max") + word.at(0).toUpper() + word.mid(1));
}

QString amount(const Alert &alert, const std::optional<int64_t> &value)
{
    if (!value) {
        return QStringLiteral("\u2013");
    }
    return alert.resource == "storage" ? bytes(*value) : count(*value);
}

QString whatHappened(const Alert &alert)
{
    const QString limit = limitName(alert.resource.value_or(std::string()));
    const int many = static_cast<int>(std::min<int64_t>(alert.value.value_or(0), std::numeric_limits<int>::max()));
    if (alert.kind == "quota.threshold") {
        //: a limit and how much of it is used: "Agent limit: 8 of 10 used"
        return AlertList::tr("%1: %2 of %3 used").arg(limit, amount(alert, alert.value), amount(alert, alert.limit));
    }
    if (alert.kind == "usage.forecast") {
        const QDate day = QDate::fromString(detailText(alert, "reached_on"), Qt::ISODate);
        //: a limit and the day on which it is going to be reached
        return AlertList::tr("%1 will be reached on %2").arg(limit, QLocale().toString(day, QLocale::ShortFormat));
    }
    if (alert.kind == "usage.difference") {
        return AlertList::tr("%1: counted %2, there were %3")
            .arg(limit, amount(alert, alert.limit), amount(alert, alert.value));
    }
    if (alert.kind == "job.dead") {
        return AlertList::tr("A job failed for good: %1").arg(isolated(detailText(alert, "job_kind")));
    }
    if (alert.kind == "isolation.finding") {
        return AlertList::tr("The isolation check found %n fault(s)", nullptr, many);
    }
    if (alert.kind == "documents.missing") {
        return AlertList::tr("%n document(s) lost their content", nullptr, many);
    }
    return core::text(alert.kind);
}

} // namespace

InfoLook alertLook(const Alert &alert)
{
    const bool critical = alert.severity == "critical";
    const bool warning = alert.severity == "warning";
    const QDateTime since = core::dateTime(alert.at);
    InfoLook look;
    look.icon = critical ? QStringLiteral("error") : warning ? QStringLiteral("warning") : QStringLiteral("info");
    look.tone = critical ? Tone::Danger : warning ? Tone::Warning : Tone::Accent;
    look.text = whatHappened(alert);
    look.detail = alert.organizationName ? core::text(*alert.organizationName) : AlertList::tr("Platform");
    look.value = ago(since);
    look.strong = !alert.acknowledgedAt;
    QStringList tip{look.text, look.detail, localTime(since)};
    if (alert.acknowledgedBy) {
        tip.append(AlertList::tr("Seen by %1").arg(core::text(*alert.acknowledgedBy)));
    }
    look.tip = tip.join(QLatin1Char('\n'));
    return look;
}

AlertList::AlertList(stores::AppContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_rows(new QVBoxLayout)
    , m_note(new Text({}, TextSize::Body, QFont::Normal, Tone::Muted))
    , m_error(new Banner(BannerTone::Danger))
{
    m_rows->setSpacing(2);
    m_note->setWordWrap(true);
    m_error->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::xs);
    layout->addWidget(m_error);
    layout->addLayout(m_rows);
    layout->addWidget(m_note);
    layout->addStretch(1);
    using Store = stores::AlertStore;
    connect(m_error->addAction(tr("Retry")), &QPushButton::clicked, &context.alerts, &stores::PageStore::reload);
    connect(&context.alerts, &stores::PageStore::dataChanged, this, &AlertList::refresh);
    connect(&context.alerts, &stores::PageStore::stateChanged, this, &AlertList::refresh);
    connect(&context.alerts, &Store::acknowledgeFailed, this, [this](const AlertId &, const api::ApiError &error) {
        refreshButtons();
        m_error->show();
        m_error->setError(error);
    });
    refresh();
}

void AlertList::refresh()
{
    using State = stores::PageStore::State;
    const auto &store = m_context.alerts;
    const auto &items = store.items();
    const auto shown = std::min<size_t>(items.size(), rowsAtMost);
    QList<InfoLook> looks;
    for (size_t i = 0; i < shown; ++i) {
        looks.append(alertLook(items[i]));
    }
    setInfoRows(m_rows, looks, [this](InfoRow *row, int index) {
        auto *seen = makeIconButton(QStringLiteral("check"), tr("Note that you have seen it"));
        row->setLeading(true);
        row->setEnd(seen);
        const auto at = static_cast<size_t>(index);
        connect(seen, &QToolButton::clicked, this, [this, at] {
            if (at < m_context.alerts.items().size()) {
                m_context.alerts.acknowledge(m_context.alerts.items()[at].id);
                refreshButtons();
            }
        });
        connect(row, &QAbstractButton::clicked, this, [this, at] {
            const auto &alerts = m_context.alerts.items();
            if (at >= alerts.size() || !alerts[at].organizationId) {
                return;
            }
            const OrganizationId id = *alerts[at].organizationId;
            if (alerts[at].resource) {
                emit usageWanted(id, core::text(*alerts[at].resource));
            } else {
                emit openWanted(id);
            }
        });
    });
    refreshButtons();
    const bool failed = store.state() == State::Error || store.state() == State::Stale;
    m_error->setVisible(failed);
    if (failed) {
        m_error->setError(store.error());
    }
    if (items.size() > shown || store.hasMore()) {
        m_note->setText(store.hasMore()
                            ? tr("and more than %n further one(s)", nullptr, static_cast<int>(items.size() - shown))
                            : tr("and %n further one(s)", nullptr, static_cast<int>(items.size() - shown)));
    } else {
        m_note->setText(store.state() == State::Loading ? tr("Reading\u2026")
                            : items.empty() && !failed  ? tr("Nothing to look at.")
                                                        : QString());
    }
    m_note->setVisible(!m_note->text().isEmpty());
}

void AlertList::refreshButtons()
{
    const QString why = mayThrottle(m_context);
    const auto &items = m_context.alerts.items();
    for (int i = 0; i < m_rows->count() && static_cast<size_t>(i) < items.size(); ++i) {
        const Alert &alert = items[static_cast<size_t>(i)];
        auto *seen = m_rows->itemAt(i)->widget()->findChild<QToolButton *>();
        seen->setVisible(!alert.acknowledgedAt);
        seen->setEnabled(why.isEmpty() && !m_context.alerts.isActing(alert.id));
        seen->setToolTip(why.isEmpty() ? tr("Note that you have seen it") : why);
    }
}

} // namespace objecta::ui
