#include "stack/dovecot/doveadm.hpp"

#include "base/descriptor.hpp"
#include "base/text.hpp"
#include "reflect/json_read.hpp"
#include "stack/http_client.hpp"

// The header of glibc 2.36 forgets to say that these are C.
extern "C" {
#include <sys/pidfd.h>
}

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <optional>
#include <system_error>
#include <utility>

namespace mailapp::stack::dovecot {
namespace {

// <sysexits.h>, as doveadm ends when there is no such session or user.
constexpr std::int64_t exit_no_host = 68;
constexpr std::chrono::seconds deadline{10};

Error not_understood() {
    return upstream("dovecot.refused", "Dovecot's answer cannot be understood.");
}

/// Rows of objects whose values are all text, as doveadm writes them.
using Rows = boost::json::array;

std::string text_of(boost::json::value const& row, char const* name) {
    auto const* object = row.if_object();
    auto const* value = object != nullptr ? object->if_contains(name) : nullptr;
    auto const* text = value != nullptr ? value->if_string() : nullptr;
    return text != nullptr ? std::string(*text) : std::string();
}

std::int64_t number_of(boost::json::value const& row, char const* name) {
    return parse_int(text_of(row, name)).value_or(0);
}

/// [["doveadmResponse", [row, ...], tag]] or [["error", {"type": ..., "exitCode": ...}, tag]].
Result<Rows> open_answer(std::string const& body, std::optional<std::int64_t> exit_of_none) {
    auto const parsed = reflect::parse_json(body);
    if (!parsed || !parsed->is_array() || parsed->get_array().empty()) return not_understood();
    auto const* response = parsed->get_array().front().if_array();
    if (response == nullptr || response->size() != 3 || !response->front().is_string())
        return not_understood();
    auto const& kind = response->front().get_string();
    auto const& content = (*response)[1];
    if (kind == "doveadmResponse" && content.is_array()) return content.get_array();
    if (kind != "error" || !content.is_object()) return not_understood();
    auto const* exit = content.get_object().if_contains("exitCode");
    auto const status = exit != nullptr && exit->is_int64() ? exit->get_int64() : 0;
    if (exit_of_none && status == *exit_of_none) return Rows{};
    return upstream("dovecot.refused",
                    "Dovecot refused: " + text_of(content, "type") + " " + std::to_string(status) + ".");
}

Result<Rows> command(std::filesystem::path const& socket, Secret const& authorization,
                     boost::json::array call, std::optional<std::int64_t> exit_of_none = {}) {
    call.emplace_back("mailapp");
    HttpCall request;
    request.url = "http://dovecot/doveadm/v1";
    request.unix_socket = socket;
    request.method = "POST";
    request.headers = {{"Content-Type", "application/json"},
                       {"Authorization", std::string(authorization.reveal())}};
    request.body = reflect::boost_json_text(boost::json::array{std::move(call)});
    request.deadline = deadline;
    auto const answer = http_call(request);
    if (!answer) return upstream("dovecot.unreachable", answer.error().detail);
    if (answer->status != 200) {
        return upstream("dovecot.refused",
                        "Dovecot answered with status " + std::to_string(answer->status) + ".");
    }
    return open_answer(answer->body, exit_of_none);
}

}  // namespace

Doveadm::Doveadm(std::filesystem::path socket, Secret key)
    : socket_(std::move(socket)), authorization_("X-Dovecot-API " + to_base64(key.reveal())) {}

Result<std::int64_t> Doveadm::kick(std::string const& address,
                                   std::vector<std::string> const& services) const {
    auto const named = who(address);
    if (!named) return named.error();
    std::vector<std::pair<Session, Descriptor>> held;
    for (auto const& session : *named) {
        if (std::find(services.begin(), services.end(), session.service) == services.end()) continue;
        Descriptor process(::pidfd_open(static_cast<pid_t>(session.pid), 0));
        if (process) held.emplace_back(session, std::move(process));
    }
    if (held.empty()) return 0;
    // A number can be another process's by now. One that is named again since its process was taken hold of
    // is the session that is meant.
    auto const still = who(address);
    if (!still) return still.error();
    std::int64_t ended = 0;
    for (auto const& [session, process] : held) {
        if (std::find(still->begin(), still->end(), session) == still->end()) continue;
        if (::pidfd_send_signal(process.get(), SIGTERM, nullptr, 0) == 0) {
            ++ended;
        } else if (errno != ESRCH) {
            return upstream("dovecot.refused", "A session cannot be ended: " +
                                                   std::error_code(errno, std::generic_category()).message() +
                                                   ".");
        }
    }
    return ended;
}

Result<std::vector<Session>> Doveadm::who(std::string const& address) const {
    boost::json::object const arguments{{"mask", boost::json::array{boost::json::string(address)}},
                                        {"separateConnections", true}};
    auto const rows = command(socket_, authorization_, {"who", arguments}, exit_no_host);
    if (!rows) return rows.error();
    std::vector<Session> sessions;
    for (auto const& row : *rows) {
        Session session{text_of(row, "username"), text_of(row, "service"), number_of(row, "pid")};
        // The mask is a pattern where the address has "*" or "?".
        if (session.username == address && session.pid > 0) sessions.push_back(std::move(session));
    }
    return sessions;
}

}  // namespace mailapp::stack::dovecot
