// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What stands beside the lines: the period before, or another organization, any of them.
#include "app/core/text.h"
#include "models/stores/tenantswitcherstore.h"
#include "ui/pages/metrics/chartboard.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/tenantswitcher.h"

namespace objecta::ui {

namespace {

const QString previous = QStringLiteral("previous");
/// The choice that opens the search.
const QString another = QStringLiteral("another");
constexpr int searchWidth = 460;

} // namespace

void ChartBoard::makeCompare()
{
    m_compare = new ChipButton(tr("Compare"));
    m_compare->setObjectName(QStringLiteral("compare"));
    //: nothing to compare with
    m_compare->setAnyText(tr("Nothing"));
    connect(m_compare, &ChipButton::valueChanged, this, [this](const QString &value) {
        if (value == another) {
            m_compare->setValue(m_compared);
            // Once the menu is gone, which takes the keyboard along.
            QMetaObject::invokeMethod(this, &ChartBoard::searchCompared, Qt::QueuedConnection);
            return;
        }
        QString name = value == m_compared ? m_comparedName : QString();
        for (const auto &choice : m_context.switcher.recent()) {
            if (core::text(choice.id.text()) == value) {
                name = choice.name;
            }
        }
        setCompared(value, name);
    });
    fillChoices();
}

void ChartBoard::fillChoices()
{
    QList<std::pair<QString, QString>> choices{{previous, tr("The period before")}};
    const auto add = [&choices](const QString &id, const QString &name) {
        const auto same = [&id](const auto &choice) { return choice.first == id; };
        if (!id.isEmpty() && !name.isEmpty() && std::none_of(choices.begin(), choices.end(), same)) {
            choices.append({id, name});
        }
    };
    add(m_compared, m_comparedName);
    for (const auto &choice : m_context.switcher.recent()) {
        if (m_store.organization() != choice.id) {
            add(core::text(choice.id.text()), choice.name);
        }
    }
    choices.append({another, tr("Another organization\u2026")});
    m_compare->setChoices(choices);
}

void ChartBoard::searchCompared()
{
    if (!m_switcher) {
        m_switcher = new TenantSwitcher(m_context, window());
        m_switcher->setObjectName(QStringLiteral("compareSwitcher"));
        connect(this, &QObject::destroyed, m_switcher, &QObject::deleteLater);
        connect(m_switcher, &Popup::closed, m_compare, [this] { m_compare->setFocus(); });
        connect(m_switcher, &TenantSwitcher::chosen, this, [this](const OrganizationId &id) {
            QString name;
            const auto *model = m_context.switcher.model();
            for (int row = 0; row < model->rowCount(); ++row) {
                if (model->at(row).id == id) {
                    name = model->at(row).name;
                }
            }
            setCompared(core::text(id.text()), name);
        });
    }
    m_context.switcher.setQuery({});
    const QPoint below(m_compare->width() - searchWidth, m_compare->height() + 6);
    m_switcher->openAt(m_compare->mapTo(window(), below), searchWidth);
}

void ChartBoard::setCompared(const QString &what, const QString &name)
{
    if (m_compared != what) {
        m_compared = what;
        m_comparedName = what.isEmpty() || what == previous || !name.isEmpty() ? name : tr("Other");
        fillChoices();
        m_compare->setValue(what);
        m_other.reset();
        m_fed.other = {};
        applySeries();
        refresh();
    }
}

void ChartBoard::applySeries()
{
    QString other = m_compared == previous ? tr("before") : m_comparedName;
    if (other.size() > 18) {
        other = other.left(17) + QStringLiteral("\u2026");
    }
    for (const Chart &chart : std::as_const(m_charts)) {
        QList<ChartSeries> series;
        for (const Line &line : chart.lines) {
            series.append({line.name, line.color});
        }
        if (!m_compared.isEmpty()) {
            series.append({other, &Tokens::textMuted, true});
        }
        chart.view->setSeries(series);
    }
    placeLegends();
}

} // namespace objecta::ui
