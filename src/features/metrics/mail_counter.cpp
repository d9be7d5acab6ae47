#include "features/metrics/mail_counter.hpp"

#include "base/text.hpp"

namespace mailapp::metrics {
namespace {

/// More than arrive at one time; who never arrives is forgotten in the end.
constexpr std::size_t most_arriving = 20'000;

bool is_refusal(std::string_view rest) {
    return rest.starts_with("reject: ") || rest.starts_with("milter-reject: ");
}

/// The value of "status=" in a delivery's line; what the other server said comes behind it.
std::string_view delivery_status(std::string_view rest) {
    static constexpr std::string_view mark = ", status=";
    auto const code = rest.find(", dsn=");
    if (!rest.starts_with("to=<") || code == std::string_view::npos) return {};
    auto const at = rest.find(mark, code);
    if (at == std::string_view::npos) return {};
    auto const status = rest.substr(at + mark.size());
    return status.substr(0, status.find(' '));
}

}  // namespace

void MailCounter::remember(std::string const& queue_id, std::int64_t MailCounts::*origin) {
    while (in_order_.size() >= most_arriving) {
        arriving_.erase(in_order_.front());
        in_order_.pop_front();
    }
    arriving_[queue_id] = origin;
    in_order_.push_back(queue_id);
}

void MailCounter::take_postfix(services::LogLine const& line) {
    if (!line.time) return;
    auto const colon = line.message.find(": ");
    if (colon == std::string::npos) return;
    auto const queue_id = line.message.substr(0, colon);
    auto const rest = std::string_view(line.message).substr(colon + 2);
    auto const program = split(line.program, '/').back();
    if (program == "smtpd" && rest.starts_with("client=")) {
        bool const signed_in = rest.find(", sasl_username=") != std::string_view::npos;
        remember(queue_id, signed_in ? &MailCounts::submitted : &MailCounts::received);
    } else if (program == "smtpd" || program == "postscreen" || program == "cleanup") {
        if (!is_refusal(rest)) return;
        on_count_(*line.time, &MailCounts::rejected);
        if (program == "cleanup") arriving_.erase(queue_id);
    } else if (program == "qmgr") {
        auto const arrived = arriving_.find(queue_id);
        if (arrived == arriving_.end() || !rest.starts_with("from=<")) return;
        on_count_(*line.time, arrived->second);
        arriving_.erase(arrived);
    } else if (auto const status = delivery_status(rest); status == "deferred") {
        on_count_(*line.time, &MailCounts::deferred);
    } else if (status == "bounced") {
        on_count_(*line.time, &MailCounts::bounced);
    } else if (status == "sent" && program == "lmtp") {
        on_count_(*line.time, &MailCounts::delivered);
    } else if (status == "sent" && program == "smtp") {
        on_count_(*line.time, &MailCounts::sent);
    }
}

void MailCounter::take_dovecot(services::LogLine const& line) {
    if (line.time && line.program == "lmtp" && line.message.ends_with(": stored mail into mailbox 'Junk'"))
        on_count_(*line.time, &MailCounts::junk);
}

}  // namespace mailapp::metrics
