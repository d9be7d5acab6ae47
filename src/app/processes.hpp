#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mailapp::app {

/// A process of the machine as /proc shows it.
struct Process {
    pid_t pid = 0;
    pid_t parent = 0;
    std::uint64_t resident_bytes = 0;
};

/// A snapshot of all processes.
std::vector<Process> all_processes();

/// The resident memory of a process and all that descend from it.
std::uint64_t resident_of_tree(std::vector<Process> const& all, pid_t root);

/// What the supervisor of this instance started and what descends from that, the supervisor included: by the
/// mark in its environment (MAILAPP_INSTANCE), or as one of the services at work in the directory. Needs
/// root.
std::vector<pid_t> processes_of_instance(std::string const& instance_directory);

/// The supervisors of this instance, also one that has started nothing yet. Needs root.
std::vector<pid_t> supervisors_of_instance(std::string const& instance_directory);

/// Of these the ones that run a program, by its path.
std::vector<pid_t> running(std::vector<pid_t> const& processes, std::string const& program);

/// Ends the children that a killed main process left behind in this instance: they keep its ports, and take
/// connections that nobody serves. `programs`: a directory, with "/" at its end, or one file. First they have
/// a moment to finish by themselves. `last` (a file of `programs`, or "") is not asked to end: the others
/// write to it until they end.
void end_orphans(std::string const& instance_directory, std::string_view programs,
                 std::string_view last = "");

/// Ends processes: asks them to, waits that long at most, then kills those that are left.
void end_processes(std::vector<pid_t> const& processes, std::chrono::seconds gently);

/// True as soon as all are gone, false when the time is over.
bool wait_until_gone(std::vector<pid_t> const& processes, std::chrono::seconds at_most);

bool is_alive(pid_t pid);

}  // namespace mailapp::app
