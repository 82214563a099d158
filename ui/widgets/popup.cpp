// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/popup.h"

#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/text.h"

#include <QApplication>
#include <QKeyEvent>
#include <QListView>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

#include <utility>

namespace objecta::ui {

Popup::Popup(const QString &placeholder, const QString &iconRole, QWidget *window)
    : QWidget(window)
    , m_input(new FilterLineEdit(placeholder, iconRole))
    , m_list(new QListView)
    , m_footer(new Text({}, TextSize::Small, QFont::Normal, Tone::Subtle))
    , m_message(new Text({}, TextSize::Body, QFont::Normal, Tone::Muted))
{
    hide();
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(false);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->setFocusPolicy(Qt::NoFocus); // the field keeps the focus and the list follows it
    m_list->setAccessibleName(placeholder);
    m_message->setContentsMargins(12, 10, 12, 10);
    m_message->setWordWrap(true);
    m_message->hide();
    m_footer->setContentsMargins(14, 7, 14, 8);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(shadowMargin, shadowMargin, shadowMargin, shadowMargin);
    column->setSpacing(0);
    auto *field = new QVBoxLayout;
    field->setContentsMargins(8, 8, 8, 8);
    field->addWidget(m_input);
    auto *rows = new QVBoxLayout;
    rows->setContentsMargins(6, 4, 6, 4);
    rows->addWidget(m_list);
    rows->addWidget(m_message);
    column->addLayout(field);
    column->addWidget(new Rule);
    column->addLayout(rows, 1);
    column->addWidget(new Rule);
    column->addWidget(m_footer);
    connect(m_input, &FilterLineEdit::arrowPressed, this, [this](int key) {
        moveBy(key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : key == Qt::Key_PageDown ? 8 : -8);
    });
    connect(m_input, &QLineEdit::textChanged, this, [this] {
        m_enterWaits = false;
        m_moved = false;
    });
    connect(m_input, &QLineEdit::returnPressed, this, [this] {
        m_enterWaits = isWaiting() && !m_moved;
        if (!m_enterWaits) {
            chooseCurrent();
        }
    });
    connect(m_list, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        if (isChoosable(index)) {
            choose(index);
        }
    });
}

void Popup::setModel(QAbstractItemModel *model)
{
    m_list->setModel(model);
    const auto follow = [this] {
        selectFirst();
        fit();
    };
    connect(model, &QAbstractItemModel::modelReset, this, follow);
    connect(model, &QAbstractItemModel::rowsInserted, this, follow);
    connect(model, &QAbstractItemModel::rowsRemoved, this, follow);
}

void Popup::setFooter(const QString &text)
{
    m_footer->setText(text);
}

void Popup::setMessage(const QString &text)
{
    m_message->setText(text);
    m_message->setVisible(!text.isEmpty());
    m_list->setVisible(text.isEmpty());
    fit();
}

void Popup::openAt(const QPoint &topLeft, int width)
{
    for (Popup *other : parentWidget()->findChildren<Popup *>()) {
        if (other != this) {
            other->dismiss(); // they share what they look for
        }
    }
    m_anchor = topLeft;
    m_wantedWidth = width;
    fit();
    show();
    raise();
    m_input->selectAll();
    m_input->setFocus(Qt::PopupFocusReason);
    qApp->installEventFilter(this);
    selectFirst();
}

void Popup::dismiss()
{
    if (isVisible()) {
        qApp->removeEventFilter(this);
        m_enterWaits = false;
        m_moved = false;
        hide();
        emit closed();
    }
}

void Popup::fit()
{
    const QWidget *window = parentWidget();
    const int width = std::min(m_wantedWidth, window->width() - 16);
    int rows = 0;
    if (m_list->model()) {
        for (int row = 0; row < m_list->model()->rowCount() && rows < 420; ++row) {
            rows += m_list->sizeHintForRow(row);
        }
    }
    const int content = m_message->isHidden() ? std::max(rows, 40) : m_message->heightForWidth(width - 60) + 20;
    const int height =
        std::min(std::min(content, 420) + 48 + 40 + 10 + 2 * shadowMargin, window->height() - m_anchor.y());
    const int x = std::clamp(m_anchor.x(), 8, std::max(8, window->width() - width - 8));
    setGeometry(x - shadowMargin, m_anchor.y() - shadowMargin, width + 2 * shadowMargin, height);
}

void Popup::selectFirst()
{
    const QAbstractItemModel *model = m_list->model();
    for (int row = 0; model && row < model->rowCount(); ++row) {
        if (isChoosable(model->index(row, 0))) {
            m_moved = false;
            m_list->setCurrentIndex(model->index(row, 0));
            return;
        }
    }
}

void Popup::moveBy(int step)
{
    const QAbstractItemModel *model = m_list->model();
    const int direction = step > 0 ? 1 : -1;
    const int first = m_list->currentIndex().row();
    int row = first;
    int last = first;
    for (int left = std::abs(step); left > 0;) {
        row += direction;
        if (row < 0 || row >= model->rowCount()) {
            break;
        }
        if (isChoosable(model->index(row, 0))) {
            last = row;
            --left;
        }
    }
    if (last != first) {
        moveTo(last);
    }
}

int Popup::movedTo() const
{
    return m_moved ? m_list->currentIndex().row() : -1;
}

void Popup::moveTo(int row)
{
    m_moved = true;
    m_list->setCurrentIndex(m_list->model()->index(row, 0));
}

void Popup::settle(bool answered)
{
    if (isWaiting()) {
        return; // that was the answer to an earlier text
    }
    if (!isChoosable(m_list->currentIndex())) {
        selectFirst();
    }
    if (std::exchange(m_enterWaits, false) && answered) {
        chooseCurrent();
    }
}

void Popup::chooseCurrent()
{
    // Behind a message there may be rows that nobody sees.
    if (!m_list->isHidden() && isChoosable(m_list->currentIndex())) {
        choose(m_list->currentIndex());
    }
}

bool Popup::isChoosable(const QModelIndex &index) const
{
    return index.isValid() && index.flags().testFlag(Qt::ItemIsEnabled);
}

void Popup::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        dismiss();
        return;
    }
    QWidget::keyPressEvent(event);
}

bool Popup::eventFilter(QObject *watched, QEvent *event)
{
    const auto *widget = qobject_cast<QWidget *>(watched);
    if (widget && event->type() == QEvent::MouseButtonPress) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        const QRect panel = rect().adjusted(shadowMargin, shadowMargin, -shadowMargin, -shadowMargin);
        if (widget->window() != window() || !panel.contains(mapFromGlobal(mouse->globalPosition().toPoint()))) {
            dismiss();
        }
    } else if (watched == window() && (event->type() == QEvent::WindowDeactivate || event->type() == QEvent::Resize)) {
        dismiss();
    } else if (watched == m_input && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Tab || key->key() == Qt::Key_Backtab) {
            return true; // there is nowhere to go inside, and leaving would close
        }
    }
    return QWidget::eventFilter(watched, event);
}

void Popup::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = currentTokens();
    const QRect panel = rect().adjusted(shadowMargin, shadowMargin, -shadowMargin, -shadowMargin);
    softShadow(painter, panel, cardRadius, t.shadow, 14);
    roundRect(painter, panel, cardRadius, t.raised, t.buttonOutline);
}

} // namespace objecta::ui
