// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/player/demofile.h"

#include <charconv>
#include <fstream>
#include <sstream>

namespace objecta::player {

uint16_t DemoFile::port() const
{
    const auto colon = baseUrl.rfind(':');
    uint16_t port = 0;
    if (colon != std::string::npos) {
        std::from_chars(baseUrl.data() + colon + 1, baseUrl.data() + baseUrl.size(), port);
    }
    return port;
}

tl::expected<DemoFile, std::string> readDemoFile(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return tl::unexpected("There is no readable " + path.string()
                              + ": start the server with `objecta-server serve --demo` first.");
    }
    std::ostringstream text;
    text << file.rdbuf();
    auto demo = parseJson<DemoFile>(text.str());
    if (!demo || demo->port() == 0 || demo->tenants.empty()) {
        return tl::unexpected(path.string()
                              + " is not as the server writes it: delete it and start the server with "
                                "`objecta-server serve --demo`, which writes it anew.");
    }
    return std::move(*demo);
}

} // namespace objecta::player
