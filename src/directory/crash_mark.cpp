#include "directory/crash_mark.hpp"

#include "base/file.hpp"
#include "base/log.hpp"
#include "base/text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include <csignal>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace mailapp::directory {
namespace {

/// What the signal handlers read: nothing that could be in the middle of a change.
struct Slot {
    std::atomic<std::uintptr_t> end = 0;  ///< 0: free
    std::atomic<std::uintptr_t> begin = 0;
    std::array<char, 512> mark{};
};
std::array<Slot, 8> slots;

void write_mark(char const* path, std::string_view why) {
    int const file = ::open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return;  // nobody could be told from here
    [[maybe_unused]] auto const written = ::write(file, why.data(), why.size());
    ::close(file);
}

extern "C" void note_fault(int signal, siginfo_t* about, void*) {
    auto const at = reinterpret_cast<std::uintptr_t>(about->si_addr);
    for (auto const& slot : slots) {
        auto const end = slot.end.load();
        if (end == 0 || at < slot.begin.load() || at >= end) continue;
        write_mark(slot.mark.data(), signal == SIGBUS ? "reading a page of it ended the program (SIGBUS)"
                                                      : "reading a page of it ended the program (SIGSEGV)");
    }
    // The handler is used once: the same instruction, done again, now ends the program as it always would.
}

/// The addresses at which this process has the file in memory.
std::optional<std::pair<std::uintptr_t, std::uintptr_t>> map_of(std::filesystem::path const& file) {
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0) return std::nullopt;
    auto const maps = read_file("/proc/self/maps");
    if (!maps) return std::nullopt;
    // "begin-end rwxp offset major:minor inode path"
    for (auto const line : split(*maps, '\n')) {
        auto const words = split(line, ' ');
        if (words.size() < 5 || words[4] != std::to_string(about.st_ino)) continue;
        auto const range = std::string(words[0]);
        char* after = nullptr;
        auto const begin = std::strtoull(range.c_str(), &after, 16);
        if (after == nullptr || *after != '-') continue;
        return std::pair(begin, std::strtoull(after + 1, nullptr, 16));
    }
    return std::nullopt;
}

}  // namespace

std::filesystem::path crash_mark_of(std::filesystem::path const& environment) {
    return environment / "crashed";
}

std::optional<std::string> crash_of(std::filesystem::path const& environment) {
    auto const why = read_file(crash_mark_of(environment), 4096);
    if (!why) return std::nullopt;
    return why->empty() ? "reading it ended the program" : std::string(trim(*why));
}

void leave_crash_mark(std::filesystem::path const& environment, std::string const& why) {
    write_mark(crash_mark_of(environment).c_str(), why);
}

MappedRange::MappedRange(std::filesystem::path const& environment, std::filesystem::path const& data_file) {
    auto const range = map_of(data_file);
    auto const mark = crash_mark_of(environment).string();
    if (!range || mark.size() >= slots.front().mark.size()) return;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        // Taken by its beginning, in force with its end.
        std::uintptr_t free = 0;
        if (!slots[i].begin.compare_exchange_strong(free, range->first)) continue;
        std::memcpy(slots[i].mark.data(), mark.c_str(), mark.size() + 1);
        slots[i].end = range->second;
        slot_ = i;
        return;
    }
    log::warn("directory.map_not_watched", {{"environment", environment.string()}});
}

MappedRange::~MappedRange() {
    if (!slot_) return;
    slots[*slot_].end = 0;
    slots[*slot_].begin = 0;
}

void install_crash_marks() {
    struct sigaction action {};
    action.sa_sigaction = note_fault;
    action.sa_flags = SA_SIGINFO | SA_RESETHAND;
    sigemptyset(&action.sa_mask);
    ::sigaction(SIGBUS, &action, nullptr);
    ::sigaction(SIGSEGV, &action, nullptr);
}

}  // namespace mailapp::directory
