#include "directory/auth.hpp"

#include "base/log.hpp"
#include "base/mail_address.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "directory/address.hpp"
#include "identity/password.hpp"
#include "instance/script_logs.hpp"

#include <algorithm>

namespace mailapp::directory {
namespace {

constexpr std::size_t remembered_secrets = 100'000;
constexpr std::chrono::minutes keep_right{5};
constexpr std::chrono::minutes keep_wrong{1};
constexpr std::size_t throttled_pairs = 100'000;
/// Beside those that wait for a hash: workers that remembered logins and user look-ups always find.
constexpr std::size_t workers_for_quick_answers = 8;

http::RawResponse reply(int status, std::string body = {}) {
    http::RawResponse response;
    response.status = status;
    response.set("content-type", "text/plain; charset=utf-8");
    response.body = std::move(body);
    return response;
}

/// An account with the state of its domain.
struct Account {
    std::string address;
    MailboxRecord mailbox;
    bool domain_active = false;
};

std::optional<Account> find_account(Replica::View const& view, std::string const& address) {
    auto mailbox = view.mailbox(address);
    if (!mailbox) return std::nullopt;
    auto const domain = view.domain(mailbox->domain);
    return Account{address, std::move(*mailbox), domain && domain->active};
}

bool is_allowed(Account const& account, std::string_view service) {
    auto const& mailbox = account.mailbox;
    if (!account.domain_active || !mailbox.may_sign_in()) return false;
    if (service == "imap") return mailbox.imap_access;
    if (service == "pop3") return mailbox.pop3_access;
    if (service == "smtp") return mailbox.smtp_access;
    if (service == "sieve") return mailbox.sieve_access;
    // The administrator's own tests; nobody reaches it from a network.
    return service == "doveadm";
}

/// A store is a path of plain names below the mail directory; a home that Dovecot could read otherwise is
/// never given.
std::string home_of(fs::path const& mail, MailboxRecord const& mailbox) {
    auto const is_plain = [](unsigned char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
               c == '-' || c == '_' || c == '+' || c == '=' || c == '/' || c == '@';
    };
    auto const& store = mailbox.store;
    if (store.empty() || !std::all_of(store.begin(), store.end(), is_plain))
        throw UnusableRecord("a mailbox has a store that is no path");
    for (auto const name : split(store, '/')) {
        if (name.empty() || name == "." || name == "..")
            throw UnusableRecord("a mailbox has a store that is no path");
    }
    return (mail / store).string();
}

std::string quota_rule(MailboxRecord const& mailbox) {
    return "*:bytes=" + std::to_string(std::max<std::int64_t>(mailbox.quota, 0));
}

std::string_view member(std::map<std::string, std::string, std::less<>> const& form, std::string_view name) {
    auto const found = form.find(name);
    return found == form.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace

std::size_t workers_for(AuthSettings const& settings) {
    return settings.hashes_at_once + 2 * settings.hashes_waiting + workers_for_quick_answers;
}

std::optional<std::map<std::string, std::string, std::less<>>> parse_form(std::string_view body) {
    std::map<std::string, std::string, std::less<>> form;
    for (auto const part : split(body, '&')) {
        if (part.empty()) continue;
        auto const equals = std::min(part.find('='), part.size());
        auto name = percent_decode(part.substr(0, equals), true);
        auto value = percent_decode(part.substr(std::min(equals + 1, part.size())), true);
        if (!name || !value || !form.emplace(std::move(*name), std::move(*value)).second) return std::nullopt;
    }
    return form;
}

AuthService::AuthService(Replicas& replicas, AuthSettings settings, Ticks now)
    : replicas_(replicas),
      settings_(std::move(settings)),
      hash_of_nobody_(identity::hash_password(Secret(random_hex(16)))),
      cache_(remembered_secrets, keep_right, keep_wrong, now),
      throttle_(throttled_pairs, now),
      gate_(settings_.hashes_at_once, settings_.hashes_waiting) {}

http::RawResponse AuthService::handle(http::RawRequest const& request) {
    try {
        return route(request);
    } catch (NoReplica const&) {
        return reply(503);
    } catch (std::exception const& problem) {
        log::error("directory.auth_failed", {{"problem", problem.what()}});
        return reply(500);
    }
}

http::RawResponse AuthService::route(http::RawRequest const& request) {
    static constexpr std::string_view scheme = "Bearer ";
    std::string_view token;
    std::string_view path = request.target;
    for (auto const& [name, value] : request.headers) {
        if (name == "authorization" && std::string_view(value).starts_with(scheme))
            token = std::string_view(value).substr(scheme.size());
    }
    if (settings_.token.empty() || !equal_in_constant_time(token, settings_.token)) return reply(401);
    bool const is_verify = path == "/auth/verify";
    if (!is_verify && path != "/auth/user") return reply(404);
    if (request.method != http::Method::post) return reply(405);
    auto const form = parse_form(request.body);
    if (!form) return reply(400);
    return is_verify ? verify(*form) : find_user(*form);
}

http::RawResponse AuthService::verify(Form const& form) {
    auto const password = member(form, "password");
    if (password.empty() || password.size() > identity::longest_password) return reply(401);
    // Everything after this line knows normalised names only.
    auto const address = normalize_address(member(form, "user"));
    auto const user = address ? address->text() : std::string();
    auto const account = ask(replicas_, [&](Replica::View const& view) { return find_account(view, user); });
    auto const& stored = account ? account->mailbox.password_hash : hash_of_nobody_;

    auto const answer = [&] {
        auto const service = member(form, "service");
        if (!is_allowed(*account, service)) return reply(403);
        if (service == "smtp" && settings_.on_submission)
            settings_.on_submission(account->address, member(form, "remote"));
        return reply(200, "user=" + account->address +
                              "\nuserdb_home=" + home_of(settings_.mail, account->mailbox) +
                              "\nuserdb_quota_rule=" + quota_rule(account->mailbox) + "\n");
    };
    auto const key = cache_.key(user, password, stored);
    if (auto const known = cache_.find(key)) return *known && account ? answer() : reply(401);

    auto const network = network_of(member(form, "remote"));
    if (!throttle_.allow(user, network)) return reply(503, "too many failures, try again\n");
    auto const lane = throttle_.is_known(user, network) ? HashGate::Lane::known : HashGate::Lane::stranger;
    bool right = false;
    {
        auto const turn = gate_.enter(lane, network);
        if (!turn) return reply(503, "too many logins at once, try again\n");
        right = identity::verify_password(Secret(std::string(password)), stored) && account;
    }
    cache_.remember(key, right);
    if (!right) {
        throttle_.failed(user, network);
        return reply(401);
    }
    throttle_.succeeded(user, network);
    return answer();
}

http::RawResponse AuthService::find_user(Form const& form) {
    auto const address = normalize_address(member(form, "user"));
    if (!address) return reply(404);
    auto const account =
        ask(replicas_, [&](Replica::View const& view) { return find_account(view, address->text()); });
    if (!account || !account->domain_active || !account->mailbox.accepts_mail()) return reply(404);
    auto fields = "user=" + account->address + "\nhome=" + home_of(settings_.mail, account->mailbox) +
                  "\nquota_rule=" + quota_rule(account->mailbox) + "\n";
    if (auto const name = script_log_name(account->address))
        fields += "sieve_user_log=" + (settings_.script_logs / *name).string() + "\n";
    return reply(200, std::move(fields));
}

}  // namespace mailapp::directory
