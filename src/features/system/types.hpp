#pragma once

#include "reflect/members.hpp"

#include "base/clock.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailapp::system {

/// The machine. Sizes in bytes.
struct Host {
    std::string hostname;
    std::string architecture;  ///< "x86_64"
    std::int64_t processors = 0;
    std::optional<double> processor_percent;  ///< since the last time somebody asked; null the first time
    std::int64_t memory_total = 0;
    std::int64_t memory_available = 0;
    std::int64_t swap_total = 0;
    std::int64_t swap_free = 0;
    double uptime_seconds = 0;
    Seconds time;
    std::vector<std::string> addresses;  ///< of its interfaces, without those that lead nowhere else
};
BOOST_DESCRIBE_STRUCT(Host, (),
                      (hostname, architecture, processors, processor_percent, memory_total, memory_available,
                       swap_total, swap_free, uptime_seconds, time, addresses))

/// The file system that the mail lies on.
struct MailDisk {
    std::string device;
    std::int64_t total = 0;      ///< bytes
    std::int64_t used = 0;       ///< bytes
    std::int64_t available = 0;  ///< bytes, for who is not root
};
BOOST_DESCRIBE_STRUCT(MailDisk, (), (device, total, used, available))

struct SystemStatus {
    std::string program_version;
    Host host;
    MailDisk mail_disk;
};
BOOST_DESCRIBE_STRUCT(SystemStatus, (), (program_version, host, mail_disk))

}  // namespace mailapp::system
