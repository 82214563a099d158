// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/limits/shared_buckets.h"
#include "server/limits/token_buckets.h"
#include "server/pipeline/proofs.h"
#include "server/pipeline/route.h"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace objecta::pipeline {

struct RateLimits {
    limits::Rate organization{.perSecond = 2000, .burst = 4000};
    /// One user, API key or member of staff.
    limits::Rate actor{.perSecond = 1000, .burst = 2000};
    /// Sign-ins and refreshes of one client address that fail.
    limits::Rate signIn{.perSecond = 1, .burst = 60};
    /// Other requests of one client address whose token is refused.
    limits::Rate refusal{.perSecond = 100, .burst = 1000};
    size_t maxNames = 100'000; ///< of each kind
    /// Where the buckets of organizations and actors are shared; none: each server has its own.
    std::shared_ptr<limits::SharedBuckets> shared{};
};

/// An organization that is held to a rate of its own for a while.
struct RateThrottle {
    OrganizationId organization;
    int64_t perSecond = 0; ///< for good; twice as many at once
    std::chrono::milliseconds left{0}; ///< until it ends by itself
};

/// What the limiter knows of one request: what it took, and how the buckets stand.
struct RatePassage {
    /// The bucket of an organization that is throttled.
    struct Throttled;
    std::shared_ptr<Throttled> throttled; ///< instead of the organization's own
    std::optional<limits::Key> organization;
    std::optional<limits::Key> actor;
    std::optional<limits::Key> signIn; ///< of a route that takes guesses
    limits::TokenBuckets::Clock::time_point at; ///< when it was admitted
    limits::TokenBuckets::Clock::time_point provenAt; ///< when the actor last got past the gate
    bool shared = false; ///< the token came from the shared bucket
    std::optional<limits::Level> organizationLevel;
    std::optional<limits::Level> actorLevel;
    std::optional<limits::Level> signInLevel;
    std::optional<limits::Level> refusalLevel;
};

/// Token buckets keyed on who was authenticated, never on what a header says. The actor is charged for each request;
/// the organization too, but gets its token back unless the credential held in this request or seconds ago, so that a
/// revoked key cannot use up its organization's rate. A client address is charged for what fails to authenticate; once
/// its bucket is empty, only credentials that were good before get further.
///
/// The buckets of organizations and actors are shared through Redis when that is set up; while it is away, this
/// process's own ones go on from where the shared ones stood. Those of client addresses are each server's own. I/O
/// thread.
class RateLimiter {
public:
    using Headers = std::vector<std::pair<std::string, std::string>>;

    explicit RateLimiter(const RateLimits &limits);

    /// Whether that client failed so often that a credential nobody knows is not looked at.
    [[nodiscard]] bool shuts(const Request &request) const;
    /// The answer to it then.
    [[nodiscard]] Problem refusal(const Request &request, RatePassage &passage) const;

    /// Whether admitShared() is to be asked; admit() is cheaper.
    [[nodiscard]] bool shares() const { return m_shared && m_shared->up(); }
    [[nodiscard]] Result<Admitted> admit(Scoped scoped, RatePassage &passage);
    /// The same with the shared buckets, as long as they answer.
    [[nodiscard]] Awaitable<Result<Admitted>> admitShared(Scoped scoped, RatePassage &passage);

    /// Called once with the outcome (nullptr for success): gives back and charges what that means.
    void settle(RatePassage &passage, const Request &request, const Problem *problem);

    /// Adds RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers) of the buckets that were asked, else
    /// of the client's address.
    void describe(const RatePassage &passage, Headers &headers) const;

    /// Exactly these organizations are throttled from now on, each until its time is over. One whose rate stays goes on
    /// from where its bucket stands.
    void setThrottles(const std::vector<RateThrottle> &throttles);

    struct Counts {
        limits::Rate organization; ///< what one is held to that is not throttled
        bool shared = false; ///< through Redis, now
        int64_t outages = 0; ///< how often Redis went away or fell behind
        int64_t local = 0; ///< requests that were limited here although sharing is set up
    };
    [[nodiscard]] Counts counts() const;

private:
    using Bucket = limits::SharedBuckets::Bucket;
    [[nodiscard]] Bucket actorBucket(const Scoped &scoped, const limits::Key &actor) const;
    [[nodiscard]] Bucket organizationBucket(const limits::Key &organization, const RatePassage &passage) const;
    /// Notes in the passage whether the organization is throttled.
    limits::TokenBuckets &bucketsFor(const limits::Key &organization, RatePassage &passage);
    /// The buckets that the passage's organization was charged in.
    limits::TokenBuckets &bucketsOf(const RatePassage &passage);
    void chargePeer(RatePassage &passage, const Request &request);

    std::shared_ptr<limits::SharedBuckets> m_shared;
    int64_t m_local = 0;
    std::map<limits::Key, std::shared_ptr<RatePassage::Throttled>> m_throttled;
    limits::TokenBuckets m_organizations;
    limits::TokenBuckets m_actors;
    limits::TokenBuckets m_signIns;
    limits::TokenBuckets m_refusals;
    std::string m_both; ///< RateLimit-Policy of an answer in an organization
    std::string m_organizationPolicy;
    std::string m_actorPolicy;
    std::string m_signInPolicy;
    std::string m_refusalPolicy;
};

} // namespace objecta::pipeline
