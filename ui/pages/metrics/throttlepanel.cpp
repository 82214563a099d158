// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/metrics/throttlepanel.h"

#include "app/core/text.h"
#include "models/stores/throttlestore.h"
#include "ui/pages/metrics/throttlelist.h"
#include "ui/pages/metrics/toptenantsmodel.h"
#include "ui/theme/style.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/card.h"
#include "ui/widgets/format.h"
#include "ui/widgets/text.h"

#include <QGridLayout>
#include <QLocale>
#include <QScrollArea>

#include <cmath>

namespace objecta::ui {

namespace {

constexpr size_t othersAtMost = 5;

/// "12 ms → 8 ms".
QString pairText(const std::optional<double> &before, const std::optional<double> &since)
{
    const auto shown = [](const std::optional<double> &value) { return milliseconds(value ? *value : std::nan("")); };
    return QStringLiteral("%1 \u2192 %2").arg(shown(before), shown(since));
}

/// Better or worse by a tenth and more is worth a colour.
Tone pairTone(const std::optional<double> &before, const std::optional<double> &since)
{
    if (!before || !since) {
        return Tone::Muted;
    }
    return *since < 0.9 * *before ? Tone::Success : *since > 1.1 * *before ? Tone::Warning : Tone::Text;
}

QString stretch(qint64 from, qint64 seconds)
{
    const QString pattern = seconds < 60 ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm");
    const auto text = [&](qint64 at) { return QLocale().toString(QDateTime::fromSecsSinceEpoch(at), pattern); };
    return text(from) + QStringLiteral("\u2013") + text(from + seconds);
}

} // namespace

ThrottlePanel::ThrottlePanel(stores::AppContext &context, TopTenantsModel *tenants, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_effect(context.admin)
    , m_tenants(tenants)
    , m_list(new ThrottleList(context))
    , m_grid(new QGridLayout)
    , m_when(new Text({}, TextSize::Small, QFont::Normal, Tone::Muted))
    , m_error(new Banner(BannerTone::Danger))
{
    m_list->setChoosing(true);
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setAutoFillBackground(false);
    scroll->setWidget(m_list);
    m_list->setAutoFillBackground(false); // which setWidget() turned on
    auto *held = new Card(tr("Throttles that hold"));
    held->body()->addWidget(scroll, 1);

    auto *effect = new Card(tr("Latency of the others"));
    m_when->setElided(true);
    m_error->hide();
    m_grid->setHorizontalSpacing(space::l);
    m_grid->setVerticalSpacing(6);
    m_grid->setColumnStretch(0, 1);
    const auto head = [this](int column, const QString &text) {
        m_grid->addWidget(new Text(text, TextSize::Small, QFont::Normal, Tone::Muted), 0, column,
                          column > 0 ? Qt::AlignRight : Qt::Alignment());
    };
    head(0, tr("Organization"));
    //: a median of latency, before a moment and since
    head(1, tr("p50 before \u2192 since"));
    //: the 99th percentile of latency, before a moment and since
    head(2, tr("p99 before \u2192 since"));
    effect->body()->addWidget(m_when);
    effect->body()->addWidget(m_error);
    effect->body()->addLayout(m_grid);
    effect->body()->addStretch(1);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::l, space::l, space::l, space::l);
    row->setSpacing(space::m);
    row->addWidget(held, 1);
    row->addWidget(effect, 1);

    connect(m_list, &ThrottleList::chosenChanged, this, &ThrottlePanel::follow);
    connect(&m_effect, &stores::PageStore::dataChanged, this, [this] {
        m_error->hide();
        follow(); // those beside it may be others by now
        refresh();
    });
    connect(&m_effect, &stores::PageStore::stateChanged, this, [this](stores::PageStore::State state) {
        if (state == stores::PageStore::State::Error) {
            m_error->show();
            m_error->setError(m_effect.error());
        }
        refresh();
    });
    follow();
}

std::vector<OrganizationId> ThrottlePanel::others(const OrganizationId &held) const
{
    std::vector<OrganizationId> out;
    for (int row = 0; row < m_tenants->rowCount() && out.size() < othersAtMost; ++row) {
        if (m_tenants->idAt(row) != held) {
            out.push_back(m_tenants->idAt(row));
        }
    }
    return out;
}

void ThrottlePanel::follow()
{
    const Throttle *chosen = m_list->chosen();
    if (!chosen) {
        m_effect.reset();
        return;
    }
    // Whoever was looked at stays in sight; new ones fill what is free.
    std::vector<OrganizationId> beside;
    for (const auto &line : m_effect.lines()) {
        if (line.organization && *line.organization != chosen->organizationId) {
            beside.push_back(*line.organization);
        }
    }
    for (const OrganizationId &id : others(chosen->organizationId)) {
        if (beside.size() < othersAtMost && std::find(beside.begin(), beside.end(), id) == beside.end()) {
            beside.push_back(id);
        }
    }
    m_effect.show(*chosen, beside);
    refresh();
}

void ThrottlePanel::refresh()
{
    for (int row = 0; row < m_tenants->rowCount(); ++row) {
        const QString name = m_tenants->index(row, 0).data(TopTenantsModel::NameRole).toString();
        if (!name.isEmpty()) {
            m_names.insert(core::text(m_tenants->idAt(row).text()), name);
        }
    }
    const auto &lines = m_effect.lines();
    while (m_rows.size() < static_cast<qsizetype>(lines.size())) {
        const Row row{new Text({}, TextSize::Body, m_rows.isEmpty() ? QFont::DemiBold : QFont::Normal),
                      new Text({}, TextSize::Body), new Text({}, TextSize::Body)};
        row.name->setElided(true);
        const int at = static_cast<int>(m_rows.size()) + 1;
        m_grid->addWidget(row.name, at, 0);
        m_grid->addWidget(row.p50, at, 1, Qt::AlignRight);
        m_grid->addWidget(row.p99, at, 2, Qt::AlignRight);
        m_rows.append(row);
    }
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        const Row &row = m_rows.at(i);
        const bool used = i < static_cast<qsizetype>(lines.size());
        for (Text *text : {row.name, row.p50, row.p99}) {
            text->setVisible(used);
        }
        if (!used) {
            continue;
        }
        const auto &line = lines[static_cast<size_t>(i)];
        row.name->setText(line.organization ? m_names.value(core::text(line.organization->text()))
                                            : tr("Whole platform"));
        row.p50->setText(pairText(line.before.p50, line.since.p50));
        row.p50->setTone(pairTone(line.before.p50, line.since.p50));
        row.p99->setText(pairText(line.before.p99, line.since.p99));
        row.p99->setTone(pairTone(line.before.p99, line.since.p99));
    }
    const auto &windows = m_effect.windows();
    if (!m_effect.hasData()) {
        m_when->setText(tr("Reading\u2026"));
    } else if (windows.since == 0) {
        m_when->setText(tr("%1, before it began; the first seconds since are being measured")
                            .arg(stretch(windows.before, windows.step)));
    } else {
        m_when->setText(tr("%1, before it began, beside %2")
                            .arg(stretch(windows.before, windows.step), stretch(windows.since, windows.step)));
    }
}

void ThrottlePanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    follow();
    m_effect.setActive(true);
}

void ThrottlePanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_effect.setActive(false);
}

} // namespace objecta::ui
