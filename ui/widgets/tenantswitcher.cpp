// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tenantswitcher.h"

#include "models/stores/planstore.h"
#include "models/stores/tenantswitcherstore.h"
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

using Model = tables::TenantChoiceModel;

namespace {

class ChoiceDelegate final : public QStyledItemDelegate {
public:
    ChoiceDelegate(stores::AppContext &context, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_context(context)
    {
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {200, 40}; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const PainterState state(*painter);
        const Tokens &t = currentTokens();
        const QRect rect = option.rect;
        if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
            roundRect(*painter, rect, radius, option.state & QStyle::State_Selected ? t.selected : t.hover);
        }
        const auto visual = [&](const QRect &r) { return QStyle::visualRect(option.direction, rect, r); };
        const QString name = index.data(Model::NameRole).toString();
        const QString slug = index.data(Model::SlugRole).toString();
        paintAvatar(*painter, visual({rect.left() + 8, rect.top() + 8, 24, 24}), name, slug);
        int right = rect.right() - 10;
        const QFont small = textFont(TextSize::Small);
        const auto fact = [&](const QString &text, const QColor &color) {
            const int width = QFontMetrics(small).horizontalAdvance(text) + 2;
            elidedText(*painter, visual({right - width, rect.top(), width, rect.height()}), text, small, color,
                       Qt::AlignRight | Qt::AlignVCenter);
            right -= width + 12;
        };
        const QString plan = index.data(Model::PlanRole).toString();
        if (!plan.isEmpty()) {
            fact(m_context.plans.name(plan), t.textMuted);
        }
        const QString status = index.data(Model::StatusRole).toString();
        if (!status.isEmpty() && status != QLatin1String("active")) {
            const StatusLook look = organizationStatus(status);
            fact(look.text, toneColor(t, look.tone));
        }
        if (index.data(Model::RecentRole).toBool()) {
            paintIcon(*painter, QStringLiteral("recent"), visual({right - 14, rect.top() + 13, 14, 14}), t.textSubtle);
            right -= 26;
        }
        QRect place(rect.left() + 42, rect.top(), right - rect.left() - 42, rect.height());
        const int used = elidedText(*painter, visual(place), name, textFont(TextSize::Body, QFont::DemiBold), t.text);
        place.setLeft(place.left() + used + 8);
        if (place.width() > 40) {
            elidedText(*painter, visual(place), slug, small, t.textSubtle);
        }
    }

private:
    stores::AppContext &m_context;
};

} // namespace

TenantSwitcher::TenantSwitcher(stores::AppContext &context, QWidget *window)
    : Popup(tr("Search organizations by name, slug or ID\u2026"), QStringLiteral("search"), window)
    , m_context(context)
{
    setObjectName(QStringLiteral("tenantSwitcher"));
    list()->setItemDelegate(new ChoiceDelegate(context, this));
    setModel(context.switcher.model());
    connect(input(), &QLineEdit::textChanged, this, [this](const QString &text) {
        m_context.switcher.setQuery(text.trimmed());
        refresh();
    });
    connect(this, &Popup::closed, this, [this] { input()->clear(); });
    connect(&context.switcher, &stores::PageStore::dataChanged, this, &TenantSwitcher::refresh);
    connect(&context.switcher, &stores::PageStore::stateChanged, this, &TenantSwitcher::refresh);
    refresh();
}

void TenantSwitcher::refresh()
{
    auto &store = m_context.switcher;
    using State = stores::PageStore::State;
    const bool failed = !store.isAnswered() && !store.isSearching();
    if (store.state() == State::Error || (store.state() == State::Stale && failed)) {
        // Rows of an earlier text are no hits of this one.
        setMessage(errorText(store.error()).title);
    } else if (store.hasData() && store.isAnswered() && store.model()->rowCount() == 0) {
        setMessage(tr("No organization matches \u201c%1\u201d.").arg(isolated(store.query())));
    } else {
        setMessage({});
    }
    const int shown = store.model()->rowCount();
    const QString keys = tr("\u2191\u2193 move   \u21b5 open   Esc close");
    setFooter(store.total() > shown
                  ? tr("%1 of %2 shown; type to narrow   %3").arg(count(shown), count(store.total()), keys)
                  : keys);
    settle(store.isAnswered());
}

bool TenantSwitcher::isChoosable(const QModelIndex &index) const
{
    return m_context.switcher.isAnswered() && Popup::isChoosable(index);
}

bool TenantSwitcher::isWaiting() const
{
    return !m_context.switcher.isAnswered() && m_context.switcher.isSearching();
}

void TenantSwitcher::choose(const QModelIndex &index)
{
    const tables::TenantChoice choice = m_context.switcher.model()->at(index.row());
    dismiss();
    emit chosen(choice.id);
}

} // namespace objecta::ui
