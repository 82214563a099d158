// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/usage.h"
#include "models/stores/appcontext.h"
#include "models/stores/quotastore.h"
#include "ui/theme/icon.h"

#include <QDate>
#include <QPointer>
#include <QWidget>

#include <optional>

class QGridLayout;
class QScrollArea;

namespace objecta::stores {
class UsageStore;
}

namespace objecta::ui {

class DayBars;
class Text;

/// When a limit will be reached, in a sentence; `today` is the server's (UTC).
struct ForecastText {
    QString text;
    Tone tone = Tone::Muted;
};
ForecastText forecastText(stores::Resource resource, const UsageForecast &forecast, const QDate &today);

/// What the organization in the inspector used of each limit day by day, and when it will reach it.
class UsageTab final : public QWidget {
    Q_OBJECT
public:
    explicit UsageTab(stores::AppContext &context, QWidget *parent = nullptr);

    [[nodiscard]] DayBars *bars(stores::Resource resource) const;
    [[nodiscard]] const stores::UsageStore &store() const { return *m_store; }
    /// Reads anew what is seen.
    void reload();
    /// Brings a resource of the contract ("agents") into view, once there is something to see.
    void reveal(const QString &resource);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Part {
        QWidget *card;
        Text *used;
        DayBars *bars;
        Text *forecast;
    };
    Part makePart(stores::Resource resource);
    void arrange();
    void refresh();
    void showWanted();

    stores::AppContext &m_context;
    stores::UsageStore *m_store;
    /// In the order of stores::allResources.
    QList<Part> m_parts;
    QGridLayout *m_grid;
    QScrollArea *m_scroll;
    /// The resource that is to be brought into view, and where the keyboard was then.
    QString m_wanted;
    QPointer<QWidget> m_focusBefore;
    std::optional<OrganizationId> m_shown;
    int m_perRow = 0;
    /// The organization's version that was read; another one may have other limits.
    int64_t m_version = 0;
};

} // namespace objecta::ui
