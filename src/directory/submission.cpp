#include "directory/submission.hpp"

#include "base/from_field.hpp"
#include "base/mail_address.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "directory/lookups.hpp"

namespace mailapp::directory {
namespace {

using lookups::may_write_as;
using lookups::Writer;

constexpr std::size_t longest_shown = 200;

/// An address of the message as part of a reply of one line.
std::string shown(std::string_view address) {
    std::string text;
    for (char const character : address.substr(0, longest_shown))
        text += character > ' ' && character < 0x7f && character != '<' && character != '>' ? character : '?';
    return "<" + text + ">";
}

std::string not_yours(std::string_view address) {
    return "550 5.7.1 You may not write as " + shown(address);
}

std::vector<std::string> values_of(std::vector<HeaderField> const& header, std::string_view name) {
    std::vector<std::string> values;
    for (auto const& field : header)
        if (to_lower(trim(field.name)) == name) values.push_back(field.value);
    return values;
}

Writer writer_of(Submission const& submission) {
    return submission.kind == Submission::Kind::script ? Writer::script : Writer::signed_in;
}

/// The server's own refusals, which Sieve's "reject" writes, come from its postmaster and have no envelope
/// sender.
bool is_notice_of_the_server(Submission const& submission, std::vector<std::string> const& from,
                             std::string_view hostname) {
    return submission.kind == Submission::Kind::script && submission.sender.empty() && from.size() == 1 &&
           to_lower(from.front()) == "postmaster@" + to_lower(hostname);
}

/// The domain to sign with, or why the message must not go.
struct From {
    std::string domain;
    std::string refusal;
};

From judge_from(Replica::View const& view, Submission const& submission,
                std::vector<std::string> const& fields, std::string_view hostname) {
    if (fields.size() > 1) return {"", "550 5.6.0 The message has more than one From field"};
    auto const addresses = read_from_field(fields.front());
    if (!addresses) return {"", "550 5.6.0 The From field is not written as RFC 5322 wants it"};
    if (is_notice_of_the_server(submission, *addresses, hostname)) return {};
    for (auto const& address : *addresses)
        if (!may_write_as(view, submission.user, address, writer_of(submission)))
            return {"", not_yours(address)};
    // What has no sender is not in need of a signature, and a script may have been led to write it.
    if (submission.kind == Submission::Kind::script && submission.sender.empty()) return {};
    auto const first = normalize_address(addresses->front());
    return {first ? first->domain : "", ""};
}

std::string message_date(Seconds now) {
    return replace_all(to_http_date(now), "GMT", "+0000");
}

}  // namespace

SubmissionVerdict judge_submission(Replica::View const& view, Submission const& submission,
                                   SubmissionSettings const& settings) {
    SubmissionVerdict verdict;
    if (submission.kind == Submission::Kind::passed_on) return verdict;

    auto from = values_of(submission.header, "from");
    if (from.empty()) {
        // Postfix has seen to it that the envelope's sender is the user's.
        if (submission.sender.empty())
            return {.refusal = "550 5.6.0 The message has no From field", .domain = "", .added = {}};
        from.push_back(" <" + submission.sender + ">");
        verdict.added.push_back({"From", from.front()});
    }
    auto const judged = judge_from(view, submission, from, settings.hostname);
    bool const refuses =
        submission.kind == Submission::Kind::script || settings.foreign_from == ForeignFrom::refuse;
    if (!judged.refusal.empty() && refuses) return {.refusal = judged.refusal, .domain = "", .added = {}};
    if (!judged.domain.empty() && view.is_signed(judged.domain)) verdict.domain = judged.domain;
    if (values_of(submission.header, "date").empty())
        verdict.added.push_back({"Date", " " + message_date(settings.now())});
    if (values_of(submission.header, "message-id").empty())
        verdict.added.push_back({"Message-ID", " <" + random_hex(16) + "@" + settings.hostname + ">"});
    return verdict;
}

std::string refusal_of_sender(Replica::View const& view, Submission const& submission) {
    if (submission.kind != Submission::Kind::script || submission.sender.empty()) return "";
    if (may_write_as(view, submission.user, submission.sender, Writer::script)) return "";
    return not_yours(submission.sender);
}

}  // namespace mailapp::directory
