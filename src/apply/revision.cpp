#include "apply/revision.hpp"

#include "base/text.hpp"

#include <grp.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <stdexcept>

namespace mailapp::apply {
namespace {

std::vector<fs::path> revisions_oldest_first(Instance const& instance) {
    std::vector<fs::path> all;
    if (!fs::exists(instance.revisions())) return all;
    for (auto const& entry : fs::directory_iterator(instance.revisions()))
        if (parse_int(entry.path().filename().string())) all.push_back(entry.path());
    std::sort(all.begin(), all.end());
    return all;
}

gid_t group_id(std::string const& name) {
    if (name.empty()) return 0;
    std::array<char, 16384> buffer{};
    group entry{};
    group* found = nullptr;
    if (::getgrnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
        throw std::runtime_error("there is no group named " + name);
    return found->gr_gid;
}

bool is_as_rendered(fs::path const& path, stack::RenderedFile const& file) {
    std::error_code missing;
    if (file.is_link) return fs::read_symlink(path, missing) == file.content && !missing;
    auto const content = read_file(path);
    return content && *content == file.content;
}

}  // namespace

std::optional<fs::path> live_revision(Instance const& instance) {
    std::error_code missing;
    auto const target = fs::read_symlink(instance.live_config(), missing);
    if (missing) return {};
    return instance.revisions() / target.filename();
}

fs::path next_revision(Instance const& instance) {
    auto const all = revisions_oldest_first(instance);
    auto const last = all.empty() ? 0 : *parse_int(all.back().filename().string());
    auto number = std::to_string(last + 1);
    number.insert(0, number.size() < 6 ? 6 - number.size() : 0, '0');  // sorted as numbers are
    return instance.revisions() / number;
}

void write_revision(fs::path const& revision, std::vector<stack::RenderedFile> const& files) {
    for (auto const& file : files) {
        auto const path = revision / file.path;
        if (is_as_rendered(path, file)) continue;
        // Rspamd judges as its own user, and the agent has the umask of the supervisor.
        for (auto directory = path.parent_path(); directory != revision.parent_path();
             directory = directory.parent_path())
            ensure_directory(directory, {0755});
        if (file.is_link) {
            fs::create_symlink(file.content, path);
        } else {
            write_file_atomically(path, file.content, {file.mode, 0, group_id(file.group)});
        }
    }
}

std::vector<std::string> programs_that_differ(fs::path const& revision,
                                              std::vector<stack::RenderedFile> const& files) {
    std::set<std::string> different;
    for (auto const& file : files)
        if (!is_as_rendered(revision / file.path, file))
            different.insert(file.path.substr(0, file.path.find('/')));
    return {different.begin(), different.end()};
}

void switch_live(Instance const& instance, fs::path const& revision) {
    auto const beside = instance.live_config().string() + ".new";
    fs::remove(beside);
    fs::create_symlink(fs::path("revisions") / revision.filename(), beside);
    fs::rename(beside, instance.live_config());
}

WayBack::WayBack(Instance const& instance)
    : live_(instance.live_config()), link_(instance.live_config().string() + ".before") {
    fs::remove(link_);
    fs::copy_symlink(live_, link_);
}

WayBack::~WayBack() {
    std::error_code ignored;  // the next one removes it
    fs::remove(link_, ignored);
}

void WayBack::take() {
    fs::rename(link_, live_);
}

void prune_revisions(Instance const& instance, std::size_t keep) {
    auto all = revisions_oldest_first(instance);
    auto const live = live_revision(instance);
    while (all.size() > keep) {
        if (all.front() != live) fs::remove_all(all.front());
        all.erase(all.begin());
    }
}

}  // namespace mailapp::apply
