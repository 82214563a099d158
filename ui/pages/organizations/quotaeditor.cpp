// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/organizations/quotaeditor.h"

#include "app/api/session.h"
#include "models/stores/connectionstore.h"
#include "ui/pages/commands.h"
#include "ui/pages/organizations/quotarow.h"
#include "ui/theme/style.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/card.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/format.h"
#include "ui/widgets/stateview.h"
#include "ui/widgets/text.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QRadioButton>
#include <QScrollArea>
#include <QStackedWidget>

namespace objecta::ui {

using stores::QuotaConflict;
using stores::Resource;

QuotaEditor::QuotaEditor(stores::AppContext &context, Commands &commands, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_commands(commands)
    , m_pages(new QStackedWidget)
    , m_error(new Banner(BannerTone::Danger))
    , m_conflictBanner(new Banner(BannerTone::Warning))
    , m_conflictGrid(new QGridLayout)
    , m_summary(new Text({}, TextSize::Small, QFont::Normal, Tone::Muted))
{
    m_summary->setObjectName(QStringLiteral("quotaSummary"));
    m_pages->addWidget(makeRows());
    m_pages->addWidget(makeConflict());
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_pages, 1);
    m_footer = makeFooter(commands);
    column->addWidget(m_footer);
    m_states = new StateView(content, Skeleton::Shape::Form);
    m_states->idle()->set(QStringLiteral("limits"), tr("No limits loaded"), tr("Choose an organization."));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_states);

    auto &store = context.quota;
    m_states->follow(&store);
    connect(&store, &stores::QuotaStore::linesChanged, this, &QuotaEditor::refresh);
    connect(&store, &stores::QuotaStore::dirtyChanged, this, &QuotaEditor::refresh);
    connect(&store, &stores::PageStore::dataChanged, this, &QuotaEditor::refresh);
    connect(&store, &stores::QuotaStore::savingChanged, this, &QuotaEditor::refresh);
    connect(&store, &stores::QuotaStore::conflictChanged, this, &QuotaEditor::refreshConflict);
    connect(&store, &stores::QuotaStore::saveFailed, this, [this](const api::ApiError &error) {
        if (!error.isCancelled()) {
            m_error->setError(error);
            m_error->show();
        }
    });
    connect(&store, &stores::QuotaStore::saveDone, m_error, &QWidget::hide);
    connect(&context.session, &api::Session::stateChanged, this, &QuotaEditor::refresh);
    connect(&context.connection, &stores::ConnectionStore::stateChanged, this, &QuotaEditor::refresh);
    refresh();
    refreshConflict();
}

QWidget *QuotaEditor::makeRows()
{
    auto *inside = new Surface(&Tokens::canvas);
    auto *column = new QVBoxLayout(inside);
    column->setContentsMargins(space::l, space::l, space::l, space::l);
    column->setSpacing(space::m);
    m_error->hide();
    m_error->setObjectName(QStringLiteral("quotaError"));
    column->addWidget(m_error);
    for (const Resource resource : stores::allResources) {
        m_rows.append(new QuotaRow(m_context.quota, resource));
        column->addWidget(m_rows.last());
    }
    auto *note = new Text(tr("A new limit holds from the very next request on. Messages are counted per calendar month "
                             "(UTC)."),
                          TextSize::Small, QFont::Normal, Tone::Subtle);
    note->setWordWrap(true);
    column->addWidget(note);
    column->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(inside);
    return scroll;
}

QWidget *QuotaEditor::makeConflict()
{
    auto *page = new Surface(&Tokens::canvas);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(space::l, space::l, space::l, space::l);
    column->setSpacing(space::m);
    column->addWidget(m_conflictBanner);
    auto *card = new Card(tr("What to keep"));
    m_conflictGrid->setHorizontalSpacing(space::l);
    m_conflictGrid->setVerticalSpacing(space::s);
    card->body()->addLayout(m_conflictGrid);
    column->addWidget(card);
    auto *save = makeButton(tr("Save this choice"), ButtonKind::Primary);
    auto *theirs = makeButton(tr("Drop my edits"));
    connect(save, &QPushButton::clicked, &m_context.quota, &stores::QuotaStore::saveMerged);
    connect(theirs, &QPushButton::clicked, &m_context.quota, &stores::QuotaStore::takeTheirs);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::s);
    row->addStretch(1);
    row->addWidget(theirs);
    row->addWidget(save);
    column->addLayout(row);
    column->addStretch(1);
    return page;
}

QWidget *QuotaEditor::makeFooter(Commands &commands)
{
    auto *footer = new Surface(&Tokens::surface);
    m_summary->setWordWrap(true);
    auto *discard = makeButton(tr("Discard"));
    bind(discard, commands.revertQuotas);
    auto *save = makeButton(tr("Save"), ButtonKind::Primary);
    save->setObjectName(QStringLiteral("saveQuotas"));
    bind(save, commands.saveQuotas);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(space::l, space::s, space::l, space::s);
    row->setSpacing(space::s);
    row->addWidget(m_summary, 1);
    row->addWidget(discard);
    row->addWidget(save);
    auto *column = new QVBoxLayout(footer);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(new Rule);
    column->addLayout(row);
    return footer;
}

QuotaRow *QuotaEditor::row(Resource resource) const
{
    return m_rows.at(static_cast<qsizetype>(resource));
}

void QuotaEditor::focusFirst()
{
    m_rows.first()->focusInput();
}

void QuotaEditor::refresh()
{
    const auto &store = m_context.quota;
    if (m_shown != store.id()) {
        m_shown = store.id();
        m_error->hide();
    }
    const bool may = m_context.session.mayChange();
    for (QuotaRow *row : std::as_const(m_rows)) {
        row->setEditable(may && !store.isSaving());
        row->refresh();
    }
    const bool dirty = store.isDirty() && !store.isSaving();
    QString why;
    if (!may) {
        why = tr("Your role, or this server profile, does not allow changes.");
    } else if (!m_context.connection.isOnline()) {
        why = tr("The server can't be reached.");
    } else if (!store.isDirty()) {
        why = tr("Nothing was changed.");
    } else if (!store.isValid()) {
        why = tr("Correct the marked limits first.");
    }
    setAvailable(m_commands.saveQuotas, why.isEmpty() && dirty && !store.hasConflict(), why);
    setAvailable(m_commands.revertQuotas, dirty, tr("Nothing was changed."));
    refreshSummary();
}

void QuotaEditor::refreshSummary()
{
    const auto &store = m_context.quota;
    if (store.isSaving()) {
        m_summary->setText(tr("Saving\u2026"));
        return;
    }
    QStringList parts;
    for (const Resource resource : stores::allResources) {
        const auto &line = store.line(resource);
        if (line.isDirty() && line.fault() == stores::QuotaLine::Fault::None) {
            const auto before = line.savedOverride ? line.savedOverride : line.planLimit;
            parts.append(QStringLiteral("%1 %2 \u2192 %3")
                             .arg(resourceLook(resource).name, limitText(resource, before),
                                  limitText(resource, line.effective())));
        }
    }
    const int tight = static_cast<int>(store.impacts().size());
    QString text = parts.isEmpty() ? (store.isDirty() ? QString() : tr("No unsaved changes"))
                                   : parts.join(QStringLiteral(" \u00b7 "));
    if (tight > 0) {
        text += QLatin1Char('\n') + tr("%n limit(s) below what is used", nullptr, tight);
    }
    const bool outdated = store.isDirty() && store.isOutdated();
    if (outdated) {
        text += QLatin1Char('\n') + tr("Somebody changed these limits meanwhile: saving asks what to keep.");
    }
    m_summary->setText(text);
    m_summary->setTone(tight > 0 || outdated ? Tone::Warning : parts.isEmpty() ? Tone::Subtle : Tone::Text);
}

void QuotaEditor::refreshConflict()
{
    auto &store = m_context.quota;
    m_pages->setCurrentIndex(store.hasConflict() ? 1 : 0);
    m_footer->setVisible(!store.hasConflict());
    refresh();
    if (!store.hasConflict()) {
        return;
    }
    const QString who = store.conflictActor().isEmpty()
        ? tr("Somebody saved these limits while you were editing.")
        : tr("%1 saved these limits %2, while you were editing.")
              .arg(isolated(store.conflictActor()), ago(store.conflictAt()));
    m_conflictBanner->setMessage(tr("These limits changed meanwhile"), who);
    while (QLayoutItem *item = m_conflictGrid->takeAt(0)) {
        if (item->widget()) {
            item->widget()->deleteLater();
        }
        delete item;
    }
    const QStringList heads{tr("Limit"), tr("Before"), tr("Theirs"), tr("Yours")};
    for (int column = 0; column < heads.size(); ++column) {
        m_conflictGrid->addWidget(new Text(heads.at(column), TextSize::Small, QFont::Medium, Tone::Muted), 0, column);
        m_conflictGrid->setColumnStretch(column, 1);
    }
    int line = 1;
    for (const QuotaConflict &conflict : store.conflicts()) {
        const Resource resource = conflict.resource;
        const auto shown = [&](const std::optional<qint64> &value) {
            //: the limit of the plan holds
            return value ? limitText(resource, value) : tr("Plan's limit");
        };
        auto *theirs = new QRadioButton(shown(conflict.theirs));
        auto *mine = new QRadioButton(shown(conflict.mine));
        const QString name = resourceLook(resource).name;
        theirs->setAccessibleName(tr("%1: theirs, %2").arg(name, theirs->text()));
        mine->setAccessibleName(tr("%1: yours, %2").arg(name, mine->text()));
        auto *group = new QButtonGroup(theirs);
        group->addButton(theirs);
        group->addButton(mine);
        (conflict.useMine ? mine : theirs)->setChecked(true);
        connect(
            mine, &QRadioButton::toggled, &store, [&store, resource](bool on) { store.choose(resource, on); },
            Qt::QueuedConnection);
        m_conflictGrid->addWidget(new Text(name, TextSize::Body, QFont::DemiBold), line, 0);
        m_conflictGrid->addWidget(new Text(shown(conflict.base), TextSize::Body, QFont::Normal, Tone::Muted), line, 1);
        m_conflictGrid->addWidget(theirs, line, 2);
        m_conflictGrid->addWidget(mine, line, 3);
        ++line;
    }
}

} // namespace objecta::ui
