#include "stack/dovecot/script_failures.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <vector>

namespace mailapp::stack::dovecot {
namespace {

constexpr std::size_t most_failures = 10;
constexpr std::size_t longest_failure = 400;

/// Without "msgid=<...>: ", so that the same cause is the same line for every message.
std::string_view without_message_id(std::string_view line) {
    if (!line.starts_with("msgid=")) return line;
    auto const end = line.find(": ");
    return end == std::string_view::npos ? line : line.substr(end + 2);
}

}  // namespace

std::string failures_in(std::string_view log) {
    static constexpr std::string_view mark = "error: ";
    std::vector<std::string> seen;
    for (auto const line : split(log, '\n')) {
        auto const start = line.find(mark);
        if (start == std::string_view::npos) continue;
        auto const cause = without_message_id(line.substr(start + mark.size())).substr(0, longest_failure);
        if (cause.starts_with("vacation action: failed to send") || !is_clean_utf8(cause)) continue;
        std::string text(cause);
        std::replace_if(
            text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
        if (std::find(seen.begin(), seen.end(), text) == seen.end()) seen.push_back(std::move(text));
        if (seen.size() == most_failures) break;
    }
    return join(seen, "\n");
}

std::string failure_notice(std::string_view hostname, std::string_view address, std::string_view failures,
                           std::string_view date) {
    std::string const host(hostname);
    std::string const owner(address);
    return "From: Mail filter <postmaster@" + host + ">\r\nTo: <" + owner +
           ">\r\nSubject: Your mail filter failed\r\nDate: " + std::string(date) +
           "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
           "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
           "The active filter (Sieve script) of " +
           owner +
           " failed for mail that arrived.\r\nThat mail is in your INBOX; nothing is lost. The server "
           "says:\r\n\r\n    " +
           replace_all(failures, "\n", "\r\n    ") +
           "\r\n\r\nChange the filter, or create the folder that it names. While it fails you are told once "
           "a "
           "day.\r\n";
}

}  // namespace mailapp::stack::dovecot
