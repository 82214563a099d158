// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>
#include <QStringList>

#include <memory>

class QSettings;

namespace objecta::core {

/// What the console remembers between two runs, except secrets. Lives on the GUI thread; writes reach the disk
/// when the event loop is next idle, and when the object dies.
class Settings : public QObject {
    Q_OBJECT

public:
    enum class Theme { System, Light, Dark };
    Q_ENUM(Theme)
    enum class Density { Comfortable, Compact };
    Q_ENUM(Density)
    enum class Motion { System, On, Off };
    Q_ENUM(Motion)

    /// Reads and writes `directory`/console.ini.
    explicit Settings(const QString &directory, QObject *parent = nullptr);
    ~Settings() override;

    [[nodiscard]] Theme theme() const;
    void setTheme(Theme theme);
    [[nodiscard]] Density density() const;
    void setDensity(Density density);
    [[nodiscard]] Motion motion() const;
    void setMotion(Motion motion);
    /// A two-letter code, or empty for the system's.
    [[nodiscard]] QString language() const;
    void setLanguage(const QString &language);

    /// The profile that was used last; empty when there was none.
    [[nodiscard]] QString lastProfile() const;
    void setLastProfile(const QString &profileId);
    /// The e-mail address that signed in to the profile last.
    [[nodiscard]] QString lastEmail(const QString &profileId) const;
    void setLastEmail(const QString &profileId, const QString &email);

    /// QWidget::saveGeometry() of a profile's main window.
    [[nodiscard]] QByteArray geometry(const QString &profileId) const;
    void setGeometry(const QString &profileId, const QByteArray &geometry);
    /// saveState() of a view (header, splitter, window) of a profile. A state saved under another `version` reads
    /// as empty, so that a changed layout starts afresh.
    [[nodiscard]] QByteArray viewState(const QString &profileId, const QString &view, int version) const;
    void setViewState(const QString &profileId, const QString &view, int version, const QByteArray &state);
    /// Small texts of a profile: the page shown last, filters, drafts. Never secrets.
    [[nodiscard]] QString text(const QString &profileId, const QString &key) const;
    void setText(const QString &profileId, const QString &key, const QString &value);

    /// Forgets everything about a profile that was removed.
    void forgetProfile(const QString &profileId);
    /// Writes now. False where the disk refuses.
    bool flush();

signals:
    void themeChanged(objecta::core::Settings::Theme theme);
    void densityChanged(objecta::core::Settings::Density density);
    void motionChanged(objecta::core::Settings::Motion motion);
    void languageChanged(const QString &language);

private:
    std::unique_ptr<QSettings> m_settings;
};

} // namespace objecta::core
