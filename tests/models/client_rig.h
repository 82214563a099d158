// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/models/wirepeer.h"

#include "app/api/endpoints.h"
#include "app/core/log.h"

#include <QTemporaryDir>
#include <QTest>

namespace objecta::test {

using namespace objecta::api;

/// JSON with single quotes for double ones: moc of Qt 6.4 loses its way in raw strings.
inline QByteArray quoted(const char *text)
{
    return QByteArray(text).replace('\'', '"');
}

inline const QByteArray me =
    quoted("{'id':'00000000-0000-4000-8000-000000000001','email':'s@x.example','name':'S','role':'viewer'}");
inline const QByteArray tokens =
    quoted("{'access_token':'new','refresh_token':'r2','token_type':'Bearer','expires_in':300}");

/// A client whose waiting times are short enough for a test.
struct Rig {
    QTemporaryDir folder;
    core::Log log{folder.path()};
    ApiClient client;
    AdminApi admin{client};

    explicit Rig(const QUrl &url)
        : client(log,
                 {.timeout = std::chrono::milliseconds(4000),
                  .attempts = 3,
                  .retryMin = std::chrono::milliseconds(1),
                  .retryMax = std::chrono::milliseconds(5)})
    {
        client.setBaseUrl(url);
        client.setAccessToken("old");
    }

    /// Makes a call and waits for its delivery.
    template <class T>
    ApiResult<T> ask(const ApiCall<T> &call)
    {
        std::optional<ApiResult<T>> out;
        QObject receiver;
        call.start(&receiver, [&](ApiResult<T> result) { out = std::move(result); });
        if (!QTest::qWaitFor([&] { return out.has_value(); }, 20000)) {
            return tl::unexpected(ApiError::protocol(QStringLiteral("the test waited in vain")));
        }
        return std::move(*out);
    }
};

} // namespace objecta::test
