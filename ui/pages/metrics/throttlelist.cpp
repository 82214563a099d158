// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/metrics/throttlelist.h"

#include "app/api/session.h"
#include "app/core/text.h"
#include "models/stores/connectionstore.h"
#include "models/stores/throttlestore.h"
#include "ui/theme/style.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/format.h"
#include "ui/widgets/inforow.h"
#include "ui/widgets/text.h"
#include "ui/widgets/words.h"

#include <QVBoxLayout>

namespace objecta::ui {

namespace {
const char *const idProperty = "objectaOrganization";
}

ThrottleList::ThrottleList(stores::AppContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_rows(new QVBoxLayout)
    , m_none(new Text(tr("Nobody is held to a lower rate."), TextSize::Body, QFont::Normal, Tone::Muted))
    , m_error(new Banner(BannerTone::Danger))
{
    m_rows->setSpacing(2);
    m_error->hide();
    m_none->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::xs);
    layout->addWidget(m_error);
    layout->addWidget(m_none);
    layout->addLayout(m_rows);
    layout->addStretch(1);
    using Store = stores::ThrottleStore;
    connect(&context.throttles, &stores::PageStore::dataChanged, this, &ThrottleList::refresh);
    connect(&context.throttles, &Store::liftFailed, this, [this](const OrganizationId &, const api::ApiError &error) {
        if (!error.isCancelled()) {
            m_error->show();
            m_error->setError(error);
        }
        refreshButtons();
    });
    connect(&context.throttles, &Store::lifted, m_error, &QWidget::hide);
    connect(&context.connection, &stores::ConnectionStore::stateChanged, this, &ThrottleList::refreshButtons);
    connect(&context.session, &api::Session::stateChanged, this, &ThrottleList::refreshButtons);
    refresh();
}

const Throttle *ThrottleList::chosen() const
{
    const auto &items = m_context.throttles.items();
    const Throttle *found = m_chosen ? m_context.throttles.find(*m_chosen) : nullptr;
    return found ? found : items.empty() ? nullptr : &items.front();
}

void ThrottleList::choose(const OrganizationId &id)
{
    m_chosen = id;
    refresh();
}

void ThrottleList::setChoosing(bool choosing)
{
    m_choosing = choosing;
    refresh();
}

void ThrottleList::refresh()
{
    const auto &items = m_context.throttles.items();
    QList<InfoLook> looks;
    for (const Throttle &item : items) {
        const QString reason = core::text(item.reason);
        const QString staff = core::text(item.staffEmail);
        const QString held = throttleText(item);
        InfoLook look;
        look.text = core::text(item.organizationName);
        look.avatar = core::text(item.organizationSlug);
        look.detail = reason;
        look.value = held;
        look.valueTone = Tone::Warning;
        look.strong = true;
        look.tip = QStringList{look.text, held, reason, staff, localTime(core::dateTime(item.startedAt))}.join(
            QLatin1Char('\n'));
        looks.append(look);
    }
    setInfoRows(m_rows, looks, [this](InfoRow *row, int) {
        auto *lift = makeButton(tr("Lift"));
        row->setLeading(true);
        row->setEnd(lift);
        connect(lift, &QPushButton::clicked, this, [this, row] {
            const auto id = OrganizationId::parse(core::utf8(row->property(idProperty).toString()));
            m_context.throttles.lift(*id);
            refreshButtons();
        });
        connect(row, &QAbstractButton::clicked, this, [this, row] {
            const auto id = OrganizationId::parse(core::utf8(row->property(idProperty).toString()));
            if (m_choosing) {
                choose(*id);
            } else {
                emit openWanted(*id);
            }
        });
    });
    const Throttle *now = chosen();
    for (int i = 0; i < m_rows->count(); ++i) {
        const Throttle &item = items[static_cast<size_t>(i)];
        auto *row = static_cast<InfoRow *>(m_rows->itemAt(i)->widget());
        row->setProperty(idProperty, core::text(item.organizationId.text()));
        row->setCheckable(m_choosing);
        row->setChecked(m_choosing && &item == now);
    }
    m_none->setVisible(items.empty());
    refreshButtons();
    emit chosenChanged();
}

void ThrottleList::refreshButtons()
{
    const QString why = mayThrottle(m_context);
    const auto &items = m_context.throttles.items();
    for (int i = 0; i < m_rows->count(); ++i) {
        const Throttle &item = items[static_cast<size_t>(i)];
        auto *lift = m_rows->itemAt(i)->widget()->findChild<QPushButton *>();
        lift->setEnabled(why.isEmpty() && !m_context.throttles.isActing(item.organizationId));
        lift->setToolTip(why);
        lift->setAccessibleName(tr("Lift the throttle of %1").arg(core::text(item.organizationName)));
    }
}

QString mayThrottle(const stores::AppContext &context)
{
    if (!context.connection.isOnline()) {
        return ThrottleList::tr("The server can't be reached.");
    }
    if (!context.session.mayChange()) {
        return ThrottleList::tr("Your role, or this server profile, does not allow changes.");
    }
    return {};
}

} // namespace objecta::ui
