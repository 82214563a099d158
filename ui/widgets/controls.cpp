// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/controls.h"

#include "ui/theme/paint.h"
#include "ui/widgets/avatar.h"

#include <QActionGroup>
#include <QKeyEvent>
#include <QPainter>

namespace objecta::ui {

namespace {

bool ringed(const QWidget &widget)
{
    return widget.hasFocus() && widget.window()->testAttribute(Qt::WA_KeyboardFocusChange);
}

/// Frame and fill of a control that looks like a field.
void paintFieldFrame(QPainter &painter, const QAbstractButton &button, double corner)
{
    const Tokens &t = currentTokens();
    const bool ring = ringed(button);
    roundRect(painter, button.rect(), corner, button.isDown() ? t.hover : t.surface,
              ring                      ? t.accentText
                  : button.underMouse() ? t.outline
                                        : t.buttonOutline,
              ring ? 2 : 1);
}

} // namespace

QPushButton *makeButton(const QString &text, ButtonKind kind, const QString &iconRole, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    setKind(button, kind);
    button->setAutoDefault(false);
    if (!iconRole.isEmpty()) {
        const Tone tone = kind == ButtonKind::Primary ? Tone::OnAccent
            : kind == ButtonKind::Danger              ? Tone::OnDanger
            : kind == ButtonKind::Violet              ? Tone::OnViolet
            : kind == ButtonKind::VioletOutline       ? Tone::Violet
                                                      : Tone::Muted;
        button->setIcon(icon(iconRole, tone));
    }
    return button;
}

QToolButton *makeIconButton(const QString &iconRole, const QString &name, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(icon(iconRole));
    button->setIconSize({18, 18});
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setFocusPolicy(Qt::TabFocus);
    button->setFixedSize(controlHeight, controlHeight);
    return button;
}

FilterLineEdit::FilterLineEdit(const QString &placeholder, const QString &iconRole, QWidget *parent)
    : QLineEdit(parent)
{
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    QAction *leading = addAction(icon(iconRole, Tone::Subtle), LeadingPosition);
    leading->setEnabled(true);
    setClearButtonEnabled(true);
    for (auto *button : findChildren<QToolButton *>()) {
        // Qt leaves both icons without a name; the leading one is decoration.
        button->setFocusPolicy(Qt::NoFocus);
        button->setAccessibleName(
            button->objectName() == QLatin1String("_q_qlineeditclearbutton") ? tr("Clear the text") : placeholder);
    }
}

void FilterLineEdit::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Up || event->key() == Qt::Key_PageDown
        || event->key() == Qt::Key_PageUp) {
        emit arrowPressed(event->key());
        return;
    }
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

namespace {

/// A name as long as a chip may be, none of its letters a shortcut.
QString shortened(QString name)
{
    constexpr qsizetype longest = 32;
    if (name.size() > longest) {
        name = name.left(longest - 1) + QStringLiteral("\u2026");
    }
    return name.replace(QLatin1Char('&'), QStringLiteral("&&"));
}

} // namespace

ChipButton::ChipButton(const QString &label, QWidget *parent)
    : QPushButton(parent)
    , m_label(label)
    , m_menu(new QMenu(this))
{
    setAutoDefault(false);
    setMenu(m_menu);
    refresh();
}

void ChipButton::setChoices(const QList<std::pair<QString, QString>> &choices)
{
    m_choices = choices;
    m_menu->clear();
    delete m_menu->findChild<QActionGroup *>();
    auto *group = new QActionGroup(m_menu);
    const auto addChoice = [&](const QString &value, const QString &text) {
        QAction *action = m_menu->addAction(shortened(text));
        action->setCheckable(true);
        action->setChecked(value == m_value);
        action->setData(value);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, value] {
            if (value != m_value) {
                setValue(value);
                emit valueChanged(value);
            }
        });
    };
    //: no filter is set
    addChoice({}, m_any.isEmpty() ? tr("Any") : m_any);
    for (const auto &[value, text] : choices) {
        addChoice(value, text);
    }
    refresh();
}

void ChipButton::setValue(const QString &value)
{
    m_value = value;
    for (QAction *action : m_menu->actions()) {
        action->setChecked(action->data().toString() == value);
    }
    refresh();
}

void ChipButton::refresh()
{
    QString shown = m_any.isEmpty() ? tr("Any") : m_any;
    for (const auto &[value, text] : m_choices) {
        if (value == m_value && !value.isEmpty()) {
            shown = text;
        }
    }
    //: a filter and its value: "Status: Any"
    const QString whole = tr("%1: %2").arg(m_label, shown);
    setText(tr("%1: %2").arg(m_label, shortened(shown)));
    setAccessibleName(whole);
    setToolTip(text() == whole ? QString() : whole);
    updateGeometry();
}

SearchBox::SearchBox(const QString &text, const QString &shortcut, QWidget *parent)
    : QAbstractButton(parent)
    , m_shortcut(shortcut)
{
    setText(text);
    setAccessibleName(text);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::IBeamCursor);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setMinimumWidth(150);
}

void SearchBox::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = currentTokens();
    paintFieldFrame(painter, *this, radius);
    const auto visual = [&](const QRect &r) { return QStyle::visualRect(layoutDirection(), rect(), r); };
    paintIcon(painter, QStringLiteral("search"), visual({11, height() / 2 - 8, 16, 16}), t.textMuted);
    const QFont keyFont = textFont(TextSize::Tiny, QFont::Medium);
    const int keyWidth = QFontMetrics(keyFont).horizontalAdvance(m_shortcut) + 12;
    const QRect key(width() - keyWidth - 7, height() / 2 - 9, keyWidth, 18);
    const bool room = width() > 240;
    if (room) {
        roundRect(painter, visual(key), 4, t.canvas, t.border);
        elidedText(painter, visual(key), m_shortcut, keyFont, t.textMuted, Qt::AlignCenter);
    }
    elidedText(painter, visual(QRect(36, 0, (room ? key.left() : width()) - 44, height())), text(), textFont(),
               t.textMuted);
}

ConnectionIndicator::ConnectionIndicator(QWidget *parent)
    : QAbstractButton(parent)
{
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    set(State::Off, -1, 0);
}

void ConnectionIndicator::set(State state, int latency, int retry)
{
    m_state = state;
    const auto withLatency = [&](const QString &word) {
        //: a state and the time of a round trip: "Live · 24 ms"
        if (latency < 0) {
            return word;
        }
        return latency == 0 ? tr("%1 \u00b7 < 1 ms").arg(word) : tr("%1 \u00b7 %2 ms").arg(word).arg(latency);
    };
    switch (state) {
    case State::Off:
        setText(tr("Signed out"));
        break;
    case State::Connecting:
        setText(tr("Connecting\u2026"));
        break;
    //: the connection works and data flows
    case State::Live:
        setText(withLatency(tr("Live")));
        break;
    //: the connection stands but no data came for some seconds
    case State::Delayed:
        setText(withLatency(tr("Delayed")));
        break;
    case State::Reconnecting:
        setText(retry > 0 ? tr("Reconnecting in %1 s").arg(retry) : tr("Reconnecting\u2026"));
        break;
    case State::Offline:
        setText(retry > 0 ? tr("Offline \u00b7 retry in %1 s").arg(retry) : tr("Offline"));
        break;
    }
    const bool lost = state == State::Reconnecting || state == State::Offline;
    setToolTip(lost ? tr("The server can't be reached. Click to try now.") : tr("Connection to the server"));
    setAccessibleName(tr("Connection: %1").arg(text()));
    updateGeometry();
    update();
}

QSize ConnectionIndicator::sizeHint() const
{
    return {QFontMetrics(textFont(TextSize::Small, QFont::Medium)).horizontalAdvance(text()) + 42, controlHeight};
}

void ConnectionIndicator::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = currentTokens();
    const bool good = m_state == State::Live;
    const bool bad = m_state == State::Offline || m_state == State::Reconnecting;
    const QColor color = good ? t.success : bad ? t.danger : m_state == State::Delayed ? t.warning : t.textMuted;
    if (bad && underMouse()) {
        roundRect(painter, rect(), radius, t.navHover);
    }
    if (ringed(*this)) {
        roundRect(painter, rect(), radius, {}, t.accentText, 2);
    }
    const auto visual = [&](const QRect &r) { return QStyle::visualRect(layoutDirection(), rect(), r); };
    const QString role = bad                ? QStringLiteral("offline")
        : good || m_state == State::Delayed ? QStringLiteral("live")
                                            : QStringLiteral("connecting");
    paintIcon(painter, role, visual({8, height() / 2 - 8, 16, 16}), color);
    elidedText(painter, visual({32, 0, width() - 34, height()}), text(), textFont(TextSize::Small, QFont::Medium),
               color);
}

AvatarButton::AvatarButton(QWidget *parent)
    : QAbstractButton(parent)
{
    setFocusPolicy(Qt::TabFocus);
    setFixedSize(32, 32);
    setCursor(Qt::PointingHandCursor);
}

void AvatarButton::setPerson(const QString &name, const QString &key)
{
    m_name = name;
    m_key = key;
    update();
}

void AvatarButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintAvatar(painter, QRectF(rect()).adjusted(2, 2, -2, -2), m_name, m_key);
    if (ringed(*this)) {
        roundRect(painter, rect(), radius, {}, currentTokens().accentText, 2);
    }
}

TenantButton::TenantButton(QWidget *parent)
    : QAbstractButton(parent)
{
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setTenant({}, {});
}

void TenantButton::setTenant(const QString &name, const QString &slug)
{
    m_name = name;
    m_slug = slug;
    setAccessibleName(name.isEmpty() ? tr("Choose an organization") : tr("Organization: %1").arg(name));
    setToolTip(name.isEmpty() ? tr("Choose an organization (Ctrl+O)") : tr("%1 \u2013 switch with Ctrl+O").arg(name));
    update();
}

void TenantButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = currentTokens();
    paintFieldFrame(painter, *this, radius);
    const auto visual = [&](const QRect &r) { return QStyle::visualRect(layoutDirection(), rect(), r); };
    const QRect mark(7, height() / 2 - 12, 24, 24);
    if (m_name.isEmpty()) {
        paintIcon(painter, QStringLiteral("organizations"), visual(mark.adjusted(4, 4, -4, -4)), t.textMuted);
    } else {
        paintAvatar(painter, visual(mark), m_name, m_slug);
    }
    elidedText(painter, visual({40, 0, width() - 40 - 34, height()}),
               m_name.isEmpty() ? tr("Choose an organization") : m_name,
               textFont(TextSize::Body, m_name.isEmpty() ? QFont::Normal : QFont::DemiBold),
               m_name.isEmpty() ? t.textMuted : t.text);
    paintIcon(painter, QStringLiteral("chevrons-up-down"), visual({width() - 25, height() / 2 - 8, 16, 16}),
              t.textMuted);
}

} // namespace objecta::ui
