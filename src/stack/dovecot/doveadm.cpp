#include "stack/dovecot/doveadm.hpp"

#include "base/text.hpp"
#include "reflect/json_read.hpp"
#include "stack/http_client.hpp"

#include <optional>

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

Result<std::int64_t> Doveadm::kick(std::string const& address) const {
    if (address.find_first_of("*?") != std::string::npos) {
        return invalid("dovecot.no_exact_match", "The sessions of this address cannot be told from others.",
                       "/address");
    }
    boost::json::object const arguments{{"mask", boost::json::array{boost::json::string(address)}}};
    auto const rows = command(socket_, authorization_, {"kick", arguments}, exit_no_host);
    if (!rows) return rows.error();
    return static_cast<std::int64_t>(rows->size());
}

Result<std::vector<Sessions>> Doveadm::who(std::string const& address) const {
    boost::json::object const arguments{{"mask", boost::json::array{boost::json::string(address)}}};
    auto const rows = command(socket_, authorization_, {"who", arguments}, exit_no_host);
    if (!rows) return rows.error();
    std::vector<Sessions> sessions;
    for (auto const& row : *rows)
        sessions.push_back(
            {text_of(row, "username"), text_of(row, "service"), number_of(row, "connections")});
    return sessions;
}

}  // namespace mailapp::stack::dovecot
