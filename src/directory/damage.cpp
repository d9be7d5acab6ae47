#include "directory/damage.hpp"

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "directory/crash_mark.hpp"
#include "directory/record.hpp"
#include "reflect/json_read.hpp"
#include "reflect/json_write.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace mailapp::directory {
namespace {

/// As large as a replica is, and no fewer: the last two tell of what kind a damage is, more only fill the
/// disk.
constexpr std::size_t kept = 2;
constexpr std::string_view prefix = "damaged-";
constexpr char const* note = "damage.json";
/// Of the processor, not of the clock: a busy machine is no damage. A million records need some seconds.
constexpr rlim_t seconds_of_checking = 120;

/// What keeps us from looking says nothing about the file.
bool is_about_us(int code) {
    static constexpr std::array ours{EACCES, EPERM, EMFILE, ENFILE, ENOSPC, EROFS, EAGAIN};
    return std::find(ours.begin(), ours.end(), code) != ours.end();
}

enum Verdict : int { sound = 0, damaged = 1, cannot_look = 2 };

Verdict look(fs::path const& environment, std::vector<std::string> const& databases,
             std::function<bool(std::size_t, std::string_view)> const& is_raw, std::string& problem) {
    try {
        Lmdb const lmdb(environment, databases, Lmdb::Purpose::check);
        lmdb.verify([&is_raw](std::size_t database, std::string_view key, std::string_view value) {
            if (!is_raw(database, key)) RecordReader(key, value);
        });
        return sound;
    } catch (LmdbError const& found) {
        problem = found.what();
        return is_about_us(found.code()) ? cannot_look : damaged;
    } catch (std::exception const& found) {
        problem = found.what();
        return damaged;
    }
}

[[noreturn]] void look_and_tell(int answer, std::function<Verdict(std::string&)> const& work) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (int const signal : {SIGBUS, SIGSEGV, SIGABRT, SIGFPE}) ::signal(signal, SIG_DFL);
    rlimit const none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    rlimit const long_enough{seconds_of_checking, seconds_of_checking};
    ::setrlimit(RLIMIT_CPU, &long_enough);
    std::string problem;
    auto const verdict = work(problem);
    problem.resize(std::min<std::size_t>(problem.size(), 1000));
    [[maybe_unused]] auto const written = ::write(answer, problem.data(), problem.size());
    ::_exit(verdict);
}

std::string read_all(int from) {
    std::string text;
    std::array<char, 1024> part{};
    for (;;) {
        auto const got = ::read(from, part.data(), part.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return text;
        text.append(part.data(), static_cast<std::size_t>(got));
    }
}

std::string name_of_time() {
    auto name = to_rfc3339(system_now());
    std::erase_if(name, [](char c) { return c == '-' || c == ':'; });
    return name;
}

std::vector<fs::path> set_aside_in(fs::path const& directory) {
    std::vector<fs::path> found;
    std::error_code gone;
    for (auto const& entry : fs::directory_iterator(directory, gone))
        if (entry.path().filename().string().starts_with(prefix)) found.push_back(entry.path());
    // Their names begin with the time.
    std::sort(found.begin(), found.end(), std::greater<>());
    return found;
}

}  // namespace

std::optional<std::string> find_damage(
    fs::path const& environment, std::vector<std::string> const& databases,
    std::function<bool(std::size_t database, std::string_view key)> is_raw) {
    if (auto crash = crash_of(environment)) return crash;
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot make a pipe");
    Descriptor const answer(ends[0]);
    Descriptor telling(ends[1]);
    auto const child = ::fork();
    if (child < 0) throw std::system_error(errno, std::generic_category(), "cannot look at the replica");
    if (child == 0)
        look_and_tell(telling.get(),
                      [&](std::string& problem) { return look(environment, databases, is_raw, problem); });
    telling = Descriptor();
    auto const problem = read_all(answer.get());
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(status)) {
        return std::string("reading all of it ended with signal ") + std::to_string(WTERMSIG(status)) + " (" +
               ::strsignal(WTERMSIG(status)) + ")";
    }
    if (WEXITSTATUS(status) == sound) return std::nullopt;
    if (WEXITSTATUS(status) == damaged) return problem;
    log::warn("directory.not_checked", {{"environment", environment.string()}, {"problem", problem}});
    return std::nullopt;
}

Damage set_aside(fs::path const& directory, fs::path const& environment, std::string const& problem) {
    auto const to = directory / (std::string(prefix) + name_of_time() + "-" + random_hex(3));
    Damage damage{to_rfc3339(system_now()), problem, to.string()};
    std::error_code failed;
    fs::rename(environment, to, failed);
    if (failed) {
        log::warn("directory.not_set_aside", {{"problem", failed.message()}});
        fs::remove_all(environment, failed);
        ensure_directory(to, {.bits = 0700});  // the note alone
    }
    write_file_atomically(to / note, reflect::to_json(damage) + "\n", {.bits = 0600});
    auto const all = set_aside_in(directory);
    for (std::size_t i = kept; i < all.size(); ++i) fs::remove_all(all[i], failed);
    return damage;
}

std::vector<Damage> damages(fs::path const& directory) {
    std::vector<Damage> found;
    for (auto const& path : set_aside_in(directory)) {
        auto const text = read_file(path / note, 64 * 1024);
        if (!text) continue;
        auto damage = reflect::from_json_text<Damage>(trim(*text));
        if (damage) found.push_back(std::move(*damage));
    }
    return found;
}

bool has_replica(fs::path const& directory) {
    std::error_code gone;
    return fs::exists(directory / "current", gone);
}

}  // namespace mailapp::directory
