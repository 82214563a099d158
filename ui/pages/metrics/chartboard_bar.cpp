// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What stands above the charts.
#include "app/core/text.h"
#include "models/stores/connectionstore.h"
#include "models/stores/organizationliststore.h"
#include "ui/dialogs/formdialog.h"
#include "ui/pages/metrics/chartboard.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/field.h"
#include "ui/widgets/format.h"
#include "ui/widgets/segments.h"
#include "ui/widgets/text.h"

#include <QDateTimeEdit>
#include <QVBoxLayout>

namespace objecta::ui {

namespace {

/// From and to in local time.
class RangeDialog final : public FormDialog {
public:
    RangeDialog(qint64 from, qint64 to, QWidget *parent, const std::function<void(qint64, qint64)> &chosen)
        : FormDialog(ChartBoard::tr("Time range"),
                     ChartBoard::tr("Times are those of this computer (%1).")
                         .arg(QDateTime::currentDateTime().timeZoneAbbreviation()),
                     parent)
    {
        const auto edit = [](qint64 at) {
            auto *input = new QDateTimeEdit(QDateTime::fromSecsSinceEpoch(at));
            input->setCalendarPopup(true);
            input->setMaximumDateTime(QDateTime::currentDateTime());
            return input;
        };
        auto *first = edit(from);
        auto *last = edit(to);
        auto *end = new Field(ChartBoard::tr("&To"), last);
        body()->addWidget(new Field(ChartBoard::tr("&From"), first));
        body()->addWidget(end);
        addCancel();
        QPushButton *main = addMain(ChartBoard::tr("Show"));
        connect(main, &QPushButton::clicked, this, [this, first, last, end, chosen] {
            const qint64 a = first->dateTime().toSecsSinceEpoch();
            const qint64 b = last->dateTime().toSecsSinceEpoch();
            if (b - a < 60) {
                end->setError(ChartBoard::tr("At least a minute after the beginning."));
                return;
            }
            chosen(a, b);
            accept();
        });
    }
};

} // namespace

QWidget *ChartBoard::makeBar()
{
    auto *bar = new QWidget;
    m_segments = new Segments({{300, tr("5 min")},
                               {900, tr("15 min")},
                               {3600, tr("1 h")},
                               {6 * 3600, tr("6 h")},
                               {86'400, tr("24 h")},
                               {7 * 86'400, tr("7 d")},
                               {30 * 86'400, tr("30 d")},
                               {90 * 86'400, tr("90 d")}});
    m_segments->setAccessibleName(tr("Time window"));
    m_segments->setCurrent(300);
    connect(m_segments, &Segments::chosen, this, &ChartBoard::setWindow);
    auto *custom = makeIconButton(QStringLiteral("calendar"), tr("Choose a time range\u2026"));
    connect(custom, &QToolButton::clicked, this, &ChartBoard::askRange);
    makeCompare();
    makeFailure();
    makeUnsaved();
    m_badge = new Badge;
    m_rangeText = new Text({}, TextSize::Small, QFont::Normal, Tone::Muted);
    m_rangeText->setElided(true);
    m_pause = makeIconButton(QStringLiteral("pause"), tr("Pause"));
    m_pause->setObjectName(QStringLiteral("pause"));
    m_pause->hide();
    auto *save = makeIconButton(QStringLiteral("save"), tr("Save what is shown"));
    save->setObjectName(QStringLiteral("save"));
    save->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(save);
    menu->addAction(tr("As a &picture (PNG)\u2026"), this, [this] { this->save({picture(), {}, ++m_saves, {}}); });
    menu->addAction(tr("As a &table (CSV)\u2026"), this, [this] { this->save({{}, csv(), ++m_saves, {}}); });
    save->setMenu(menu);
    auto *first = new QHBoxLayout;
    first->setSpacing(space::s);
    first->addWidget(m_segments);
    first->addWidget(custom);
    first->addStretch(1);
    first->addWidget(m_pause);
    first->addWidget(save);
    auto *second = new QHBoxLayout;
    second->setSpacing(space::s);
    second->addWidget(m_badge);
    second->addWidget(m_rangeText, 1);
    second->addWidget(m_compare);
    auto *column = new QVBoxLayout(bar);
    column->setContentsMargins(space::l, space::s, space::l, space::s);
    column->setSpacing(space::s);
    column->addLayout(first);
    column->addLayout(second);
    return bar;
}

void ChartBoard::makeFailure()
{
    m_failure = new Banner(BannerTone::Danger);
    m_failure->setRoom({space::l, space::s, space::l, space::s});
    m_failure->hide();
    connect(m_failure->addAction(tr("Try again")), &QPushButton::clicked, this, [this] {
        for (stores::MetricRangeStore *range : {&m_history, &m_other}) {
            if (range->hasFailed()) {
                range->reload();
            }
        }
    });
}

void ChartBoard::refreshFailure()
{
    const bool past = isPast() && m_history.hasFailed();
    const bool other = !past && !m_compared.isEmpty() && m_other.hasFailed();
    const api::ApiError &error = past ? m_history.error() : m_other.error();
    // Once for each kind: a reader is told what it says.
    const QString shown = past || other ? QString::number(past) + error.code : QString();
    if (shown == m_failureShown) {
        return;
    }
    m_failureShown = shown;
    m_failure->setVisible(!shown.isEmpty());
    if (!shown.isEmpty()) {
        m_failure->setError(error,
                            past ? tr("This range could not be read") : tr("What is compared could not be read"));
    }
}

QString ChartBoard::subject() const
{
    if (!m_store.organization()) {
        return tr("Platform");
    }
    const Organization *row = m_context.organizations.model()->find(*m_store.organization());
    return row ? core::text(row->name) : core::text(m_store.organization()->text());
}

void ChartBoard::askRange()
{
    const auto [from, to] = range();
    (new RangeDialog(from, to, this, [this](qint64 a, qint64 b) { setRange(a, b); }))->openOver();
}

void ChartBoard::refreshBadges()
{
    using State = stores::ConnectionStore::State;
    holdOrFollow();
    const bool lost = m_context.connection.state() == State::Offline
        || m_context.connection.state() == State::Reconnecting || m_store.state() == stores::PageStore::State::Stale;
    for (const Chart &chart : std::as_const(m_charts)) {
        chart.view->setDimmed((lost && m_store.hasData()) || (isPast() && m_history.hasFailed()));
    }
    refreshFailure();
    const QStringList missing = m_live && !lost ? m_store.missingServers() : QStringList();
    //: servers of which nothing is heard
    m_badge->setToolTip(missing.isEmpty() ? QString() : tr("Missing: %1").arg(missing.join(QStringLiteral(", "))));
    if (m_heldLive) {
        const qint64 behind = std::max<qint64>(0, QDateTime::currentSecsSinceEpoch() - m_end);
        m_badge->setText(tr("Paused \u2013 %n s behind", nullptr, static_cast<int>(behind)));
        m_badge->setTone(BadgeTone::Warning);
    } else if (lost && m_store.asOf().isValid()) {
        const qint64 at = m_store.ring().isEmpty() ? m_store.asOf().toSecsSinceEpoch() : newest();
        m_badge->setText(
            tr("as of %1").arg(QLocale().toString(QDateTime::fromSecsSinceEpoch(at).time(), QLocale::ShortFormat)));
        m_badge->setTone(BadgeTone::Warning);
    } else if (m_history.isBusy() || m_other.isBusy()) {
        m_badge->setText(tr("Reading\u2026"));
        m_badge->setTone(BadgeTone::Neutral);
    } else if (isPast() && m_history.hasFailed()) {
        //: a time range that could not be read
        m_badge->setText(tr("Not read"));
        m_badge->setTone(BadgeTone::Danger);
    } else if (!missing.isEmpty()) {
        m_badge->setText(tr("Live \u2013 without %n server(s)", nullptr, static_cast<int>(missing.size())));
        m_badge->setTone(BadgeTone::Warning);
    } else if (m_live && m_context.connection.secondsAFrame() > 1) {
        //: the connection to the server takes less than what happens each second
        m_badge->setText(tr("Slow connection \u2013 told every %n s", nullptr,
                            static_cast<int>(m_context.connection.secondsAFrame())));
        m_badge->setTone(BadgeTone::Warning);
    } else {
        m_badge->setText(m_live ? tr("Live") : tr("Range"));
        m_badge->setTone(m_live ? BadgeTone::Success : BadgeTone::Info);
    }
    const auto [from, to] = range();
    const auto text = [](qint64 at) {
        return QLocale().toString(QDateTime::fromSecsSinceEpoch(at), QLocale::ShortFormat);
    };
    const QDateTime end = QDateTime::fromSecsSinceEpoch(to);
    const bool sameDay = QDateTime::fromSecsSinceEpoch(from).date() == end.date();
    const QString until = sameDay ? QLocale().toString(end.time(), QLocale::ShortFormat) : text(to);
    m_rangeText->setText(m_live ? QString() : text(from) + QStringLiteral(" \u2013 ") + until);
}

} // namespace objecta::ui
