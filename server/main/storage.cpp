// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/main/storage.h"

#include "server/features/documents/sweep.h"
#include "server/objects/local.h"
#include "server/objects/s3.h"

#include <cstdlib>
#include <malloc.h>
#include <iostream>

namespace objecta::app {

namespace {

constexpr int localThreads = 4;
constexpr int s3Threads = 16; ///< each waits for one transfer

/// A secret from the environment, or from the file that the environment names.
std::string secret(const std::string &name)
{
    if (const char *value = std::getenv(name.c_str())) {
        return value;
    }
    const char *file = std::getenv((name + "_FILE").c_str());
    std::string text = file != nullptr ? cluster::readFile(file).value_or(std::string()) : std::string();
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
        text.pop_back();
    }
    return text;
}

} // namespace

Outcome<std::unique_ptr<objects::ObjectStore>> openObjects(const Place &place)
{
    // Pieces and parts go back to the system at once, instead of each thread keeping some for later.
    ::mallopt(M_MMAP_THRESHOLD, 256 * 1024);
    if (place.objects.empty()) {
        auto backend = objects::openLocalBackend(place.dataDir / "objects");
        if (!backend) {
            return misconfigured(backend.error());
        }
        return std::make_unique<objects::ObjectStore>(std::move(*backend), localThreads);
    }
    auto options = objects::readS3Location(place.objects, place.s3Endpoint, place.s3Region);
    if (!options) {
        return misconfigured(options.error());
    }
    options->accessKeyId = secret("AWS_ACCESS_KEY_ID");
    options->secretAccessKey = secret("AWS_SECRET_ACCESS_KEY");
    options->sessionToken = secret("AWS_SESSION_TOKEN");
    if (options->accessKeyId.empty() || options->secretAccessKey.empty()) {
        return misconfigured("A bucket needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment.");
    }
    return std::make_unique<objects::ObjectStore>(objects::openS3Backend(std::move(*options)), s3Threads);
}

Outcome<void> sweepOnly(const Place &place, int64_t graceSeconds)
{
    const auto installation = Installation::visit(place);
    if (!installation) {
        return tl::unexpected(installation.error());
    }
    const auto objects = openObjects(place);
    if (!objects) {
        return tl::unexpected(objects.error());
    }
    boost::asio::io_context context(1);
    db::DatabaseOptions options;
    options.connection = installation->connection();
    db::Database database(context.get_executor(), options);
    if (const auto started = await(context, database.start()); !started) {
        return misconfigured(started.error());
    }
    const auto swept =
        await(context, features::sweepDocuments(database, **objects, std::chrono::seconds(graceSeconds)));
    if (!swept) {
        return failed("The sweep ended early (" + std::string(problemTitle(swept.error().code)) + "); run it again.");
    }
    std::cout << "organizations " << swept->organizations << "\nexpired uploads " << swept->expiredUploads
              << "\nbytes given back " << swept->bytesGivenBack << "\norphan objects " << swept->orphanObjects
              << "\nbroken uploads " << swept->brokenUploads << "\nmissing objects " << swept->missingObjects
              << "\nunknown organizations " << swept->unknownOrganizations << std::endl;
    return swept->missingObjects == 0 ? Outcome<void>()
                                      : failed("Documents have lost their content; the log names them.");
}

} // namespace objecta::app
