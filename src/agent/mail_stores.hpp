#pragma once

#include "agent/store_path.hpp"
#include "agent/verbs.hpp"
#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/file.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

namespace mailapp::agent {

/// Takes mail stores away: first aside, into mail/.garbage, at once; then, after the retention, for good, in
/// the background. The mail directory belongs to the user that Dovecot runs as, so nothing in it is trusted:
/// every step is taken relative to an open directory and never through a symbolic link.
class MailStores {
public:
    /// Starts the removal in the background, which ends with the object.
    MailStores(fs::path mail_directory, std::chrono::hours retention, Clock clock);

    /// Errors: mailstore.invalid_store, mailstore.not_a_directory.
    Result<Done> discard(std::string const& store);
    /// Errors: mailstore.invalid_domain, mailstore.domain_not_empty, mailstore.not_a_directory.
    Result<Done> discard_domain(std::string const& domain);

private:
    void remove_in_background(std::stop_token const& stop);
    /// Removes what has lain long enough.
    void remove_expired(std::stop_token const& stop) const;

    fs::path directory_;
    std::chrono::hours retention_;
    Clock clock_;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    bool work_waits_ = true;  ///< at the start: what an earlier agent left
    std::jthread remover_;    ///< last: it uses all of the above
};

}  // namespace mailapp::agent
