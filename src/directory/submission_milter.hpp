#pragma once

#include "directory/replicas.hpp"
#include "directory/stream_server.hpp"
#include "directory/submission.hpp"

#include <memory>

namespace mailapp::directory {

/// A packet of the milter protocol is not longer: a field of Postfix's header_size_limit, or a piece of a
/// body.
inline constexpr std::size_t longest_milter_packet = 256 * 1024;

/// What smtpd(8) calls itself where mail of Sieve scripts comes in (milter_macro_daemon_name).
inline constexpr char const* sieve_daemon_name = "SIEVE";

/// The milter through which Postfix leads what is submitted, before Rspamd: refuses what is written in
/// somebody else's name, adds the fields that a message lacks, and marks with which domain it may be signed.
/// `replicas` and `settings` outlive it.
std::unique_ptr<Conversation> submission_conversation(Replicas& replicas, SubmissionSettings const& settings);

}  // namespace mailapp::directory
