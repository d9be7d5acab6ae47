#include "agent/mail_stores.hpp"

#include "agent/tree_removal.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "base/user.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>
#include <vector>

namespace mailapp::agent {
namespace {

constexpr char const* garbage_name = ".garbage";
constexpr std::chrono::minutes look_again{10};

[[noreturn]] void fail(std::string const& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

Error not_a_directory() {
    return conflict("mailstore.not_a_directory",
                    "Something else lies where a directory of mail should be; it was left alone.");
}

Descriptor open_mail(fs::path const& directory) {
    Descriptor mail(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!mail) fail("cannot open " + directory.string());
    return mail;
}

/// All below it is done with the rights of the owner of the mail: who can plant links there gains nothing.
UserIds owner_of(Descriptor const& mail) {
    struct stat found {};
    if (::fstat(mail.get(), &found) != 0) fail("cannot look at the mail stores");
    return {found.st_uid, found.st_gid};
}

/// A directory below another, not through a link. An empty descriptor when it is not there.
Result<Descriptor> open_below(int parent, std::string const& name) {
    Descriptor opened(::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (opened) return opened;
    if (errno == ENOENT) return Descriptor();
    if (errno == ENOTDIR || errno == ELOOP) return not_a_directory();
    fail("cannot open " + name);
}

Result<Descriptor> open_garbage(int mail) {
    if (::mkdirat(mail, garbage_name, 0700) != 0 && errno != EEXIST)
        fail(std::string("cannot create ") + garbage_name);
    return open_below(mail, garbage_name);
}

/// When a name in the garbage directory was put there: "EPOCH_NAME".
std::optional<Seconds> discarded_at(std::string_view name) {
    auto const epoch = parse_int(name.substr(0, name.find('_')));
    if (!epoch) return std::nullopt;
    return Seconds(std::chrono::seconds(*epoch));
}

}  // namespace

MailStores::MailStores(fs::path mail_directory, std::chrono::hours retention, Clock clock)
    : directory_(std::move(mail_directory)),
      retention_(retention),
      clock_(std::move(clock)),
      remover_([this](std::stop_token const& stop) { remove_in_background(stop); }) {}

Result<Done> MailStores::discard(std::string const& store) {
    auto const path = StorePath::parse(store);
    if (!path) return path.error();
    auto const mail = open_mail(directory_);
    FileRights const rights(owner_of(mail));
    auto const domain = open_below(mail.get(), path->domain);
    if (!domain) return domain.error();
    if (!*domain) return Done{};
    auto const found = open_below(domain->get(), path->name);
    if (!found) return found.error();
    if (!*found) return Done{};
    auto const garbage = open_garbage(mail.get());
    if (!garbage) return garbage.error();
    auto const name = std::to_string(clock_().time_since_epoch().count()) + "_" + path->name;
    if (::renameat(domain->get(), path->name.c_str(), garbage->get(), name.c_str()) != 0) {
        if (errno == ENOENT) return Done{};  // another call was faster
        fail("cannot move a mail store aside");
    }
    {
        std::lock_guard const lock(mutex_);
        work_waits_ = true;
    }
    wake_.notify_one();
    return Done{};
}

Result<Done> MailStores::discard_domain(std::string const& domain) {
    auto const name = StorePath::parse_domain(domain);
    if (!name) return name.error();
    auto const mail = open_mail(directory_);
    FileRights const rights(owner_of(mail));
    if (::unlinkat(mail.get(), name->c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT) return Done{};
    if (errno == ENOTEMPTY || errno == EEXIST)
        return conflict("mailstore.domain_not_empty", "There is mail of this domain left.");
    if (errno == ENOTDIR || errno == ELOOP) return not_a_directory();
    fail("cannot remove a domain's directory");
}

void MailStores::remove_in_background(std::stop_token const& stop) {
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(mutex_);
            wake_.wait_for(lock, stop, look_again, [this] { return work_waits_; });
            work_waits_ = false;
        }
        try {
            remove_expired(stop);
        } catch (std::exception const& broken) {
            // Looked at again later; the store itself is out of the way already.
            log::error("agent.removal_failed", {{"what", std::string_view(broken.what())}});
        }
    }
}

void MailStores::remove_expired(std::stop_token const& stop) const {
    auto const mail = open_mail(directory_);
    FileRights const rights(owner_of(mail));
    auto const garbage = open_below(mail.get(), garbage_name);
    if (!garbage || !*garbage) return;
    std::vector<std::string> expired;
    auto const newest = clock_() - retention_;
    // Through the open descriptor: the name could mean another directory by now.
    for (auto const& entry : fs::directory_iterator("/proc/self/fd/" + std::to_string(garbage->get()))) {
        auto name = entry.path().filename().string();
        if (auto const since = discarded_at(name); since && *since <= newest)
            expired.push_back(std::move(name));
    }
    for (auto const& name : expired) {
        if (stop.stop_requested()) return;
        try {
            remove_tree(garbage->get(), name, stop);
        } catch (std::system_error const& broken) {
            log::error("agent.removal_failed", {{"what", std::string_view(broken.what())}});
        }
    }
}

}  // namespace mailapp::agent
