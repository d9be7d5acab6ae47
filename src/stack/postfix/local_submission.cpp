#include "stack/postfix/local_submission.hpp"

#include "base/descriptor.hpp"
#include "base/text.hpp"
#include "instance/submission_origin.hpp"
#include "stack/postfix/gate.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace mailapp::stack::postfix {
namespace {

constexpr std::size_t reply_limit = 64 * 1024;
/// The filter looks at the message between its end and the answer.
constexpr int deadline_seconds = 120;

/// A character that cannot stand in an address on a line of SMTP.
bool is_unsafe(char character) {
    return static_cast<unsigned char>(character) <= ' ' || character == '<' || character == '>' ||
           character == 0x7f;
}

bool is_safe(std::string_view text) {
    for (char const character : text)
        if (is_unsafe(character)) return false;
    return true;
}

/// RFC 1891, 4: how XCLIENT wants values.
std::string to_xtext(std::string_view text) {
    constexpr char digits[] = "0123456789ABCDEF";
    std::string encoded;
    for (char const character : text) {
        auto const code = static_cast<unsigned char>(character);
        if (code > ' ' && code < 0x7f && character != '+' && character != '=') {
            encoded += character;
            continue;
        }
        encoded += '+';
        encoded += digits[code / 16];
        encoded += digits[code % 16];
    }
    return encoded;
}

/// Who answers behind a socket.
enum class Behind { server, gate };

/// An SMTP or LMTP connection, where a gate stands before the server that which it hands over; once it fails,
/// every reply is "".
class Connection {
public:
    Connection(fs::path const& path, Behind behind) : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        auto const text = path.string();
        if (text.size() >= sizeof(address.sun_path)) return;
        std::memcpy(address.sun_path, text.data(), text.size());
        be_patient();
        if (::connect(fd_.get(), reinterpret_cast<sockaddr const*>(&address), sizeof(address)) != 0) return;
        if (behind == Behind::gate) {
            auto to_server = received_connection(fd_);
            if (!to_server) return;
            fd_ = std::move(*to_server);
            be_patient();
        }
        is_open_ = true;
    }

    /// The last line of the next reply, without its line end.
    std::string reply() {
        while (is_open_) {
            auto const end = waiting_.find("\r\n");
            if (end == std::string::npos) {
                read_more();
                continue;
            }
            auto line = waiting_.substr(0, end);
            waiting_.erase(0, end + 2);
            if (line.size() < 4 || line[3] != '-') return line;
        }
        return "";
    }

    std::string ask(std::string const& command) {
        send(command + "\r\n");
        return reply();
    }

    void send(std::string_view text) {
        while (is_open_ && !text.empty()) {
            auto const sent = ::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno == EINTR) continue;
            is_open_ = sent > 0;
            if (is_open_) text.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

private:
    void be_patient() const {
        timeval const patience{deadline_seconds, 0};
        ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
        ::setsockopt(fd_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    }

    void read_more() {
        std::array<char, 4096> part{};
        auto const got = ::recv(fd_.get(), part.data(), part.size(), 0);
        if (got < 0 && errno == EINTR) return;
        is_open_ = got > 0 && waiting_.size() < reply_limit;
        if (is_open_) waiting_.append(part.data(), static_cast<std::size_t>(got));
    }

    Descriptor fd_;
    bool is_open_ = false;
    std::string waiting_;
};

bool is_positive(std::string const& reply) {
    return reply.starts_with('2') || reply.starts_with('3');
}

bool is_permanent(std::string const& reply) {
    return reply.starts_with('5');
}

Error trouble(std::string const& reply) {
    if (reply.empty()) return upstream("submit.unreachable", "Postfix does not answer.");
    return upstream("submit.deferred", "Postfix answers: " + reply);
}

/// Lines that begin with a dot get another one (RFC 5321, 4.5.2).
std::string with_dots(std::string_view content) {
    std::string stuffed;
    stuffed.reserve(content.size() + content.size() / 64);
    bool at_start = true;
    for (char const character : content) {
        if (at_start && character == '.') stuffed += '.';
        stuffed += character;
        at_start = character == '\n';
    }
    if (!stuffed.ends_with("\r\n")) stuffed += "\r\n";
    return stuffed;
}

}  // namespace

fs::path local_submission_socket(Instance const& instance) {
    return instance.run() / "sieve" / "submit.sock";
}

std::string with_crlf(std::string_view text) {
    std::string result;
    result.reserve(text.size() + text.size() / 32);
    for (std::size_t index = 0; index < text.size(); ++index) {
        if (text[index] == '\r' && index + 1 < text.size() && text[index + 1] == '\n') continue;
        if (text[index] == '\n' || text[index] == '\r')
            result += "\r\n";
        else
            result += text[index];
    }
    return result;
}

bool is_redirected(std::string_view content) {
    auto const name_of_line = [&content] {
        auto const line = content.substr(0, content.find('\n'));
        content.remove_prefix(std::min(content.size(), line.size() + 1));
        return to_lower(line.substr(0, line.find(':')));
    };
    return name_of_line() == "x-sieve" && name_of_line() == "x-sieve-redirected-from";
}

void write_as_mailbox(LocalMessage& message, std::string const& hostname) {
    auto const postmaster = "postmaster@" + hostname;
    if (message.is_passed_on || message.sender != postmaster) return;
    message.sender = message.user;
    auto const field = "\r\nFrom: Postmaster <" + postmaster + ">\r\n";
    auto const found = message.content.find(field);
    if (found < message.content.find("\r\n\r\n"))
        message.content.replace(found, field.size(), "\r\nFrom: <" + message.user + ">\r\n");
}

Result<std::vector<Refusal>> submit_locally(fs::path const& socket, LocalMessage const& message) {
    if (!is_safe(message.sender)) return invalid("submit.address_invalid", "The sender is no address.");
    Connection smtp(socket, Behind::gate);
    std::string const greeting = std::string("EHLO ") + (message.is_passed_on ? submission_origin::passed_on
                                                                              : submission_origin::script);
    for (auto const& command :
         {std::string(), greeting, "XCLIENT LOGIN=" + to_xtext(message.user), greeting}) {
        auto const reply = command.empty() ? smtp.reply() : smtp.ask(command);
        if (!is_positive(reply)) return trouble(reply);
    }
    std::vector<Refusal> refusals;
    auto const refuse_all = [&refusals](std::vector<std::string> const& recipients, std::string const& why) {
        for (auto const& recipient : recipients) refusals.push_back({recipient, why});
    };
    auto const taken = smtp.ask("MAIL FROM:<" + message.sender + ">");
    if (is_permanent(taken)) {
        refuse_all(message.recipients, taken);
        return refusals;
    }
    if (!is_positive(taken)) return trouble(taken);
    std::vector<std::string> accepted;
    for (auto const& recipient : message.recipients) {
        auto const reply =
            is_safe(recipient) ? smtp.ask("RCPT TO:<" + recipient + ">") : "501 5.1.3 Bad address";
        if (is_permanent(reply))
            refusals.push_back({recipient, reply});
        else if (is_positive(reply))
            accepted.push_back(recipient);
        else
            return trouble(reply);
    }
    if (accepted.empty()) return refusals;
    if (auto const reply = smtp.ask("DATA"); !is_positive(reply)) return trouble(reply);
    smtp.send(with_dots(message.content));
    auto const reply = smtp.ask(".");
    if (is_permanent(reply))
        refuse_all(accepted, reply);
    else if (!is_positive(reply))
        return trouble(reply);
    smtp.send("QUIT\r\n");
    return refusals;
}

Result<> deliver_locally(fs::path const& lmtp_socket, std::string const& address,
                         std::string const& content) {
    if (!is_safe(address)) return invalid("submit.address_invalid", "The recipient is no address.");
    Connection lmtp(lmtp_socket, Behind::server);
    for (auto const& command : {std::string(), std::string("LHLO localhost"), std::string("MAIL FROM:<>"),
                                "RCPT TO:<" + address + ">", std::string("DATA"), std::string(".")}) {
        if (command == ".") lmtp.send(with_dots(content));
        auto const reply = command.empty() ? lmtp.reply() : lmtp.ask(command);
        if (is_permanent(reply)) return conflict("submit.refused", "The mailbox refuses: " + reply);
        if (!is_positive(reply)) return trouble(reply);
    }
    lmtp.send("QUIT\r\n");
    return {};
}

std::string refusal_notice(std::string const& hostname, LocalMessage const& message,
                           std::vector<Refusal> const& refusals, std::string const& boundary) {
    std::string words;
    std::string fields;
    for (auto const& refusal : refusals) {
        words += "<" + refusal.recipient + ">: " + refusal.reply + "\r\n";
        fields += "\r\nFinal-Recipient: rfc822; " + refusal.recipient +
                  "\r\nAction: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; " + refusal.reply + "\r\n";
    }
    auto const part = "\r\n--" + boundary + "\r\nContent-Type: ";
    return "From: Mail Delivery System <MAILER-DAEMON@" + hostname + ">\r\nTo: <" + message.user +
           ">\r\nSubject: Mail that your filter sent was refused\r\nAuto-Submitted: auto-replied\r\n"
           "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"" +
           boundary + "\"\r\n" + part +
           "text/plain; charset=us-ascii\r\n\r\n"
           "A filter of your mailbox sent the message below on or answered it, and was refused:\r\n\r\n" +
           words + part + "message/delivery-status\r\n\r\nReporting-MTA: dns; " + hostname + "\r\n" + fields +
           part + "message/rfc822\r\n\r\n" + message.content + "\r\n--" + boundary + "--\r\n";
}

}  // namespace mailapp::stack::postfix
