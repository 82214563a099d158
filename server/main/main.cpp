// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The composition root of the server: options, logging, commands.

#include "server/main/audit_command.h"
#include "server/main/commands.h"
#include "server/main/storage.h"
#include "server/pipeline/access_log.h"
#include "server/player/player.h"

#include <CLI/CLI.hpp>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <iostream>

using namespace objecta;

namespace {

void setUpLog(const std::string &level)
{
    auto log = std::make_shared<spdlog::logger>("objecta", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    log->set_formatter(pipeline::jsonLines());
    log->set_level(spdlog::level::from_str(level));
    log->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(log));
}

int finish(const app::Outcome<void> &outcome)
{
    if (outcome) {
        return app::exitFine;
    }
    std::cerr << "objecta-server: " << outcome.error().sentence << std::endl;
    return outcome.error().code;
}

} // namespace

int main(int argc, char **argv)
{
    std::signal(SIGPIPE, SIG_IGN);
    CLI::App cli("The multi-tenant server of Objecta.", "objecta-server");
    cli.set_version_flag("--version", std::string("objecta-server " OBJECTA_VERSION));
    cli.require_subcommand(1);
    cli.fallthrough();
    std::string logLevel = "info";
    cli.add_option("--log-level", logLevel, "Least level that is logged")
        ->check(CLI::IsMember({"debug", "info", "warn", "error", "off"}))
        ->capture_default_str();

    app::ServeOptions options;
    const auto addPlace = [&options](CLI::App *command, bool database) {
        command->add_option("--data-dir", options.place.dataDir, "Where everything is kept")->capture_default_str();
        if (database) {
            command->add_option("--database", options.place.database,
                                "A PostgreSQL of your own (libpq keywords or URL) instead of the embedded one");
        }
    };

    const auto addObjects = [&options](CLI::App *command) {
        command->add_option("--objects", options.place.objects,
                            "s3://BUCKET[/PREFIX] to keep documents in instead of the data directory; the key comes "
                            "from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        command->add_option("--s3-endpoint", options.place.s3Endpoint,
                            "http(s)://HOST[:PORT] of an S3 that is not AWS");
        command->add_option("--s3-region", options.place.s3Region, "Region of the bucket")->capture_default_str();
    };

    auto *serve = cli.add_subcommand("serve", "Run the server until SIGTERM");
    addPlace(serve, true);
    addObjects(serve);
    serve->add_flag("--demo", options.demo, "Make sample data and write its passwords to demo.json");
    serve->add_option("--host", options.host, "Address to listen on (default: the loopback of both families)");
    serve->add_option("--port", options.port, "0 for any free one")->capture_default_str();
    serve->add_option("--domain", options.domain, "admin.DOMAIN is staff's, SLUG.DOMAIN an organization's")
        ->capture_default_str();
    serve
        ->add_option("--organization-rate", options.organizationRate,
                     "Requests a second that one organization may send (default 2000)")
        ->check(CLI::PositiveNumber);
    serve
        ->add_option("--actor-rate", options.actorRate,
                     "The same of one user, API key or member of staff (default 1000)")
        ->check(CLI::PositiveNumber);
    serve
        ->add_option("--sign-in-rate", options.signInRate,
                     "Sign-ins a second that may fail from one client address (default 1)")
        ->check(CLI::PositiveNumber);
    serve
        ->add_option("--refusal-rate", options.refusalRate,
                     "Requests a second from one client address whose token is refused (default 100)")
        ->check(CLI::PositiveNumber);
    auto *certificate = serve->add_option("--tls-cert", options.tlsCertificate,
                                          "Speak TLS with this certificate and its chain (PEM); SIGHUP reads it again");
    auto *key = serve->add_option("--tls-key", options.tlsKey, "The certificate's key (PEM)");
    certificate->needs(key);
    key->needs(certificate);
    serve->add_option("--trusted-proxy", options.trustedProxies,
                      "Networks whose Forwarded and X-Forwarded-* headers count: CIDR[,CIDR...]");
    serve
        ->add_option("--redis", options.redis,
                     "Share rate limits and live figures with other servers: "
                     "redis://[[USER]:PASSWORD@]HOST[:PORT][/DB] or unix:///PATH")
        ->envname("OBJECTA_REDIS");
    serve->add_flag("!--no-metering", options.metering, "Count no requests: to measure what counting costs");
    serve->add_option(
        "--metrics-listen", options.metricsListen,
        "Serve Prometheus' /metrics on [ADDRESS:]PORT (default: nowhere; without ADDRESS the loopback): of "
        "the whole platform, so for its operators alone");
    serve->add_option("--name", options.name, "As the console shows this server (default: host and port)");
    serve
        ->add_option("--role", options.roles,
                     "What this process does: api, stream (live figures), worker (jobs); all of it by default")
        ->delimiter(',')
        ->check(CLI::IsMember({"api", "stream", "worker"}));
    static const std::map<std::string, int64_t> units{{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};
    serve
        ->add_option("--deletion-grace", options.deletionGrace,
                     "How long a deleted organization can be restored before it is erased: 30d, 12h, 0s")
        ->transform(CLI::AsNumberWithUnit(units, CLI::AsNumberWithUnit::UNIT_REQUIRED, "TIME"))
        ->check(CLI::Range(int64_t{0}, int64_t{3650} * 86400))
        ->default_str("30d");
    serve->add_flag("!--no-migrate", options.migrate, "Leave the schema as it is");
    serve->add_option("--ready-file", options.readyFile, "Written once the server takes requests");
    serve->add_option("--ready-fd", options.readyFd, "The same, to an open descriptor");

    auto *migrate = cli.add_subcommand("migrate", "Bring the database's schema up to date");
    addPlace(migrate, true);

    auto *seed = cli.add_subcommand("seed", "Add sample organizations, beside a running server or without one");
    addPlace(seed, true);
    int64_t organizations = 0;
    seed->add_option("--organizations", organizations, "How many")->required()->check(CLI::Range(1, 1'000'000));

    auto *sweep = cli.add_subcommand("sweep", "Remove what broken uploads left behind; also beside a running server");
    addPlace(sweep, true);
    addObjects(sweep);
    int64_t grace = 3600;
    sweep->add_option("--grace", grace, "Seconds that an object without row is left alone")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();

    auto *play = cli.add_subcommand("play", "Send traffic as the sample organizations' users until SIGTERM");
    addPlace(play, false);
    player::Options playing;
    play->add_option("--demo-file", playing.demoFile, "Default: demo.json in the data directory");
    play->add_option("--rate", playing.averageRate, "Requests a second of all together")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();

    auto *staff = cli.add_subcommand("staff", "Make an account of staff, or set a new password; prints it");
    addPlace(staff, true);
    std::string email;
    std::string name = "Staff";
    std::string role = "owner";
    staff->add_option("email", email, "E-mail address")->required();
    staff->add_option("--name", name, "Name")->capture_default_str();
    staff->add_option("--role", role, "Role")
        ->check(CLI::IsMember({"viewer", "support", "operator", "admin", "owner"}))
        ->capture_default_str();

    auto *cluster = cli.add_subcommand("cluster", "Run the embedded PostgreSQL alone until SIGTERM");
    addPlace(cluster, false);
    cluster->add_option("--ready-file", options.readyFile, "Gets the cluster's address once it answers");

    auto *audit = cli.add_subcommand("audit", "The audit trail's chains: note where they end, or check them");
    audit->require_subcommand(1);
    app::AuditOptions auditing;
    auto *checkpoint = audit->add_subcommand("checkpoint", "Note where every organization's chain ends now");
    auto *verify = audit->add_subcommand("verify", "Name the first entry that was edited, removed or cut off");
    for (auto *command : {checkpoint, verify}) {
        addPlace(command, true);
        command->add_option("--checkpoints", auditing.checkpoints,
                            "Default: audit/checkpoints.jsonl in the data directory");
    }
    verify->add_option("--organization", auditing.organization, "Only the organization with this id");

    auto *isolation =
        cli.add_subcommand("isolation-check", "Try whether one tenant can meet another's rows; changes nothing");
    addPlace(isolation, true);
    std::string superuser = "postgres";
    bool json = false;
    isolation->add_option("--superuser", superuser, "Signs in as that role, which may become the server's roles")
        ->capture_default_str();
    isolation->add_flag("--json", json, "Print the report as JSON");

    auto *routes = cli.add_subcommand("routes", "Print the route table");
    auto *version = cli.add_subcommand("version", "Print the version");

    try {
        cli.parse(argc, argv);
    } catch (const CLI::RequiredError &e) {
        if (argc > 1) {
            std::cerr << "objecta-server: " << argv[1]
                      << " is no command, or one after it is missing something: " << e.what() << ". See --help."
                      << std::endl;
            return app::exitConfiguration;
        }
        return cli.exit(e) == 0 ? app::exitFine : app::exitConfiguration;
    } catch (const CLI::ParseError &e) {
        return cli.exit(e) == 0 ? app::exitFine : app::exitConfiguration;
    }
    setUpLog(logLevel);
    try {
        if (serve->parsed()) {
            return finish(app::serve(options));
        }
        if (migrate->parsed()) {
            return finish(app::migrateOnly(options.place));
        }
        if (seed->parsed()) {
            return finish(app::seedOnly(options.place, organizations));
        }
        if (sweep->parsed()) {
            return finish(app::sweepOnly(options.place, grace));
        }
        if (play->parsed()) {
            if (playing.demoFile.empty()) {
                playing.demoFile = options.place.dataDir / "demo.json";
            }
            return player::run(playing);
        }
        if (staff->parsed()) {
            return finish(app::addStaff(options.place, email, name, role));
        }
        if (audit->parsed()) {
            auditing.place = options.place;
            return finish(checkpoint->parsed() ? app::auditCheckpoint(auditing) : app::auditVerify(auditing));
        }
        if (cluster->parsed()) {
            return finish(app::runCluster(options.place, options.readyFile));
        }
        if (isolation->parsed()) {
            return finish(app::isolationCheck(options.place, superuser, json));
        }
        if (routes->parsed()) {
            return finish(app::printRoutes());
        }
        if (version->parsed()) {
            std::cout << "objecta-server " OBJECTA_VERSION << std::endl;
        }
        return app::exitFine;
    } catch (const std::exception &e) {
        // A bug: the sentence is for whoever reports it.
        spdlog::critical("ended by an exception: {}", e.what());
        std::cerr << "objecta-server: an internal error ended the program; the log has its cause." << std::endl;
        return app::exitFailed;
    }
}
