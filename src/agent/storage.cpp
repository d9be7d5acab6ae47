#include "agent/storage.hpp"

#include "base/log.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <string_view>

namespace mailapp::agent {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::seconds shortest_rest{60};
/// A count that takes a minute is done at most every half hour.
constexpr int rest_for_work = 30;
constexpr std::chrono::milliseconds first_wait{500};

/// The thread that calls this gets the disk and the processor when nobody else wants them.
void step_back() {
    constexpr int of_a_thread = 1;       // IOPRIO_WHO_PROCESS
    constexpr int idle_class = 3 << 13;  // IOPRIO_CLASS_IDLE
    auto const own = static_cast<id_t>(::gettid());
    if (::syscall(SYS_ioprio_set, of_a_thread, own, idle_class) != 0 ||
        ::setpriority(PRIO_PROCESS, own, 19) != 0) {
        log::warn("storage.priority", {{"problem", "The count of the disk usage runs with usual priority."}});
    }
}

std::int64_t& part_of(Storage& storage, std::string_view below) {
    if (below.starts_with("mail/")) return storage.mail;
    if (below.starts_with("queue/")) return storage.queue;
    if (below.starts_with("log/")) return storage.logs;
    if (below.starts_with("data/control/") || below.starts_with("data/directory/")) return storage.database;
    return storage.other;
}

/// What a file takes on the disk; of one with several names, its share for each.
std::int64_t bytes_of(std::string const& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) return 0;  // it went meanwhile
    constexpr std::int64_t block = 512;                 // stat(2): whatever the file system's own is
    auto const names = S_ISDIR(status.st_mode) ? 1 : std::max<nlink_t>(1, status.st_nlink);
    return static_cast<std::int64_t>(status.st_blocks) * block / static_cast<std::int64_t>(names);
}

}  // namespace

StorageCounter::StorageCounter(Instance const& instance, Clock clock)
    : directory_(instance.directory()), clock_(std::move(clock)), thread_([this] { run(); }) {}

StorageCounter::~StorageCounter() {
    stopping_ = true;
    {
        std::lock_guard const lock(mutex_);
        wanted_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

Storage StorageCounter::show() {
    std::unique_lock lock(mutex_);
    if (Steady::now() >= next_ && !wanted_) {
        wanted_ = true;
        changed_.notify_all();
    }
    if (!last_.measured) changed_.wait_for(lock, first_wait, [this] { return last_.measured.has_value(); });
    return last_;
}

Storage StorageCounter::count() const {
    Storage storage;
    auto const prefix = directory_.native() + "/";
    std::error_code gone;
    auto const options = fs::directory_options::skip_permission_denied;
    // Links are not followed. What goes meanwhile is not counted.
    for (fs::recursive_directory_iterator at(directory_, options, gone), end; at != end && !stopping_;
         at.increment(gone)) {
        auto const& path = at->path().native();
        part_of(storage, std::string_view(path).substr(std::min(prefix.size(), path.size()))) +=
            bytes_of(path);
    }
    storage.measured = clock_().time_since_epoch().count();
    return storage;
}

void StorageCounter::run() {
    step_back();
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return wanted_; });
        if (stopping_) return;
        lock.unlock();
        auto const start = Steady::now();
        Storage counted;
        bool whole = false;
        try {
            counted = count();
            whole = true;
        } catch (std::exception const& problem) {
            // The border of a worker: the figures stay as they were.
            log::warn("storage.not_counted", {{"problem", problem.what()}});
        }
        lock.lock();
        if (whole) last_ = counted;
        wanted_ = false;
        next_ = Steady::now() +
                std::max<Steady::duration>(shortest_rest, (Steady::now() - start) * rest_for_work);
        changed_.notify_all();
        if (stopping_) return;
    }
}

}  // namespace mailapp::agent
