// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stores/appcontext.h"
#include "models/stores/metricrange.h"
#include "models/stores/metricsstore.h"
#include "ui/widgets/livechart.h"

#include <QImage>
#include <QPointer>
#include <QTimer>
#include <QWidget>

class QAction;
class QFileDialog;
class QGridLayout;
class QHBoxLayout;
class QPushButton;
class QToolButton;

namespace objecta::ui {

class Badge;
class Banner;
class Card;
class ChipButton;
class Segments;
class TenantSwitcher;
class Text;

/// All charts of an organization or of the platform under one time range and one crosshair: five minutes to ninety
/// days and any other range, by wheel and drag or by keyboard (plus, minus, arrows, Home for now); beside them, thin,
/// the period before or another organization. Seconds of the last hour come live; anything longer is read.
class ChartBoard final : public QWidget {
    Q_OBJECT
public:
    /// Follows the store's organization.
    ChartBoard(stores::AppContext &context, stores::MetricsStore &store, QWidget *parent = nullptr);

    /// The last `seconds`, from now on live.
    void setWindow(int seconds);
    /// A fixed range of unix times.
    void setRange(qint64 from, qint64 to);
    [[nodiscard]] bool isLive() const { return m_live; }
    /// Whether it follows the newest second, or will once it is not paused any more.
    [[nodiscard]] bool follows() const { return m_live || m_heldLive; }
    /// Puts a button for `command` above the charts, there while the board follows(). What the command does to the
    /// store is the page's.
    void offerPause(QAction *command);
    /// Unix times of what is shown.
    [[nodiscard]] std::pair<qint64, qint64> range() const;
    /// Whether the charts have all that is to be shown: nothing is read, waited for or on its way to them.
    [[nodiscard]] bool isShown() const;
    /// Empty: nothing; "previous": the period before; else an organization's id, `name` as it is shown.
    void setCompared(const QString &what, const QString &name = {});

    /// What is shown, as a table and as a picture at twice the size with title, organization and time zone.
    [[nodiscard]] QByteArray csv() const;
    [[nodiscard]] QImage picture();
    [[nodiscard]] QList<LiveChart *> charts() const;
    /// Whether a file of them is being written, beside this thread.
    [[nodiscard]] bool isWriting() const { return !m_writing.isEmpty(); }

signals:
    /// Another window or range was chosen: what was paused before is over.
    void timeChosen();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Line {
        QString name;
        QColor Tokens::*color;
        stores::Metric metric;
    };
    struct Chart {
        LiveChart *view;
        Card *card;
        QHBoxLayout *below; ///< its title
        QList<Line> lines;
        /// What is compared of it.
        stores::Metric compared;
        /// Its figures are shares of all requests, taken of as much of the past as alerts take.
        bool shares = false;
    };
    /// One of both.
    struct Saved {
        QImage picture;
        QByteArray table;
        int number = 0; ///< when it was asked for, counted
        QString failure; ///< why it could not be saved
        [[nodiscard]] bool isPicture() const { return !picture.isNull(); }
        /// Only the failure is left.
        [[nodiscard]] bool isEmpty() const { return picture.isNull() && table.isEmpty(); }
    };
    /// What was live when it was paused: the live seconds go on and leave it behind.
    struct Held {
        stores::MetricColumns columns; ///< and what shares take of the time before
        QList<std::pair<qint64, qint64>> partial;
    };
    /// What the charts are being given.
    struct MetricsFeed {
        stores::MetricColumns columns;
        stores::MetricColumns other; ///< of what is compared
        bool past = false; ///< read, not live
        QList<std::pair<qint64, qint64>> gaps;
        QList<std::pair<qint64, qint64>> partial;
        LiveChart::Lacks lacks = LiveChart::Lacks::Servers;
        qint64 to = 0;
        qsizetype next = 0; ///< the chart
        qsizetype left = 0; ///< how many are still to be given theirs
    };
    /// Returns its number.
    qsizetype addChart(const QString &title, const QList<Line> &lines, stores::Metric compared, LiveChart::Format axis,
                       LiveChart::Format value);
    QWidget *makeBar();
    void makeCompare();
    void makeFailure();
    void makeUnsaved();
    void arrange();
    /// In narrow cards what is compared has no room beside the title.
    void placeLegends();
    void zoom(double factor, qint64 aroundMs);
    void pan(qint64 byMs);
    void refresh();
    /// Whatever is shown is of somebody else, or of another server.
    void forget();
    /// Gives the next chart its figures: one in each frame of the screen, so that none takes long.
    void feed();
    void refreshBadges();
    /// Stands where it was when it was paused, and goes on from the newest second afterwards.
    void holdOrFollow();
    void refreshFailure();
    void fillChoices();
    /// Opens the search for another organization.
    void searchCompared();
    void applySeries();
    void applyThresholds();
    void askRange();
    /// Asks where to.
    void save(const Saved &what);
    void write(const QString &path, const Saved &what);
    /// Keeps what could not be saved in the place of the one of its kind before.
    void keep(const Saved &what);
    /// Nobody wants it any more, or it is saved.
    void dropUnsaved(int number);
    /// Neither what is kept nor what is being saved is offered any more; what fails is told all the same.
    void dropAllSaved();
    void showUnsaved();
    [[nodiscard]] qint64 newest() const;
    /// Whether what is shown reaches further back than the live seconds do.
    [[nodiscard]] bool isPast() const;
    /// Seconds that need not be read: those held, or live ones.
    [[nodiscard]] stores::MetricColumns liveBetween(qint64 from, qint64 to) const;
    [[nodiscard]] stores::MetricColumns shown();
    /// Reads a range of the board's length, and what shares take of the time before it.
    void read(stores::MetricRangeStore &into, const std::optional<OrganizationId> &of, qint64 from, qint64 to);
    [[nodiscard]] QString subject() const;

    stores::AppContext &m_context;
    stores::MetricsStore &m_store;
    stores::MetricRangeStore m_history;
    stores::MetricRangeStore m_other;
    QList<Chart> m_charts;
    qsizetype m_requests = 0;
    qsizetype m_latency = 0;
    qsizetype m_shares = 0;
    QWidget *m_area;
    QGridLayout *m_grid;
    Segments *m_segments;
    QToolButton *m_pause;
    ChipButton *m_compare;
    Badge *m_badge;
    Text *m_rangeText;
    /// What could not be read, and the kind of error that it shows.
    Banner *m_failure;
    QString m_failureShown;
    /// What could not be saved, until it is saved elsewhere or nobody wants it any more: at most a picture and a table,
    /// the one that failed last is told first.
    Banner *m_unsaved;
    QPushButton *m_elsewhere;
    QList<Saved> m_kept;
    QPointer<QFileDialog> m_saving; ///< asks where to
    QList<int> m_writing; ///< the numbers of what is being written
    int m_saves = 0;
    QPointer<TenantSwitcher> m_switcher;
    QTimer m_settle;
    QTimer m_second;
    QTimer m_feed;
    MetricsFeed m_fed;
    QString m_compared;
    QString m_comparedName;
    QPointF m_panRest;
    int m_seconds = 300;
    int m_columns = 0;
    bool m_legendsBelow = false;
    /// Unix time after the last second shown, where the board does not follow the newest.
    qint64 m_end = 0;
    bool m_live = true;
    /// Paused while it followed the newest; goes on from there.
    bool m_heldLive = false;
    Held m_held;
    bool m_offersPause = false;
};

} // namespace objecta::ui
