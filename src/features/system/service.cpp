#include "features/system/service.hpp"

#include "base/text.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <memory>
#include <sstream>
#include <thread>
#include <utility>

namespace mailapp::system {
namespace {

constexpr std::chrono::seconds asked_each{5};

/// A file of the kernel, whose size cannot be known before; "" when it cannot be read.
std::string kernel_text(char const* path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::string> interface_addresses() {
    ifaddrs* first = nullptr;
    if (getifaddrs(&first) != 0) return {};
    std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> const all(first, freeifaddrs);
    std::vector<std::string> addresses;
    for (auto const* one = first; one != nullptr; one = one->ifa_next) {
        if (one->ifa_addr == nullptr || (one->ifa_flags & IFF_UP) == 0 ||
            (one->ifa_flags & IFF_LOOPBACK) != 0) {
            continue;
        }
        char text[INET6_ADDRSTRLEN] = "";
        if (one->ifa_addr->sa_family == AF_INET) {
            auto const* address = reinterpret_cast<sockaddr_in const*>(one->ifa_addr);
            inet_ntop(AF_INET, &address->sin_addr, text, sizeof text);
        } else if (one->ifa_addr->sa_family == AF_INET6) {
            auto const* address = reinterpret_cast<sockaddr_in6 const*>(one->ifa_addr);
            if (IN6_IS_ADDR_LINKLOCAL(&address->sin6_addr)) continue;
            inet_ntop(AF_INET6, &address->sin6_addr, text, sizeof text);
        }
        if (*text != '\0') addresses.emplace_back(text);
    }
    return addresses;
}

/// The zone of local time: that of the environment, as for every program, else the machine's.
std::string time_zone() {
    if (auto const* chosen = std::getenv("TZ"); chosen != nullptr && *chosen != '\0') return chosen;
    std::error_code none;
    auto const zone = zone_of_link(fs::read_symlink("/etc/localtime", none).native());
    return zone.empty() ? std::string(trim(kernel_text("/etc/timezone"))) : zone;
}

std::int64_t utc_offset(Seconds now) {
    std::time_t const moment = now.time_since_epoch().count();
    std::tm local{};
    return localtime_r(&moment, &local) != nullptr ? local.tm_gmtoff : 0;
}

/// How busy the processors were since that moment, which becomes this one.
std::optional<double> percent_since(ProcessorTime& moment) {
    auto const now = parse_processor_time(kernel_text("/proc/stat"));
    if (!now) return std::nullopt;
    auto const before = std::exchange(moment, *now);
    return before.total != 0 ? busy_percent(before, *now) : std::nullopt;
}

}  // namespace

Host Service::host() {
    Host host;
    host.hostname = hostname_;
    utsname names{};
    if (uname(&names) == 0) host.architecture = names.machine;
    host.processors = std::max(1U, std::thread::hardware_concurrency());
    host.processor_percent = percent_since(*last_.access());
    auto const memory = kernel_text("/proc/meminfo");
    host.memory_total = memory_value(memory, "MemTotal");
    host.memory_available = memory_value(memory, "MemAvailable");
    host.swap_total = memory_value(memory, "SwapTotal");
    host.swap_free = memory_value(memory, "SwapFree");
    host.uptime_seconds = std::strtod(kernel_text("/proc/uptime").c_str(), nullptr);
    host.load = parse_load(kernel_text("/proc/loadavg"));
    host.time = system_now();
    host.time_zone = time_zone();
    host.utc_offset_seconds = utc_offset(host.time);
    host.addresses = interface_addresses();
    return host;
}

SystemSample Service::sample(ProcessorTime& since) const {
    SystemSample sample;
    sample.time = system_now();
    sample.processor_percent = percent_since(since);
    sample.load = parse_load(kernel_text("/proc/loadavg"));
    auto const memory = kernel_text("/proc/meminfo");
    sample.memory_total = memory_value(memory, "MemTotal");
    sample.memory_used = sample.memory_total - memory_value(memory, "MemAvailable");
    if (sample.memory_total > 0) {
        sample.memory_percent =
            100 * static_cast<double>(sample.memory_used) / static_cast<double>(sample.memory_total);
    }
    auto const disk = mail_disk();
    sample.disk_total = disk.total;
    sample.disk_used = disk.used;
    sample.disk_available = disk.available;
    return sample;
}

std::optional<DiskParts> Service::disk_parts() {
    auto const now = std::chrono::steady_clock::now();
    {
        auto known = known_.access();
        // Who comes while another asks gets what is known: a slow agent holds up one request, not all.
        if (known->asked && now - *known->asked < asked_each) return known->parts;
        known->asked = now;
    }
    auto const storage = agent_.call(agent::StorageShow{});
    std::optional<DiskParts> parts;
    if (storage && storage->measured) {
        parts =
            DiskParts{storage->mail, storage->database, storage->queue,
                      storage->logs, storage->other,    Seconds(std::chrono::seconds(*storage->measured))};
    }
    known_.access()->parts = parts;
    return parts;
}

MailDisk Service::disk_of(fs::path const& where) {
    auto path = fs::absolute(where);
    // Before the first start the directory is not there; what it will lie on is.
    while (!fs::exists(path) && path.has_relative_path()) path = path.parent_path();
    MailDisk disk;
    disk.device = device_of(kernel_text("/proc/self/mounts"), path.native());
    struct statvfs figures {};
    if (statvfs(path.c_str(), &figures) != 0) return disk;
    auto const block = static_cast<std::int64_t>(figures.f_frsize);
    disk.total = static_cast<std::int64_t>(figures.f_blocks) * block;
    disk.used = static_cast<std::int64_t>(figures.f_blocks - figures.f_bfree) * block;
    disk.available = static_cast<std::int64_t>(figures.f_bavail) * block;
    return disk;
}

}  // namespace mailapp::system
