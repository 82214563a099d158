// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/pipeline/rate_limiter.h"

#include "server/system/mutant.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace objecta::pipeline {

namespace {

using limits::Key;
using limits::Level;

constexpr std::string_view organizationName = "\"organization\"";
constexpr std::string_view actorName = "\"actor\"";
constexpr std::string_view signInName = "\"sign-in\"";
constexpr std::string_view refusalName = "\"refusal\"";

Key keyOf(const boost::uuids::uuid &id)
{
    Key out;
    std::copy(id.begin(), id.end(), out.begin());
    return out;
}

boost::uuids::uuid idOf(const Key &key)
{
    boost::uuids::uuid out;
    std::ranges::copy(key, out.begin());
    return out;
}

std::optional<Key> actorKey(const Actor &actor)
{
    if (const auto *user = std::get_if<UserActor>(&actor)) {
        return keyOf(user->id.value());
    }
    if (const auto *staff = std::get_if<StaffActor>(&actor)) {
        return keyOf(staff->id.value());
    }
    if (const auto *impersonating = std::get_if<ImpersonatingActor>(&actor)) {
        return keyOf(impersonating->staff.value());
    }
    if (const auto *apiKey = std::get_if<ApiKeyActor>(&actor)) {
        return keyOf(apiKey->id.value());
    }
    return std::nullopt;
}

/// Whose bucket it is that all of an organization's actors share.
Key organizationKey(const db::TenantScope &scope)
{
    const Key key = keyOf(scope.organization().value());
    return OBJECTA_MUTANT("rate-of-any-organization", firstOfAll(key), key);
}

void append(std::string &out, int64_t number)
{
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}

/// `"name";q=<burst>;w=<seconds in which an empty bucket fills>`
std::string policyOf(std::string_view name, const limits::Rate &rate)
{
    std::string out(name);
    out += ";q=";
    append(out, static_cast<int64_t>(std::max(1.0, rate.burst)));
    out += ";w=";
    append(out, std::max<int64_t>(1, static_cast<int64_t>(std::ceil(rate.burst / rate.perSecond))));
    return out;
}

void appendLevel(std::string &out, std::string_view name, const std::optional<Level> &level)
{
    if (!level) {
        return;
    }
    if (!out.empty()) {
        out += ", ";
    }
    out += name;
    out += ";r=";
    append(out, level->remaining);
    out += ";t=";
    append(out, level->reset);
}

void appendPolicy(std::string &out, const std::string &policy, const std::optional<Level> &level)
{
    if (level) {
        out += out.empty() ? "" : ", ";
        out += policy;
    }
}

Problem limited(const Level &level)
{
    return {ProblemCode::RateLimited, {}, {}, static_cast<int>(std::max<int64_t>(1, level.retryAfter)), {}};
}

using Clock = limits::TokenBuckets::Clock;

/// For so long an actor that got past the gate counts as genuine where a request ends before it.
constexpr std::chrono::seconds trusted{5};
/// Within that, so often is noted that it got past.
constexpr std::chrono::seconds noted{1};

} // namespace

struct RatePassage::Throttled {
    explicit Throttled(const limits::Rate &rate)
        : buckets(rate, 1)
        , policy(policyOf(organizationName, rate))
    {
    }
    limits::TokenBuckets buckets; ///< its one
    Clock::time_point until;
    std::string policy;
};

RateLimiter::RateLimiter(const RateLimits &limits)
    : m_shared(limits.shared)
    , m_organizations(limits.organization, limits.maxNames)
    , m_actors(limits.actor, limits.maxNames)
    , m_signIns(limits.signIn, limits.maxNames)
    , m_refusals(limits.refusal, limits.maxNames)
    , m_organizationPolicy(policyOf(organizationName, limits.organization))
    , m_actorPolicy(policyOf(actorName, limits.actor))
    , m_signInPolicy(policyOf(signInName, limits.signIn))
    , m_refusalPolicy(policyOf(refusalName, limits.refusal))
{
    m_both = m_organizationPolicy + ", " + m_actorPolicy;
}

bool RateLimiter::shuts(const Request &request) const
{
    return !m_refusals.empty() && m_refusals.spent(limits::peerKey(request.peer));
}

Problem RateLimiter::refusal(const Request &request, RatePassage &passage) const
{
    passage.refusalLevel = m_refusals.level(limits::peerKey(request.peer));
    return limited(*passage.refusalLevel);
}

Result<Admitted> RateLimiter::admit(Scoped scoped, RatePassage &passage)
{
    const auto now = Clock::now();
    passage.at = now;
    m_local += m_shared ? 1 : 0;
    if (scoped.route().takesGuesses) {
        const Key peer = limits::peerKey(scoped.request().peer);
        const auto taken = m_signIns.take(peer, now);
        passage.signInLevel = taken.level;
        if (!taken.granted) {
            return tl::unexpected(limited(taken.level));
        }
        passage.signIn = peer;
    }
    const auto actor = actorKey(scoped.actor());
    if (!actor) {
        return Admitted(std::move(scoped));
    }
    const auto taken = m_actors.take(*actor, now);
    passage.actorLevel = taken.level;
    passage.provenAt = taken.provenAt;
    if (!taken.granted) {
        return tl::unexpected(limited(taken.level));
    }
    passage.actor = actor;
    if (taken.provenAt == Clock::time_point() && shuts(scoped.request())) {
        return tl::unexpected(refusal(scoped.request(), passage));
    }
    if (scoped.scope()) {
        const Key organization = organizationKey(*scoped.scope());
        const auto shared = bucketsFor(organization, passage).take(organization, now);
        passage.organizationLevel = shared.level;
        if (!shared.granted) {
            m_actors.giveBack(*actor, now);
            return tl::unexpected(limited(shared.level));
        }
        passage.organization = organization;
    }
    return Admitted(std::move(scoped));
}

Awaitable<Result<Admitted>> RateLimiter::admitShared(Scoped scoped, RatePassage &passage)
{
    const auto actor = actorKey(scoped.actor());
    if (!actor) {
        co_return admit(std::move(scoped), passage);
    }
    passage.at = Clock::now();
    passage.provenAt = m_actors.provenAt(*actor);
    if (passage.provenAt == Clock::time_point() && shuts(scoped.request())) {
        co_return tl::unexpected(refusal(scoped.request(), passage));
    }
    std::optional<Key> organization;
    std::vector<Bucket> buckets{actorBucket(scoped, *actor)};
    if (scoped.scope()) {
        organization = organizationKey(*scoped.scope());
        bucketsFor(*organization, passage);
        buckets.push_back(organizationBucket(*organization, passage));
    }
    const auto taken = co_await m_shared->take(std::move(buckets));
    if (!taken) {
        co_return admit(std::move(scoped), passage);
    }
    passage.shared = true;
    m_actors.mirror(*actor, taken->debts[0]);
    passage.actorLevel = m_actors.levelOf(taken->debts[0]);
    if (organization) {
        auto &own = bucketsOf(passage);
        own.mirror(*organization, taken->debts[1]);
        passage.organizationLevel = own.levelOf(taken->debts[1]);
    }
    if (taken->refusedBy >= 0) {
        const auto &level = taken->refusedBy == 0 ? passage.actorLevel : passage.organizationLevel;
        co_return tl::unexpected(limited(level.value_or(Level())));
    }
    passage.actor = actor;
    passage.organization = organization;
    co_return Admitted(std::move(scoped));
}

RateLimiter::Bucket RateLimiter::organizationBucket(const Key &organization, const RatePassage &passage) const
{
    const std::string name = "objecta:rate:{" + formatUuid(idOf(organization)) + "}:";
    if (passage.throttled) {
        // A bucket keeps a time, which means other numbers of tokens at other rates.
        const limits::Rate &rate = passage.throttled->buckets.rate();
        return {name + "throttle:" + std::to_string(std::llround(rate.perSecond)), rate};
    }
    return {name + "organization", m_organizations.rate()};
}

limits::TokenBuckets &RateLimiter::bucketsFor(const Key &organization, RatePassage &passage)
{
    if (!m_throttled.empty()) {
        const auto found = m_throttled.find(organization);
        if (found != m_throttled.end() && passage.at < found->second->until) {
            passage.throttled = found->second;
        }
    }
    return bucketsOf(passage);
}

limits::TokenBuckets &RateLimiter::bucketsOf(const RatePassage &passage)
{
    return passage.throttled ? passage.throttled->buckets : m_organizations;
}

void RateLimiter::setThrottles(const std::vector<RateThrottle> &throttles)
{
    const auto now = Clock::now();
    auto before = std::exchange(m_throttled, {});
    for (const auto &one : throttles) {
        const Key key = keyOf(one.organization.value());
        const limits::Rate rate{static_cast<double>(one.perSecond), 2.0 * static_cast<double>(one.perSecond)};
        auto &place = m_throttled[key];
        const auto found = before.find(key);
        if (found != before.end() && found->second->buckets.rate().perSecond == rate.perSecond) {
            place = found->second;
        } else {
            place = std::make_shared<RatePassage::Throttled>(rate);
        }
        place->until = now + one.left;
    }
}

RateLimiter::Bucket RateLimiter::actorBucket(const Scoped &scoped, const Key &actor) const
{
    const std::string whose =
        scoped.scope() ? formatUuid(scoped.scope()->organization().value()) : std::string("staff");
    return {"objecta:rate:{" + whose + "}:actor:" + formatUuid(idOf(actor)), m_actors.rate()};
}

RateLimiter::Counts RateLimiter::counts() const
{
    Counts out;
    out.organization = m_organizations.rate();
    out.shared = shares();
    out.outages = m_shared ? m_shared->outages() : 0;
    out.local = m_local;
    return out;
}

void RateLimiter::chargePeer(RatePassage &passage, const Request &request)
{
    passage.refusalLevel = m_refusals.take(limits::peerKey(request.peer)).level;
}

void RateLimiter::settle(RatePassage &passage, const Request &request, const Problem *problem)
{
    const bool refused = problem != nullptr && problemStatus(problem->code) == 401;
    if (passage.signIn) {
        if (!refused) {
            m_signIns.giveBack(*passage.signIn);
            passage.signInLevel = m_signIns.level(*passage.signIn);
        }
        return;
    }
    if (!passage.actor) {
        // A request without any token costs nothing to refuse.
        if (refused && !request.authorization.empty()) {
            chargePeer(passage, request);
        } else if (!passage.actorLevel && !passage.organizationLevel && !passage.refusalLevel) {
            // Every answer says how a limit stands that could come to hold its client.
            passage.refusalLevel = m_refusals.level(limits::peerKey(request.peer));
        }
        return;
    }
    if (problem == nullptr) {
        if (passage.at - passage.provenAt > noted) {
            m_actors.setProven(*passage.actor, passage.at);
        }
        return;
    }
    if (refused) {
        m_actors.setProven(*passage.actor, {});
        chargePeer(passage, request);
    } else if (passage.at - passage.provenAt < trusted) {
        return;
    }
    // The credential is void, or nobody has found out: the organization does not pay.
    if (passage.organization) {
        auto &own = bucketsOf(passage);
        own.giveBack(*passage.organization);
        if (passage.shared) {
            m_shared->giveBack(organizationBucket(*passage.organization, passage));
        }
        passage.organizationLevel = own.level(*passage.organization);
        passage.organization.reset();
    }
}

void RateLimiter::describe(const RatePassage &passage, Headers &headers) const
{
    std::string levels;
    levels.reserve(64);
    appendLevel(levels, organizationName, passage.organizationLevel);
    appendLevel(levels, actorName, passage.actorLevel);
    appendLevel(levels, signInName, passage.signInLevel);
    appendLevel(levels, refusalName, passage.refusalLevel);
    if (levels.empty()) {
        return;
    }
    if (passage.organizationLevel && passage.actorLevel && !passage.refusalLevel && !passage.throttled) {
        headers.emplace_back("RateLimit-Policy", m_both);
    } else {
        std::string policies;
        appendPolicy(policies, passage.throttled ? passage.throttled->policy : m_organizationPolicy,
                     passage.organizationLevel);
        appendPolicy(policies, m_actorPolicy, passage.actorLevel);
        appendPolicy(policies, m_signInPolicy, passage.signInLevel);
        appendPolicy(policies, m_refusalPolicy, passage.refusalLevel);
        headers.emplace_back("RateLimit-Policy", std::move(policies));
    }
    headers.emplace_back("RateLimit", std::move(levels));
}

} // namespace objecta::pipeline
