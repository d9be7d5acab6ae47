#include "stack/redis/repair.hpp"

#include "base/process.hpp"
#include "base/text.hpp"
#include "stack/redis/client.hpp"

#include <fstream>

namespace mailapp::stack::redis {
namespace {

/// Reading everything: some seconds for each gigabyte.
constexpr std::chrono::minutes patience{10};

Result<bool> is_whole(fs::path const& manifest, bool mend) {
    std::vector<std::string> command{"/usr/bin/redis-check-aof"};
    if (mend) command.emplace_back("--fix");
    command.push_back(manifest.string());
    ProcessOptions options;
    options.deadline = patience;
    options.input = "y\ny\n";  // one file, and another one that a rewriting began
    auto const done = run_process(command, options);
    if (!done) return done.error();
    return done->status == 0;
}

/// The file that Redis appends to: the last one of its manifest.
fs::path newest_file(fs::path const& manifest) {
    std::ifstream lines(manifest);
    std::string line;
    std::string name;
    while (std::getline(lines, line)) {
        auto const words = split(line, ' ');
        if (words.size() >= 6 && words[0] == "file" && words[5] == "i") name = words[1];
    }
    return name.empty() ? fs::path() : manifest.parent_path() / name;
}

void forget_that_keys_are_there(fs::path const& file) {
    std::string const key = keys_are_there;
    std::ofstream out;
    out.exceptions(std::ios::failbit | std::ios::badbit);
    out.open(file, std::ios::app | std::ios::binary);
    out << "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*2\r\n$3\r\nDEL\r\n$" << key.size() << "\r\n" << key << "\r\n";
    out.flush();
}

}  // namespace

Result<Repair> repair_store(fs::path const& data) {
    auto const store = data / "appendonlydir";
    auto const manifest = store / "appendonly.aof.manifest";
    if (!fs::exists(manifest)) return Repair::none;
    auto const whole = is_whole(manifest, false);
    if (!whole) return whole.error();
    if (*whole) return Repair::none;

    auto const kept = data / "appendonlydir.damaged";
    fs::remove_all(kept);
    fs::copy(store, kept, fs::copy_options::recursive);
    auto const mended = is_whole(manifest, true);
    if (!mended) return mended.error();
    auto const again = is_whole(manifest, false);
    if (!again) return again.error();
    auto const newest = newest_file(manifest);
    if (!*again || newest.empty()) {
        fs::remove_all(store);
        return Repair::set_aside;
    }
    forget_that_keys_are_there(newest);
    return Repair::cut;
}

}  // namespace mailapp::stack::redis
