// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/overviewpage.h"

#include "app/api/metricsstream.h"
#include "app/api/session.h"
#include "app/core/text.h"
#include "models/stores/connectionstore.h"
#include "models/stores/metricrange.h"
#include "models/stores/tenantswitcherstore.h"
#include "ui/pages/metrics/throttlelist.h"
#include "ui/pages/metrics/toptenantsmodel.h"
#include "ui/pages/metrics/toptenantstable.h"
#include "ui/pages/overview/alertlist.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/card.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/format.h"
#include "ui/widgets/inforow.h"
#include "ui/widgets/stateview.h"
#include "ui/widgets/stattile.h"
#include "ui/widgets/text.h"
#include "ui/widgets/words.h"

#include <QGridLayout>
#include <QHeaderView>
#include <QLocale>
#include <QScrollArea>

#include <cmath>

namespace objecta::ui {

using stores::Metric;
using Model = TopTenantsModel;

namespace {

constexpr int windowSeconds = 300;
constexpr int topRows = 6;
/// A server whose seconds come later than this is worth a colour: frames wait a second for it.
constexpr qint64 lateMs = 1500;

enum Tile { RequestsTile, ErrorsTile, P50Tile, P95Tile, P99Tile, DatabaseTile, MessagesTile };

QVBoxLayout *makeRows()
{
    auto *rows = new QVBoxLayout;
    rows->setSpacing(2);
    return rows;
}

Text *makeNote(const QString &text)
{
    auto *note = new Text(text, TextSize::Body, QFont::Normal, Tone::Muted);
    note->setWordWrap(true);
    return note;
}

} // namespace

OverviewPage::OverviewPage(stores::AppContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_metrics(context.admin, context.stream)
    , m_top(new TopTenantsModel(context, this))
    , m_area(new Surface(&Tokens::canvas))
    , m_badge(new Badge)
    , m_cardGrid(new QGridLayout)
{
    m_cards = {makeTop(), makeAlerts(), makeServers(), makeThrottles(), makeRecent()};
    auto *column = new QVBoxLayout(m_area);
    column->setContentsMargins(space::l, space::l, space::l, space::l);
    column->setSpacing(space::m);
    column->addWidget(makeTiles());
    m_cardGrid->setSpacing(space::m);
    column->addLayout(m_cardGrid);
    column->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_area);
    auto *states = new StateView(scroll, Skeleton::Shape::Cards);
    states->setEmptyShown(false);
    states->idle()->set(QStringLiteral("home"), tr("Nothing measured yet"),
                        tr("Figures appear with the first requests."));
    states->follow(&m_metrics);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeHeader());
    layout->addWidget(new Rule);
    layout->addWidget(states, 1);

    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &OverviewPage::refreshConnection);
    connect(&m_metrics, &stores::MetricsStore::updated, this, &OverviewPage::refreshTiles);
    connect(&m_metrics, &stores::PageStore::stateChanged, this, &OverviewPage::refreshConnection);
    connect(&context.connection, &stores::ConnectionStore::stateChanged, this, &OverviewPage::refreshConnection);
    connect(&context.stream, &api::MetricsStream::frameReceived, this, [this](const StreamMessage &message) {
        if (isVisible() && !message.again && !message.servers.empty()) {
            m_servers = message.servers;
            refreshServers();
        }
    });
    connect(&context.session, &api::Session::stateChanged, this, [this](api::Session::State state) {
        if (state == api::Session::State::SignedOut) {
            m_metrics.reset();
            m_servers.clear();
        }
    });
    connect(&context.switcher, &stores::TenantSwitcherStore::currentChanged, this, &OverviewPage::refreshRecent);
    arrange();
}

QWidget *OverviewPage::makeHeader()
{
    auto *header = new QWidget;
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(20, 14, space::l, space::m);
    row->setSpacing(space::s);
    row->addLayout(
        headline(tr("Overview"),
                 new Text(tr("all organizations, the last five minutes"), TextSize::Body, QFont::Normal, Tone::Muted)));
    row->addStretch(1);
    row->addWidget(m_badge);
    return header;
}

QWidget *OverviewPage::makeTiles()
{
    m_tiles = {new StatTile(tr("Requests per second"), &Tokens::series1),
               new StatTile(tr("Errors per second"), &Tokens::series3),
               new StatTile(tr("Latency p50"), &Tokens::series4),
               new StatTile(tr("Latency p95"), &Tokens::series1),
               new StatTile(tr("Latency p99"), &Tokens::series3),
               new StatTile(tr("Database per second"), &Tokens::series2),
               new StatTile(tr("Messages per second"), &Tokens::series4)};
    auto *whole = new QWidget;
    m_tileGrid = new QGridLayout(whole);
    m_tileGrid->setContentsMargins(0, 0, 0, 0);
    m_tileGrid->setSpacing(space::m);
    return whole;
}

Card *OverviewPage::makeTop()
{
    m_table = new DataTable;
    m_table->setObjectName(QStringLiteral("overviewTop"));
    m_table->setAccessibleName(tr("Busiest organizations"));
    auto *body = showTopTenants(m_table, m_top);
    for (const int column : {Model::DatabaseColumn, Model::HeldColumn}) {
        m_table->setColumnHidden(column, true);
    }
    m_table->setColumnWidths({150, 124, 76, 84, 104, 0, 0}, Model::NameColumn);
    m_table->setMinimumHeight((topRows + 1) * rowHeight);
    m_table->viewport()->installEventFilter(this);
    m_table->viewport()->setAutoFillBackground(false); // the card's
    connect(m_table, &DataTable::rowActivated, this,
            [this](const QModelIndex &index) { emit openWanted(m_top->idAt(index.row())); });
    auto *card = new Card(tr("Busiest organizations"));
    auto *all = makeButton(tr("Rank all"), ButtonKind::Link);
    connect(all, &QPushButton::clicked, this, &OverviewPage::noisyWanted);
    card->header()->addWidget(all);
    card->body()->setContentsMargins(1, space::m, 1, space::s);
    card->header()->setContentsMargins(space::l - 1, 0, space::l - 1, 0);
    card->body()->addWidget(body, 1);
    return card;
}

Card *OverviewPage::makeAlerts()
{
    auto *card = new Card(tr("Alerts"));
    auto *alerts = new AlertList(m_context);
    connect(alerts, &AlertList::openWanted, this, &OverviewPage::openWanted);
    connect(alerts, &AlertList::usageWanted, this, &OverviewPage::usageWanted);
    card->body()->addWidget(alerts, 1);
    return card;
}

Card *OverviewPage::makeServers()
{
    auto *card = new Card(tr("Servers"));
    m_serverRows = makeRows();
    m_noServers = makeNote(tr("No server has been heard yet."));
    card->body()->addWidget(m_noServers);
    card->body()->addLayout(m_serverRows);
    card->body()->addStretch(1);
    return card;
}

Card *OverviewPage::makeThrottles()
{
    auto *card = new Card(tr("Throttles that hold"));
    m_throttles = new ThrottleList(m_context);
    connect(m_throttles, &ThrottleList::openWanted, this, &OverviewPage::openWanted);
    card->body()->addWidget(m_throttles, 1);
    return card;
}

Card *OverviewPage::makeRecent()
{
    auto *card = new Card(tr("Looked at last"));
    m_recentRows = makeRows();
    m_noRecent = makeNote(tr("Organizations that you open appear here."));
    card->body()->addWidget(m_noRecent);
    card->body()->addLayout(m_recentRows);
    card->body()->addStretch(1);
    return card;
}

void OverviewPage::arrange()
{
    const int tileColumns = width() >= 1080 ? 7 : width() >= 620 ? 4 : 2;
    if (tileColumns != m_tileColumns) {
        m_tileColumns = tileColumns;
        for (int i = 0; i < m_tiles.size(); ++i) {
            m_tileGrid->addWidget(m_tiles.at(i), i / tileColumns, i % tileColumns);
        }
        for (int i = 0; i < 7; ++i) {
            m_tileGrid->setColumnStretch(i, i < tileColumns ? 1 : 0);
        }
    }
    const int cardColumns = width() >= 860 ? 2 : 1;
    if (cardColumns != m_cardColumns) {
        m_cardColumns = cardColumns;
        for (int i = 0; i < m_cards.size(); ++i) {
            // Two in the first row, three in the second; in a narrow window one below the other.
            const bool first = i < 2;
            const int column = first ? i * 3 : (i - 2) * 2;
            if (cardColumns == 1) {
                m_cardGrid->addWidget(m_cards.at(i), i, 0, 1, 6);
            } else {
                m_cardGrid->addWidget(m_cards.at(i), first ? 0 : 1, column, 1, first ? 3 : 2);
            }
        }
        for (int column = 0; column < 6; ++column) {
            m_cardGrid->setColumnStretch(column, 1);
        }
    }
}

QList<double> OverviewPage::line(Metric metric) const
{
    const auto all = m_metrics.ring().values(metric);
    const auto recent = all.last(std::min<size_t>(all.size(), windowSeconds));
    const auto shown =
        stores::isSummed(metric) ? std::vector<double>(recent.begin(), recent.end()) : stores::carriedOverLulls(recent);
    return {shown.begin(), shown.end()};
}

void OverviewPage::refreshTiles()
{
    if (!isVisible()) {
        return;
    }
    const auto show = [this](Tile tile, const QString &value, const QString &beside, const QList<double> &values) {
        m_tiles.at(tile)->set(value, beside, values, windowSeconds);
    };
    const double requests = m_metrics.last(Metric::Requests);
    show(RequestsTile, rate(requests), {}, line(Metric::Requests));
    QList<double> errors = line(Metric::Status4xx);
    const QList<double> worse = line(Metric::Status5xx);
    for (qsizetype i = 0; i < errors.size(); ++i) {
        errors[i] += worse.at(i);
    }
    const double failing = m_metrics.last(Metric::Status4xx) + m_metrics.last(Metric::Status5xx);
    show(ErrorsTile, rate(failing), requests > 0 ? percent(failing / requests) : QString(), errors);
    const auto latency = [&](Tile tile, Metric metric) {
        const QList<double> values = line(metric);
        show(tile, milliseconds(values.isEmpty() ? std::nan("") : values.last()), {}, values);
    };
    latency(P50Tile, Metric::P50);
    latency(P95Tile, Metric::P95);
    latency(P99Tile, Metric::P99);
    show(DatabaseTile, milliseconds(m_metrics.last(Metric::DatabaseMs)), {}, line(Metric::DatabaseMs));
    show(MessagesTile, rate(m_metrics.last(Metric::Messages)), {}, line(Metric::Messages));
    refreshConnection();
}

void OverviewPage::refreshConnection()
{
    const bool lost = !m_context.connection.isOnline() || m_metrics.state() == stores::PageStore::State::Stale;
    for (StatTile *tile : std::as_const(m_tiles)) {
        tile->setDimmed(lost);
    }
    if (lost && m_metrics.hasData() && !m_metrics.ring().isEmpty()) {
        const QDateTime at = QDateTime::fromSecsSinceEpoch(m_metrics.ring().lastSecond());
        m_badge->setText(tr("as of %1").arg(QLocale().toString(at.time(), QLocale::ShortFormat)));
        m_badge->setTone(BadgeTone::Warning);
    } else {
        m_badge->setText(lost ? tr("Not connected") : tr("Live"));
        m_badge->setTone(lost ? BadgeTone::Warning : BadgeTone::Success);
    }
    refreshServers();
}

void OverviewPage::refreshServers()
{
    const bool lost = !m_context.connection.isOnline();
    QList<InfoLook> looks;
    for (const ServerState &server : m_servers) {
        InfoLook look;
        look.icon = QStringLiteral("server");
        look.text = core::text(server.name);
        if (lost) {
            look.value = tr("not known");
        } else if (server.lagMs < 0) {
            look.tone = Tone::Warning;
            look.valueTone = Tone::Warning;
            //: a server whose clock is ahead of the others' by so much
            look.value = tr("clock %1 ahead").arg(milliseconds(-static_cast<double>(server.lagMs)));
        } else if (!server.live) {
            look.icon = QStringLiteral("offline");
            look.tone = Tone::Danger;
            look.valueTone = Tone::Danger;
            //: a server of which nothing was heard for so long
            look.value = tr("silent for %1").arg(milliseconds(static_cast<double>(server.lagMs)));
        } else {
            const bool late = server.lagMs >= lateMs;
            look.tone = late ? Tone::Warning : Tone::Success;
            look.valueTone = late ? Tone::Warning : Tone::Muted;
            //: how much later than its end a second of that server's figures comes
            look.value = tr("%1 behind").arg(milliseconds(static_cast<double>(server.lagMs)));
        }
        looks.append(look);
    }
    setInfoRows(m_serverRows, looks);
    m_noServers->setVisible(looks.isEmpty());
}

void OverviewPage::refreshRecent()
{
    const auto &recent = m_context.switcher.recent();
    QList<InfoLook> looks;
    for (const auto &choice : recent) {
        InfoLook look;
        look.text = choice.name;
        look.avatar = choice.slug;
        look.detail = choice.slug;
        look.value = choice.status.isEmpty() || choice.status == QLatin1String("active")
            ? QString()
            : organizationStatus(choice.status).text;
        look.strong = true;
        looks.append(look);
    }
    setInfoRows(m_recentRows, looks, [this](InfoRow *row, int index) {
        row->setLeading(true);
        connect(row, &QAbstractButton::clicked, this, [this, index] {
            if (index < m_context.switcher.recent().size()) {
                emit openWanted(m_context.switcher.recent().at(index).id);
            }
        });
    });
    m_noRecent->setVisible(looks.isEmpty());
}

bool OverviewPage::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Enter || event->type() == QEvent::Leave) {
        m_top->setHeld(event->type() == QEvent::Enter);
    }
    return QWidget::eventFilter(watched, event);
}

void OverviewPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_metrics.setActive(true);
    m_top->setActive(true);
    m_second.start();
    refreshRecent();
    QMetaObject::invokeMethod(this, &OverviewPage::refreshTiles, Qt::QueuedConnection);
}

void OverviewPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_metrics.setActive(false);
    m_top->setActive(false);
    m_second.stop();
}

void OverviewPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

} // namespace objecta::ui
