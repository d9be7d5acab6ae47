#include "app/commands.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "features/api_keys/service.hpp"
#include "instance/instance.hpp"
#include "stack/http_client.hpp"
#include "stack/mail_client.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <thread>

namespace mailapp::app {
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

/// One hop of the test and how long it took.
struct Step {
    std::string name;
    bool passed = false;
    std::string detail;
    std::chrono::milliseconds took{0};
};

/// A read-write key for this run alone; there may be no other, and a person's key is not ours to use.
class TemporaryKey {
public:
    TemporaryKey(db::Database& database, std::string const& instance_key)
        : log_(database, instance_key), keys_(database, log_) {
        api_keys::NewApiKey wanted;
        wanted.access = api_keys::ApiAccess::read_write;
        wanted.description = "selftest";
        wanted.skip_ip_check = true;
        issued_ = keys_.create(who_, wanted).value();
    }
    ~TemporaryKey() {
        if (!keys_.remove(who_, issued_.details.id))
            std::fprintf(stderr, "mailapp: the key of the self-test stays.\n");
    }
    TemporaryKey(TemporaryKey const&) = delete;
    TemporaryKey& operator=(TemporaryKey const&) = delete;
    std::string const& text() const { return issued_.key; }

private:
    Principal const who_ = Principal::system("selftest");
    audit::Log log_;
    api_keys::ApiKeys keys_;
    api_keys::IssuedApiKey issued_;
};

/// The way of a message, hop by hop, in a domain that exists for the time of the test.
class SelfTest {
public:
    SelfTest(Instance const& instance, std::string key)
        : instance_(instance),
          key_(std::move(key)),
          token_(random_hex(8)),
          domain_("selftest-" + token_ + ".invalid"),
          sender_("sender@" + domain_),
          recipient_("recipient@" + domain_),
          password_(random_password()) {}

    std::vector<Step> run() {
        // Each hop needs the one before; what was made is removed in any case.
        if (step("mailboxes", [this] { return create(); }) &&
            step("submission", [this] { return submit(); }) &&
            step("delivery", [this] { return wait_for_message(); }) &&
            step("signing", [this] { return check_signature(); })) {
            step("filtering", [this] { return offer_spam(); });
        }
        step("clean up", [this] { return remove(); });
        return std::move(steps_);
    }

private:
    bool step(char const* name, std::function<Result<std::string>()> const& action) {
        auto const start = Clock::now();
        auto const outcome = action();
        auto const took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
        steps_.push_back({name, outcome.has_value(), outcome ? *outcome : outcome.error().detail, took});
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
        while (Clock::now() < until) {
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
    std::string key_, token_, domain_, sender_, recipient_, password_;
    std::string message_;
    std::vector<Step> steps_;
};

void print_json(std::vector<Step> const& steps, bool passed) {
    json::array list;
    for (auto const& step : steps) {
        list.push_back(json::object{{"name", step.name},
                                    {"passed", step.passed},
                                    {"detail", step.detail},
                                    {"milliseconds", step.took.count()}});
    }
    std::printf("%s\n", json::serialize(json::object{{"passed", passed}, {"steps", list}}).c_str());
}

void print_table(std::vector<Step> const& steps) {
    for (auto const& step : steps) {
        std::printf("%s  %-10s  %6lld ms  %s\n", step.passed ? "ok    " : "FAILED", step.name.c_str(),
                    static_cast<long long>(step.took.count()), step.detail.c_str());
    }
}

int selftest(Arguments const& arguments) {
    auto const instance = Instance::load(instance_directory(arguments));
    if (!instance) return fail(instance.error().detail);
    if (::geteuid() != 0) return fail("The self-test is for root to run.");
    auto const key = instance->secret(secret_name::instance_key);
    if (!key) return fail(key.error().detail);
    // Before the database is opened: its files belong to the running API.
    stack::HttpCall alive;
    alive.url = "http://mailapp/healthz";
    alive.unix_socket = instance->api_socket();
    if (auto const reply = stack::http_call(alive); !reply || reply->status != 200)
        return fail("The server does not run: start it with `mailapp up`.");

    db::Database database(instance->database_url(), 1);
    TemporaryKey const temporary(database, *key);
    auto const steps = SelfTest(*instance, temporary.text()).run();
    bool const passed = std::all_of(steps.begin(), steps.end(), [](Step const& step) { return step.passed; });
    if (arguments.has("--json")) {
        print_json(steps, passed);
    } else {
        print_table(steps);
    }
    return passed ? 0 : 1;
}

}  // namespace

Command selftest_command() {
    Command command;
    command.name = "selftest";
    command.summary = "Send a message through the whole server and read it back";
    command.description =
        "Makes a domain with two mailboxes, sends from one to the other through submission, signing, "
        "filtering "
        "and delivery, reads the message over IMAP, and removes all of it. Exit status 1 when a hop fails.";
    command.options = {instance_option(), {"--json", "", "One line of JSON instead of a table"}};
    command.run = selftest;
    return command;
}

}  // namespace mailapp::app
