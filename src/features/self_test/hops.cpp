#include "features/self_test/hops.hpp"

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "stack/http_client.hpp"
#include "stack/mail_client.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <chrono>
#include <thread>

namespace mailapp::self_test {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;
using Clock = std::chrono::steady_clock;

constexpr auto delivered_within = 60s;
constexpr auto between_looks = 100ms;
/// What every spam filter takes for spam (GTUBE), in two parts so that this program is not.
constexpr char const* spam =
    "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-"
    "UBE-TEST-EMAIL*C.34X";

constexpr std::array names{"mailboxes", "submission", "delivery", "signing", "filtering", "clean up"};

/// The way of a message.
class Run {
public:
    using OnProgress = std::function<void(std::vector<SelfTestHop> const&)>;
    Run(Instance const& instance, std::string key, std::atomic<bool> const& stopping,
        OnProgress const& on_progress)
        : instance_(instance),
          key_(std::move(key)),
          stopping_(stopping),
          on_progress_(on_progress),
          token_(random_hex(8)),
          domain_("selftest-" + token_ + ".invalid"),
          sender_("sender@" + domain_),
          recipient_("recipient@" + domain_),
          password_(random_password()) {}

    std::vector<SelfTestHop> all() {
        // Each hop needs the one before; what was made is removed in any case.
        using Action = Result<std::string> (Run::*)();
        constexpr std::array<Action, names.size() - 1> actions{
            &Run::create, &Run::submit, &Run::wait_for_message, &Run::check_signature, &Run::offer_spam};
        bool goes_on = true;
        for (std::size_t i = 0; i < actions.size(); ++i) {
            goes_on = goes_on && !stopping_;
            if (goes_on) {
                goes_on = hop(i, actions.at(i));
            } else {
                hops_[i].state = HopState::skipped;
            }
        }
        hop(actions.size(), &Run::remove);
        return std::move(hops_);
    }

private:
    bool hop(std::size_t number, Result<std::string> (Run::*action)()) {
        auto& hop = hops_[number];
        hop.state = HopState::running;
        on_progress_(hops_);
        auto const start = Clock::now();
        auto const outcome = (this->*action)();
        hop.milliseconds =
            std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count();
        hop.state = outcome ? HopState::passed : HopState::failed;
        hop.detail = outcome ? *outcome : outcome.error().detail;
        on_progress_(hops_);
        return outcome.has_value();
    }

    Result<json::value> api(char const* method, std::string const& path, json::object const& body = {}) {
        stack::HttpCall call;
        call.url = "http://mailapp/api/v2/" + path;
        call.method = method;
        call.unix_socket = instance_.api_socket();
        call.headers = {{"X-API-Key", key_}, {"Content-Type", "application/json"}};
        if (!body.empty()) call.body = json::serialize(body);
        auto const reply = stack::http_call(call);
        if (!reply) return reply.error();
        json::error_code problem;
        auto value = reply->body.empty() ? json::value() : json::parse(reply->body, problem);
        if (reply->status < 300 && !problem) return value;
        return upstream("selftest.api", std::string(method) + " " + path + ": " +
                                            std::to_string(reply->status) + " " + reply->body);
    }

    stack::MailServer at(std::uint16_t port) const {
        auto address = instance_.settings().listen.front();
        if (address == "0.0.0.0") address = "127.0.0.1";
        if (address == "::") address = "::1";
        return {instance_.settings().hostname, address, port, instance_.tls() / "ca.pem"};
    }
    stack::MailLogin login(std::string const& user) const { return {user, Secret(password_)}; }

    Result<std::string> create() {
        if (auto made = api("POST", "domains", {{"name", domain_}}); !made) return made.error();
        for (auto const* const local_part : {"sender", "recipient"}) {
            auto const made = api("POST", "mailboxes",
                                  {{"local_part", local_part}, {"domain", domain_}, {"password", password_}});
            if (!made) return made.error();
        }
        return sender_ + " and " + recipient_;
    }

    std::string message(std::string const& from, std::string const& body) const {
        return "From: " + from + "\r\nTo: " + recipient_ + "\r\nSubject: selftest-" + token_ +
               "\r\nDate: " + to_http_date(system_now()).substr(0, 25) + " +0000\r\nMessage-ID: <" +
               random_hex(8) + "@" + domain_ + ">\r\n\r\n" + body + "\r\n";
    }

    Result<std::string> submit() {
        auto const sent = stack::smtp_send(at(instance_.ports().submission), login(sender_),
                                           {sender_, {recipient_}, message(sender_, "A message to myself.")});
        if (!sent) return sent.error();
        if (sent->code != 250)
            return upstream("selftest.refused",
                            "The message was refused: " + std::to_string(sent->code) + ".");
        return "accepted with STARTTLS and signing in";
    }

    Result<std::string> wait_for_message() {
        auto const until = Clock::now() + delivered_within;
        while (Clock::now() < until && !stopping_) {
            auto found =
                stack::imap_message(at(instance_.ports().imaps), login(recipient_), "selftest-" + token_);
            if (!found) return found.error();
            if (!found->empty()) {
                message_ = std::move(*found);
                return "read back over IMAP";
            }
            std::this_thread::sleep_for(between_looks);
        }
        return upstream("selftest.not_delivered", "The message did not arrive in time.");
    }

    Result<std::string> check_signature() {
        auto const headers = message_.substr(0, message_.find("\r\n\r\n"));
        if (headers.find("DKIM-Signature:") == std::string::npos ||
            headers.find("d=" + domain_) == std::string::npos)
            return upstream("selftest.unsigned", "The message carries no DKIM signature of its domain.");
        return "DKIM signature of " + domain_;
    }

    /// From outside, with an empty sender: the filter must refuse it.
    Result<std::string> offer_spam() {
        auto const sent = stack::smtp_send(at(instance_.ports().smtp), {},
                                           {"", {recipient_}, message("someone@" + domain_, spam)});
        if (!sent) return sent.error();
        if (sent->code < 500)
            return upstream("selftest.not_filtered",
                            "Spam on port " + std::to_string(instance_.ports().smtp) + " was answered with " +
                                std::to_string(sent->code) + ", not refused.");
        return "spam from outside is refused (" + std::to_string(sent->code) + ")";
    }

    Result<std::string> remove() {
        std::string problems;
        for (auto const& path :
             {"mailboxes/" + sender_, "mailboxes/" + recipient_, "domains/" + domain_, "dkim/" + domain_}) {
            if (auto const removed = api("DELETE", path); !removed) problems += removed.error().detail + " ";
        }
        if (problems.empty()) return domain_ + " is gone";
        return upstream("selftest.not_removed", problems);
    }

    Instance const& instance_;
    std::string key_;
    std::atomic<bool> const& stopping_;
    OnProgress const& on_progress_;
    std::string token_, domain_, sender_, recipient_, password_;
    std::string message_;
    std::vector<SelfTestHop> hops_ = hops_to_come();
};

}  // namespace

TemporaryKey::TemporaryKey(api_keys::ApiKeys& keys) : keys_(keys) {
    api_keys::NewApiKey wanted;
    wanted.access = api_keys::ApiAccess::read_write;
    wanted.description = "selftest";
    wanted.skip_ip_check = true;
    issued_ = keys_.create(who_, wanted).value();
}

TemporaryKey::~TemporaryKey() {
    try {
        if (!keys_.remove(who_, issued_.details.id)) log::warn("self_test.key_stays");
    } catch (std::exception const& problem) {
        // The border of a destructor: the key stays, and its name says whose it is.
        log::warn("self_test.key_stays", {{"problem", problem.what()}});
    }
}

std::vector<SelfTestHop> hops_to_come() {
    std::vector<SelfTestHop> hops;
    for (auto const* name : names) hops.push_back({name, HopState::waiting, 0, ""});
    return hops;
}

std::vector<SelfTestHop> run_hops(Instance const& instance, std::string const& api_key,
                                  std::atomic<bool> const& stopping,
                                  std::function<void(std::vector<SelfTestHop> const&)> const& on_progress) {
    return Run(instance, api_key, stopping, on_progress).all();
}

}  // namespace mailapp::self_test
