// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/organizations/organizationlist.h"

#include "app/api/session.h"
#include "app/core/settings.h"
#include "app/core/text.h"
#include "models/stores/organizationliststore.h"
#include "models/stores/planstore.h"
#include "ui/pages/commands.h"
#include "ui/theme/style.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/format.h"
#include "ui/widgets/stateview.h"
#include "ui/widgets/text.h"

#include <QHeaderView>
#include <QVBoxLayout>

namespace objecta::ui {

using Model = tables::OrganizationTableModel;

namespace {
constexpr int columnsVersion = 1;
const QList<int> columnWidths{164, 100, 116, 92, 92, 92, 92, 106};
const QString columnsKey = QStringLiteral("organizations.columns");
} // namespace

OrganizationList::OrganizationList(stores::AppContext &context, Commands &commands, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_table(new DataTable)
    , m_count(new Text({}, TextSize::Body, QFont::Medium, Tone::Muted))
    , m_shown(new Text({}, TextSize::Small, QFont::Normal, Tone::Muted))
    , m_updated(new Text({}, TextSize::Small, QFont::Normal, Tone::Muted))
    , m_more(new Banner(BannerTone::Danger))
    , m_new(makeButton({}, ButtonKind::Link))
{
    makeTable();
    m_states = new StateView(m_table, Skeleton::Shape::Rows);
    m_states->empty()->set(QStringLiteral("no-results"), tr("No organization matches"),
                           tr("Nothing has this name, slug or id with these filters."), tr("Clear filters"));
    connect(m_states->empty(), &EmptyState::triggered, this, [this] {
        if (m_context.organizations.isFiltered()) {
            m_search->clear();
            m_context.organizations.clearFilters();
        }
    });
    m_more->hide();
    m_new->hide();
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(20, 0, space::l, 0);
    foot->addWidget(m_shown);
    foot->addWidget(m_new);
    foot->addStretch(1);
    foot->addWidget(m_updated);
    auto *footBar = new QWidget;
    footBar->setFixedHeight(32);
    footBar->setLayout(foot);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeHeader(commands));
    layout->addWidget(makeFilters());
    layout->addWidget(m_states, 1);
    m_more->setRoom({space::m, space::s, space::m, space::s});
    layout->addWidget(m_more);
    layout->addWidget(new Rule);
    layout->addWidget(footBar);

    auto &store = context.organizations;
    m_states->follow(&store);
    connect(&store, &stores::OrganizationListStore::totalChanged, this, &OrganizationList::refreshCounts);
    connect(&store, &stores::PageStore::dataChanged, this, [this] {
        m_more->hide();
        refreshCounts();
    });
    connect(&store, &stores::OrganizationListStore::createdChanged, this, [this](int created) {
        m_new->setText(tr("%n new \u2013 show", nullptr, created));
        m_new->setVisible(created > 0);
    });
    connect(&store, &stores::OrganizationListStore::queryChanged, this, [this] {
        m_status->setValue(m_context.organizations.query().status);
        m_plan->setValue(m_context.organizations.query().plan);
        showSort();
    });
    connect(&store, &stores::OrganizationListStore::moreFailed, this, [this](const api::ApiError &error) {
        m_more->setError(error);
        m_more->show();
    });
    connect(m_new, &QPushButton::clicked, &store, &stores::PageStore::reload);
    connect(m_more->addAction(tr("Retry")), &QPushButton::clicked, &store, &stores::OrganizationListStore::loadMore);
    connect(&context.plans, &stores::PageStore::dataChanged, this, &OrganizationList::fillPlans);
    connect(&context.settings, &core::Settings::densityChanged, this, &OrganizationList::applyDensity);
    fillPlans();
    applyDensity();
    showSort();
    refreshCounts();
}

QWidget *OrganizationList::makeHeader(Commands &commands)
{
    auto *header = new QWidget;
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(20, 14, space::l, 6);
    row->setSpacing(space::s);
    row->addLayout(headline(tr("Organizations"), m_count));
    row->addStretch(1);
    auto *create = makeButton(tr("New organization"), ButtonKind::Primary, QStringLiteral("add"));
    bind(create, commands.newOrganization);
    row->addWidget(create);
    return header;
}

QWidget *OrganizationList::makeFilters()
{
    auto *bar = new QWidget;
    m_search = new FilterLineEdit(tr("Filter by name, slug or ID\u2026"));
    m_search->setObjectName(QStringLiteral("organizationSearch"));
    m_search->setText(m_context.organizations.query().search);
    //: filter chip
    m_status = new ChipButton(tr("Status"));
    QList<std::pair<QString, QString>> states;
    for (const char *state : {"active", "suspended", "provisioning", "archived", "deleting"}) {
        states.append({QString::fromLatin1(state), organizationStatus(QString::fromLatin1(state)).text});
    }
    m_status->setChoices(states);
    m_status->setValue(m_context.organizations.query().status);
    //: filter chip
    m_plan = new ChipButton(tr("Plan"));
    m_columns = makeIconButton(QStringLiteral("columns"), tr("Columns"));
    m_columns->setPopupMode(QToolButton::InstantPopup);
    m_columns->setMenu(new QMenu(m_columns));
    connect(m_columns->menu(), &QMenu::aboutToShow, this, &OrganizationList::fillColumnMenu);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(20, 4, space::l, 8);
    row->setSpacing(space::s);
    row->addWidget(m_search, 1);
    row->addWidget(m_status);
    row->addWidget(m_plan);
    row->addWidget(m_columns);

    auto &store = m_context.organizations;
    connect(m_search, &QLineEdit::textChanged, &store, &stores::OrganizationListStore::setSearch);
    connect(m_status, &ChipButton::valueChanged, &store, &stores::OrganizationListStore::setStatus);
    connect(m_plan, &ChipButton::valueChanged, &store, &stores::OrganizationListStore::setPlan);
    connect(m_search, &FilterLineEdit::arrowPressed, this, [this](int key) {
        const int step = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : key == Qt::Key_PageDown ? 10 : -10;
        const int rows = m_table->model()->rowCount();
        if (rows > 0) {
            const int target = std::clamp(m_table->currentIndex().row() + step, 0, rows - 1);
            m_table->setCurrentIndex(m_table->model()->index(target, 0));
        }
    });
    return bar;
}

void OrganizationList::makeTable()
{
    m_table->setObjectName(QStringLiteral("organizationTable"));
    m_table->setAccessibleName(tr("Organizations"));
    m_table->setModel(m_context.organizations.model());
    m_table->setItemDelegateForColumn(Model::NameColumn, new NameDelegate(Model::NameRole, Model::SlugRole, m_table));
    m_table->setItemDelegateForColumn(Model::StatusColumn,
                                      new StatusDelegate(Model::StatusRole, &organizationStatus, m_table));
    for (const int column : {Model::AgentsColumn, Model::UsersColumn, Model::MessagesColumn, Model::StorageColumn}) {
        m_table->setItemDelegateForColumn(column, new UsageDelegate(Model::ShareRole, m_table));
    }
    m_table->setItemDelegateForColumn(Model::RequestsColumn,
                                      new RateDelegate(Model::RateRole, Model::SparklineRole, m_table));
    m_table->horizontalHeader()->setSectionsClickable(true);
    m_table->horizontalHeader()->setSortIndicatorShown(true);
    // Bars begin at the left of their columns, and so do their titles.
    m_table->horizontalHeader()->setProperty(
        "objectaLeftSections",
        QVariantList{Model::AgentsColumn, Model::UsersColumn, Model::MessagesColumn, Model::StorageColumn});
    connect(m_table->horizontalHeader(), &QHeaderView::sectionClicked, this, &OrganizationList::sortBy);
    restoreColumns();
    m_table->setColumnWidths(columnWidths, Model::NameColumn);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    // Not currentRowChanged: the first row is current before anybody chooses it.
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        const QModelIndexList rows = m_table->selectionModel()->selectedRows();
        if (!m_quiet && !rows.isEmpty()) {
            emit selected(m_context.organizations.model()->at(rows.first().row()));
        }
    });
    connect(m_table, &DataTable::rowActivated, this, [this](const QModelIndex &index) {
        m_table->selectRow(index.row()); // it may have been current only
        emit activated();
    });
    connect(m_table, &DataTable::visibleRowsChanged, this, [this](int first, int last) {
        if (first >= 0) {
            m_context.organizations.setVisibleRows(first, last);
        }
    });
}

void OrganizationList::applyDensity()
{
    m_table->setRowsHeight(m_context.settings.density() == core::Settings::Density::Compact ? 28 : rowHeight);
}

void OrganizationList::fillPlans()
{
    QList<std::pair<QString, QString>> choices;
    const auto *plans = m_context.plans.model();
    for (int row = 0; row < plans->rowCount(); ++row) {
        choices.append({core::text(plans->at(row).id), core::text(plans->at(row).name)});
    }
    m_plan->setChoices(choices);
    m_plan->setValue(m_context.organizations.query().plan);
}

void OrganizationList::refreshCounts()
{
    const auto &store = m_context.organizations;
    if (!store.hasData()) {
        m_count->clear();
        m_shown->clear();
        m_updated->clear();
        return;
    }
    m_count->setText(count(store.total()));
    QStringList parts;
    parts.append(tr("%1 of %2 shown").arg(count(store.shown()), count(store.total())));
    if (store.isFiltered()) {
        parts.append(tr("filtered"));
    }
    m_shown->setText(parts.join(QStringLiteral(" \u00b7 ")));
    m_updated->setText(
        tr("Read at %1").arg(QLocale().toString(store.asOf().toLocalTime().time(), QStringLiteral("HH:mm:ss"))));
}

void OrganizationList::sortBy(int section)
{
    const QString key = Model::sortKey(section);
    if (key.isEmpty()) {
        showSort();
        return;
    }
    const QString now = m_context.organizations.query().sort;
    // Figures are looked at from the top, names from A.
    const bool number = section >= Model::AgentsColumn;
    const QString first = number ? QLatin1Char('-') + key : key;
    const QString second = number ? key : QLatin1Char('-') + key;
    m_context.organizations.setSort(now == first ? second : first);
}

void OrganizationList::showSort()
{
    const QString sort = m_context.organizations.query().sort;
    const bool descending = sort.startsWith(QLatin1Char('-'));
    const QString key = descending ? sort.mid(1) : sort;
    for (int column = 0; column < Model::ColumnCount; ++column) {
        if (Model::sortKey(column) == key) {
            m_table->horizontalHeader()->setSortIndicator(column,
                                                          descending ? Qt::DescendingOrder : Qt::AscendingOrder);
        }
    }
}

void OrganizationList::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void OrganizationList::showSelected(const OrganizationId &id)
{
    const int row = m_context.organizations.model()->rowOf(id);
    m_quiet = true;
    if (row < 0) {
        m_table->clearSelection();
    } else if (m_table->currentIndex().row() != row || !m_table->selectionModel()->hasSelection()) {
        m_table->selectRow(row);
        m_table->scrollTo(m_table->model()->index(row, 0));
    }
    m_quiet = false;
}

QList<int> OrganizationList::hiddenColumns() const
{
    QList<int> hidden;
    for (int column = 1; column < Model::ColumnCount; ++column) {
        if (m_table->isColumnHidden(column)) {
            hidden.append(column);
        }
    }
    return hidden;
}

void OrganizationList::restoreColumns()
{
    const QByteArray state = m_context.settings.viewState(m_context.session.profile().id, columnsKey, columnsVersion);
    m_autoColumns = state.isEmpty();
    if (m_autoColumns) {
        fitColumns();
        return;
    }
    QList<int> hidden;
    for (const QByteArray &part : state.split(',')) {
        hidden.append(part.toInt());
    }
    for (int column = 1; column < Model::ColumnCount; ++column) {
        m_table->setColumnHidden(column, hidden.contains(column));
    }
}

void OrganizationList::fitColumns()
{
    if (m_autoColumns) {
        const bool wide = width() >= 900;
        if (m_table->isColumnHidden(Model::AgentsColumn) == wide) {
            m_table->setColumnHidden(Model::AgentsColumn, !wide);
            m_table->setColumnHidden(Model::UsersColumn, !wide);
            m_table->setColumnWidths(columnWidths, Model::NameColumn);
        }
    }
}

void OrganizationList::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitColumns();
}

void OrganizationList::fillColumnMenu()
{
    QMenu *menu = m_columns->menu();
    menu->clear();
    for (int column = 1; column < Model::ColumnCount; ++column) {
        QAction *action = menu->addAction(m_table->model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!m_table->isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            m_table->setColumnHidden(column, !shown);
            m_table->setColumnWidths(columnWidths, Model::NameColumn);
            saveState();
        });
    }
}

void OrganizationList::saveState()
{
    m_autoColumns = false;
    QByteArrayList parts;
    for (const int column : hiddenColumns()) {
        parts.append(QByteArray::number(column));
    }
    m_context.settings.setViewState(m_context.session.profile().id, columnsKey, columnsVersion,
                                    parts.isEmpty() ? QByteArray("none") : parts.join(','));
}

} // namespace objecta::ui
