// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/isolation/specimens.h"
#include "tests/support/testserver.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace objecta::test {

/// What its server needs besides: nobody is told to come back later.
QStringList probeOptions();

/// Asks a live server for what it must not give: every route that the binary's router has, by every kind of
/// credential, with another organization's ids wherever the document says that an id goes. No route is listed here:
/// one that cannot be asked about is a finding.
class RouterProbe {
public:
    enum class Stop { Never, AtFirst };
    /// The server runs `program`, with the sample data. AtFirst: one finding is enough.
    RouterProbe(TestServer &server, QString program, Stop stop = Stop::Never);

    struct Report {
        std::vector<std::string> findings; ///< "PART: what": nothing when all holds
        std::vector<std::string> broken; ///< what could not be carried out, for whatever reason
        int routes = 0;
        int probes = 0;
    };
    Report run();
    /// Goes on with foreign ids until so many probes are made.
    void setAtLeast(int probes) { m_atLeast = probes; }

private:
    /// Which routes are meant; all of them without one.
    using Filter = std::function<bool(const Operation &)>;

    void runParts();
    void find(const std::string &what);
    void expect(bool holds, const std::string &what);
    /// A part that throws is one that could not be carried out; the next ones are tried all the same.
    void part(const std::string &name, const std::function<void()> &work);

    void readRoutes();
    void prepare();
    void parity();
    void credentials();
    void roles();
    void endedCredentials();
    void foreignIds();
    void foreignIdsAs(const std::string &who, HttpClient &client);
    void positions(const Operation &operation, HttpClient &client, const std::string &who);
    void idempotency();
    void cursors();
    void limits();
    void ownOnes();
    void partsOfContent();
    void objects();
    void log();
    void staffTrail();

    Reply ask(HttpClient &client, const Operation &operation, const Values &values, Headers headers = {});
    /// The same refusal on every route of a scope, whatever id is asked for.
    void refusedEverywhere(const std::string &scope, const std::string &who, HttpClient client, int status,
                           const std::string &code, const Filter &filter);
    class Scene;
    /// With the first of the ids that it can be done to; else the last refusal.
    Reply askInScene(Scene &scene, const Operation &operation);
    /// Whether it is in a trail; in a wrong one it is a finding.
    bool isInTheTrail(const Operation &operation, const Reply &reply, const Scene &scene);
    /// The answer is one that the document has.
    void described(const Operation &operation, const Reply &reply);
    /// Of which kinds an id may be that goes there.
    [[nodiscard]] std::vector<std::string> kindsOf(const IdPlace &place) const;
    /// The ETag of B's one of that kind; any where it has none.
    std::string tagOfB(const std::string &kind);
    std::string rowsOfB();
    /// Waits until no job is due. What tells whether any was done since.
    std::string jobsSoFar();
    HttpClient fresh(const std::string &email, const std::string &password);
    HttpClient impersonation(const std::string &organization, const std::string &slug, std::string *id = nullptr);
    Reply keyOf(HttpClient &client, const std::vector<std::string> &scopes);
    HttpClient withToken(HttpClient client, const std::string &token) const;

    TestServer &m_server;
    QString m_program;
    Stop m_stop;
    int m_atLeast = 0;
    Report m_report;
    std::string m_part; ///< the one that is under way
    Demo m_demo;
    Document m_document;
    std::vector<Operation> m_operations;
    std::set<std::string> m_kinds; ///< of ids, of all tenants' operations
    std::string m_a;
    std::string m_b;
    HttpClient m_staff;
    HttpClient m_ofA;
    HttpClient m_ofB;
    std::unique_ptr<Specimens> m_mine;
    std::unique_ptr<Specimens> m_theirs;
    std::string m_word; ///< in all that is made for B, and in nothing of A's
    std::map<std::string, std::string> m_written; ///< A's writes that went through: request id -> route
};

} // namespace objecta::test
