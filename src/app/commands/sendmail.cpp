#include "app/commands.hpp"
#include "app/standard_input.hpp"
#include "base/mail_address.hpp"
#include "base/random.hpp"
#include "directory/dict_server.hpp"
#include "instance/instance.hpp"
#include "stack/postfix/local_submission.hpp"

#include <sysexits.h>

#include <cstdio>
#include <optional>

namespace mailapp::app {
namespace {

using stack::postfix::LocalMessage;

/// Dovecot tries again for days whatever does not succeed. What Postfix refuses for good comes back instead,
/// to the mailbox whose script sent it: the sender that a script names may be somebody else.
Result<> send(Instance const& instance, LocalMessage const& message) {
    auto const socket = stack::postfix::local_submission_socket(instance);
    auto const refusals = stack::postfix::submit_locally(socket, message);
    if (!refusals) return refusals.error();
    if (refusals->empty()) return {};
    if (message.sender.empty()) {
        std::fputs(
            ("sendmail: refused, and there is nobody to tell: " + refusals->front().reply + "\n").c_str(),
            stderr);
        return {};
    }
    LocalMessage notice{message.user, "", {message.user}, "", true};
    notice.content = stack::postfix::refusal_notice(instance.settings().hostname, message, *refusals,
                                                    "refused-" + random_hex(12));
    auto const told = stack::postfix::submit_locally(socket, notice);
    if (!told) return told.error();
    if (!told->empty()) return upstream("submit.notice_refused", "The sender cannot be told.");
    return {};
}

struct Call {
    std::string instance;
    LocalMessage message;
};

/// What Dovecot gives: `--instance DIR --user MAILBOX -i -f SENDER -- RECIPIENT...`, and "<>" for no sender.
/// An address may begin with a dash, so that this is not a matter for the reader of other command lines.
std::optional<Call> read_call(std::vector<std::string> const& words) {
    if (words.size() < 9 || words[0] != "--instance" || words[2] != "--user" || words[4] != "-i" ||
        words[5] != "-f" || words[7] != "--")
        return std::nullopt;
    return Call{words[1],
                {words[3], words[6] == "<>" ? "" : words[6], {words.begin() + 8, words.end()}, "", false}};
}

/// Scripts have domains in letters too; on a line of SMTP they are A-labels. What is no domain stays, and is
/// refused as the address of nobody.
std::string with_ascii_domain(std::string const& address) {
    auto const at = address.rfind('@');
    if (at == std::string::npos) return address;
    auto const domain = normalize_domain(std::string_view(address).substr(at + 1));
    return domain ? address.substr(0, at + 1) + *domain : address;
}

constexpr std::chrono::seconds patience{5};

/// What Dovecot writes into the header of a vacation answer; it begins a line.
constexpr std::string_view vacation_mark = "\r\nAuto-Submitted: auto-replied (vacation)\r\n";

/// A vacation answer has the address as its sender that was found in the message. To an address that leads to
/// others as well, a list, nobody answers for all (RFC 5230, 4.5). Dovecot does not know which addresses
/// those are, so the directory tells; what is refused here counts as not answered.
std::optional<int> refuse_answer(Instance const& instance, LocalMessage const& message) {
    auto const header = std::string_view(message.content).substr(0, message.content.find("\r\n\r\n"));
    if (message.is_passed_on || (std::string(header) + "\r\n").find(vacation_mark) == std::string::npos)
        return std::nullopt;
    if (message.sender.empty() || message.sender == message.user) return std::nullopt;
    auto const is_own =
        directory::ask_own_address(instance.dict_socket(), message.user, message.sender, patience);
    if (!is_own) return fail("the directory does not tell whose address the sender is", EX_TEMPFAIL);
    if (!*is_own) return fail("the sender is not an address of this mailbox alone", EX_NOPERM);
    return std::nullopt;
}

}  // namespace

int run_sendmail(std::vector<std::string> const& words) {
    auto call = read_call(words);
    if (!call) return fail("sendmail is started by Dovecot alone", EX_USAGE);
    auto const instance = Instance::load(call->instance);
    if (!instance) return fail(instance.error().detail, EX_TEMPFAIL);
    auto const content = read_standard_input();
    if (!content) return fail(content.error().detail, EX_TEMPFAIL);
    for (auto& recipient : call->message.recipients) recipient = with_ascii_domain(recipient);
    call->message.content = stack::postfix::with_crlf(*content);
    call->message.is_passed_on = stack::postfix::is_redirected(call->message.content);
    if (auto const refused = refuse_answer(*instance, call->message)) return *refused;
    stack::postfix::write_as_mailbox(call->message, instance->settings().hostname);
    if (auto const sent = send(*instance, call->message); !sent)
        return fail(sent.error().detail, EX_TEMPFAIL);
    return 0;
}

}  // namespace mailapp::app
