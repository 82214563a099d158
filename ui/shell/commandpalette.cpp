// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/commandpalette.h"

#include "models/stores/tenantswitcherstore.h"
#include "ui/pages/commands.h"
#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/avatar.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/format.h"
#include "ui/widgets/words.h"

#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>

namespace objecta::ui {

using Entry = PaletteModel::Entry;

int fuzzyScore(const QString &query, const QString &text)
{
    if (query.isEmpty()) {
        return 0;
    }
    const QString needle = query.toCaseFolded();
    const QString hay = text.toCaseFolded();
    const qsizetype whole = hay.indexOf(needle);
    if (whole >= 0) {
        return 1000 - static_cast<int>(std::min<qsizetype>(whole, 500));
    }
    int score = 400;
    qsizetype from = 0;
    for (const QChar letter : needle) {
        const qsizetype found = hay.indexOf(letter, from);
        if (found < 0) {
            return -1;
        }
        const bool wordStart = found == 0 || hay.at(found - 1).isSpace();
        score -= static_cast<int>(found - from) * (wordStart ? 1 : 4);
        from = found + 1;
    }
    return std::max(score, 0);
}

int PaletteModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Entry &entry = m_entries.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return entry.text;
    case Qt::AccessibleTextRole:
        return QStringList{entry.text, entry.detail}.join(QStringLiteral(" "));
    case KindRole:
        return static_cast<int>(entry.kind);
    case DetailRole:
        return entry.detail;
    case KeyRole:
        return entry.key;
    default:
        return {};
    }
}

Qt::ItemFlags PaletteModel::flags(const QModelIndex &index) const
{
    const Entry &entry = m_entries.at(index.row());
    if (entry.kind == Entry::Kind::Heading) {
        return Qt::NoItemFlags;
    }
    return Qt::ItemIsSelectable | Qt::ItemIsEnabled;
}

void PaletteModel::set(QList<Entry> entries)
{
    beginResetModel();
    m_entries = std::move(entries);
    endResetModel();
}

namespace {

class EntryDelegate final : public QStyledItemDelegate {
public:
    EntryDelegate(PaletteModel *model, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_model(model)
    {
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const override
    {
        return {200, m_model->at(index.row()).kind == Entry::Kind::Heading ? 28 : 36};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const PainterState state(*painter);
        const Tokens &t = currentTokens();
        const Entry &entry = m_model->at(index.row());
        const QRect rect = option.rect;
        const auto visual = [&](const QRect &r) { return QStyle::visualRect(option.direction, rect, r); };
        if (entry.kind == Entry::Kind::Heading) {
            elidedText(*painter, rect.adjusted(10, 6, -10, 0), entry.text.toUpper(),
                       textFont(TextSize::Tiny, QFont::DemiBold), t.textSubtle);
            return;
        }
        const bool enabled = !entry.action || entry.action->isEnabled();
        if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
            roundRect(*painter, rect, radius, option.state & QStyle::State_Selected ? t.selected : t.hover);
        }
        const QRect mark(rect.left() + 10, rect.center().y() - 8, 18, 18);
        if (entry.kind == Entry::Kind::Organization) {
            paintAvatar(*painter, visual(mark.adjusted(-1, -1, 2, 2)), entry.text, entry.detail);
        } else {
            entry.action->icon().paint(painter, visual(mark), Qt::AlignCenter,
                                       enabled ? QIcon::Normal : QIcon::Disabled);
        }
        int right = rect.right() - 10;
        if (!entry.key.isEmpty()) {
            const QFont keyFont = textFont(TextSize::Tiny, QFont::Medium);
            const int width = QFontMetrics(keyFont).horizontalAdvance(entry.key) + 14;
            const QRect key(right - width, rect.center().y() - 9, width, 19);
            roundRect(*painter, visual(key), 4, t.canvas, t.border);
            elidedText(*painter, visual(key), entry.key, keyFont, t.textMuted, Qt::AlignCenter);
            right -= width + 10;
        }
        QRect place(rect.left() + 40, rect.top(), right - rect.left() - 40, rect.height());
        const int used = elidedText(*painter, visual(place), entry.text, textFont(TextSize::Body, QFont::Medium),
                                    enabled ? t.text : t.textDisabled);
        place.setLeft(place.left() + used + 10);
        if (place.width() > 40) {
            elidedText(*painter, visual(place), entry.detail, textFont(TextSize::Small), t.textSubtle);
        }
    }

private:
    PaletteModel *m_model;
};

QString plain(const QAction *action)
{
    QString text = action->text();
    return text.remove(QLatin1Char('&'));
}

} // namespace

CommandPalette::CommandPalette(stores::AppContext &context, Commands &commands, QWidget *window)
    : Popup(tr("Search or run a command\u2026"), QStringLiteral("search"), window)
    , m_context(context)
    , m_commands(commands)
    , m_model(new PaletteModel(this))
{
    setObjectName(QStringLiteral("commandPalette"));
    list()->setItemDelegate(new EntryDelegate(m_model, this));
    setModel(m_model);
    setFooter(tr("\u2191\u2193 move   \u21b5 run   > commands only   # organizations only   Esc close"));
    connect(input(), &QLineEdit::textChanged, this, [this](const QString &text) {
        const QString trimmed = text.trimmed();
        if (!trimmed.startsWith(QLatin1Char('>'))) {
            m_context.switcher.setQuery(trimmed.startsWith(QLatin1Char('#')) ? trimmed.mid(1).trimmed() : trimmed);
        }
        refresh();
    });
    connect(this, &Popup::closed, this, [this] { input()->clear(); });
    connect(&context.switcher, &stores::PageStore::dataChanged, this, &CommandPalette::follow);
    connect(&context.switcher, &stores::PageStore::stateChanged, this, &CommandPalette::follow);
}

void CommandPalette::follow()
{
    // A search that only began changes nothing here.
    if (isVisible() && !isWaiting()) {
        refresh();
        settle(m_context.switcher.isAnswered());
    }
}

void CommandPalette::prepare()
{
    refresh();
}

void CommandPalette::refresh()
{
    const QString typed = input()->text().trimmed();
    const bool commandsOnly = typed.startsWith(QLatin1Char('>'));
    const bool organizationsOnly = typed.startsWith(QLatin1Char('#'));
    const QString query = commandsOnly || organizationsOnly ? typed.mid(1).trimmed() : typed;
    QList<Entry> entries;
    if (!organizationsOnly) {
        QList<std::pair<int, Entry>> found;
        for (const auto &[menu, actions] : m_commands.menus()) {
            QString group = menu;
            group.remove(QLatin1Char('&'));
            for (QAction *action : actions) {
                if (!action || action == m_commands.palette) {
                    continue;
                }
                int score = fuzzyScore(query, plain(action));
                if (score < 0) {
                    continue;
                }
                const qsizetype recent = m_recentCommands.indexOf(action->objectName());
                score += recent >= 0 ? 50 - static_cast<int>(recent) : 0;
                score -= action->isEnabled() ? 0 : 300;
                found.append({score,
                              Entry{Entry::Kind::Command,
                                    plain(action),
                                    action->isEnabled() ? group : action->toolTip(),
                                    action->shortcut().toString(QKeySequence::NativeText),
                                    action,
                                    {}}});
            }
        }
        std::stable_sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
        if (!found.isEmpty()) {
            entries.append({Entry::Kind::Heading, tr("Commands"), {}, {}, nullptr, {}});
        }
        const qsizetype most = commandsOnly || query.isEmpty() ? found.size() : 6;
        for (qsizetype i = 0; i < std::min(most, found.size()); ++i) {
            entries.append(found.at(i).second);
        }
    }
    if (!commandsOnly) {
        const auto &switcher = m_context.switcher;
        const auto *choices = m_context.switcher.model();
        const int most = !switcher.isAnswered() ? 0 : query.isEmpty() && !organizationsOnly ? 5 : 20;
        QList<Entry> organizations;
        for (int row = 0; row < std::min(most, choices->rowCount()); ++row) {
            const auto &choice = choices->at(row);
            organizations.append({Entry::Kind::Organization, choice.name, choice.slug, {}, nullptr, choice.id});
        }
        if (!organizations.isEmpty()) {
            // What was typed is more often a name than a command; with nothing typed, recent places come first.
            QList<Entry> group{
                {Entry::Kind::Heading,
                 query.isEmpty() && choices->at(0).recent ? tr("Recent organizations") : tr("Organizations"),
                 {},
                 {},
                 nullptr,
                 {}}};
            group.append(organizations);
            entries = group + entries;
        } else if (!switcher.isAnswered() && !switcher.isSearching()) {
            entries.prepend({Entry::Kind::Heading, errorText(switcher.error()).title, {}, {}, nullptr, {}});
        }
    }
    // Whoever went to a command stays there when organizations come above it.
    const QAction *chosen = movedTo() >= 0 ? m_model->at(movedTo()).action : nullptr;
    m_model->set(entries);
    const auto again = std::ranges::find(entries, chosen, &Entry::action);
    if (chosen && again != entries.end()) {
        moveTo(static_cast<int>(again - entries.begin()));
    }
    if (!entries.isEmpty()) {
        setMessage({});
    } else if (isWaiting()) {
        setMessage(tr("Searching\u2026"));
    } else {
        setMessage(tr("Nothing matches \u201c%1\u201d.").arg(isolated(query)));
    }
}

bool CommandPalette::isChoosable(const QModelIndex &index) const
{
    return index.isValid() && m_model->at(index.row()).kind != Entry::Kind::Heading;
}

bool CommandPalette::isWaiting() const
{
    const auto &switcher = m_context.switcher;
    return !switcher.isAnswered() && switcher.isSearching() && !input()->text().trimmed().startsWith(QLatin1Char('>'));
}

void CommandPalette::choose(const QModelIndex &index)
{
    const Entry entry = m_model->at(index.row());
    if (entry.action && !entry.action->isEnabled()) {
        return; // the reason stands beside it
    }
    dismiss();
    if (entry.action) {
        m_recentCommands.removeAll(entry.action->objectName());
        m_recentCommands.prepend(entry.action->objectName());
        entry.action->trigger();
    } else {
        emit organizationChosen(entry.id);
    }
}

} // namespace objecta::ui
