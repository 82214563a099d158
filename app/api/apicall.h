// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/apiclient.h"
#include "models/contract/json.h"

#include <functional>
#include <type_traits>

namespace objecta::api {

/// Reads a raw answer as a DTO; ApiError::Protocol where it is none.
template <class T>
ApiResult<T> decodeAnswer(RawResult raw)
{
    if (!raw) {
        return tl::unexpected(std::move(raw.error()));
    }
    Answer<T> answer;
    answer.etag = raw->etag;
    answer.requestId = raw->requestId;
    if constexpr (!std::is_same_v<T, Nothing>) {
        auto value = parseJson<T>(std::string_view(raw->body.constData(), static_cast<size_t>(raw->body.size())));
        if (!value) {
            const auto &first = value.error().front();
            return tl::unexpected(ApiError::protocol(QString::fromStdString("The answer is not what the contract says: "
                                                                            + first.field + ' ' + first.message),
                                                     raw->status, raw->requestId));
        }
        answer.value = std::move(*value);
    }
    return answer;
}

/// A call to make: typed, cold (nothing is sent before start()), cheap to copy. The client must outlive it.
template <class T>
class [[nodiscard]] ApiCall {
public:
    using Handler = std::function<void(ApiResult<T>)>;

    ApiCall(ApiClient &client, ApiRequest request)
        : m_client(&client)
        , m_request(std::move(request))
    {
    }

    /// Sends it. `handler` is called at most once, from the event loop of the GUI thread, and not at all once the
    /// receiver is dead or the call aborted. Pages use a RequestScope instead, which keeps the returned handle.
    QPointer<PendingCall> start(QObject *receiver, Handler handler) const
    {
        return m_client->send(m_request, receiver, [handler = std::move(handler)](RawResult raw) {
            handler(decodeAnswer<T>(std::move(raw)));
        });
    }

    [[nodiscard]] const ApiRequest &request() const { return m_request; }

private:
    ApiClient *m_client;
    ApiRequest m_request;
};

} // namespace objecta::api
