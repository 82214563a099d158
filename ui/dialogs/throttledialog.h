// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/ids.h"
#include "models/stores/appcontext.h"
#include "ui/dialogs/formdialog.h"

class QSpinBox;

namespace objecta::ui {

class Banner;
class Field;
class ReasonField;
class Segments;

/// Who is to be held, and what it does now.
struct ThrottleSubject {
    OrganizationId id;
    QString name;
    QString slug;
    /// Requests a second of the last ten seconds; NaN where nobody looked.
    double perSecond = 0;
};

/// A rate to propose for one that asks for so much now: about half of it, in round figures.
int suggestedThrottle(double perSecond);

/// Holds an organization to a rate for a while, with a reason; closes itself once the server did. While that works,
/// Cancel takes the request back.
class ThrottleDialog final : public FormDialog {
    Q_OBJECT
public:
    ThrottleDialog(stores::AppContext &context, ThrottleSubject subject, QWidget *parent);

public slots:
    void reject() override;

private:
    void submit();
    void onFailed(const api::ApiError &error);
    void setWorking(bool working);
    void refreshImpact();

    stores::AppContext &m_context;
    ThrottleSubject m_subject;
    QSpinBox *m_rate;
    Segments *m_minutes;
    Field *m_rateField;
    ReasonField *m_reason;
    Banner *m_impact;
    bool m_working = false;
};

} // namespace objecta::ui
