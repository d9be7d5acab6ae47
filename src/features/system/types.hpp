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
    std::vector<double> load;  ///< processes that run or want to, on average over 1, 5 and 15 minutes
    std::optional<double> processor_percent;  ///< since the last time somebody asked; null the first time
    std::int64_t memory_total = 0;
    std::int64_t memory_available = 0;
    std::int64_t swap_total = 0;
    std::int64_t swap_free = 0;
    double uptime_seconds = 0;
    Seconds time;
    std::string time_zone;                ///< "Asia/Baku"; "" when the machine does not tell
    std::int64_t utc_offset_seconds = 0;  ///< of the machine's local time at this moment
    std::vector<std::string> addresses;   ///< of its interfaces, without those that lead nowhere else
};
BOOST_DESCRIBE_STRUCT(Host, (),
                      (hostname, architecture, processors, load, processor_percent, memory_total,
                       memory_available, swap_total, swap_free, uptime_seconds, time, time_zone,
                       utc_offset_seconds, addresses))

/// The file system that the mail lies on.
struct MailDisk {
    std::string device;
    std::int64_t total = 0;      ///< bytes
    std::int64_t used = 0;       ///< bytes
    std::int64_t available = 0;  ///< bytes, for who is not root
};
BOOST_DESCRIBE_STRUCT(MailDisk, (), (device, total, used, available))

/// How busy the machine is at one moment. Sizes in bytes.
struct SystemSample {
    Seconds time;
    std::optional<double> processor_percent;  ///< of all processors, since the sample before; null at first
    std::vector<double> load;                 ///< on average over 1, 5 and 15 minutes
    std::int64_t memory_total = 0;
    std::int64_t memory_used = 0;  ///< without what the system can give back at once
    double memory_percent = 0;
    std::int64_t disk_total = 0;  ///< of the file system that the mail lies on
    std::int64_t disk_used = 0;
    std::int64_t disk_available = 0;
};
BOOST_DESCRIBE_STRUCT(SystemSample, (),
                      (time, processor_percent, load, memory_total, memory_used, memory_percent, disk_total,
                       disk_used, disk_available))

/// What the instance's parts take on the disk, in bytes. Counted from time to time, off every request.
struct DiskParts {
    std::int64_t mail = 0;
    std::int64_t database = 0;
    std::int64_t queue = 0;
    std::int64_t logs = 0;
    std::int64_t other = 0;
    Seconds measured;  ///< when that was counted
};
BOOST_DESCRIBE_STRUCT(DiskParts, (), (mail, database, queue, logs, other, measured))

struct SystemStatus {
    std::string program_version;
    Host host;
    MailDisk mail_disk;
    std::optional<DiskParts> disk_parts;  ///< null until the first count is done, and without the agent
};
BOOST_DESCRIBE_STRUCT(SystemStatus, (), (program_version, host, mail_disk, disk_parts))

}  // namespace mailapp::system
