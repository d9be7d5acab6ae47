#pragma once

#include "base/random.hpp"
#include "directory/replicas.hpp"

#include <functional>

namespace mailapp::directory {

/// A directory of its own for one test, gone after it.
class TestDirectory {
public:
    TestDirectory() { fs::create_directories(path_); }
    ~TestDirectory() { fs::remove_all(path_); }
    TestDirectory(TestDirectory const&) = delete;
    TestDirectory& operator=(TestDirectory const&) = delete;
    fs::path const& path() const { return path_; }

private:
    fs::path path_ = fs::temp_directory_path() / ("mailapp-directory-" + random_hex(8));
};

inline DomainRecord home_domain() {
    return {.active = true};
}

inline MailboxRecord mailbox_in(std::string domain) {
    MailboxRecord record;
    record.domain = std::move(domain);
    record.store = "example.org/box-1";
    record.active = 1;
    record.quota = 1'000'000;
    record.imap_access = record.pop3_access = record.smtp_access = record.sieve_access = true;
    return record;
}

inline AliasRecord alias_to(std::vector<std::string> destinations, std::string domain = "example.org") {
    AliasRecord record;
    record.id = 1;
    record.domain = std::move(domain);
    record.active = true;
    record.sender_allowed = true;
    record.destinations = std::move(destinations);
    return record;
}

/// Replicas with one replica that a test fills.
class TestReplica {
public:
    explicit TestReplica(std::function<void(Replica::Batch&)> const& fill) {
        replicas.rebuild([&](Replica& fresh) {
            Replica::Batch batch(fresh);
            fill(batch);
            batch.commit();
            return ReplicaState{"test", 0};
        });
    }

    void change(std::function<void(Replica::Batch&)> const& fill) {
        Replica::Batch batch(*replicas.current());
        fill(batch);
        batch.commit();
    }

    TestDirectory directory;
    Replicas replicas{directory.path()};
};

}  // namespace mailapp::directory
