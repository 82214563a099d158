// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/throttle.h"
#include "models/stores/appcontext.h"

#include <QWidget>

#include <optional>

class QVBoxLayout;

namespace objecta::ui {

class Banner;
class Text;

/// Empty where throttles can be set and lifted now, else why not.
QString mayThrottle(const stores::AppContext &context);

/// Who is held to a lower rate, until when and why, each with a button that lifts it. One row is chosen, the newest
/// unless the user chose another one.
class ThrottleList final : public QWidget {
    Q_OBJECT
public:
    explicit ThrottleList(stores::AppContext &context, QWidget *parent = nullptr);

    /// Null while nobody is held.
    [[nodiscard]] const Throttle *chosen() const;
    void choose(const OrganizationId &id);
    /// Whether a click chooses, and the chosen row is marked. Else a click asks for the organization.
    void setChoosing(bool choosing);

signals:
    /// Also where it is another throttle of the same organization.
    void chosenChanged();
    void openWanted(const objecta::OrganizationId &id);

private:
    void refresh();
    void refreshButtons();

    stores::AppContext &m_context;
    QVBoxLayout *m_rows;
    Text *m_none;
    Banner *m_error;
    std::optional<OrganizationId> m_chosen;
    bool m_choosing = false;
};

} // namespace objecta::ui
