// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/forwarded.h"
#include "server/pipeline/route.h"

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <string>
#include <string_view>

namespace objecta::http {

/// What is wrong with a request's head, beyond what the parser refuses: the host (missing, twice, malformed) and
/// every way to say a body's length that another server may read differently (request smuggling).
Result<void> checkHead(const Head &head);

/// What is wrong with the head of a request that wants a WebSocket (RFC 6455, section 4.2.1). It passed checkHead.
Result<void> checkUpgrade(const Head &head);

/// The Host without its port, in lower case; nullopt when it is malformed.
std::optional<std::string> hostName(std::string_view host);

/// X-Request-Id when it is a sane token, a new random one otherwise.
std::string requestIdOf(const Head &head);

/// The request as the pipeline takes it, without its body. The head passed checkHead.
Result<pipeline::Request> toRequest(const Head &head, const std::string &requestId, const Client &client);

/// Whether the answer's body is of a length that nobody knows.
bool isEndless(const pipeline::Answer &answer);

/// The answer on the wire. For HEAD the head alone, with the length that the body would have. One without a length is
/// chunked, or ends with the connection (keepAlive is false then) where the client does not know that.
std::string serialize(const pipeline::Answer &answer, bool head, bool keepAlive, std::string_view date,
                      bool chunks = true);

/// IMF-fixdate of now ("Mon, 23 Nov 2026 06:26:30 GMT"), made anew once a second. I/O thread.
class DateClock {
public:
    const std::string &now();

private:
    int64_t m_second = -1;
    std::string m_text;
};

} // namespace objecta::http
