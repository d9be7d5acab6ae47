#pragma once

#include "directory/replica.hpp"

#include "base/clock.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace mailapp::directory {

/// What to do with a message whose From field has an address that its sender may not use.
enum class ForeignFrom : std::uint8_t { refuse, leave_unsigned };

struct SubmissionSettings {
    std::string hostname;
    std::string mark_key;  ///< see instance/submission_mark.hpp
    ForeignFrom foreign_from = ForeignFrom::refuse;
    Clock now = system_now;
};

/// A field of a message's header; the value as it stands there, with the space behind the colon and its
/// folding.
struct HeaderField {
    std::string name;
    std::string value;

    friend bool operator==(HeaderField const&, HeaderField const&) = default;
};

/// A message that somebody with a name here sends.
struct Submission {
    enum class Kind : std::uint8_t {
        signed_in,  ///< its author signed in
        script,     ///< a mailbox's Sieve script wrote it: an answer, a notification
        passed_on   ///< it is somebody else's, sent on by a script, or a notice of ours
    };
    Kind kind = Kind::signed_in;
    std::string user;    ///< the mailbox
    std::string sender;  ///< of the envelope; "" for none
    std::vector<HeaderField> header;
};

/// What follows for it.
struct SubmissionVerdict {
    std::string refusal;             ///< a whole SMTP reply; "" when it may go
    std::string domain;              ///< that must sign; "" for no signature
    std::vector<HeaderField> added;  ///< fields that it lacks (RFC 6409, section 8)
};

/// Who may write as whom is decided here alone, from the header as receivers will read it. Throws what the
/// replica throws when it cannot tell.
SubmissionVerdict judge_submission(Replica::View const& view, Submission const& submission,
                                   SubmissionSettings const& settings);

/// Why this envelope sender is not a script's to use; "" when it is.
std::string refusal_of_sender(Replica::View const& view, Submission const& submission);

}  // namespace mailapp::directory
