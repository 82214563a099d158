// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/api/secretstore.h"

#include <QFileInfo>
#include <QPointer>
#include <QTimer>

#include <qt6keychain/keychain.h>

namespace objecta::api {

namespace {

/// Whether asking for a keychain service can bring an answer. Without a session bus the libraries below would start
/// one of their own, which outlives the console.
bool keychainPossible()
{
#if defined(Q_OS_LINUX) || defined(Q_OS_FREEBSD)
    if (!qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS")) {
        return true;
    }
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !runtime.isEmpty() && QFileInfo::exists(runtime + QStringLiteral("/bus"));
#else
    return true;
#endif
}

} // namespace

/// One operation on its way; shared by the keychain's answer and the timeout, whichever comes first.
struct SecretStore::Job {
    enum class Kind { Read, Write, Remove } kind = Kind::Read;
    QString key;
    QByteArray value;
    QPointer<QObject> receiver;
    ReadHandler onRead;
    WriteHandler onWritten;
    bool settled = false;

    void finish(tl::expected<std::optional<QByteArray>, SecretError> result)
    {
        if (!receiver) {
            return;
        }
        if (kind == Kind::Read) {
            onRead(std::move(result));
        } else if (result) {
            onWritten({});
        } else {
            onWritten(tl::unexpected(result.error()));
        }
    }
};

SecretStore::SecretStore(SecretStoreOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_file(m_options.directory)
    , m_fallback(!m_options.useKeychain || !keychainPossible())
{
}

SecretStore::~SecretStore() = default;

void SecretStore::read(const QString &key, QObject *receiver, ReadHandler handler)
{
    run(std::make_shared<Job>(Job{Job::Kind::Read, key, {}, receiver, std::move(handler), {}, false}));
}

void SecretStore::write(const QString &key, const QByteArray &value, QObject *receiver, WriteHandler handler)
{
    run(std::make_shared<Job>(Job{Job::Kind::Write, key, value, receiver, {}, std::move(handler), false}));
}

void SecretStore::remove(const QString &key, QObject *receiver, WriteHandler handler)
{
    run(std::make_shared<Job>(Job{Job::Kind::Remove, key, {}, receiver, {}, std::move(handler), false}));
}

QString SecretStore::warning() const
{
    if (!m_fallback) {
        return {};
    }
    return tr("This machine has no keychain service. Your sign-in is kept in an encrypted file that other programs "
              "of your user account can read.");
}

QString SecretStore::fallbackPath() const
{
    return m_file.path();
}

void SecretStore::forgetFallback()
{
    m_file.forget();
}

void SecretStore::run(const std::shared_ptr<Job> &job)
{
    // The answer comes from the event loop even where it is known at once: callers need not expect re-entrance. One
    // queue for both ways keeps a write and the read after it in order.
    QMetaObject::invokeMethod(
        this, [this, job] { m_fallback ? runFile(job) : runKeychain(job); }, Qt::QueuedConnection);
}

void SecretStore::runFile(const std::shared_ptr<Job> &job)
{
    switch (job->kind) {
    case Job::Kind::Read:
        job->finish(m_file.read(job->key));
        return;
    case Job::Kind::Write:
    case Job::Kind::Remove: {
        const auto done = job->kind == Job::Kind::Write ? m_file.write(job->key, job->value) : m_file.remove(job->key);
        if (done) {
            job->finish(std::optional<QByteArray>());
        } else {
            job->finish(tl::unexpected(done.error()));
        }
        return;
    }
    }
}

void SecretStore::runKeychain(const std::shared_ptr<Job> &job)
{
    QKeychain::Job *task = nullptr;
    if (job->kind == Job::Kind::Read) {
        task = new QKeychain::ReadPasswordJob(m_options.service);
    } else if (job->kind == Job::Kind::Write) {
        auto *writing = new QKeychain::WritePasswordJob(m_options.service);
        writing->setBinaryData(job->value);
        task = writing;
    } else {
        task = new QKeychain::DeletePasswordJob(m_options.service);
    }
    task->setKey(job->key);
    // The task deletes itself after finished(), also when that comes after the timeout.
    connect(task, &QKeychain::Job::finished, this, [this, job](QKeychain::Job *finished) {
        if (job->settled) {
            return;
        }
        job->settled = true;
        const QKeychain::Error error = finished->error();
        const bool missing = error == QKeychain::NoBackendAvailable || error == QKeychain::NotImplemented
            || (error == QKeychain::OtherError && !m_keychainWorks);
        if (missing) {
            useFallback();
            runFile(job);
            return;
        }
        if (error == QKeychain::NoError || error == QKeychain::EntryNotFound) {
            m_keychainWorks = true;
            std::optional<QByteArray> value;
            if (job->kind == Job::Kind::Read && error == QKeychain::NoError) {
                value = static_cast<QKeychain::ReadPasswordJob *>(finished)->binaryData();
            }
            job->finish(std::move(value));
            return;
        }
        job->finish(tl::unexpected(SecretError{
            SecretError::Kind::Denied, QStringLiteral("The keychain refused: %1.").arg(finished->errorString())}));
    });
    QTimer::singleShot(m_options.timeout, this, [this, job] {
        if (!job->settled) {
            job->settled = true;
            useFallback();
            runFile(job);
        }
    });
    task->start();
}

void SecretStore::useFallback()
{
    if (!m_fallback) {
        m_fallback = true;
        emit fallbackChanged(true);
    }
}

} // namespace objecta::api
