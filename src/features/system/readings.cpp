#include "features/system/readings.hpp"

#include "base/text.hpp"

#include <charconv>

namespace mailapp::system {

std::optional<ProcessorTime> parse_processor_time(std::string_view stat) {
    auto const words = split_list(stat.substr(0, stat.find('\n')));
    // cpu user nice system idle iowait irq softirq steal guest guest_nice; the guests' time is in user's.
    constexpr std::size_t first = 1, idle = 4, waiting = 5, end = 9;
    if (words.size() < end || words[0] != "cpu") return std::nullopt;
    ProcessorTime time;
    for (auto i = first; i < end; ++i) {
        auto const ticks = parse_int(words[i]);
        if (!ticks) return std::nullopt;
        time.total += *ticks;
        if (i != idle && i != waiting) time.busy += *ticks;
    }
    return time;
}

std::optional<double> busy_percent(ProcessorTime const& before, ProcessorTime const& after) {
    auto const total = after.total - before.total;
    if (total <= 0) return std::nullopt;
    return 100.0 * static_cast<double>(after.busy - before.busy) / static_cast<double>(total);
}

std::int64_t memory_value(std::string_view meminfo, std::string_view name) {
    for (auto const line : split(meminfo, '\n')) {
        if (!line.starts_with(name) || line.substr(name.size(), 1) != ":") continue;
        auto const words = split_list(line.substr(name.size() + 1));
        return words.empty() ? 0 : parse_int(words[0]).value_or(0) * 1024;
    }
    return 0;
}

std::vector<double> parse_load(std::string_view loadavg) {
    constexpr std::size_t averages = 3;
    auto const words = split(loadavg, ' ');
    if (words.size() < averages) return {};
    std::vector<double> load;
    for (std::size_t i = 0; i < averages; ++i) {
        double value = 0;
        auto const end = words[i].data() + words[i].size();
        if (std::from_chars(words[i].data(), end, value).ptr != end) return {};
        load.push_back(value);
    }
    return load;
}

std::string zone_of_link(std::string_view target) {
    static constexpr std::string_view database = "/zoneinfo/";
    auto const at = target.rfind(database);
    return at == std::string_view::npos ? "" : std::string(target.substr(at + database.size()));
}

std::string device_of(std::string_view mounts, std::string_view path) {
    std::string device;
    std::size_t longest = 0;
    for (auto const line : split(mounts, '\n')) {
        auto const words = split(line, ' ');
        if (words.size() < 2) continue;
        auto const place = words[1];
        bool const holds = place == "/" || path == place ||
                           (path.starts_with(place) && path.substr(place.size()).starts_with('/'));
        // Of two on the same place the later one covers the earlier.
        if (holds && place.size() >= longest) {
            longest = place.size();
            device = words[0];
        }
    }
    return device;
}

}  // namespace mailapp::system
