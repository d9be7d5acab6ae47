#pragma once

#include "directory/replicas.hpp"
#include "directory/stream_server.hpp"
#include "directory/submission.hpp"

#include <atomic>
#include <memory>

namespace mailapp::directory {

/// A packet of the milter protocol is not longer: a field of Postfix's header_size_limit, or a piece of a
/// body.
inline constexpr std::size_t longest_milter_packet = 256 * 1024;

/// What smtpd(8) calls itself where mail of Sieve scripts comes in (milter_macro_daemon_name).
inline constexpr char const* sieve_daemon_name = "SIEVE";

/// Room for the bodies of all messages that are looked at together: what does not find any is not kept, and
/// so not written anew.
class BodySpace {
public:
    explicit BodySpace(std::size_t bytes) : left_(static_cast<std::ptrdiff_t>(bytes)) {}
    bool take(std::size_t bytes) {
        auto const wanted = static_cast<std::ptrdiff_t>(bytes);
        if (left_.fetch_sub(wanted) >= wanted) return true;
        left_ += wanted;
        return false;
    }
    void give_back(std::size_t bytes) { left_ += static_cast<std::ptrdiff_t>(bytes); }

private:
    std::atomic<std::ptrdiff_t> left_;
};

/// The milter through which Postfix leads what is submitted, before Rspamd: refuses what is written in
/// somebody else's name, adds the fields that a message lacks, writes a body anew that would not arrive as it
/// is, and marks with which domain it may be signed. What is given outlives it.
std::unique_ptr<Conversation> submission_conversation(Replicas& replicas, SubmissionSettings const& settings,
                                                      BodySpace& space);

}  // namespace mailapp::directory
