#include "agent/process_table.hpp"

#include "base/file.hpp"
#include "base/text.hpp"

#include <unistd.h>

#include <string>

namespace mailapp::agent {
namespace {

constexpr std::size_t longest_proc_file = 65536;

std::string proc_file(pid_t pid, char const* name) {
    return "/proc/" + std::to_string(pid) + "/" + name;
}

/// The bytes behind "Pss:" and the like in smaps_rollup, which counts in kB.
std::optional<std::int64_t> kilobytes_behind(std::string_view text, std::string_view label) {
    for (auto const line : split(text, '\n')) {
        if (!line.starts_with(label)) continue;
        auto value = trim(line.substr(label.size()));
        if (value.ends_with(" kB")) value.remove_suffix(3);
        if (auto const number = parse_int(trim(value))) return *number * 1024;
    }
    return std::nullopt;
}

struct Stat {
    pid_t parent = 0;
    double cpu_seconds = 0;
};

/// /proc/PID/stat of proc(5). The name in it may hold spaces and brackets: fields count from the last ")".
std::optional<Stat> read_stat(pid_t pid) {
    auto const text = read_file(proc_file(pid, "stat"), longest_proc_file);
    if (!text) return std::nullopt;
    auto const bracket = text->rfind(") ");
    if (bracket == std::string::npos) return std::nullopt;
    auto const fields = split(std::string_view(*text).substr(bracket + 2), ' ');
    constexpr std::size_t parent_field = 1;
    constexpr std::size_t first_time = 11;  // utime, stime, cutime, cstime
    if (fields.size() < first_time + 4) return std::nullopt;
    std::int64_t ticks = 0;
    for (auto i = first_time; i < first_time + 4; ++i) ticks += parse_int(fields[i]).value_or(0);
    static double const ticks_per_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
    return Stat{static_cast<pid_t>(parse_int(fields[parent_field]).value_or(0)),
                static_cast<double>(ticks) / ticks_per_second};
}

std::optional<std::int64_t> resident_bytes(pid_t pid) {
    auto const text = read_file(proc_file(pid, "statm"), longest_proc_file);
    if (!text) return std::nullopt;
    auto const fields = split(*text, ' ');
    if (fields.size() < 2) return std::nullopt;
    return parse_int(fields[1]).value_or(0) * ::sysconf(_SC_PAGESIZE);
}

}  // namespace

ProcessTable ProcessTable::read() {
    ProcessTable table;
    for (auto const& entry : fs::directory_iterator("/proc")) {
        auto const pid = parse_int(entry.path().filename().string());
        if (!pid) continue;
        auto const stat = read_stat(static_cast<pid_t>(*pid));
        if (!stat) continue;
        table.processes_.emplace(*pid, Process{static_cast<pid_t>(*pid), stat->cpu_seconds});
        table.children_.emplace(stat->parent, static_cast<pid_t>(*pid));
    }
    return table;
}

std::optional<TreeFigures> ProcessTable::figures_of(pid_t root) const {
    if (!processes_.contains(root)) return std::nullopt;
    TreeFigures sum;
    std::optional<std::int64_t> shared = 0;
    std::vector<pid_t> left{root};
    while (!left.empty()) {
        auto const pid = left.back();
        left.pop_back();
        auto const [first, last] = children_.equal_range(pid);
        for (auto child = first; child != last; ++child) left.push_back(child->second);
        auto const resident = resident_bytes(pid);
        if (!resident) continue;  // it ended meanwhile
        sum.processes += 1;
        sum.rss_bytes += *resident;
        sum.cpu_seconds += processes_.at(pid).cpu_seconds;
        auto const rollup = read_file(proc_file(pid, "smaps_rollup"), longest_proc_file);
        auto const pss = rollup ? kilobytes_behind(*rollup, "Pss:") : std::nullopt;
        if (pss && shared) {
            *shared += *pss;
        } else {
            shared.reset();
        }
    }
    sum.pss_bytes = shared;
    return sum;
}

}  // namespace mailapp::agent
