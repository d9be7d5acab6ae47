#include "base/text.hpp"
#include "compat/mailcow/categories.hpp"
#include "compat/mailcow/members.hpp"
#include "features/system/service.hpp"

#include <array>
#include <cstdio>

namespace mailapp::compat::mailcow {
namespace {

constexpr std::array containers{
    std::pair<std::string_view, std::string_view>{"postfix", "postfix-mailcow"},
    std::pair<std::string_view, std::string_view>{"dovecot", "dovecot-mailcow"},
    std::pair<std::string_view, std::string_view>{"rspamd", "rspamd-mailcow"},
    std::pair<std::string_view, std::string_view>{"redis", "redis-mailcow"},
    std::pair<std::string_view, std::string_view>{"api", "php-fpm-mailcow"},
    std::pair<std::string_view, std::string_view>{"agent", "dockerapi-mailcow"},
};

/// mailcow's name of a service that it has, too; ours for the others.
std::string container_name(std::string const& service) {
    for (auto const& [ours, theirs] : containers) {
        if (service == ours) return std::string(theirs);
    }
    return service;
}

std::string decimal(double number, int places) {
    char text[64];
    auto const length = std::snprintf(text, sizeof text, "%.*f", places, number);
    return {text, static_cast<std::size_t>(length)};
}

/// As "df -h" writes sizes: "40G".
std::string short_size(std::int64_t bytes) {
    static constexpr std::string_view units = "BKMGTPE";
    auto size = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (size >= 1024 && unit + 1 < units.size()) {
        size /= 1024;
        ++unit;
    }
    return decimal(size, unit != 0 && size < 10 ? 1 : 0) + units[unit];
}

/// Docker's form; the services' start is known to the second.
std::string docker_time(Seconds time) {
    auto text = to_rfc3339(time);
    text.insert(text.size() - 1, ".000000000");
    return text;
}

http::RawResponse all_containers(Services const& services) {
    auto const found = services.containers();
    if (!found) return object_response("");
    std::string out;
    {
        Members members(out);
        for (auto const& one : *found) {
            auto const name = container_name(one.service);
            Members(members.value_of(name))
                .add("type", "info")
                .add("container", name)
                .add("state", one.state)
                .add("started_at", one.started ? docker_time(*one.started) : "")
                .add("image", one.image);
        }
    }
    return object_response(std::move(out));
}

http::RawResponse one_container(Services const& services, std::string const& wanted) {
    std::string out = "[";
    Container known;
    bool is_known = false;
    if (auto const found = services.containers()) {
        for (auto const& one : *found) {
            if (one.service != wanted && container_name(one.service) != wanted) continue;
            known = one;
            is_known = true;
        }
    }
    {
        Members members(out);
        members.add("read", to_rfc3339(system_now()));
        if (is_known) {
            Members cpu(members.value_of("cpu_stats"));
            Members(cpu.value_of("cpu_usage")).add("total_usage", known.processor_nanoseconds);
        } else {
            members.json("cpu_stats", "[]");
        }
        if (is_known) {
            Members(members.value_of("memory_stats")).add("usage", known.memory_bytes);
        } else {
            members.json("memory_stats", "[]");
        }
    }
    return object_response(out + "]");
}

http::RawResponse mail_disk(Services const& services) {
    auto const disk = services.system.mail_disk();
    // As df counts: what root alone could use is neither used nor available.
    auto const countable = disk.used + disk.available;
    auto const percent = countable == 0 ? 0 : (disk.used * 100 + countable - 1) / countable;
    std::string out;
    Members(out)
        .add("type", "info")
        .add("disk", disk.device)
        .add("used", short_size(disk.used))
        .add("total", short_size(disk.total))
        .add("used_percent", std::to_string(percent) + "%");
    return object_response(std::move(out));
}

/// "01.08.2026 10:00:00".
std::string day_first(Seconds time) {
    auto const text = to_sql_text(time);
    return text.substr(8, 2) + "." + text.substr(5, 2) + "." + text.substr(0, 4) + text.substr(10);
}

http::RawResponse host(Services const& services) {
    auto const host = services.system.host();
    auto const used = static_cast<double>(host.memory_total - host.memory_available);
    auto const share = host.memory_total == 0 ? 0 : 100 * used / static_cast<double>(host.memory_total);
    auto const swap_used = host.swap_total - host.swap_free;
    auto const swap_share = host.swap_total == 0
                                ? 0
                                : 100 * static_cast<double>(swap_used) / static_cast<double>(host.swap_total);
    std::string out;
    {
        Members members(out);
        Members(members.value_of("cpu"))
            .add("cores", host.processors)
            .json("usage", decimal(host.processor_percent.value_or(0), 1));
        Members(members.value_of("memory"))
            .add("total", host.memory_total)
            .json("usage", decimal(share, 1))
            .json("swap", "[" + std::to_string(host.swap_total) + "," + std::to_string(swap_used) + "," +
                              std::to_string(host.swap_free) + "," + decimal(swap_share, 1) + ",0,0]");
        members.json("uptime", decimal(host.uptime_seconds, 2))
            .add("system_time", day_first(host.time))
            .add("architecture", host.architecture);
    }
    return object_response(std::move(out));
}

/// The machine's own addresses: nobody outside is asked.
http::RawResponse addresses(Services const& services) {
    std::string ipv4;
    std::string ipv6;
    for (auto const& address : services.system.host().addresses) {
        auto& into = address.find(':') == std::string::npos ? ipv4 : ipv6;
        if (into.empty()) into = address;
    }
    std::string out;
    Members(out).add("ipv4", ipv4).add("ipv6", ipv6);
    return object_response(std::move(out));
}

http::RawResponse get(Services const& services, Call const& call) {
    auto const& wanted = call.segment(0);
    if (wanted == "containers") return all_containers(services);
    if (wanted == "container") return one_container(services, call.segment(1));
    if (wanted == "vmail") return mail_disk(services);
    if (wanted == "host") return call.segment(1) == "ip" ? addresses(services) : host(services);
    if (wanted == "version") {
        std::string out;
        Members(out).add("version", MAILAPP_VERSION);
        return object_response(std::move(out));
    }
    return http::json_response(200, "");
}

}  // namespace

void add_status_routes(RouteTable& table, Services const& services) {
    table.get("status", Scope::system_read, [&services](Call const& call) { return get(services, call); });
}

}  // namespace mailapp::compat::mailcow
