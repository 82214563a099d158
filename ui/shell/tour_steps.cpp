// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where the tour goes.
#include "ui/shell/tour.h"

#include "app/api/session.h"
#include "app/core/text.h"
#include "models/stores/connectionstore.h"
#include "models/stores/impersonationstore.h"
#include "models/stores/metricsstore.h"
#include "models/stores/organizationliststore.h"
#include "models/stores/organizationstore.h"
#include "models/stores/quotastore.h"
#include "models/stores/tenantswitcherstore.h"
#include "models/stores/throttlestore.h"
#include "models/stores/usagestore.h"
#include "ui/pages/commands.h"
#include "ui/pages/metrics/metricspage.h"
#include "ui/pages/metrics/noisypage.h"
#include "ui/pages/metrics/throttlepanel.h"
#include "ui/pages/metrics/toptenantsmodel.h"
#include "ui/pages/organizations/organizationdetail.h"
#include "ui/pages/organizations/organizationlist.h"
#include "ui/pages/organizations/organizationspage.h"
#include "ui/pages/organizations/quotaeditor.h"
#include "ui/pages/organizations/quotarow.h"
#include "ui/pages/organizations/usagetab.h"
#include "ui/pages/overview/overviewpage.h"
#include "ui/pages/signin/signinpage.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/viewaswindow.h"
#include "ui/shell/workspace.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/livechart.h"
#include "ui/widgets/tenantswitcher.h"

#include <QDialog>
#include <QLineEdit>
#include <QPushButton>

#include <cmath>

namespace objecta::ui {

namespace {

/// Seconds of the last minutes in which the platform answered at least one request.
int secondsWithRequests(const stores::MetricsStore &store)
{
    int seconds = 0;
    for (const double value : store.ring().values(stores::Metric::Requests)) {
        seconds += !std::isnan(value) && value > 0 ? 1 : 0;
    }
    return seconds;
}

template <class Child>
Child *child(QWidget *parent, const char *name)
{
    return parent ? parent->findChild<Child *>(QLatin1String(name)) : nullptr;
}

} // namespace

void Tour::addSteps()
{
    using SessionState = api::Session::State;
    const auto window = [this]() -> QWidget * { return &m_window; };
    auto &workspace = m_window.workspace();

    add(
        QStringLiteral("sign-in form"), [this] { m_window.signInPage().fill(m_email, m_password); },
        [this] { return m_window.signInPage().isVisible() && m_context.session.state() == SessionState::SignedOut; });
    addPicture(QStringLiteral("sign-in"), window);
    add(
        QStringLiteral("signing in"), [this] { m_window.signInPage().submit(); },
        [this, &workspace] { return m_context.session.isSignedIn() && workspace.isVisible(); }, 20'000);
    add(
        QStringLiteral("live connection"), {},
        [this] { return m_context.connection.state() == stores::ConnectionStore::State::Live; }, 20'000);
    add(QStringLiteral("organization list"), {}, [this] {
        return m_context.organizations.state() == stores::PageStore::State::Ready
            && m_context.organizations.shown() > 0;
    });
    // Requests a second of several tenants make the list worth a look.
    add(
        QStringLiteral("live figures in the list"), {},
        [this] {
            const auto *model = m_context.organizations.model();
            int moving = 0;
            for (int row = 0; row < std::min(40, model->rowCount()); ++row) {
                const auto values = model->index(row, tables::OrganizationTableModel::RequestsColumn)
                                        .data(tables::OrganizationTableModel::SparklineRole)
                                        .value<QList<double>>();
                moving +=
                    values.size() >= 30 && std::any_of(values.begin(), values.end(), [](double v) { return v > 0; });
            }
            return moving > 0;
        },
        90'000);
    addPicture(QStringLiteral("organizations"), window);

    add(
        QStringLiteral("organization detail"),
        [this, &workspace] {
            const auto *model = m_context.organizations.model();
            int row = 0;
            for (int i = 0; i < model->rowCount(); ++i) {
                if (model->at(i).slug == "acme-corp") {
                    row = i;
                }
            }
            m_slug = core::text(model->at(row).slug);
            workspace.organizations()->list()->table()->selectRow(row);
            workspace.organizations()->showOverview();
        },
        [this] {
            return m_context.organization.state() == stores::PageStore::State::Ready
                && m_context.organizationMetrics.hasData() && m_context.organizationMetrics.ring().size() > 1;
        });
    add(
        QStringLiteral("history of the organization"), {},
        [this] { return secondsWithRequests(m_context.organizationMetrics) >= 10; }, 120'000);
    addPicture(QStringLiteral("organization-detail"), window);

    add(
        QStringLiteral("quota editor with an edit"), [this] { m_window.commands().editQuotas->trigger(); },
        [this] { return m_context.quota.state() == stores::PageStore::State::Ready; });
    add(
        QStringLiteral("edit of the agent limit"),
        [this, &workspace] {
            const auto limit = m_context.quota.line(stores::Resource::Agents).effective().value_or(10);
            workspace.organizations()
                ->detail()
                ->quotas()
                ->row(stores::Resource::Agents)
                ->type(QString::number(limit * 2));
            const auto &users = m_context.quota.line(stores::Resource::Users);
            const qint64 less = std::max<qint64>(0, users.used - 1);
            workspace.organizations()->detail()->quotas()->row(stores::Resource::Users)->type(QString::number(less));
        },
        [this] { return m_context.quota.isDirty() && m_context.quota.isValid(); });
    addPicture(QStringLiteral("quota-editor"), window);
    add(
        QStringLiteral("discarding the edit"), [this] { m_context.quota.revert(); },
        [this] { return !m_context.quota.isDirty(); });
    add(
        QStringLiteral("usage day by day"),
        [&workspace] { workspace.organizations()->detail()->showTab(OrganizationDetail::Usage); },
        [&workspace] { return workspace.organizations()->detail()->usage()->store().hasData(); });
    addPicture(QStringLiteral("usage"), window);

    add(
        QStringLiteral("live metrics"), [this] { m_window.commands().goMetrics->trigger(); },
        [this] { return m_context.metrics.hasData(); });
    add(
        QStringLiteral("45 seconds of live requests"), {},
        [this, &workspace] {
            return secondsWithRequests(m_context.metrics) >= 45 && workspace.metrics()->top()->rowCount() > 0;
        },
        180'000);
    addPicture(QStringLiteral("live-metrics"), window);
    add(
        QStringLiteral("overview of the platform"), [this] { m_window.commands().goOverview->trigger(); },
        [&workspace] {
            return workspace.overview()->metrics().hasData() && workspace.overview()->top()->rowCount() > 0;
        });
    addPicture(QStringLiteral("overview"), window);
    add(
        QStringLiteral("noisy neighbours"), [this] { m_window.commands().goNoisy->trigger(); },
        [&workspace] { return workspace.noisy()->model()->rowCount() > 0; });
    addPicture(QStringLiteral("noisy-neighbours"), window);
    addThrottleSteps();
    add(
        QStringLiteral("metrics of the organization"),
        [this, &workspace] {
            workspace.openOrganization(m_context.throttles.items().front().organizationId);
            workspace.organizations()->detail()->showTab(OrganizationDetail::Metrics);
        },
        [&workspace] {
            const auto *chart = workspace.organizations()->detail()->findChild<LiveChart *>(QStringLiteral("chart0"));
            const auto charts = workspace.organizations()->detail()->findChildren<LiveChart *>();
            return chart && chart->isVisible() && std::none_of(charts.begin(), charts.end(), [](const LiveChart *one) {
                       return one->isVisible() && one->accessibleDescription().isEmpty();
                   });
        });
    addPicture(QStringLiteral("organization-metrics"), window);
    endThrottle();

    add(
        QStringLiteral("tenant switcher"),
        [this] {
            m_window.commands().goOrganizations->trigger();
            m_window.workspace().organizations()->showOverview();
            m_window.commands().switchTenant->trigger();
        },
        [this, &workspace] { return workspace.switcher()->isVisible() && m_context.switcher.model()->rowCount() > 0; });
    addPicture(QStringLiteral("tenant-switcher"), window);
    add(
        QStringLiteral("command palette"),
        [this, &workspace] {
            workspace.switcher()->dismiss();
            m_window.commands().palette->trigger();
        },
        [&workspace] { return workspace.palette()->isVisible() && !workspace.switcher()->isVisible(); });
    addPicture(QStringLiteral("command-palette"), window);

    add(
        QStringLiteral("new-organization dialog"),
        [this, &workspace] {
            workspace.palette()->dismiss();
            m_window.commands().newOrganization->trigger();
        },
        [this] { return child<QDialog>(&m_window, "newOrganizationDialog") != nullptr; });
    add(QStringLiteral("new-organization form"), [this] {
        auto *dialog = child<QDialog>(&m_window, "newOrganizationDialog");
        child<QLineEdit>(dialog, "organizationName")->setText(QStringLiteral("Northwind Traders"));
        child<QLineEdit>(dialog, "organizationEmail")->setText(QStringLiteral("owner@northwind.example"));
    });
    addPicture(QStringLiteral("new-organization"),
               [this]() -> QWidget * { return child<QDialog>(&m_window, "newOrganizationDialog"); });
    add(
        QStringLiteral("closing the dialog"), [this] { child<QDialog>(&m_window, "newOrganizationDialog")->reject(); },
        [this] { return child<QDialog>(&m_window, "newOrganizationDialog") == nullptr; });
    addImpersonationSteps();
}

void Tour::addThrottleSteps()
{
    auto &workspace = m_window.workspace();
    const auto dialog = [this]() -> QWidget * { return child<QDialog>(&m_window, "throttleDialog"); };
    add(
        QStringLiteral("throttle dialog"),
        [this, &workspace] {
            workspace.noisy()->table()->setCurrentIndex(workspace.noisy()->model()->index(0, 0));
            m_window.commands().throttle->trigger();
        },
        [dialog] { return dialog() != nullptr; });
    add(QStringLiteral("reason of the throttle"), [dialog] {
        child<QLineEdit>(dialog(), "throttleReason")
            ->setText(QStringLiteral("SUP-4833 \u201cnightly import slows others\u201d"));
    });
    addPicture(QStringLiteral("throttle"), dialog);
    add(
        QStringLiteral("throttling"),
        [dialog] {
            for (auto *button : dialog()->findChildren<QPushButton *>()) {
                if (button->isDefault()) {
                    button->click();
                }
            }
        },
        [this, dialog] { return !dialog() && !m_context.throttles.items().empty(); });
    add(
        QStringLiteral("latencies before and since"), {},
        [&workspace] {
            const auto &effect = workspace.noisy()->throttles()->effect();
            return effect.hasData() && effect.windows().since > 0;
        },
        60'000);
    addPicture(QStringLiteral("throttled"), [this]() -> QWidget * { return &m_window; });
}

void Tour::endThrottle()
{
    add(
        QStringLiteral("lifting the throttle"),
        [this] { m_context.throttles.lift(m_context.throttles.items().front().organizationId); },
        [this] { return m_context.throttles.items().empty(); });
}

void Tour::addImpersonationSteps()
{
    const auto view = [this]() -> QWidget * { return m_window.viewAsWindow(); };
    add(
        QStringLiteral("impersonation dialog"), [this] { m_window.commands().viewAs->trigger(); },
        [this] { return child<QDialog>(&m_window, "impersonateDialog") != nullptr; });
    add(QStringLiteral("reason of the impersonation"), [this] {
        child<QLineEdit>(child<QDialog>(&m_window, "impersonateDialog"), "impersonationReason")
            ->setText(QStringLiteral("SUP-4821 \u201cinvoice export empty\u201d"));
    });
    addPicture(QStringLiteral("impersonate"),
               [this]() -> QWidget * { return child<QDialog>(&m_window, "impersonateDialog"); });
    add(
        QStringLiteral("starting the impersonation"),
        [this] {
            for (auto *button : child<QDialog>(&m_window, "impersonateDialog")->findChildren<QPushButton *>()) {
                if (kindOf(button) == ButtonKind::Violet) {
                    button->click();
                }
            }
        },
        [this] {
            return m_context.impersonation.isActive() && m_window.viewAsWindow() && m_context.impersonation.hasData()
                && !child<QDialog>(&m_window, "impersonateDialog");
        });
    addPicture(QStringLiteral("view-as"), view);
    add(
        QStringLiteral("agents of the tenant"), [this] { m_window.viewAsWindow()->goTo(ViewAsWindow::AgentsIndex); },
        [this] { return m_context.impersonation.agents()->rowCount() > 0; });
    addPicture(QStringLiteral("view-as-agents"), view);
    add(
        QStringLiteral("list of impersonations"), [this] { m_window.commands().goImpersonation->trigger(); },
        [this] {
            const auto *table = child<QTableView>(&m_window, "impersonationTable");
            return table && table->isVisible() && table->model()->rowCount() > 0;
        });
    addPicture(QStringLiteral("impersonation"), [this]() -> QWidget * { return &m_window; });
    add(
        QStringLiteral("stopping the impersonation"), [this] { m_window.commands().stopViewing->trigger(); },
        [this] { return !m_context.impersonation.isActive() && !m_window.viewAsWindow(); });
    add(QStringLiteral("back to the list"), [this] { m_window.commands().goOrganizations->trigger(); });
}

} // namespace objecta::ui
