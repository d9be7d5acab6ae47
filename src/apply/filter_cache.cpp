#include "apply/filter_cache.hpp"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace mailapp::apply {
namespace {

fs::path state_of(Instance const& instance) {
    return instance.data() / "rspamd-state";
}

/// The compiled patterns of a directory; without those that Rspamd makes again in no time.
std::vector<fs::path> patterns_in(fs::path const& directory) {
    std::vector<fs::path> found;
    if (!fs::is_directory(directory)) return found;
    for (auto const& entry : fs::directory_iterator(directory))
        if (entry.path().extension() == ".hsmp") found.push_back(entry.path());
    return found;
}

/// Under another name first: who looks meanwhile sees whole files only.
void copy_missing(std::vector<fs::path> const& files, fs::path const& target, FileMode mode) {
    for (auto const& file : files) {
        auto const path = target / file.filename();
        if (fs::exists(path)) continue;
        auto const beside = path.string() + "." + std::to_string(::getpid());
        fs::copy_file(file, beside, fs::copy_options::overwrite_existing);
        if (::chown(beside.c_str(), mode.owner, mode.group) != 0)
            throw std::system_error(errno, std::generic_category(), "cannot change the owner of " + beside);
        fs::permissions(beside, fs::perms(mode.bits));
        fs::rename(beside, path);
    }
}

}  // namespace

void seed_filter_cache(Instance const& instance, fs::path const& store) {
    auto const rspamd = ids_of_user("_rspamd");
    copy_missing(patterns_in(store), state_of(instance), {0600, rspamd.uid, rspamd.gid});
}

void keep_filter_cache(Instance const& instance, fs::path const& store) {
    if (!patterns_in(store).empty()) return;
    if (::access(store.parent_path().c_str(), W_OK) != 0) return;  // a program on a read-only disk
    ensure_directory(store, {0755, 0, 0});
    copy_missing(patterns_in(state_of(instance)), store, {0644, 0, 0});
}

fs::path filter_cache_store() {
    return fs::read_symlink("/proc/self/exe").parent_path() / "rspamd-patterns";
}

}  // namespace mailapp::apply
