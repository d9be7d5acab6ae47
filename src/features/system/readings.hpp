#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the kernel's text files say. Pure: the texts are arguments.
namespace mailapp::system {

/// Ticks of all processors since the start of the machine.
struct ProcessorTime {
    std::int64_t busy = 0;
    std::int64_t total = 0;
};
/// From /proc/stat; nothing when its first line is not what it should be.
std::optional<ProcessorTime> parse_processor_time(std::string_view stat);
/// Nothing when no time passed between the two.
std::optional<double> busy_percent(ProcessorTime const& before, ProcessorTime const& after);

/// A value of /proc/meminfo in bytes, 0 when it is not there.
std::int64_t memory_value(std::string_view meminfo, std::string_view name);

/// From /proc/loadavg: the three averages; empty when they are not there.
std::vector<double> parse_load(std::string_view loadavg);

/// The name of a time zone ("Europe/Berlin") by what /etc/localtime leads to; "" when that is no zone.
std::string zone_of_link(std::string_view target);

/// From /proc/self/mounts: the device of the file system that a path lies on; "" when none is found.
std::string device_of(std::string_view mounts, std::string_view path);

}  // namespace mailapp::system
