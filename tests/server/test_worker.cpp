// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A worker by itself: when it is stopped, when the database is away for a moment, and what it leaves alone.

#include "server/jobs/worker.h"
#include "tests/server/dbfixture.h"

#include <atomic>

using namespace objecta;
using namespace objecta::test;
using jobs::Outcome;
using jobs::Running;
using namespace std::chrono_literals;

namespace {

Awaitable<void> until(std::function<bool()> so, std::source_location where = std::source_location::current())
{
    asio::steady_timer timer(co_await asio::this_coro::executor);
    const auto latest = std::chrono::steady_clock::now() + 10s;
    while (!so()) {
        holds(std::chrono::steady_clock::now() < latest, "For too long.", where);
        timer.expires_after(10ms);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

bool isIdle(const Database &database)
{
    return database.pools().back().inUse == 0;
}

/// Has every connection of the platform until it ends: nobody else gets an answer.
class Hiccup {
public:
    Awaitable<void> begin(Database &database)
    {
        const std::function<Result<bool>(PlatformTx &)> hold = [this](PlatformTx &) -> Result<bool> {
            ++m_held;
            m_over.wait(false);
            return true;
        };
        const auto executor = co_await asio::this_coro::executor;
        const int all = static_cast<int>(database.pools().back().size);
        for (int i = 0; i < all; ++i) {
            asio::co_spawn(executor, database.platform<bool>(hold), asio::detached);
        }
        co_await until([this, all] { return m_held == all; });
    }
    void end()
    {
        m_over = true;
        m_over.notify_all();
    }

private:
    std::atomic<int> m_held = 0;
    std::atomic<bool> m_over = false;
};

struct Beside {
    Database &database;
    jobs::Worker &worker;
    bool ended = false;
};

} // namespace

class TestWorker : public QObject, private DbFixture {
    Q_OBJECT

    /// A job of the platform's own.
    std::string order(const std::string &kind = "test", int maxAttempts = 8) const
    {
        return sudo("INSERT INTO jobs (organization_id, kind, max_attempts) VALUES ('" + jobs::platform.text() + "', '"
                    + kind + "', " + std::to_string(maxAttempts) + ") RETURNING id")[0][0]
            .c_str();
    }
    /// What the job's row says; NULL is empty.
    std::string row(const std::string &id, const std::string &column) const
    {
        return sudo("SELECT coalesce((" + column + ")::text, '') FROM jobs WHERE id = '" + id + "'")[0][0].c_str();
    }
    /// Runs it beside a worker that knows jobs of the kind "test", which is stopped then.
    void run(jobs::PlatformJob handler, const std::function<Awaitable<void>(Beside &)> &body,
             jobs::WorkerOptions options = {}) const
    {
        jobs::Kinds kinds;
        kinds["test"] = {std::move(handler)};
        drive([&](Database &database) -> Awaitable<void> {
            const auto executor = co_await asio::this_coro::executor;
            jobs::Worker worker(executor, database, kinds, options);
            Beside beside{database, worker};
            asio::co_spawn(executor, worker.run(), [&beside](std::exception_ptr) { beside.ended = true; });
            co_await body(beside);
            worker.stop();
            co_await until([&] { return beside.ended && isIdle(database); });
        });
    }

private slots:
    void initTestCase() { setUp(); }
    void cleanupTestCase() { tearDown(); }
    void cleanup() { sudo("DELETE FROM jobs"); }

    void whatSaysHowFarItIsGoesBackToTheQueue()
    {
        int turns = 0;
        const std::string id = order();
        run(
            [&turns](Running &job, Database &) -> Awaitable<Outcome> {
                bool goesOn = true;
                while (goesOn) {
                    goesOn = co_await job.progress(++turns);
                }
                co_return fail(ProblemCode::Conflict, "It was cancelled.");
            },
            [&turns](Beside &) { return until([&turns] { return turns > 0; }); });
        QCOMPARE(row(id, "status"), std::string("queued"));
        QCOMPARE(row(id, "run_at <= now()"), std::string("true"));
        QCOMPARE(row(id, "progress_done"), std::to_string(turns));
        QCOMPARE(row(id, "last_error"), std::string());
        // That attempt does not count.
        QCOMPARE(row(id, "max_attempts - attempts"), std::string("8"));
    }

    void whatDoesNotEndIsNotWaitedForForEver()
    {
        jobs::WorkerOptions options;
        options.patience = 50ms;
        asio::steady_timer *held = nullptr;
        const std::string id = order();
        run(
            [&held](Running &, Database &) -> Awaitable<Outcome> {
                asio::steady_timer timer(co_await asio::this_coro::executor,
                                         std::chrono::steady_clock::time_point::max());
                held = &timer;
                boost::system::error_code ignored;
                co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
                co_return boost::json::value(1);
            },
            [&](Beside &beside) -> Awaitable<void> {
                co_await until([&] { return held != nullptr; });
                beside.worker.stop();
                co_await until([&] { return beside.ended; });
                same(row(id, "status"), std::string("running"));
                held->cancel();
                co_await until([&] { return row(id, "status") == "done" && isIdle(beside.database); });
            },
            options);
    }

    void aHiccupIsNoCancellation()
    {
        Hiccup hiccup;
        bool goesOn = false;
        const std::string id = order();
        run(
            [&](Running &job, Database &database) -> Awaitable<Outcome> {
                co_await hiccup.begin(database);
                goesOn = co_await job.progress(1);
                hiccup.end();
                co_return boost::json::value(1);
            },
            [&](Beside &) { return until([&] { return row(id, "status") == "done"; }); });
        QVERIFY(goesOn);
    }

    void anEndIsNotedAfterAHiccup()
    {
        jobs::WorkerOptions options;
        options.atOnce = 1;
        options.lease = 3s;
        Hiccup hiccup;
        const std::string id = order();
        run(
            [&](Running &, Database &database) -> Awaitable<Outcome> {
                co_await hiccup.begin(database);
                co_return boost::json::value(1);
            },
            [&](Beside &beside) -> Awaitable<void> {
                const auto waiting = [&beside] { return beside.database.pools().back().waiting; };
                co_await until([&] { return waiting() > 0; });
                co_await until([&] { return waiting() == 0; }); // refused
                hiccup.end();
                co_await until([&] { return row(id, "status") == "done"; });
            },
            options);
        QCOMPARE(row(id, "attempts"), std::string("1"));
    }

    void oneThatIsCancelledInItsLastAttemptIsNotDead()
    {
        const auto alerts = count("alerts");
        const std::string id = order("test", 1);
        run(
            [this](Running &, Database &) -> Awaitable<Outcome> {
                sudo("UPDATE jobs SET cancel_requested = true");
                co_return fail(ProblemCode::Internal);
            },
            [&](Beside &) {
                return until([&] { return row(id, "status") != "queued" && row(id, "status") != "running"; });
            });
        QCOMPARE(row(id, "status"), std::string("cancelled"));
        QCOMPARE(row(id, "finished_at IS NOT NULL"), std::string("true"));
        QCOMPARE(count("alerts"), alerts);
    }

    void kindsOfAnotherVersionAreLeftToIt()
    {
        const std::string foreign = order("of.another.version");
        const std::string id = order();
        run([](Running &, Database &) -> Awaitable<Outcome> { co_return boost::json::value(1); },
            [&](Beside &) { return until([&] { return row(id, "status") == "done"; }); });
        QCOMPARE(row(foreign, "status"), std::string("queued"));
        QCOMPARE(row(foreign, "attempts"), std::string("0"));
    }
};

QTEST_GUILESS_MAIN(TestWorker)
#include "test_worker.moc"
