// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/pipeline/access_log.h"

#include "models/contract/json.h"

#include <spdlog/spdlog.h>

namespace objecta::pipeline {

namespace {

void add(std::string &out, std::string_view name, std::string_view value)
{
    if (value.empty()) {
        return;
    }
    out += ",\"";
    out += name;
    out += "\":";
    json_detail::writeString(out, value);
}

class JsonLines final : public spdlog::formatter {
public:
    void format(const spdlog::details::log_msg &message, spdlog::memory_buf_t &out) override
    {
        const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(message.time.time_since_epoch());
        std::string line = R"({"time":")";
        line += Timestamp{micros.count()}.text();
        line += R"(","level":")";
        const auto level = spdlog::level::to_string_view(message.level);
        line.append(level.data(), level.size());
        line += R"(",)";
        const std::string_view text(message.payload.data(), message.payload.size());
        if (text.starts_with(R"({"msg":)") && text.ends_with('}')) {
            line += text.substr(1);
        } else {
            line += R"("msg":)";
            // What a library says may be anything; a log line is UTF-8 all the same.
            json_detail::writeString(line, isValidUtf8(text) ? text : "(not text)");
            line += '}';
        }
        line += '\n';
        out.append(line.data(), line.data() + line.size());
    }

    [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<JsonLines>(); }
};

} // namespace

void logRequest(const AccessLine &line)
{
    const auto level = line.status >= 500 ? spdlog::level::warn : spdlog::level::info;
    auto *logger = spdlog::default_logger_raw();
    if (!logger->should_log(level)) {
        return;
    }
    std::string out = R"({"msg":"request")";
    out.reserve(448);
    add(out, "request_id", line.requestId);
    add(out, "trace_id", line.traceId);
    add(out, "span_id", line.spanId);
    add(out, "parent_id", line.parentId);
    add(out, "tenant", line.tenant);
    add(out, "actor", line.actor);
    add(out, "staff", line.staff);
    add(out, "peer", line.peer);
    add(out, "method", line.method);
    add(out, "route", line.route);
    out += ",\"status\":" + std::to_string(line.status);
    add(out, "code", line.code);
    char ms[32];
    out.append(
        ms,
        static_cast<size_t>(std::snprintf(ms, sizeof ms, ",\"ms\":%.3f", static_cast<double>(line.micros) / 1000.0)));
    out += '}';
    logger->log(level, spdlog::string_view_t(out.data(), out.size()));
}

void logInternal(const std::string &requestId, std::string_view cause)
{
    std::string out = R"({"msg":"internal error")";
    add(out, "request_id", requestId);
    add(out, "cause", isValidUtf8(cause) ? cause : "(not text)");
    out += '}';
    spdlog::default_logger_raw()->log(spdlog::level::err, spdlog::string_view_t(out.data(), out.size()));
}

std::unique_ptr<spdlog::formatter> jsonLines()
{
    return std::make_unique<JsonLines>();
}

} // namespace objecta::pipeline
