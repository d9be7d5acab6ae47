#include "app/processes.hpp"

#include "base/file.hpp"
#include "base/text.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <csignal>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <thread>

namespace mailapp::app {
namespace {

constexpr std::chrono::milliseconds look_every{25};

/// Enough to store and answer a message that has arrived; a process that only waits for its client is not
/// waited for.
constexpr std::chrono::seconds by_themselves{1};
constexpr std::chrono::seconds when_asked{2};

/// Calls `on_process` with the number of each directory of /proc that is a process.
template <class OnProcess>
void for_each_process(OnProcess on_process) {
    std::error_code gone;
    for (auto const& entry : fs::directory_iterator("/proc", gone))
        if (auto const pid = parse_int(entry.path().filename().string()))
            on_process(static_cast<pid_t>(*pid));
}

fs::path proc_file(pid_t pid, char const* name) {
    return fs::path("/proc") / std::to_string(pid) / name;
}

/// True for a process that ended and waits for its parent to notice.
bool is_zombie(pid_t pid) {
    auto const stat = read_file(proc_file(pid, "stat"));
    if (!stat) return false;
    auto const after_name = stat->rfind(')');
    return after_name != std::string::npos && stat->substr(after_name).starts_with(") Z");
}

/// Whether it inherited its environment from the instance's supervisor. Some programs write their title
/// there.
bool carries_mark(pid_t pid, std::string const& instance_directory) {
    auto const environment = read_file(proc_file(pid, "environ"));
    if (!environment) return false;
    auto const variables = split(*environment, '\0');
    return std::find(variables.begin(), variables.end(), "MAILAPP_INSTANCE=" + instance_directory) !=
           variables.end();
}

bool is_below(std::string const& path, std::string const& directory) {
    return path == directory || path.starts_with(directory + "/");
}

/// Whether it is at work in the directory or below. Told by the directories themselves: seen from a changed
/// root a process of another mount namespace has other names for them.
bool works_inside(pid_t pid, std::string const& directory) {
    constexpr int deepest = 64;
    auto place = proc_file(pid, "cwd");
    for (int up = 0; up < deepest; ++up) {
        std::error_code gone;
        if (fs::equivalent(place, directory, gone)) return true;
        auto const parent = place / "..";
        if (gone || fs::equivalent(place, parent, gone) || gone) return false;
        place = parent;
    }
    return false;
}

/// The path of the program that it runs; "" when it is gone. Seen from a changed root a process of another
/// mount namespace has another: look for a part of it.
std::string program_of(pid_t pid) {
    std::error_code gone;
    return fs::read_symlink(proc_file(pid, "exe"), gone).string();
}

/// One of the programs that we start, at work in the instance's directory; a person's shell there is none.
bool is_service_inside(pid_t pid, std::string const& instance_directory) {
    auto const program = program_of(pid);
    if (program.empty() || !works_inside(pid, instance_directory)) return false;
    static constexpr std::array services{"/usr/bin/redis-", "/usr/bin/rspamd", "/usr/sbin/dovecot",
                                         "/usr/lib/dovecot/", "/usr/lib/postfix/"};
    return is_below(program, instance_directory) ||
           std::any_of(services.begin(), services.end(), [&program](std::string_view service) {
               return program.find(service) != std::string::npos;
           });
}

/// Our supervisord, by its command line: it is a script of an interpreter, and an older version gave it no
/// mark.
bool is_supervisor(pid_t pid, std::string const& instance_directory) {
    struct stat found {};
    if (::stat(proc_file(pid, "").c_str(), &found) != 0 || found.st_uid != 0) return false;
    auto const line = read_file(proc_file(pid, "cmdline"));
    if (!line) return false;
    auto const words = split(*line, '\0');
    auto const has = [&words](std::string_view word) {
        return std::find(words.begin(), words.end(), word) != words.end();
    };
    return has("/usr/bin/supervisord") &&
           has(instance_directory + "/config/live/supervisor/supervisord.conf");
}

}  // namespace

std::vector<Process> all_processes() {
    auto const page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    std::vector<Process> all;
    for_each_process([&](pid_t pid) {
        auto const stat = read_file(proc_file(pid, "stat"));
        if (!stat) return;  // it ended meanwhile
        // "pid (name) state ppid ... rss": the name may have spaces and brackets; rss is field 24.
        auto const after_name = stat->rfind(')');
        if (after_name == std::string::npos) return;
        auto const fields = split(std::string_view(*stat).substr(after_name + 2), ' ');
        if (fields.size() < 22) return;
        all.push_back({pid, static_cast<pid_t>(parse_int(fields[1]).value_or(0)),
                       static_cast<std::uint64_t>(parse_int(fields[21]).value_or(0)) * page});
    });
    return all;
}

std::uint64_t resident_of_tree(std::vector<Process> const& all, pid_t root) {
    std::multimap<pid_t, Process const*> children;
    std::uint64_t sum = 0;
    std::vector<pid_t> waiting;
    for (auto const& process : all) {
        children.emplace(process.parent, &process);
        if (process.pid == root) {
            sum += process.resident_bytes;
            waiting.push_back(root);
        }
    }
    while (!waiting.empty()) {
        auto const parent = waiting.back();
        waiting.pop_back();
        auto const [first, last] = children.equal_range(parent);
        for (auto child = first; child != last; ++child) {
            sum += child->second->resident_bytes;
            waiting.push_back(child->second->pid);
        }
    }
    return sum;
}

std::vector<pid_t> processes_of_instance(std::string const& instance_directory) {
    std::vector<pid_t> found;
    for_each_process([&](pid_t pid) {
        if (!is_zombie(pid) &&
            (carries_mark(pid, instance_directory) || is_service_inside(pid, instance_directory) ||
             is_supervisor(pid, instance_directory)))
            found.push_back(pid);
    });
    return found;
}

std::vector<pid_t> supervisors_of_instance(std::string const& instance_directory) {
    std::vector<pid_t> found;
    for_each_process([&](pid_t pid) {
        if (!is_zombie(pid) && is_supervisor(pid, instance_directory)) found.push_back(pid);
    });
    return found;
}

std::vector<pid_t> running(std::vector<pid_t> const& processes, std::string const& program) {
    std::vector<pid_t> found;
    for (auto const pid : processes) {
        // By the file, not by its name: seen from a changed root a process of another mount namespace has
        // another.
        std::error_code gone;
        if (fs::equivalent(proc_file(pid, "exe"), program, gone) && !gone) found.push_back(pid);
    }
    return found;
}

void end_orphans(std::string const& instance_directory, std::string_view programs, std::string_view last) {
    std::vector<pid_t> orphans;
    std::vector<pid_t> to_be_asked;
    for (auto const pid : processes_of_instance(instance_directory)) {
        auto const program = program_of(pid);
        if (program.find(programs) == std::string::npos) continue;
        orphans.push_back(pid);
        if (last.empty() || program.find(last) == std::string::npos) to_be_asked.push_back(pid);
    }
    if (wait_until_gone(orphans, by_themselves)) return;
    end_processes(to_be_asked, when_asked);
    // One that still writes down what the others said at their end is gone by now, or hangs.
    end_processes(orphans, when_asked);
}

bool wait_until_gone(std::vector<pid_t> const& processes, std::chrono::seconds at_most) {
    auto const until = std::chrono::steady_clock::now() + at_most;
    for (;;) {
        if (std::none_of(processes.begin(), processes.end(), is_alive)) return true;
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(look_every);
    }
}

void end_processes(std::vector<pid_t> const& processes, std::chrono::seconds gently) {
    for (auto const pid : processes)
        if (is_alive(pid)) ::kill(pid, SIGTERM);
    if (wait_until_gone(processes, gently)) return;
    for (auto const pid : processes)
        if (is_alive(pid)) ::kill(pid, SIGKILL);
    wait_until_gone(processes, std::chrono::seconds(5));
}

bool is_alive(pid_t pid) {
    return (::kill(pid, 0) == 0 || errno == EPERM) && !is_zombie(pid);
}

}  // namespace mailapp::app
